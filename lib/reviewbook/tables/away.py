"""Which customers have not ordered again: whom to call, the largest first.

It lists exactly those whom the measure ``returning_rate`` counts as not back. Customers
do not order every day or week, so a review of less than a month has no such list.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Head, Notice, Table, Tone
from reviewbook.periods import Cadence
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import AWAY
from reviewbook.tables.printed import MOST, absent, day, head, noted, person
from reviewbook.tables.recorded import where_recorded
from reviewbook.tables.reported import excerpt
from reviewbook.wording import DASH

__all__ = ["away", "listed"]

_Row = Mapping[Hashable, Any]

#: Characters of a customer's name that stand in the table; its cell keeps the whole.
_LONGEST = 40


def listed(review: Slice) -> bool:
    """Whether who stays away is listed in a review: in one of a month or longer."""
    return review.period.cadence not in (Cadence.DAILY, Cadence.WEEKLY)


def away(review: Slice) -> Table | Notice:
    """
    Give the customers of the three periods before who did not order in the period, the largest first.

    Returns
    -------
    Table
        One row per customer, with the revenue a period that the people of the review had with it, its last order with
        them and who took that; where that person has left, whom the customer belongs to now. In a review of less than a month it is one sentence.
    """
    return _listed(review) if listed(review) else Notice(review.words("absent.away_shortly"), Tone.MUTED)


@where_recorded("returning_rate", "absent.away")
@of_one
def _listed(review: Slice) -> Table:
    words, rows = review.words, _customers(review)
    full = max([1.0, *rows["worth"]])
    worth = words(f"tables.away.worth.{review.period.cadence}")
    return Table(
        AWAY,
        _title(review, rows),
        (
            head(review, "tables.away.customer", 2),
            Head(worth, words.symbol(review.company.currency), "right", 1.6, "#,##0"),
            head(review, "tables.away.last"),
            head(review, "kind.person"),
            head(review, "kind.team"),
        ),
        tuple(_row(review, row, full) for row in rows.head(MOST).to_dict("records")),
        note=noted(review, _note(review), len(rows)) if len(rows) else "",
        empty=_nobody(review),
    )


def _customers(review: Slice) -> pd.DataFrame:
    """
    Put the rows of each customer together: what it bought from all, and the seller of the last order.

    Of who is no longer there nobody is expected back, and no row is given: so they are always those of the rate.
    """
    known = review.value("returning_rate", part="denominator") is not None
    rows = review.frames["away"] if known else review.frames["away"].iloc[:0]
    sellers = rows.sort_values(["last_order_on", "worth", "person_id", "team_id"], ascending=[False, False, True, True])
    last = sellers.drop_duplicates("customer_id")
    worth = rows.groupby("customer_id")["worth"].sum().astype("float64")
    whole = last.assign(worth=worth.reindex(last["customer_id"]).to_numpy())
    return whole.sort_values(["worth", "customer_id"], ascending=[False, True])


def _title(review: Slice, rows: pd.DataFrame) -> str:
    """Say how many stay away, of how many, and what they were worth."""
    words, cadence = review.words, review.period.cadence
    if rows.empty:
        return words("tables.away.title")
    return words(
        "tables.away.title_some",
        before=words(f"tables.away.before.{cadence}"),
        away=words.number(len(rows)),
        customers=words.number(review.value("returning_rate", part="denominator")),
        each=words(f"tables.away.each.{cadence}"),
        worth=words.short_money(float(rows["worth"].sum()), review.company.currency),
    )


def _note(review: Slice) -> str:
    """Say what is counted: of whose sales, and until when."""
    words, whole = review.words, review.audience.kind == "company"
    said = [words("tables.away.note", before=words(f"tables.away.before.{review.period.cadence}"))]
    said += [] if whole else [words(f"tables.away.sales_of_{review.audience.kind}")]
    over = review.as_of >= review.period.end_at(review.company.zone)
    said.append(words("tables.away.since" if over else "tables.away.not_over"))
    return words("tables.space").join(said)


def _nobody(review: Slice) -> str:
    """Say that all have ordered again, or why nobody knows."""
    customers = review.value("returning_rate", part="denominator")
    if not customers:
        return absent(review, "returning_rate")
    before = review.words(f"tables.away.before.{review.period.cadence}")
    return review.words("tables.away.empty", before=before, customers=review.words.number(customers))


def _row(review: Slice, row: _Row, full: float) -> tuple[Cell, ...]:
    worth = float(row["worth"])
    return (
        excerpt(row["customer"], _LONGEST),
        Cell(review.words.number(worth), worth, bar=min(max(worth / full, 0.0), 1.0)),
        day(pd.Timestamp(row["last_order_on"])),
        person(review, _contact(review, row)),
        Cell(review.name("team", row["team_id"]) or DASH),
    )


def _contact(review: Slice, row: _Row) -> str:
    """Give who knows the customer: the seller of the last order or, of one who has left, whom it belongs to now."""
    gone = not review.holds("returning_rate", "person", row["person_id"])
    return str(row["owner_id"] if gone and pd.notna(row["owner_id"]) else row["person_id"])
