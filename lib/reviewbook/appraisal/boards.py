"""Boards, on which people stand by their score or by the measure of an honour, and who is given the honour."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from reviewbook.appraisal.chance import Flags
from reviewbook.appraisal.estimates import Book
from reviewbook.appraisal.places import placed
from reviewbook.appraisal.scoring import NO_FIGURES, TOO_FEW_DAYS, TOO_LITTLE, TOO_LITTLE_COUNTS, Scored, first_reason
from reviewbook.params.appraisal import FEWER_IS_BETTER, Honour

__all__ = ["NOBODY", "ONLY_ONE", "TOO_FEW_MONTHS", "given", "measured_board", "score_board", "standing"]

#: Why somebody is not ranked, and why an honour goes to nobody.
TOO_FEW_MONTHS = "too few months"
NOBODY, ONLY_ONE = "nobody eligible", "only one eligible"


#: Nobody's score is taken to be surer than that of this share of all.
_SURE = 0.75

_PLACES = ("rank", "rank_best", "rank_worst", "group")


def score_board(result: Scored, present: Flags) -> pd.DataFrame:
    """
    Give the board of the appraisal, without places.

    Parameters
    ----------
    result : Scored
        The scores.
    present : array of bool
        Who was there on enough working days.
    """
    known = ~np.isnan(result.score)
    bounds, variance = np.full((2, len(known)), np.nan), np.full(len(known), np.nan)
    if known.any():
        bounds[:, known] = np.percentile(result.draws[known], [2.5, 97.5], axis=1)
        # At the end of a curve chance seems small: more of it would bring no more points.
        own = result.draws[known].var(axis=1, ddof=1)
        variance[known] = np.maximum(own, np.quantile(own, _SURE))
    return pd.DataFrame({
        "score": result.score,
        "lower": np.fmin(bounds[0], result.score),
        "upper": np.fmax(bounds[1], result.score),
        "variance": variance,
        "eligible": known,
        "reason": first_reason((~present, TOO_FEW_DAYS), (~known, TOO_LITTLE_COUNTS)),
    })  # fmt: skip


def measured_board(book: Book, honour: Honour, present: Flags) -> pd.DataFrame:
    """Give the board of an honour that rests on a measure, without places."""
    rows = book.estimate(honour.measure, honour.months).rows
    none = rows["value"].isna().to_numpy()
    few = rows["months"].to_numpy() < honour.least_months
    little = rows["exposure"].fillna(np.inf).to_numpy(dtype=np.float64) < honour.least
    notes = rows["note"].fillna(NO_FIGURES)
    reason = first_reason((~present, TOO_FEW_DAYS), (none, notes), (few, TOO_FEW_MONTHS), (little, TOO_LITTLE))
    told = rows.rename(columns={"value": "score"})[["score", "lower", "upper", "variance"]].reset_index(drop=True)
    return told.assign(eligible=present & ~none & ~few & ~little, reason=reason)


def standing(board: pd.DataFrame, name: str, honour: Honour | None) -> pd.DataFrame:
    """
    Put everybody eligible into their places, within the company or within each team.

    Parameters
    ----------
    board : DataFrame
        `score_board` or `measured_board` with ``person_id`` and ``team_id``.
    name : str
        Of the board.
    honour : Honour, optional
        Whose board it is; none for that of the appraisal.

    Returns
    -------
    DataFrame
        The board with ``board``, ``rank``, ``rank_best``, ``rank_worst``, ``group`` (empty for who is not eligible)
        and ``clear``: whether the first of the place is distinguishable from everybody else in it.
    """
    out = board.assign(board=name, clear=False)
    out[list(_PLACES)] = np.nan
    sign = -1.0 if honour and honour.measure in FEWER_IS_BETTER else 1.0
    for _, rows in _fields(out, honour):
        ranked = rows[rows["eligible"]]
        if len(ranked):
            places = placed(sign * ranked["score"].to_numpy(), ranked["variance"].to_numpy())
            told = (places.rank, places.best, places.worst, places.group)
            out.loc[ranked.index, list(_PLACES)] = np.column_stack(told).astype("float64")
            out.loc[ranked.index, "clear"] = places.clear
    return out


def given(board: pd.DataFrame, honour: Honour) -> pd.DataFrame:
    """
    Decide to whom an honour goes.

    Parameters
    ----------
    board : DataFrame
        `standing` of its board.
    honour : Honour
        How it is decided.

    Returns
    -------
    DataFrame
        ``honour, person_id, team_id, decision, outcome, reason``: whoever has it, or those of whom nobody is
        surely ahead, or one row that says why there is nobody.
    """
    rows = [_decided(found, honour, team) for team, found in _fields(board, honour)]
    rows = rows or [_nobody(NOBODY, None)]
    return pd.concat(rows, ignore_index=True).assign(honour=honour.name, decision=honour.decision)


def _decided(rows: pd.DataFrame, honour: Honour, team: str | None) -> pd.DataFrame:
    ranked = rows[rows["eligible"]]
    if honour.decision == "highest" and len(ranked):
        return _named(ranked[ranked["rank"] == 1], "given")
    if len(ranked) < 2:
        return _nobody(ONLY_ONE if len(ranked) else NOBODY, team)
    first = ranked[ranked["rank_best"] == 1]
    return _named(first, "given" if first["clear"].any() else "no_clear_winner")


def _named(rows: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return rows[["person_id", "team_id"]].assign(outcome=outcome, reason=None)


def _nobody(reason: str, team: str | None) -> pd.DataFrame:
    return pd.DataFrame([{"person_id": None, "team_id": team, "outcome": "nobody", "reason": reason}])


def _fields(board: pd.DataFrame, honour: Honour | None) -> Iterator[tuple[str | None, pd.DataFrame]]:
    """Go through those who compete with each other: everybody, or team by team."""
    if honour is None or honour.within == "company":
        yield None, board
    else:
        yield from ((str(team), rows) for team, rows in board.groupby("team_id"))
