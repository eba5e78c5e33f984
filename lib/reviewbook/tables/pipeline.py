"""What is on its way: the open deals by stage, how deals ended, and who did what was promised."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Cell, Head, Table, Tone
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import DEALS, opening
from reviewbook.tables.printed import absent, count, counted_head, day, head
from reviewbook.tables.recorded import where_recorded
from reviewbook.tables.reported import amount, excerpt
from reviewbook.wording import DASH

__all__ = ["deal_rows", "pipeline"]

_Row = Mapping[Hashable, Any]

_recorded = where_recorded("open_pipeline", "absent.deals")

#: Characters of a customer's name or a stage that stand in a table; its cell keeps the whole.
_LONGEST = 40

#: Moves from stage to stage that are named; the others are counted.
_NAMED = 3


@dataclass(frozen=True)
class _Deals:
    """
    The deals of the audience at the end of the period.

    Parameters
    ----------
    open : DataFrame
        Those that were open then, with ``overdue``: expected on a day that had passed by then, and still open.
    closed : DataFrame
        Those that were won or lost in the period.
    """

    open: pd.DataFrame
    closed: pd.DataFrame

    @classmethod
    def of(cls, review: Slice) -> _Deals:
        rows = review.frames["deals"]
        last = pd.Timestamp(review.period.last_on)
        today = min(last, pd.Timestamp(review.as_of.date()))
        closed = pd.to_datetime(rows["closed_on"]) <= last
        standing = rows[~closed]
        overdue = (pd.to_datetime(standing["expected_on"]) <= today) & standing["closed_on"].isna()
        return cls(standing.assign(overdue=overdue), rows[closed])

    @property
    def staged(self) -> pd.Series:
        """The stage of each open deal; empty for one whose records went on since: nobody kept its stage of then."""
        gone = self.open["closed_on"].notna() | (self.open["stage"] == "")
        return self.open["stage"].mask(gone, "")

    def moved(self, first: pd.Timestamp) -> pd.DataFrame | None:
        """Give the open deals that are in another stage than at the last review; nothing where that is not known."""
        old = self.open[self.open["created_on"] < first].assign(now=self.staged)
        known = old[old["stage_before"].notna() & (old["stage_before"] != "") & (old["now"] != "")]
        return known[known["stage_before"] != known["now"]] if len(known) or old.empty else None


@_recorded
def pipeline(review: Slice) -> Table:
    """
    Give the open deals by stage, those nearest to being won first, and how deals of the period ended.

    A deal is overdue when the day on which it was expected to be won has passed. The note says how many deals were
    won and lost, how the open ones cover what the month is short of, and which went on since the last review.
    """
    words, deals = review.words, _Deals.of(review)
    rows = deals.open.assign(stage=deals.staged)
    full = max([1.0, *rows.groupby("stage")["amount"].sum()])
    stages = sorted(rows["stage"].unique(), key=lambda stage: _nearest(rows, stage))
    listed = tuple(_stage(review, rows[rows["stage"] == stage], full) for stage in stages)
    return Table(
        "pipeline",
        _title(review, deals),
        (
            head(review, "tables.pipeline.stage", 1.6),
            counted_head(review, "tables.pipeline.deals", 0.7),
            review.head("open_pipeline", 1.4),
            review.head("weighted_pipeline"),
            counted_head(review, "tables.pipeline.overdue", 0.8),
            Head(words("tables.pipeline.overdue_amount"), words.symbol(review.company.currency), "right", 1, "#,##0"),
        ),
        listed,
        totals=(_total(review, rows),) if len(listed) > 1 else (),
        note=words("tables.space").join(_notes(review, deals)),
        empty=words("tables.pipeline.empty"),
    )


def _nearest(rows: pd.DataFrame, stage: str) -> tuple[bool, float, str]:
    """Sort stages by how likely their deals are to be won; a stage that is not known stands last."""
    likely = rows.loc[rows["stage"] == stage, "probability"].mean()
    return stage == "", -(0.0 if pd.isna(likely) else float(likely)), stage


def _stage(review: Slice, rows: pd.DataFrame, full: float) -> tuple[Cell, ...]:
    stage = str(rows["stage"].iloc[0])
    name = excerpt(stage, _LONGEST) if stage else Cell(review.words("tables.pipeline.stage_unknown"), "", Tone.MUTED)
    cells = _sums(review, rows, weighted=None if not stage else _weighted(rows))
    bar = min(max(float(rows["amount"].sum()) / full, 0.0), 1.0)
    return (name, cells[0], Cell(cells[1].text, cells[1].value, bar=bar), *cells[2:])


def _weighted(rows: pd.DataFrame) -> float | None:
    known = (rows["amount"] * rows["probability"]).dropna()
    return float(known.sum()) if len(known) else None


def _total(review: Slice, rows: pd.DataFrame) -> tuple[Cell, ...]:
    weighted = review.value("weighted_pipeline")
    return (Cell(review.words("tables.total")), *_sums(review, rows, weighted))


def _sums(review: Slice, rows: pd.DataFrame, weighted: float | None) -> tuple[Cell, ...]:
    late = rows[rows["overdue"]]
    return (
        opening(count(review, len(rows)), DEALS),
        review.cell("open_pipeline", float(rows["amount"].sum())),
        review.cell("weighted_pipeline", weighted),
        opening(count(review, len(late), Tone.WARN), DEALS),
        amount(review, float(late["amount"].sum()) if len(late) else None),
    )


def _title(review: Slice, deals: _Deals) -> str:
    words, late = review.words, int(deals.open["overdue"].sum())
    if deals.open.empty:
        return words("tables.pipeline.title")
    values = {
        "amount": words.short_money(float(deals.open["amount"].sum()), review.company.currency),
        "count": words.number(len(deals.open)),
        "late": words.number(late),
    }
    return words("tables.pipeline.title_late" if late else "tables.pipeline.title_open", **values)


def _notes(review: Slice, deals: _Deals) -> list[str]:
    """Say how deals ended, how the open ones cover the gap of the month, and what moved."""
    incomplete = review.words("tables.pipeline.incomplete") if review.note("weighted_pipeline") else ""
    return list(filter(None, [_ended(review, deals), _covered(review), incomplete, _moves(review, deals)]))


def _ended(review: Slice, deals: _Deals) -> str:
    words = review.words
    rate, low, high = (review.value("win_rate", part=part) for part in ("value", "lower", "upper"))
    if rate is None:
        return absent(review, "win_rate")
    won = deals.closed[deals.closed["outcome"] == "won"]
    days = review.value("cycle_days")
    said = words(
        "tables.pipeline.ended",
        won=words.number(review.value("win_rate", part="numerator")),
        all=words.number(review.value("win_rate", part="denominator")),
        amount=words.short_money(float(won["amount"].sum()), review.company.currency),
        rate=words.percent(rate),
        low=words.percent(low),
        high=words.percent(high),
    )
    lasted = "" if days is None else words("tables.pipeline.cycle", days=words.number(days))
    return words("tables.space").join(filter(None, [said, lasted]))


def _covered(review: Slice) -> str:
    """Say how far the open deals would close the gap of the month; nothing where there is none to close."""
    words = review.words
    month = Period.containing(review.period.last_on, Cadence.MONTHLY)
    times, due, gap = (
        review.value("coverage", period=month, part=part) for part in ("value", "numerator", "denominator")
    )
    if times is None:
        return ""
    currency = review.company.currency
    values = {"due": words.short_money(due, currency), "gap": words.short_money(gap, currency)}
    return words("tables.pipeline.covered", month=words.period(month), share=words.percent(times, 0), **values)


def _moves(review: Slice, deals: _Deals) -> str:
    words = review.words
    found = deals.moved(pd.Timestamp(review.period.start_on))
    if found is None:
        return words("tables.pipeline.unknown")
    if found.empty:
        return words("tables.pipeline.none_moved")
    pairs = found.groupby(["stage_before", "now"]).size().rename("deals").reset_index()
    common = pairs.sort_values(["deals", "stage_before", "now"], ascending=[False, True, True]).head(_NAMED)
    said = [
        words("tables.pipeline.move", before=row["stage_before"], now=row["now"], count=words.number(row["deals"]))
        for row in common.to_dict("records")
    ]
    key = "tables.pipeline.moved" if len(pairs) <= _NAMED else "tables.pipeline.moved_more"
    return words(key, count=words.number(len(found)), moves=words.join(said))


@_recorded
@of_one
def deal_rows(review: Slice) -> Table:
    """Give every deal that was open in the period: the overdue ones first, then what moved, then the largest."""
    words, deals = review.words, _Deals.of(review)
    underway, closed = deals.open.assign(now=deals.staged, ended=False), deals.closed
    rows = pd.concat([underway, closed.assign(overdue=False, now="", ended=True)]) if len(closed) else underway
    moved = rows["stage_before"].notna() & (rows["stage_before"] != rows["now"])
    order = rows.assign(moved=moved).sort_values(
        ["overdue", "moved", "amount", "opportunity_id"], ascending=[False, False, False, True]
    )
    keys = ("kind.person", "kind.team", "tables.pipeline.stage", "tables.pipeline.before", "tables.pipeline.expected")
    sign = words.symbol(review.company.currency)
    return Table(
        DEALS,
        words("tables.pipeline.rows"),
        (
            head(review, "tables.open_complaints.customer", 1.6),
            *(head(review, key) for key in keys),
            Head(words("tables.pipeline.amount"), sign, "right", 1, "#,##0"),
            Head(words("tables.pipeline.probability"), "", "right", 0.8, "0%"),
            head(review, "tables.pipeline.no"),
        ),
        tuple(_deal(review, row) for row in order.head(FOLDED_ROWS).to_dict("records")),
        note=words("tables.pipeline.rows_note"),
        empty=words("tables.pipeline.empty"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _deal(review: Slice, deal: _Row) -> tuple[Cell, ...]:
    likely: float | None = float(deal["probability"]) if deal["now"] and pd.notna(deal["probability"]) else None
    return (
        excerpt(deal["customer"], _LONGEST),
        Cell(review.name("person", deal["person_id"])),
        Cell(review.name("team", deal["team_id"]) or DASH),
        _state(review, deal),
        excerpt(deal["stage_before"], _LONGEST),
        _expected(review, deal),
        amount(review, deal["amount"]),
        Cell(review.words.percent(likely, 0), likely, Tone.MUTED if likely is None else Tone.NONE),
        Cell(str(deal["opportunity_id"])),
    )


def _state(review: Slice, deal: _Row) -> Cell:
    """Give the stage of an open deal, and of another how it ended."""
    if deal["now"]:
        return excerpt(deal["now"], _LONGEST)
    if not deal["ended"]:
        return Cell(review.words("tables.pipeline.stage_unknown"), "", Tone.MUTED)
    won = deal["outcome"] == "won"
    return Cell(
        review.words("tables.pipeline.won" if won else "tables.pipeline.lost"), tone=Tone.GOOD if won else Tone.NONE
    )


def _expected(review: Slice, deal: _Row) -> Cell:
    expected = day(pd.Timestamp(deal["expected_on"]))
    if not deal["overdue"]:
        return expected
    return replace(expected, text=review.words("tables.pipeline.passed", day=expected.text), tone=Tone.WARN)
