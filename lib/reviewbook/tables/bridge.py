"""Why revenue changed, part by part of the audience."""

from __future__ import annotations

from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.printed import head
from reviewbook.wording import DASH

__all__ = ["bridge"]

_PARTS = ("new", "lost", "volume", "price", "mix", "refunds")


@of_one
def bridge(review: Slice) -> Table:
    """
    Give what made the revenue of each team (of each person for a team) change against the period before.

    Returns
    -------
    Table
        The largest fall first, the audience itself last. In each row the part that moved revenue most in the direction
        in which it went is marked.
    """
    words, (kind, ids) = review.words, review.parts
    changes = {entity: _change(review, kind, entity) for entity in ids}
    known = sorted((entity for entity in ids if changes[entity] is not None), key=lambda e: (changes[e] or 0.0, e))
    whole = review.audience
    alone = known == [whole.id] or not known
    money = review.head("revenue")
    heads = (words(f"figures.bridge.{key}") for key in ("change", *_PARTS))
    return Table(
        "bridge-by-part",
        words("tables.bridge.title", before=words(f"previous.{review.period.cadence}")),
        (head(review, f"kind.{kind}", 1.6), *(Head(text, money.unit, "right", format=money.format) for text in heads)),
        tuple(_row(review, review.name(kind, entity), kind, entity) for entity in known),
        totals=() if alone else (_row(review, words("tables.total"), whole.kind, whole.id),),
        note=words("tables.bridge.alone" if alone else "tables.bridge.note"),
        empty=words("tables.bridge.empty", reason=review.reason("bridge_volume")),
    )


def _change(review: Slice, kind: str, entity: str) -> float | None:
    """The change of revenue where it is taken apart."""
    now, before = (review.value("revenue", kind, entity, part=part) for part in ("value", "previous"))
    taken_apart = review.value("bridge_volume", kind, entity) is not None
    return now - before if taken_apart and now is not None and before is not None else None


def _row(review: Slice, name: str, kind: str, entity: str) -> tuple[Cell, ...]:
    change = _change(review, kind, entity)
    parts = [review.value(f"bridge_{part}", kind, entity) for part in _PARTS]
    side = -1 if (change or 0.0) < 0 else 1
    most = max(((part or 0.0) * side for part in parts), default=0.0)
    tone = Tone.GOOD if side > 0 else Tone.BAD
    marked = [tone if change and part and part * side == most else Tone.NONE for part in parts]
    cells = (_cell(review, part, mark) for part, mark in zip(parts, marked, strict=True))
    return (Cell(name), _cell(review, change, Tone.NONE), *cells)


def _cell(review: Slice, amount: float | None, tone: Tone) -> Cell:
    return Cell(DASH, None, Tone.MUTED) if amount is None else Cell(review.words.signed(amount), amount, tone)
