"""What must be known before the numbers are believed: the caveats of page one, and all that was asked before publishing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Notice, Statements, Table, Tone
from reviewbook.caveats import Caveat, in_unit, is_of_usual
from reviewbook.legible import visible
from reviewbook.params.checks import RULES
from reviewbook.schema.gate import HELD, NAMED, PASSED, UNASKED
from reviewbook.slices import Slice
from reviewbook.tables.printed import head
from reviewbook.wording import DASH

__all__ = ["caveats", "gate", "rejected_reasons"]

_TONES = {HELD: Tone.BAD, NAMED: Tone.WARN, PASSED: Tone.NONE, UNASKED: Tone.MUTED}

_Row = Mapping[str, Any]

#: So many things are named in a row; of more it is said how many.
_FEW = 3


def caveats(review: Slice) -> Statements | None:
    """
    Say what is wrong with the data, and what that means for the numbers.

    Returns
    -------
    Statements or None
        One for each rule and thing; None where there is nothing, so that the cell shows nothing. What withholds a
        review stands here, too, where an analyst opens it all the same.
    """
    told = [_caveat(review, row) for row in _rows(review) if row["outcome"] in (HELD, NAMED)]
    if not told:
        return None
    return Statements(tuple(Notice(one.whole, Tone.WARN) for one in told))


def gate(review: Slice) -> Table:
    """Give every rule: each thing that it finds fault with, and in one row each what passed and what was not asked."""
    rows = _rows(review)
    faults = sum(row["outcome"] in (HELD, NAMED) for row in rows)
    words = review.words
    title = words("tables.gate.found", count=faults) if faults else words("tables.gate.title")
    return Table(
        "gate",
        title,
        (
            head(review, "tables.gate.rule", 1.2),
            head(review, "tables.gate.seen", 1.6),
            head(review, "tables.gate.value", 1.0, "right"),
            head(review, "tables.gate.limit", 1.0, "right"),
            head(review, "tables.gate.outcome", 1.8),
            head(review, "tables.gate.owner", 1.2),
        ),
        tuple(_cells(review, together) for together in _together(rows)),
        note=words("tables.gate.note") if rows else "",
        empty=words("tables.gate.empty"),
    )


def rejected_reasons(review: Slice) -> Table:
    """Count by source, table and reason the rows that could not be used; they name nobody, so every audience has them."""
    words, rows = review.words, review.frames["refusals"].sort_values(["source", "table", "reason"])
    origins = review.frames["origins"]
    pulled = dict(
        zip(zip(origins["source"], origins["table"], strict=True), origins["rows"] + origins["rejected"], strict=True)
    )
    return Table(
        "rejected-reasons",
        words("tables.reasons.title", count=words.number(int(rows["rows"].sum()))),
        (
            head(review, "tables.reasons.source"),
            head(review, "tables.reasons.table"),
            head(review, "tables.reasons.reason", 2.4),
            head(review, "tables.reasons.rows", 0.6, "right"),
            head(review, "tables.reasons.share", 0.8, "right"),
        ),
        tuple(_refused(review, row, pulled) for row in rows.to_dict("records")),
        note=words("tables.reasons.note") if len(rows) and review.audience.kind != "company" else "",
        empty=words("tables.reasons.empty"),
    )


def _refused(review: Slice, row: Mapping[Any, Any], pulled: Mapping[tuple[Any, Any], int]) -> tuple[Cell, ...]:
    count, whole = int(row["rows"]), pulled.get((row["source"], row["table"]))
    share = count / int(whole) if whole else None
    return (
        Cell(visible(str(row["source"]))),
        Cell(visible(str(row["table"]))),
        Cell(review.words(f"gate.refusal.{row['reason']}")),
        Cell(review.words.number(count), count, Tone.WARN),
        Cell(review.words.percent(share), share, Tone.NONE if share is not None else Tone.MUTED),
    )


def _rows(review: Slice) -> list[dict[str, Any]]:
    """Give the rows of the gate in the order in which the rules are asked, of each the worst first."""
    place = {name: number for number, name in enumerate((*RULES, *_TONES))}
    rows = [{str(name): row[name] for name in row} for row in review.frames["gate"].to_dict("records")]
    return sorted(rows, key=lambda row: (place[row["check"]], place[row["outcome"]]))


def _caveat(review: Slice, row: _Row) -> Caveat:
    return Caveat(row, review.words, review.name, review.frames["origins"]["source"].nunique())


def _together(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Put what passed of a rule together, and what was not asked for one reason; what is wrong stands alone."""
    groups: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for number, row in enumerate(rows):
        apart = number if row["outcome"] in (HELD, NAMED) else row["detail"] if row["outcome"] == UNASKED else None
        groups.setdefault((row["check"], row["outcome"], apart), []).append(row)
    yield from groups.values()


def _cells(review: Slice, rows: list[dict[str, Any]]) -> tuple[Cell, ...]:
    words, row = review.words, _nearest(rows)
    outcome, owner = row["outcome"], row["owner"]
    told = words(f"gate.outcome.{outcome}")
    if outcome == UNASKED:
        told = words("tables.gate.because", outcome=told, reason=words(f"gate.reason.{row['detail']}"))
    return (
        Cell(words(f"gate.rule.{row['check']}")),
        Cell(_seen(review, rows)),
        _value(review, row, row["found"]),
        _value(review, row, row["limit"]),
        Cell(told, outcome, _TONES[outcome]),
        Cell(review.name("person", owner)) if isinstance(owner, str) else Cell(DASH, None, Tone.MUTED),
    )


def _nearest(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the row that came nearest to its limit."""
    sign = -1 if RULES[rows[0]["check"]].less else 1
    return max(rows, key=lambda row: sign * row["found"] if pd.notna(row["found"]) else float("-inf"))


def _seen(review: Slice, rows: list[dict[str, Any]]) -> str:
    """Name what was looked at: a few things by name, many by how many they are."""
    names = [_name(review, row) for row in rows]
    if len(names) > _FEW:
        return review.words("tables.gate.several", count=len(names))
    return visible(review.words.join(list(dict.fromkeys(names))))


def _name(review: Slice, row: _Row) -> str:
    if isinstance(row["table"], str) and row["table"] != "days":
        return _caveat(review, row).what
    if isinstance(row["source"], str):
        return str(row["source"])
    return review.words("tables.gate.own")


def _value(review: Slice, row: _Row, value: float | None) -> Cell:
    if value is None or pd.isna(value):
        return Cell(DASH, None, Tone.MUTED)
    words, unit = review.words, str(row["unit"])
    if is_of_usual(str(row["check"])):
        return Cell(words("tables.gate.usual", share=words.percent(float(value), 0)), float(value))
    text = in_unit(words, unit, float(value))
    if unit in ("hours", "days"):
        text = words(f"tables.gate.{unit}", number=text)
    return Cell(text, float(value))
