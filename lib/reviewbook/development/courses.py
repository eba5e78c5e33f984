"""The courses and development goals of everybody who was there in the period, as they stand at its end."""

from __future__ import annotations

from datetime import date

import pandas as pd

from reviewbook.engine import as_read
from reviewbook.schema import FRAMES

__all__ = ["career", "courses"]


def courses(trainings: pd.DataFrame, staff: pd.DataFrame, through: date) -> pd.DataFrame:
    """
    Give the courses of the staff.

    Parameters
    ----------
    trainings : DataFrame
        The table of this name.
    staff : DataFrame
        ``person_id, team_id`` of everybody who was there in the period.
    through : date
        The last day that counts: that of the period, or of the cut-off where that comes first.

    Returns
    -------
    DataFrame
        Frame ``courses``: ``done`` by that day, whenever and be it late; ``overdue``, not done and due by then;
        ``due``, not done and due later or on no day.
    """
    return _standing(trainings, staff, through, ("courses", "completed_on"))


def career(goals: pd.DataFrame, staff: pd.DataFrame, through: date) -> pd.DataFrame:
    """
    Give the development goals of the staff.

    Parameters
    ----------
    goals : DataFrame
        The table of this name.
    staff, through
        As of `courses`.

    Returns
    -------
    DataFrame
        Frame ``career``: its states are those of `courses`.
    """
    return _standing(goals, staff, through, ("career", "done_on"))


def _standing(rows: pd.DataFrame, staff: pd.DataFrame, through: date, which: tuple[str, str]) -> pd.DataFrame:
    """Give the rows of the staff with what became of each; `which` is the frame and the day on which it was done."""
    name, done_on = which
    known = rows.merge(staff[["person_id", "team_id"]], on="person_id")
    last = pd.Timestamp(through)
    done, due = known[done_on] <= last, known["due_on"] <= last
    status = pd.Series("due", index=known.index).mask(due, "overdue").mask(done, "done")
    # What is done after that day was not done on it.
    return as_read(known.assign(status=status, **{done_on: known[done_on].where(done)}), FRAMES[name])
