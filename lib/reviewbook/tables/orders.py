"""The order lines behind the revenue, folded away until a number is opened; below them stands what they add up to."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from reviewbook.blocks import FOLDED_ROWS, Cell, Head, Table, Tone
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import ORDERS
from reviewbook.tables.printed import absent, day, head, person
from reviewbook.tables.reported import amount, excerpt
from reviewbook.wording import DASH

__all__ = ["order_rows"]

#: Characters of a name that stand in a table; its cell keeps the whole.
_LONGEST = 40


@of_one
def order_rows(review: Slice) -> Table:
    """
    Give every order line of the period that counts in the revenue: the refunded ones first, then the largest.

    The last row is the revenue of the audience, to which all lines add up, also those that the page leaves out.
    """
    words, lines = review.words, review.frames["sales"]
    rows = lines.assign(_back=lines["status"] == "refunded", _size=lines["amount"].abs()).sort_values(
        ["_back", "_size", "order_id", "line_id"], ascending=[False, False, True, True], kind="stable"
    )
    keys = ("orders.customer", "orders.product", "kind.person", "kind.team", "orders.no")
    total = (
        Cell(words("tables.total")),
        *(Cell("") for _ in (*keys, "quantity")),
        _money(review, review.value("revenue")),
    )
    return Table(
        ORDERS,
        words("orders.title"),
        (
            head(review, "orders.on", 0.9),
            *(head(review, key, 1.4 if key == "orders.customer" else 1.0) for key in keys),
            Head(words("orders.quantity"), "", "right", 0.6, "#,##0.###"),
            Head(words("orders.amount"), words.symbol(review.company.currency), "right", 1.0, "#,##0.00"),
        ),
        tuple(_line(review, row) for row in rows.head(FOLDED_ROWS).to_dict("records")),
        totals=(total,) if len(rows) else (),
        note=words("orders.note"),
        empty=absent(review, "revenue"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _line(review: Slice, line: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    return (
        day(line["on"]),
        excerpt(line["customer"], _LONGEST),
        excerpt(line["product"], _LONGEST),
        person(review, line["person_id"]),
        Cell(review.name("team", line["team_id"]) or DASH),
        Cell(str(line["order_id"])),
        amount(review, line["quantity"]),
        _money(review, line["amount"], Tone.BAD if line["status"] == "refunded" else Tone.NONE),
    )


def _money(review: Slice, value: float | None, tone: Tone = Tone.NONE) -> Cell:
    """Give an amount to the cent: whoever adds the lines up finds the revenue."""
    return Cell(review.words.number(value, 2), value, tone)
