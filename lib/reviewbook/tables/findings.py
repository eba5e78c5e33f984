"""What a manager should know first, each with what to do about it; and all findings with what they rest on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Head, Notice, Statements, Table, Tone
from reviewbook.slices import Slice
from reviewbook.tables.away import listed
from reviewbook.tables.opening import AWAY, CASES, CHECKS, CLAIMS, COPIES, FINDINGS, MENTIONS, OWED, REPLIES
from reviewbook.tables.printed import head
from reviewbook.telling import began, told, what_to_do
from reviewbook.verdicts import NEEDED
from reviewbook.wording import DASH

__all__ = ["finding_rows", "findings"]

_Row = Mapping[Hashable, Any]

#: The table that holds the rows behind the findings of a kind.
_BEHIND = {
    "not_reporting": OWED, "less_punctual": OWED, "more_punctual": OWED, "copied": COPIES, "claims_off": CLAIMS,
    "counts_off": CLAIMS, "unanswered": REPLIES, "only_read": REPLIES, "unfilled_field": CHECKS,
    "competitor": MENTIONS, "complaints_about": CASES, "slow_resolution": CASES,
    "lost_customers": AWAY,
}  # fmt: skip

#: The least chance that is printed as a number.
_LEAST = 0.001


def findings(review: Slice, most: int = 7) -> Statements:
    """
    Tell the findings that weigh most, each with what to do about it, by whom and by when.

    Parameters
    ----------
    review : Slice
        The review; a document that shows this shows `finding_rows` too, and the rows behind the numbers.
    most : int
        How many are told; a closing line says how many more there are, and where.

    Returns
    -------
    Statements
        In the order of their ranks. Where none is a signal or certain, that is said first: nothing stands out, or it
        is too early to tell.

    Raises
    ------
    FindingError
        When a finding states a number that is not in the facts.
    """
    rows = _ranked(review)
    said = [replace(told(review, row), opens=_behind(review, row["kind"])) for row in rows[:most]]
    if review.audience.kind == "person":
        # What to do is said to whoever sees to it, and not to whom it is about.
        said = [replace(notice, action="") for notice in said]
    if all(row["verdict"] == "routine" for row in rows):
        said.insert(0, _nothing(review))
    if len(rows) > most:
        more = review.words("finding.list.more", count=review.words.number(len(rows) - most))
        said.append(Notice(more, Tone.MUTED, FINDINGS))
    return Statements(tuple(said))


def finding_rows(review: Slice) -> Table:
    """Give all findings: what to do, whether chance alone would do it, since when, what is at stake, who and by when."""
    words, rows = review.words, _ranked(review)
    certain = sum(row["verdict"] != "routine" for row in rows)
    return Table(
        FINDINGS,
        words("finding.rows.title", count=words.number(len(rows)), signals=words.number(certain)),
        (
            head(review, "finding.rows.said", 3.4),
            head(review, "finding.rows.todo", 2.6),
            head(review, "finding.rows.verdict", 1.2),
            head(review, "finding.rows.since", 0.7),
            Head(words("finding.rows.stake"), "", "right", 1.0),
            head(review, "finding.rows.owner"),
            head(review, "finding.rows.due", 1.1),
        ),
        tuple(_row(review, row) for row in rows),
        note=words("finding.rows.note") if rows else "",
        empty=_nothing(review).text,
        folded=True,
    )


def _behind(review: Slice, kind: str) -> str:
    """Name the table of the rows behind findings of a kind; who stays away is listed for a month or longer alone."""
    opens = _BEHIND.get(kind, "")
    return "" if opens == AWAY and not listed(review) else opens


def _ranked(review: Slice) -> list[_Row]:
    return list(review.frames["findings"].sort_values("rank", kind="stable").to_dict("records"))


def _nothing(review: Slice) -> Notice:
    """Say that nothing stands out; of a company whose charts cannot tell yet, that it is too early to say."""
    points = review.frames["signals"]
    judged = points[(points["period"] == review.period.key) & (points["verdict"] != "too_few")]
    if len(judged):
        return Notice(review.words("finding.list.nothing"))
    return Notice(review.words("finding.list.too_early", needed=review.words.number(NEEDED)), Tone.MUTED)


def _row(review: Slice, row: _Row) -> tuple[Cell, ...]:
    words, owner = review.words, row["owner_id"]
    on = pd.Timestamp(row["due_on"]).date()
    return (
        Cell(told(review, row).text),
        Cell(what_to_do(review, row)),
        _verdict(review, row),
        Cell(began(review, row), review.period.key if pd.isna(row["since"]) else row["since"]),
        _stake(review, row),
        Cell(DASH, None, Tone.MUTED) if pd.isna(owner) else Cell(review.name("person", str(owner))),
        Cell(words.day(on), on.isoformat()),
    )


def _verdict(review: Slice, row: _Row) -> Cell:
    """Give the verdict, with how likely chance alone would do this where that is known."""
    words, chance = review.words, row["chance"]
    said = words(f"finding.verdict.{row['verdict']}")
    if pd.isna(chance):
        return Cell(said)
    likely = f"<{words.percent(_LEAST)}" if chance < _LEAST else words.percent(chance)
    return Cell(words("finding.rows.judged", verdict=said, chance=likely), float(chance))


def _stake(review: Slice, row: _Row) -> Cell:
    """Give how much is at stake, in money where that is known, else in reports."""
    words, money, reports = review.words, row["effect_money"], row["effect_reports"]
    if pd.notna(money):
        return Cell(words.short_money(float(money), review.company.currency), float(money))
    if pd.notna(reports):
        return Cell(words("finding.rows.reports", count=words.number(float(reports))), float(reports))
    return Cell(DASH, None, Tone.MUTED)
