"""What reports claim against what is recorded: where they differ, and who differs beyond chance.

No row is an accusation: a cause is inferred from the numbers, and says what to look at.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Table
from reviewbook.params.templates import Tolerance
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import CLAIMS, opening
from reviewbook.tables.printed import MOST, count, counted_head, head, more, person, short_period
from reviewbook.tables.reported import agreement, amount, field_title

__all__ = ["claim_bias", "claims"]

#: Why a claim may differ, in the order in which the rows stand.
_CAUSES = (
    "unit", "definition", "owner", "duplicate", "timing", "not_reported", "not_recorded", "unexplained",
)  # fmt: skip

#: Causes in the title, the commonest.
_NAMED = 3

#: Claims of a person from which a bias is told at all, and the share within which a claim is accurate: no bias.
_FEW, _ACCURATE = 3, Tolerance().relative

#: Note of a bias with a claim in another unit in it.
_MISTAKEN = "units mistaken"


@about_reports
@of_one
def claims(review: Slice) -> Table:
    """Give the claims of the period that differ from what is recorded, by cause; accurate ones are only counted."""
    words = review.words
    frame = review.frames["claims"]
    rows = frame[~frame["accurate"].astype(bool)]
    rows = rows.assign(place=rows["cause"].map(_CAUSES.index)).sort_values(["place", "person_id", "due_on", "field"])
    numbers = ("claimed", "recorded", "difference")
    listed = tuple(_row(review, row) for row in rows.head(MOST).to_dict("records"))
    empty = words("tables.claims.all" if len(frame) else "tables.claims.none", all=words.number(len(frame)))
    return Table(
        "claims",
        _title(review, frame, rows),
        (
            head(review, "kind.person"),
            head(review, "tables.claims.field", 1.3),
            head(review, "tables.for", 0.8),
            *(head(review, f"tables.claims.{number}", 1.0, "right") for number in numbers),
            head(review, "tables.claims.probably", 1.6),
            head(review, "tables.claims.todo", 1.6),
        ),
        listed,
        note=words("tables.space").join(filter(None, [more(review, len(rows)), words("tables.claims.note")]))
        if listed
        else "",
        empty=empty,
    )


def _title(review: Slice, frame: pd.DataFrame, rows: pd.DataFrame) -> str:
    words = review.words
    if rows.empty:
        return words("tables.claims.plain")
    counts = rows["cause"].value_counts()
    causes = [
        words("tables.claims.cause", count=words.number(int(counts[cause])), cause=words(f"claim.short.{cause}"))
        for cause in sorted(counts.index, key=lambda cause: (-int(counts[cause]), _CAUSES.index(cause)))
    ]
    key = "tables.claims.title" if len(causes) <= _NAMED else "tables.claims.title_more"
    values = {"count": words.number(len(rows)), "all": words.number(len(frame)), "causes": words.join(causes[:_NAMED])}
    return words(key, **values)


def _row(review: Slice, claim: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    difference = amount(review, claim["difference"])
    return (
        person(review, claim["person_id"]),
        field_title(review, claim["template"], claim["field"]),
        short_period(review, claim["period"]),
        amount(review, claim["claimed"]),
        amount(review, claim["recorded_now"]),
        replace(difference, text=f"+{difference.text}" if claim["difference"] > 0 else difference.text),
        Cell(agreement(review, claim)),
        Cell(review.words(f"claim.todo.{claim['cause']}")),
    )


@about_reports
def claim_bias(review: Slice) -> Table:
    """
    Give the people who claim more or less than is recorded beyond chance, the farthest from it first.

    Returns
    -------
    Table
        Only those with three claims or more who are farther off than a claim may be to be accurate, and whose 95%
        interval excludes 0: the others cannot be told from 0, and are counted in the title. Who wrote a claim in
        another unit is left out: that claim is all that the bias would tell of.
    """
    words = review.words
    facts = review.measured("claim_bias", "person")
    facts = facts[facts["value"].notna() & (facts["note"] != _MISTAKEN)]
    beyond = ((facts["lower"] > 0) | (facts["upper"] < 0)) & (facts["value"].abs() > _ACCURATE)
    clear = facts[beyond & (facts["n"] >= _FEW)]
    clear = clear.sort_values("value", key=lambda values: -values.abs())
    everyone = words.number(len(facts))
    return Table(
        "claim-bias",
        words("tables.bias.title" if len(clear) else "tables.bias.plain", count=words.number(len(clear)), all=everyone),
        (
            head(review, "kind.person", 1.6),
            counted_head(review, "tables.bias.claims"),
            review.head("claim_bias"),
            head(review, "tables.bias.interval", 1.4, "right"),
        ),
        tuple(_bias_row(review, row) for row in clear.to_dict("records")),
        note=words("tables.bias.note") if len(clear) else "",
        empty=words("tables.bias.empty" if len(facts) else "tables.claims.none", all=everyone),
    )


def _bias_row(review: Slice, fact: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    words = review.words
    return (
        person(review, fact["entity_id"]),
        count(review, int(fact["n"])),
        opening(review.cell("claim_bias", float(fact["value"])), CLAIMS),
        Cell(f"{words.change(fact['lower'])} … {words.change(fact['upper'])}"),
    )
