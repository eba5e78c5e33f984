"""Which measures stand out from their own past, and which only vary as usual."""

from __future__ import annotations

from dataclasses import dataclass

from reviewbook.blocks import Cell, Head, Table
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.printed import head
from reviewbook.verdicts import Verdict, in_words, tone, verdict

__all__ = ["signals"]


@dataclass(frozen=True)
class _Judged:
    """One measure of the audience or of somebody below it, judged."""

    measure: str
    kind: str
    entity: str
    found: Verdict


@of_one
def signals(review: Slice) -> Table:
    """
    Give every charted measure of the audience, and of all teams (or people) below it, with what its course means.

    Returns
    -------
    Table
        All signals first, then what the audience itself shows, the measures in the order of ``measures.yaml``; of
        those below it nothing but signals is listed, the rest is counted. A signal is good or bad by the direction
        of its measure; routine variation is neither.
    """
    words, rows = review.words, _judged(review)
    found = [row for row in rows if row.found.kind == "signal"]
    own = [row for row in rows if row.found.kind != "signal" and row.entity == review.audience.id]
    own.sort(key=lambda row: row.found.kind == "too_few")
    said = {"count": words.number(len(found)), "all": words.number(len(rows))}
    key = "tables.signals.title" if found else "tables.signals.none" if rows else "tables.signals.plain"
    return Table(
        "signals",
        words(key, **said),
        (
            head(review, "tables.signals.whose"),
            head(review, "tables.signals.measure"),
            Head(words("tables.signals.value"), "", "right", 0.8),
            head(review, "tables.signals.verdict", 3.0),
        ),
        tuple(_row(review, row) for row in (*found, *own)),
        note=_note(review, len(rows) - len(found) - len(own)) if rows else "",
        empty=words("tables.signals.empty"),
    )


def _note(review: Slice, others: int) -> str:
    words, said = review.words, [review.words("tables.signals.note")]
    said += [words("tables.signals.others", others=words.number(others))] if others else []
    return words("tables.space").join(said)


def _judged(review: Slice) -> list[_Judged]:
    kind, ids = review.parts
    own = (review.audience.kind, review.audience.id)
    charted = set(review.frames["signals"]["measure"])
    if kind == "team":
        ids = (*ids, *(team for team in review.frames["teams"]["team_id"] if team not in ids))
    places = [own, *((kind, entity) for entity in ids if (kind, entity) != own)]
    return [
        _Judged(measure, *place, found)
        for place in places
        for measure in review.measures
        if measure in charted and (found := verdict(review, measure, *place)) is not None and found.value is not None
    ]


def _row(review: Slice, row: _Judged) -> tuple[Cell, ...]:
    measure, found = review.measures[row.measure], row.found
    text = review.words.value(found.value, measure.unit, review.company.currency)
    return (
        Cell(review.name(row.kind, row.entity)),
        Cell(review.title(row.measure)),
        Cell(text, found.value),
        Cell(in_words(review, row.measure, found), tone=tone(review, row.measure, found)),
    )
