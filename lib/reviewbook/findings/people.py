"""What teams have not learnt that others have, and whether reporting pays."""

from __future__ import annotations

from datetime import date

import pandas as pd

from reviewbook.findings.counting import counted, period_of
from reviewbook.findings.finding import Finding, Known
from reviewbook.periods import Cadence
from reviewbook.schema import COMPANY
from reviewbook.statistics import students_t
from reviewbook.statistics.surprise import dispersion, share_chance, student_tail

__all__ = ["reporting_pays", "training_gap"]

#: Points of the on-time rate to which the gain of `reporting_pays` belongs, and points in a share of 1.
_TEN_POINTS, _POINTS = 0.1, 100


def training_gap(known: Known) -> list[Finding]:
    """
    Find the courses that most of a team have not done although they were due, while others have.

    Parameters
    ----------
    known : Known
        Of its frames: ``trainings`` and ``staff``.

    Returns
    -------
    list of Finding
        Of teams, with the skill as topic, where fewer than half of the courses due by the end of the period are
        done, and chance would hardly leave so few if the team were like the others.
    """
    courses = _due(known)
    cells = courses.groupby(["skill", "team_id"])["done"].agg(["sum", "size"]).reset_index()
    found = []
    for place, cell in cells.iterrows():
        others = cells[(cells["skill"] == cell["skill"]) & (cells.index != place)]
        if 2 * cell["sum"] >= cell["size"] or others["size"].sum() == 0:
            continue
        parts, wholes = ([*others[name], cell[name]] for name in ("sum", "size"))
        apart = float(dispersion([parts[:-1]], [wholes[:-1]])[0])
        chance = min(1.0, share_chance(parts, wholes, 1, "below", apart) * len(cells))
        own = courses[(courses["skill"] == cell["skill"]) & (courses["team_id"] == cell["team_id"]) & ~courses["done"]]
        numbers = {
            "done": counted(cell["sum"], "count", "trainings"),
            "due": counted(cell["size"], "count", "trainings"),
            "others": counted(others["sum"].sum() / others["size"].sum(), "share", "trainings"),
        }
        since = period_of(known, own["due_on"].min().date())
        found.append(
            Finding(
                "training_gap", "team", str(cell["team_id"]), numbers, str(cell["skill"]), chance=chance, since=since
            )
        )
    return found


def _due(known: Known) -> pd.DataFrame:
    """Give the courses that were due from those who are there, by the end of the period, and whether they were done."""
    last: date = known.period.last_on
    trainings = known.frames["trainings"]
    due = trainings[trainings["due_on"] <= pd.Timestamp(last)]
    done = due["completed_on"].notna() & (due["completed_on"] <= pd.Timestamp(last))
    return due.assign(done=done).merge(known.frames["staff"][["person_id", "team_id"]], on="person_id")


def reporting_pays(known: Known) -> list[Finding]:
    """
    Find that whoever reports better than usual sells more, or less, in the month after.

    Parameters
    ----------
    known : Known
        Of its frames: ``discipline``.

    Returns
    -------
    list of Finding
        Of the company, in reviews of a month or longer, where the relation is more than chance. ``gain`` are points
        of attainment for ten points of the on-time rate.
    """
    if known.period.cadence in (Cadence.DAILY, Cadence.WEEKLY) or known.frames["discipline"].empty:
        return []
    row = known.frames["discipline"].iloc[0]
    if pd.isna(row["slope"]) or row["people"] < 2:
        return []
    freedom = int(row["people"]) - 1
    error = (row["upper"] - row["lower"]) / 2 / students_t(freedom)
    chance = min(1.0, 2 * student_tail(abs(row["slope"]) / error, freedom))
    names = {"gain": "slope", "lower": "lower", "upper": "upper"}
    numbers = {
        name: counted(row[column] * _TEN_POINTS * _POINTS, "points", "discipline") for name, column in names.items()
    }
    numbers |= {name: counted(row[name], "count", "discipline") for name in ("pairs", "people")}
    tone = "good" if row["slope"] > 0 else "plain"
    return [Finding("reporting_pays", "company", COMPANY, numbers, tone=tone, chance=chance)]  # type: ignore[arg-type]
