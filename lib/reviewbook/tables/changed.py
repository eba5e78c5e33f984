"""What differs from the edition before, and why: the sentences of page one, and every figure. A first edition has none."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Cell, Notice, Statements, Table, Tone
from reviewbook.errors import FindingError
from reviewbook.periods import Period
from reviewbook.slices import Slice
from reviewbook.tables.opening import ARRIVALS, CHANGES, FINDINGS
from reviewbook.tables.printed import counted_head, head
from reviewbook.telling import told
from reviewbook.wording import DASH, entries

__all__ = ["changed_figures", "what_changed"]

_Row = Mapping[Hashable, Any]

#: The figures that are told on page one, in this order; so many of them, and so many findings.
_HEADLINE = ("revenue", "attainment", "growth", "on_time_rate", "reply_rate", "satisfaction_score", "orders",
             "good_report_rate", "accuracy_rate")  # fmt: skip
_MOST = 3

#: So many decimals at most make two numbers look different.
_DECIMALS = 6


def what_changed(review: Slice) -> Statements | None:
    """
    Say what differs from the edition before: how many figures, the first of them with their cause, and findings.

    Returns
    -------
    Statements or None
        None in a first edition, and in one that differs by its form alone. A document that shows this shows
        `changed_figures` and `arrivals.arrival_rows` too. A figure that nothing explains is said aloud.
    """
    rows = _ranked(review)
    findings = [*_gone(review), *_new(review)]
    if not rows and not findings and review.frames["arrivals"].empty:
        return None
    said = [_count(review, rows), *_unexplained(review, rows)]
    said += [_figure(review, row) for row in _first(review, rows)]
    return Statements((*said, *findings))


def changed_figures(review: Slice, most: int = FOLDED_ROWS) -> Table | None:
    """
    Give every figure that differs from the edition before, with both values, the cause and the rows behind it.

    Parameters
    ----------
    review : Slice
        The review.
    most : int
        How many are listed; the rest is counted.
    """
    words, rows = review.words, _ranked(review)
    if not rows:
        return None
    return Table(
        CHANGES,
        words("changes.figures.title", count=words.number(len(rows))),
        (
            head(review, "changes.figures.measure", 1.4),
            head(review, "changes.figures.whose"),
            head(review, "changes.figures.period", 0.8),
            head(review, "changes.figures.before", 1.0, "right"),
            head(review, "changes.figures.after", 1.0, "right"),
            head(review, "changes.figures.cause", 1.2),
            counted_head(review, "changes.figures.rows", 0.6),
            head(review, "changes.figures.why", 1.8),
        ),
        tuple(_cells(review, row) for row in rows[:most]),
        note=words("changes.figures.note"),
        empty=words("changes.figures.empty"),
        folded=True,
        further=max(len(rows) - most, 0),
    )


def _ranked(review: Slice) -> list[_Row]:
    """Give the figures that differ: the audience's own of the period first, then by whom, when and what they are."""
    rows: list[_Row] = list(review.frames["changes"].to_dict("records"))
    places = {name: place for place, name in enumerate(review.measures)}
    rows.sort(key=lambda row: (not _own(review, row), row["period"] != review.period.key, row["cadence"]
                               != review.period.cadence, _KINDS.index(row["entity_kind"]), row["entity_id"],
                               row["period"], places.get(row["measure"], len(places))))  # fmt: skip
    return rows


_KINDS = ("company", "team", "person", "product", "customer", "topic")


def _own(review: Slice, row: _Row) -> bool:
    """Whether it is a figure of the audience itself for the period under review."""
    whose = (row["entity_kind"], row["entity_id"]) == (review.audience.kind, review.audience.id)
    return whose and (row["period"], row["cadence"]) == (review.period.key, review.period.cadence.value)


def _count(review: Slice, rows: list[_Row]) -> Notice:
    words = review.words
    if not rows:
        came = len(review.frames["arrivals"])
        same = words("changes.same", rows=words.number(came)) if came else words("changes.findings_only")
        return Notice(same, Tone.NONE, ARRIVALS if came else "")
    own = sum(_own(review, row) for row in rows)
    who = review.name(review.audience.kind, review.audience.id)
    return Notice(words("changes.count", count=words.number(len(rows)), own=words.number(own), who=who), opens=CHANGES)


def _unexplained(review: Slice, rows: list[_Row]) -> Iterator[Notice]:
    count = sum(row["cause"] == "unexplained" for row in rows)
    if count:
        yield Notice(review.words("changes.unexplained", count=review.words.number(count)), Tone.BAD, CHANGES)


def _first(review: Slice, rows: list[_Row]) -> list[_Row]:
    """Give the own figures that a reader looks at first, as far as their value differs."""
    own = {row["measure"]: row for row in rows if _own(review, row) and row["part"] == "value"}
    return [own[measure] for measure in _HEADLINE if measure in own][:_MOST]


def _figure(review: Slice, row: _Row) -> Notice:
    before, after = _both(review, row)
    return Notice(
        review.words("changes.figure", title=_title(review, row), before=before, after=after, why=_why(review, row))
    )


