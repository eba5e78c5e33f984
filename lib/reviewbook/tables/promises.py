"""Who committed to what in the last report, and what was done."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Cell, Head, Table, Tone
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import PROMISES, opening
from reviewbook.tables.printed import MOST, absent, head, more, person
from reviewbook.tables.recorded import where_recorded
from reviewbook.tables.reported import amount

__all__ = ["promise_rows", "say_do"]

_Row = Mapping[Hashable, Any]

#: Heads of the amounts.
_AMOUNTS = ("tables.promises.committed", "tables.promises.done", "tables.promises.difference")

_recorded = where_recorded("say_do", "absent.promises")


@_recorded
@of_one
def say_do(review: Slice) -> Table:
    """Give what was committed and what was done by team (by person for a team), the largest shortfall first."""
    words, (kind, ids) = review.words, review.parts
    known = [part for part in ids if review.value("say_do", kind, part, part="denominator")]
    known.sort(key=lambda part: (-_short(review, kind, part), review.name(kind, part)))
    full = max([1.0, *(review.value("say_do", kind, part) or 0.0 for part in known)])
    return Table(
        "say-do",
        _title(review),
        (
            head(review, f"kind.{kind}", 1.6),
            *(Head(words(key), words.symbol(review.company.currency), "right", 1.0, "#,##0") for key in _AMOUNTS),
            review.head("say_do", 1.3),
            *([head(review, "tables.promises.kept", 0.9, "right")] if kind == "team" else []),
        ),
        tuple(_part(review, kind, part, full) for part in known[:MOST]),
        totals=() if known == [review.audience.id] or not known else (_total(review, kind),),
        note=words("tables.space").join(filter(None, [more(review, len(known)), words("tables.promises.note")]))
        if known
        else "",
        empty=absent(review, "say_do"),
    )


def _short(review: Slice, kind: str, part: str) -> float:
    done, committed = (review.value("say_do", kind, part, part=name) or 0.0 for name in ("numerator", "denominator"))
    return committed - done


def _title(review: Slice) -> str:
    words, value = review.words, review.value("say_do")
    if value is None:
        return words("tables.promises.title")
    kept, made = _met(review.frames["promises"])
    amounts = [
        words.short_money(review.value("say_do", part=part), review.company.currency)
        for part in ("numerator", "denominator")
    ]
    return words(
        "tables.promises.title_done",
        share=words.percent(value),
        done=amounts[0],
        committed=amounts[1],
        kept=words.number(kept),
        all=words.number(made),
    )


def _part(review: Slice, kind: str, part: str, full: float) -> tuple[Cell, ...]:
    value = review.value("say_do", kind, part)
    bar = None if value is None else min(max(value / full, 0.0), 1.0)
    share = opening(review.cell("say_do", value, _tone(value), bar), PROMISES)
    rows = review.frames["promises"]
    own = rows[rows["team_id"].isin(review.team_and_below(part))] if kind == "team" else None
    return (Cell(review.name(kind, part)), *_amounts(review, kind, part), share, *_kept(review, own))


def _total(review: Slice, kind: str) -> tuple[Cell, ...]:
    """Give the closing row; it counts the commitments that were met where the rows are teams."""
    share = opening(review.cell("say_do", review.value("say_do")), PROMISES)
    rows = review.frames["promises"] if kind == "team" else None
    own = (review.audience.kind, review.audience.id)
    return (Cell(review.words("tables.total")), *_amounts(review, *own), share, *_kept(review, rows))


def _amounts(review: Slice, kind: str, part: str) -> tuple[Cell, ...]:
    done, committed = (review.value("say_do", kind, part, part=name) or 0.0 for name in ("numerator", "denominator"))
    return amount(review, committed), amount(review, done), _difference(review, done - committed)


def _tone(value: float | None) -> Tone:
    return Tone.NONE if value is None else Tone.GOOD if value >= 1 else Tone.BAD


def _kept(review: Slice, rows: pd.DataFrame | None) -> tuple[Cell, ...]:
    if rows is None:
        return ()
    words, (kept, made) = review.words, _met(rows)
    return (Cell(words("tables.promises.of", part=words.number(kept), whole=words.number(made)), kept),)


def _met(rows: pd.DataFrame) -> tuple[int, int]:
    """Count the commitments that were met, and all of them; one to nothing is none."""
    made = rows[rows["committed"] > 0]
    return int((made["done"] >= made["committed"]).sum()), len(made)


def _difference(review: Slice, value: float) -> Cell:
    cell = amount(review, round(value, 2))
    return Cell(f"+{cell.text}" if value > 0 else cell.text, cell.value)


@_recorded
@of_one
def promise_rows(review: Slice) -> Table:
    """Give every commitment for the period with what was done, the largest shortfall first."""
    words, rows = review.words, review.frames["promises"]
    order = rows.assign(short=rows["committed"] - rows["done"]).sort_values(
        ["short", "report_id", "field"], ascending=[False, True, True]
    )
    sign = words.symbol(review.company.currency)
    return Table(
        PROMISES,
        words("tables.promises.rows"),
        (
            head(review, "kind.person"),
            head(review, "kind.team"),
            *(Head(words(key), sign, "right", 1.0, "#,##0") for key in _AMOUNTS),
            review.head("say_do"),
            head(review, "behind.no", 1.4),
        ),
        tuple(_promise(review, row) for row in order.head(FOLDED_ROWS).to_dict("records")),
        note=words("tables.promises.note"),
        empty=words("tables.promises.empty"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _promise(review: Slice, row: _Row) -> tuple[Cell, ...]:
    share = row["done"] / row["committed"] if row["committed"] else None
    return (
        person(review, row["person_id"]),
        Cell(review.name("team", row["team_id"])),
        amount(review, row["committed"]),
        amount(review, row["done"]),
        _difference(review, row["done"] - row["committed"]),
        review.cell("say_do", share, _tone(share)),
        Cell(str(row["report_id"])),
    )
