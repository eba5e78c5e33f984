"""The stage: from the facts, the orders and the staff of a month to scores, places and honours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reviewbook.appraisal.boards import given, measured_board, score_board, standing
from reviewbook.appraisal.estimates import Book
from reviewbook.appraisal.scoring import scored
from reviewbook.engine import as_read, empty
from reviewbook.params.appraisal import BOARD, Appraisal
from reviewbook.periods import Cadence, Period
from reviewbook.schema import FRAMES

__all__ = ["appraise"]

_NAMES = ("scores", "standings", "honoured")


def appraise(
    facts: pd.DataFrame, sold: pd.DataFrame, staff: pd.DataFrame, rules: Appraisal, period: Period
) -> dict[str, pd.DataFrame]:
    """
    Appraise the reps of a month, and decide on its honours.

    Parameters
    ----------
    facts : DataFrame
        `schema.FACTS`: those of persons in the month and in as many months before it as the honours look back.
    sold : DataFrame
        The orders of these months: ``person_id, month, order_id, minor``.
    staff : DataFrame
        `analysis.staff`: ``person_id, team_id, role, working_days`` of the month. Managers are not appraised.
    rules : Appraisal
        How people are appraised.
    period : Period
        The period under review; in one that is no month nobody is appraised.

    Returns
    -------
    dict of DataFrame
        ``scores``, ``standings`` and ``honoured`` of `schema.FRAMES`; of the month alone.
    """
    reps = staff[staff["role"] == "rep"].sort_values("person_id", ignore_index=True)
    if period.cadence is not Cadence.MONTHLY or not rules.asked or reps.empty:
        return {name: empty(FRAMES[name]) for name in _NAMES}
    book = Book(facts, sold, list(reps["person_id"]), period)
    present = (reps["working_days"] >= rules.least_days).to_numpy(dtype=bool)
    who = reps[["person_id", "team_id"]]
    result = scored(book, rules, set(reps["person_id"][present])) if rules.components else None
    boards = {BOARD: who.join(score_board(result, present))} if result else {}
    boards |= {
        honour.name: boards[BOARD] if honour.measure == BOARD else who.join(measured_board(book, honour, present))
        for honour in rules.honours
    }
    places = {name: standing(board, name, rules.honour(name)) for name, board in boards.items()}
    honoured = [given(places[honour.name], honour) for honour in rules.honours]
    return {
        "scores": _framed("scores", [result.parts.merge(who, on="person_id")] if result else [], period),
        "standings": _framed("standings", list(places.values()), period),
        "honoured": _framed("honoured", [rows.assign(edition=None) for rows in honoured], period),
    }


def _framed(name: str, parts: list[pd.DataFrame], period: Period) -> pd.DataFrame:
    if not parts:
        return empty(FRAMES[name])
    told = pd.concat(parts, ignore_index=True).assign(cadence=period.cadence.value, period=period.key)
    return as_read(told.replace({np.nan: None}), FRAMES[name])
