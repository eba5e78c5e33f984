"""The denominator of the on-time rate, opened: all that was asked for, less what was not owed and what is not due yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from reviewbook.blocks import Cell, Table
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import COUNTED, due_in_period, part_of
from reviewbook.tables.of_one import of_one
from reviewbook.tables.printed import count, counted_head, head
from reviewbook.wording import Wording

__all__ = ["Opened", "denominator", "opened"]

#: Why a report that is asked for is not in the denominator, in the order in which it is told.
LESS = ("leave", "holiday", "company_off", "not_yet_joined", "left", "other", "pending")


@dataclass(frozen=True)
class Opened:
    """
    A denominator and what it is made of.

    Parameters
    ----------
    due : int
        Reports that were on time, late or missing.
    less : mapping
        Reports that are not in it, by reason (`LESS`), none left out.
    """

    due: int
    less: Mapping[str, int]

    @property
    def asked(self) -> int:
        """All reports that the rules ask for on ordinary days."""
        return self.due + sum(self.less.values())

    def sentence(self, words: Wording) -> str:
        """Say it as a sum; empty where there is nothing to take away."""
        told = [(name, number) for name, number in self.less.items() if number]
        if not told:
            return ""
        less = "".join(f" − {words.number(number)} {words(f'denominator.less.{name}')}" for name, number in told)
        return words("denominator.sum", due=words.number(self.due), asked=words.number(self.asked), less=less)


def opened(owed: pd.DataFrame, unowed: pd.DataFrame) -> Opened:
    """
    Count what the rules ask for on ordinary days, and why some of it is not in the denominator.

    Parameters
    ----------
    owed, unowed : DataFrame
        `schema.FRAMES`, rows that were due in one period.

    Returns
    -------
    Opened
        Every row of both counts exactly once.
    """
    why = owed["reason"].fillna("").str.replace(" ", "_")
    why = why.where(why.isin(LESS), "other").where(owed["status"] == "exempt", owed["status"])
    numbers = pd.concat([why, unowed["reason"]]).value_counts()
    due = sum(int(numbers.get(status, 0)) for status in COUNTED)
    return Opened(due, {name: int(numbers.get(name, 0)) for name in LESS})


@about_reports
@of_one
def denominator(review: Slice) -> Table:
    """
    Open the denominator of the on-time rate by team (by person for a team): asked for, less each reason, due.

    Returns
    -------
    Table
        Columns of reasons of which there is none are left out. Rows and columns add up. The note says the sum in
        words.
    """
    words = review.words
    owed, unowed = due_in_period(review), _unowed(review)
    whole = opened(owed, unowed)
    reasons = [name for name, number in whole.less.items() if number]
    kind, ids = review.parts
    parts = [(review.name(kind, entity), _of(owed, unowed, [entity])) for entity in ids]
    elsewhere = sorted({*owed["part"], *unowed["part"]} - set(ids))
    parts.append((words("tables.elsewhere"), _of(owed, unowed, elsewhere)))
    listed = [part for part in parts if part[1].asked]
    heads = [
        counted_head(review, "denominator.asked"),
        *(counted_head(review, f"denominator.head.{r}") for r in reasons),
    ]
    return Table(
        "denominator",
        words("denominator.title"),
        (head(review, f"kind.{kind}", 1.6), *heads, counted_head(review, "denominator.due")),
        tuple(_row(review, name, part, reasons) for name, part in listed),
        totals=(_row(review, words("tables.total"), whole, reasons),) if len(listed) > 1 else (),
        note=whole.sentence(words),
        empty=words("denominator.empty"),
    )


def _unowed(review: Slice) -> pd.DataFrame:
    rows = review.frames["unowed"]
    due_on = pd.to_datetime(rows["due_on"])
    inside = (due_on >= pd.Timestamp(review.period.start_on)) & (due_on < pd.Timestamp(review.period.end_on))
    return rows[inside].assign(part=part_of(review, rows[inside]))


def _of(owed: pd.DataFrame, unowed: pd.DataFrame, parts: list[str]) -> Opened:
    return opened(owed[owed["part"].isin(parts)], unowed[unowed["part"].isin(parts)])


def _row(review: Slice, name: str, part: Opened, reasons: list[str]) -> tuple[Cell, ...]:
    less = (count(review, part.less[reason]) for reason in reasons)
    return (Cell(name), count(review, part.asked), *less, count(review, part.due))
