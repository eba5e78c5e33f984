"""Where a person is farthest below her peers, and the course that answers it.

Peers are all others of the same role in the company. The months of one person rest on few
reports and orders, and many people are compared in many measures: somebody is always
last. Below her peers is therefore only who is so by more than chance explains, with all
comparisons taken together (Benjamini and Hochberg), and not by a trifle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np
import pandas as pd

from reviewbook.development.noise import Known, known
from reviewbook.engine import as_read
from reviewbook.params.development import Answer, Development
from reviewbook.params.loading import Params
from reviewbook.periods import Cadence, Period
from reviewbook.schema import FRAMES

__all__ = ["weakest"]

_MOST = 2

#: Of those that are told, so many at most are expected to be chance.
_FALSE = 0.05

#: Chance of a value beyond one end of a 95 % interval.
_TAIL = 0.025

#: Standard deviations of a normal distribution in one median absolute deviation, and errors of a mean in that of a median.
_MAD, _MEDIAN = 1.4826, 1.2533


def weakest(frames: Mapping[str, pd.DataFrame], params: Params, period: Period) -> pd.DataFrame:
    """
    Give for each person the two measures farthest below her peers.

    Parameters
    ----------
    frames : mapping of DataFrame
        ``facts``; ``staff`` (`analysis.staff.staff`); ``courses`` (`courses.courses`).
    params : Params
        ``development`` names the measures, ``measures`` says which direction is better.
    period : Period
        The period under review. Compared are the last months that are over by its end, as many as ``development``
        says: a single one of one person tells little.

    Returns
    -------
    DataFrame
        Frame ``weakest``. ``peers`` is the median of the peers; ``distance`` is told in robust standard deviations of
        theirs, or of what chance makes of a value where they hardly differ. Nobody has a row who is not below by more
        than chance. ``training`` is her open course of the skill, else one that she never had; empty where she has
        done it.
    """
    months = _months(period, params.development.months)
    facts = _monthly(frames["facts"], months[-1])
    compared = [
        row
        for answer in params.development.answers
        for row in _compared(facts[facts["measure"] == answer.measure], frames["staff"], (params, months), answer)
    ]
    told = sorted(_beyond_chance(compared, params.development), key=lambda row: (-row["distance"], row["measure"]))
    team_of = dict(zip(frames["staff"]["person_id"], frames["staff"]["team_id"], strict=True))
    places: dict[str, int] = {}
    rows = []
    for row in told:
        who = row["person_id"]
        places[who] = places.get(who, 0) + 1
        if places[who] <= _MOST:
            training = _course(frames["courses"], who, row["skill"])
            more = {"team_id": team_of[who], "place": places[who], "training": training}
            rows.append({**row, **more, "cadence": Cadence.MONTHLY.value, "period": months[-1]})
    return as_read(pd.DataFrame(rows, columns=FRAMES["weakest"].names), FRAMES["weakest"])


def _months(period: Period, count: int) -> list[str]:
    """Give the last months that are over by the end of the period."""
    last = Period.containing(period.last_on, Cadence.MONTHLY)
    over = last if last.last_on <= period.last_on else last.shift(-1)
    return [month.key for month in over.last(count)]


@dataclass(frozen=True)
class _Peers:
    """The others with whom one is compared."""

    median: float
    spread: float
    count: int

    @classmethod
    def of(cls, values: Any, errors: Any) -> _Peers:
        median = float(np.median(values))
        spread = _MAD * float(np.median(np.abs(values - median)))
        return cls(median, max(spread, float(np.median(errors))), len(values))


def _monthly(facts: pd.DataFrame, last: str) -> pd.DataFrame:
    """Give the months of persons up to the last one."""
    of_people = facts[(facts["entity_kind"] == "person") & (facts["cadence"] == Cadence.MONTHLY.value)]
    return of_people[of_people["period"] <= last]


def _compared(
    history: pd.DataFrame, staff: pd.DataFrame, by: tuple[Params, list[str]], answer: Answer
) -> Iterator[dict[str, Any]]:
    """Compare everybody who has a value with the others of the same role; `by` says how, and over which months."""
    params, months = by
    sign = 1.0 if params.measures[answer.measure].direction == "up" else -1.0
    for _, people in staff.groupby("role")["person_id"]:
        told = known(history[history["entity_id"].isin(people)], months, answer.fewest)
        if told and len(told.people) > params.development.fewest_peers:
            yield from (_against(told, place, sign, answer) for place in range(len(told.people)))


def _against(told: Known, place: int, sign: float, answer: Answer) -> dict[str, Any]:
    """Hold one person against the others."""
    value, error = float(told.values[place]), float(told.errors[place])
    peers = _Peers.of(np.delete(told.values, place), np.delete(told.errors, place))
    below = sign * (peers.median - value)
    doubt = hypot(error, _MEDIAN * peers.spread / peers.count**0.5)
    return {
        "person_id": told.people[place],
        "measure": answer.measure,
        "skill": answer.skill,
        "value": value,
        "peers": peers.median,
        "peer_count": peers.count,
        "distance": below / peers.spread if peers.spread else 0.0,
        "clear": told.clear(place, peers.median, sign),
        "chance": told.chance(place, below / doubt if doubt else 0.0, sign),
    }


def _beyond_chance(compared: list[dict[str, Any]], rules: Development) -> list[dict[str, Any]]:
    """Keep those of whom, all taken together, hardly one is there by chance, and who are far enough away."""
    ranked = sorted(row["chance"] for row in compared)
    allowed = [_FALSE * (place + 1) / len(ranked) for place in range(len(ranked))]
    limit = max((chance for chance, most in zip(ranked, allowed, strict=True) if chance <= most), default=-1.0)
    limit = min(limit, _TAIL)
    return [
        row
        for row in compared
        if row["chance"] <= limit and row["clear"] and row["distance"] > 0 and row["distance"] >= rules.least_distance
    ]


def _course(courses: pd.DataFrame, person: str, skill: str | None) -> str | None:
    """Give her open course of the skill, the first that is due, else one that she never had."""
    taught = courses[courses["skill"] == skill].sort_values(["due_on", "training_id"])
    hers = taught[taught["person_id"] == person]
    left = hers[hers["status"] != "done"] if len(hers) else taught
    return None if left.empty else str(left["training_id"].iloc[0])
