"""Reports whose text repeats an earlier one of the same person, with that one beside it."""

from __future__ import annotations

import pandas as pd

from reviewbook.blocks import Cell, Table
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import COPIES, opening
from reviewbook.tables.printed import MOST, count, counted_head, head, more, person, report, short_period
from reviewbook.tables.reported import excerpt

__all__ = ["copies"]

#: Characters of a text that stand in the table; its cell keeps the whole.
_LONGEST = 80


@about_reports
@of_one
def copies(review: Slice) -> Table:
    """
    Give who repeated an earlier report, how often, and the latest example with both texts side by side.

    Returns
    -------
    Table
        One row for each person and template, the most reports first; all of them are in ``rows-copies``.
    """
    words = review.words
    frame = review.frames["copies"]
    compared = frame[frame["enough"].astype(bool)]
    rows = compared[compared["copied"].astype(bool)].sort_values("period")
    groups = [own for _, own in rows.groupby(["person_id", "template"])]
    groups.sort(key=lambda own: -len(own))
    values = {"count": len(rows), "all": len(compared), "people": rows["person_id"].nunique()}
    alone = review.audience.kind == "person"
    title, note = ("own.copies.title", "own.copies.note") if alone else ("tables.copies.title", "tables.copies.note")
    said = {name: words.number(value) for name, value in values.items()}
    return Table(
        "copies",
        words(title if groups else "tables.copies.plain", **said),
        (
            *(head(review, key) for key in ("kind.person", "tables.report")),
            counted_head(review, "tables.copies.times", 0.7),
            head(review, "tables.copies.latest", 0.8),
            head(review, "tables.copies.alike", 0.8, "right"),
            head(review, "tables.copies.written", 3.0),
            head(review, "tables.copies.earlier", 0.8),
            head(review, "tables.copies.earlier_text", 3.0),
        ),
        tuple(_row(review, own) for own in groups[:MOST]),
        note=(more(review, len(groups)) or words(note)) if groups else "",
        empty=words("tables.copies.empty" if len(compared) else "tables.copies.none", **said),
    )


def _row(review: Slice, own: pd.DataFrame) -> tuple[Cell, ...]:
    latest = own.iloc[-1]
    similarity = float(latest["similarity"])
    return (
        person(review, latest["person_id"]),
        report(review, latest["template"]),
        opening(count(review, len(own)), COPIES),
        short_period(review, latest["period"]),
        Cell(review.words.percent(similarity, 0), similarity),
        excerpt(latest["text"], _LONGEST),
        short_period(review, latest["earlier_period"]),
        excerpt(latest["earlier_text"], _LONGEST),
    )
