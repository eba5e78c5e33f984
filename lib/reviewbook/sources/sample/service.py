"""What customers say afterwards: survey answers and complaints."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.sources.sample.days import Instants, instants
from reviewbook.sources.sample.names import products
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.phrases import phrases
from reviewbook.sources.sample.setting import Setting

__all__ = ["complain", "survey"]

SURVEYED, COMMENTED, TEN_POINTS = 0.07, 0.4, 0.08
SCORES, SCORE_CHANCES = np.array([1, 2, 3, 4, 5]), (0.015, 0.03, 0.105, 0.35, 0.5)
COMPLAINED = 0.006
SEVERITIES, SEVERITY_CHANCES = np.array(["low", "medium", "high"], object), (0.5, 0.38, 0.12)


def survey(setting: Setting, lines: pd.DataFrame) -> pd.DataFrame:
    """Give the table `satisfaction`: one customer in fifteen answers within three weeks of an order."""
    orders = lines[lines["status"] == "confirmed"].drop_duplicates("order_id")
    frames = []
    for rep, own in _by_rep(setting, orders):
        rng = setting.stream("survey", rep.person_id)
        asked = own[rng.random(len(own)) < SURVEYED]
        count = len(asked)
        score = rng.choice(SCORES, count, p=SCORE_CHANCES).astype(float)
        ten = rng.random(count) < TEN_POINTS
        words = phrases(rep.home.language).frames
        comment = np.where(score >= 4, rng.choice(words["survey_good"], count), rng.choice(words["survey_poor"], count))
        frames.append(
            pd.DataFrame(
                {
                    "response_id": [f"sv-{order}" for order in asked["order_id"]],
                    "customer_id": asked["customer_id"].to_numpy(),
                    "person_id": rep.person_id,
                    "responded_at": _later(rep, asked, rng.integers(3, 21, count), rng),
                    "score": np.where(ten, (score - 1) * 2.5, score),
                    "scale_min": np.where(ten, 0.0, 1.0),
                    "scale_max": np.where(ten, 10.0, 5.0),
                    "comment": np.where(rng.random(count) < COMMENTED, comment.astype(object), np.array(None)),
                }
            )
        )
    found = pd.concat(frames, ignore_index=True)
    return found[found["responded_at"] <= setting.options.now]


def complain(setting: Setting, lines: pd.DataFrame) -> pd.DataFrame:
    """Give the table `complaints`: about single lines, some weeks after the order."""
    frames = [_complaints(setting, rep, own) for rep, own in _by_rep(setting, lines[lines["status"] == "confirmed"])]
    found = pd.concat(frames, ignore_index=True)
    found = found[found["opened_at"] <= setting.options.now].copy()
    for column in ("answered_at", "resolved_at"):
        found[column] = found[column].where(found[column] <= setting.options.now)
    return found


def _complaints(setting: Setting, rep: Person, own: pd.DataFrame) -> pd.DataFrame:
    rng = setting.stream("complaints", rep.person_id)
    opened_at = _later(rep, own, rng.integers(2, 25, len(own)), rng)
    chance = np.full(len(own), COMPLAINED)
    for truth in setting.planted.of("complaint_rise"):
        risen = own["product_id"].isin(truth.products).to_numpy() & (opened_at >= np.datetime64(truth.span[0]))
        chance[risen] *= truth.size or 1.0
    found = rng.random(len(own)) < chance
    about, opened_at = own[found], opened_at[found]
    count = len(about)
    names = {product.product_id: product.names[rep.home.language] for product in products()}
    words = phrases(rep.home.language).frames
    kind = rng.integers(0, len(words["complaint"]), count).tolist()
    answered_at = _after(opened_at, rng.integers(10, 300, count))
    return pd.DataFrame(
        {
            "complaint_id": (about["order_id"] + "-" + about["line_id"] + "c").to_numpy(),
            "customer_id": about["customer_id"].to_numpy(),
            "person_id": rep.person_id,
            "opened_at": opened_at,
            "answered_at": answered_at,
            "resolved_at": _after(answered_at, rng.integers(120, 8_000, count)),
            "severity": rng.choice(SEVERITIES, count, p=SEVERITY_CHANCES),
            "category": [words["complaint_category"][number] for number in kind],
            "text": [
                words["complaint"][n].format(product=names[p]) for n, p in zip(kind, about["product_id"], strict=True)
            ],
        }
    )


def _by_rep(setting: Setting, lines: pd.DataFrame) -> list[tuple[Person, pd.DataFrame]]:
    groups = dict(iter(lines.groupby("person_id", sort=False)))
    return [(rep, groups[rep.person_id]) for rep in setting.roster.reps if rep.person_id in groups]


def _later(rep: Person, lines: pd.DataFrame, days: NDArray[Any], rng: np.random.Generator) -> Instants:
    on = lines["on"].to_numpy().astype("datetime64[D]") + days
    return instants(on, rng.integers(9 * 3600, 17 * 3600, len(on)), rep.home.zone)


def _after(at: Instants, minutes: NDArray[Any]) -> Instants:
    later: Instants = at + (minutes * 60).astype("timedelta64[s]")
    return later