def _cells(review: Slice, row: _Row) -> tuple[Cell, ...]:
    words, (before, after) = review.words, _both(review, row)
    cause, rows = str(row["cause"]), row["rows"]
    tone = Tone.BAD if cause == "unexplained" else Tone.NONE
    return (
        Cell(words(f"changes.part.{row['part']}", title=_title(review, row))),
        Cell(review.name(str(row["entity_kind"]), str(row["entity_id"]))),
        Cell(words.short_period(Period.parse(str(row["period"]), str(row["cadence"]))), str(row["period"])),
        Cell(before, _number(row["before"])),
        Cell(after, _number(row["after"])),
        Cell(words(f"changes.cause.{cause}"), None, tone),
        Cell(DASH, None, Tone.MUTED) if pd.isna(rows) else Cell(words.number(int(rows)), int(rows)),
        _in_detail(review, row),
    )


def _title(review: Slice, row: _Row) -> str:
    """Give the name of the measure; of one that there is no more, as it was called in the code."""
    measure = str(row["measure"])
    return review.title(measure) if measure in review.measures else measure


def _both(review: Slice, row: _Row) -> tuple[str, str]:
    """Write the two values so that one can tell them apart; in place of one that does not exist its note."""
    words, unit = review.words, str(row["unit"]) if row["part"] in ("value", "target", "lower", "upper") else "count"
    values = [_number(row[name]) for name in ("before", "after")]
    texts = [words.value(value, unit, review.company.currency) for value in values]
    for digits in range(_DECIMALS):
        if texts[0] != texts[1] or None in values or values[0] == values[1]:
            break
        texts = [_exactly(review, value, unit, digits) for value in values if value is not None]
    notes = [_note(review, row[name]) for name in ("note_before", "note_after")]
    told = [text if value is not None else note or text for text, value, note in zip(texts, values, notes, strict=True)]
    if told[0] == told[1] and any(notes):
        told = [f"{text} ({note})" if note and note != text else text for text, note in zip(told, notes, strict=True)]
    return told[0], told[1]


def _exactly(review: Slice, value: float, unit: str, digits: int) -> str:
    """Write a value with more decimals than it has elsewhere."""
    words = review.words
    match unit:
        case "money":
            return words.money(value, review.company.currency, digits)
        case "share":
            return words.percent(value, digits + 1)
        case "change":
            return words.change(value, digits + 1)
        case _:
            return words.number(value, digits + 1)


def _note(review: Slice, note: Any) -> str:
    key = f"note.{str(note).replace(' ', '_')}"
    return review.words(key) if pd.notna(note) and key in entries() else ""


def _why(review: Slice, row: _Row, key: str = "changes.rows_of") -> str:
    """Tell all causes: a step by its name, rows with their table and how many they are."""
    words, said = review.words, list[str]()
    for item in _items(row):
        cause, table, count = (*item.split(" "), "", "")[:3]
        name = words(f"changes.cause.{cause}")
        values = {"cause": name, "table": words(f"changes.table.{table}") if table else ""}
        said.append(words(key, **values, count=words.number(int(count))) if table else name)
    return words("changes.why").join(said) or words(f"changes.cause.{row['cause']}")


def _items(row: _Row) -> list[str]:
    return [] if pd.isna(row["detail"]) else str(row["detail"]).split("; ")


def _in_detail(review: Slice, row: _Row) -> Cell:
    """Tell all causes; of a single one, whose name stands beside it, the rows alone."""
    items = _items(row)
    if len(items) > 1 or row["cause"] == "follows":
        return Cell(_why(review, row))
    return (
        Cell(_why(review, row, "changes.rows_alone"))
        if pd.notna(row["rows"]) and items
        else Cell(DASH, None, Tone.MUTED)
    )


def _gone(review: Slice) -> list[Notice]:
    """Tell the findings that are gone, the weightiest first, with the numbers that they stated."""
    rows = review.frames["gone_findings"].sort_values("rank", kind="stable").to_dict("records")
    frames = {**review.frames, "evidence": review.frames["gone_evidence"]}
    then = replace(review, facts=review.facts.iloc[:0], frames=frames)
    said = [Notice(_gone_said(then, row), Tone.MUTED) for row in rows[:_MOST]]
    left = len(rows) - len(said)
    new = max(len(review.frames["new_findings"]) - _MOST, 0)
    if left or new:
        more = review.words("changes.more_findings", gone=review.words.number(left), new=review.words.number(new))
        said.append(Notice(more, Tone.MUTED, FINDINGS))
    return said


def _gone_said(then: Slice, row: _Row) -> str:
    try:
        return then.words("changes.gone", said=told(then, row).text)
    except (FindingError, KeyError):
        # A kind that the code of now knows no more, or tells otherwise.
        who = then.name(str(row["entity_kind"]), str(row["entity_id"]))
        return then.words("changes.gone_about", who=who)


def _new(review: Slice) -> list[Notice]:
    rows = review.frames["findings"].sort_values("rank", kind="stable")
    rows = rows[rows["finding_id"].isin(review.frames["new_findings"]["finding_id"])]
    new = [told(review, row) for row in rows.head(_MOST).to_dict("records")]
    return [Notice(review.words("changes.new", said=one.text), Tone.NONE) for one in new]


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
