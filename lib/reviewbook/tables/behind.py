"""The rows behind the percentages, each table folded away until a number is opened.

What stands out comes first, so that the rows which print has room for are those
that somebody asks about. A row carries the number of its report and the time it
came: with these, a disagreement about it can be settled.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Cell, Head, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import asked_in_period, due_in_period
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import CHECKS, CLAIMS, COPIES, OWED, REPLIES
from reviewbook.tables.printed import clock, head, hours, person, reason_in_words, report, short_period
from reviewbook.tables.reported import agreement, amount, excerpt, field_title, invalid_in_words
from reviewbook.wording import DASH

__all__ = ["check_rows", "claim_rows", "copy_rows", "owed_rows", "reply_rows"]

_Row = Mapping[Hashable, Any]

#: States in the order in which their rows stand.
_FATES = ("missing", "late", "pending", "exempt", "on_time")
_ANSWERS = ("unanswered", "answered_late", "waiting", "unknown", "answered", "answered_in_time")

_TONES = {"late": Tone.WARN, "missing": Tone.BAD, "answered_late": Tone.WARN, "unanswered": Tone.BAD}

#: Characters of a text that stand in a table; its cell keeps the whole.
_WRITTEN, _COPIED = 60, 120


@about_reports
@of_one
def owed_rows(review: Slice) -> Table:
    """Give every report that was due in the period: when it came, what became of it and why."""
    due = due_in_period(review)
    rows = _sorted(review, due, due["status"].map(_FATES.index), "due_at")
    keys = ("kind.person", "kind.team", "tables.report", "tables.for", "tables.due", "tables.received")
    more = ("tables.status", "behind.why", "behind.rule", "behind.no")
    heads = (*_heads(review, *keys, *more), head(review, "behind.revision", 0.6, "right"))
    return _folded(review, OWED, heads, rows, _owed_row)


def _owed_row(review: Slice, owed: _Row) -> tuple[Cell, ...]:
    status = owed["status"]
    return (
        *_whose(review, owed),
        clock(review, owed["due_at"]),
        clock(review, owed["submitted_at"]),
        Cell(review.words(f"status.{status}"), tone=_TONES.get(status, Tone.NONE)),
        _why(review, owed),
        _rule(review, owed),
        _id(owed["report_id"]),
        _counting(owed["revision"]),
    )


def _why(review: Slice, owed: _Row) -> Cell:
    reason = owed["reason"]
    if owed["status"] == "late":
        took = review.words.duration((owed["submitted_at"] - owed["due_at"]).total_seconds())
        return Cell(review.words("behind.late_by", time=took))
    if pd.isna(reason):
        return Cell(DASH, None, Tone.MUTED)
    if reason in ("within grace", "not yet due"):
        return Cell(review.words(f"behind.{reason.replace(' ', '_')}"))
    return Cell(reason_in_words(review, reason))


def _rule(review: Slice, owed: _Row) -> Cell:
    """Give the rule by its name, with the day from which its version holds."""
    if pd.isna(owed["rule_from"]):
        return Cell(owed["rule"])
    day = pd.Timestamp(owed["rule_from"]).date().isoformat()  # short: the column is narrow in print
    return Cell(review.words("behind.since", rule=owed["rule"], day=day))


def _counting(revision: float | None) -> Cell:
    known = None if revision is None or pd.isna(revision) else int(revision)
    return Cell(DASH, None, Tone.MUTED) if known is None else Cell(str(known), known)


@about_reports
@of_one
def reply_rows(review: Slice) -> Table:
    """Give every report of the period that asked for an answer, with the answer or the wait."""
    asked = asked_in_period(review)
    rows = _sorted(review, asked, asked["status"].map(_ANSWERS.index), "submitted_at")
    keys = ("kind.person", "tables.report", "tables.for", "tables.received", "tables.answers.manager")
    answer = _heads(review, "behind.replies.answered", "behind.replies.by")
    taken = head(review, "behind.replies.hours", 1.0, "right")
    heads = (*_heads(review, *keys), *answer, taken, *_heads(review, "tables.status", "behind.no"))
    return _folded(review, REPLIES, heads, rows, _reply_row)


def _reply_row(review: Slice, reply: _Row) -> tuple[Cell, ...]:
    status = reply["status"]
    said = review.words(f"status.{status}")
    if reply["was_read"] and status in ("unanswered", "waiting"):
        said = review.words("behind.replies.read", status=said)
    return (
        person(review, reply["person_id"]),
        report(review, reply["template"]),
        short_period(review, reply["period"]),
        clock(review, reply["submitted_at"]),
        _somebody(review, reply["manager_id"]),
        clock(review, reply["answered_at"]),
        _somebody(review, reply["answered_by"]),
        _taken(review, reply),
        Cell(said, tone=_TONES.get(status, Tone.NONE)),
        _id(reply["report_id"]),
    )


def _taken(review: Slice, reply: _Row) -> Cell:
    """Give the working hours that an answer took, or the wait for it so far, of those that are given."""
    took = hours(review, reply["age_hours"] if pd.isna(reply["hours"]) else reply["hours"])
    return replace(took, text=f"{took.text} / {amount(review, reply['reply_within_hours']).text}")


@about_reports
@of_one
def check_rows(review: Slice) -> Table:
    """Give every field of a submitted report that is not filled in as asked, the required ones first."""
    checks = review.frames["checks"]
    failed = checks[~checks["passed"].astype(bool)]
    rows = _sorted(review, failed, ~failed["required"].astype(bool), "due_on")
    keys = ("kind.person", "kind.team", "tables.report", "tables.for", "behind.checks.field")
    written = head(review, "behind.checks.written", 2.0)
    heads = (*_heads(review, *keys), written, *_heads(review, "behind.why", "behind.no"))
    table = _folded(review, CHECKS, heads, rows, _check_row)
    return replace(table, empty=review.words("tables.health.empty")) if checks.empty else table


def _check_row(review: Slice, check: _Row) -> tuple[Cell, ...]:
    number = amount(review, check["number"])
    return (
        *_whose(review, check),
        field_title(review, check["template"], check["field"]),
        number if number.value is not None else excerpt(check["text"], _WRITTEN),
        Cell(invalid_in_words(review, check["reason"])),
        _id(check["report_id"]),
    )


@about_reports
@of_one
def claim_rows(review: Slice) -> Table:
    """Give every claim of the period beside what is recorded, those that differ first."""
    claims = review.frames["claims"]
    rows = _sorted(review, claims, claims["accurate"].astype(bool), "due_on")
    keys = ("kind.person", "tables.for", "behind.checks.field")
    numbers = ("claimed", "then", "now", "difference", "tolerance")
    heads = (
        *_heads(review, *keys),
        *(head(review, f"behind.claims.{number}", 1.0, "right") for number in numbers),
        head(review, "behind.claims.cause", 1.6),
        head(review, "behind.no"),
    )
    return _folded(review, CLAIMS, heads, rows, _claim_row)


def _claim_row(review: Slice, claim: _Row) -> tuple[Cell, ...]:
    numbers = (claim[name] for name in ("claimed", "recorded_then", "recorded_now", "difference", "tolerance"))
    return (
        person(review, claim["person_id"]),
        short_period(review, claim["period"]),
        field_title(review, claim["template"], claim["field"]),
        *(amount(review, number) for number in numbers),
        Cell(agreement(review, claim)),
        _id(claim["report_id"]),
    )


@about_reports
@of_one
def copy_rows(review: Slice) -> Table:
    """Give every report that repeats an earlier one of the same person, the most alike first, both texts side by side."""
    copies = review.frames["copies"]
    found = copies[copies["copied"].astype(bool)]
    rows = _sorted(review, found, -pd.to_numeric(found["similarity"]), "due_on")
    heads = (
        *_heads(review, "kind.person", "tables.for"),
        head(review, "tables.copies.alike", 0.8, "right"),
        head(review, "tables.copies.written", 3.0),
        head(review, "tables.copies.earlier", 0.8),
        head(review, "tables.copies.earlier_text", 3.0),
        head(review, "behind.no"),
    )
    return _folded(review, COPIES, heads, rows, _copy_row)


def _copy_row(review: Slice, copy: _Row) -> tuple[Cell, ...]:
    similarity = float(copy["similarity"])
    return (
        person(review, copy["person_id"]),
        short_period(review, copy["period"]),
        Cell(review.words.percent(similarity, 0), similarity),
        excerpt(copy["text"], _COPIED),
        short_period(review, copy["earlier_period"]),
        excerpt(copy["earlier_text"], _COPIED),
        _id(copy["report_id"]),
    )


def _folded(
    review: Slice,
    rows_id: str,
    heads: Sequence[Head],
    rows: pd.DataFrame,
    cells: Callable[[Slice, _Row], tuple[Cell, ...]],
) -> Table:
    """Fold rows into a table: as many as a page may hold, and the number of the others."""
    name = rows_id.removeprefix("rows-")
    return Table(
        rows_id,
        review.words(f"behind.{name}.title"),
        tuple(heads),
        tuple(cells(review, row) for row in rows.head(FOLDED_ROWS).to_dict("records")),
        note=review.words(f"behind.{name}.note"),
        empty=review.words(f"behind.{name}.empty"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _sorted(review: Slice, rows: pd.DataFrame, rank: pd.Series, then: str) -> pd.DataFrame:
    """Sort by rank, then by the printed names of team and person, then by time."""
    named = {
        f"_{kind}": rows[f"{kind}_id"].map(
            {one: review.name(kind, one) for one in rows[f"{kind}_id"].dropna().unique()}
        )
        for kind in ("team", "person")
    }
    keys = ["_rank", "_team", "_person", "person_id", then, "template", "period"]
    keys += ["field"] if "field" in rows else []
    return rows.assign(_rank=rank, **named).sort_values(keys, kind="stable")


def _heads(review: Slice, *keys: str) -> tuple[Head, ...]:
    return tuple(head(review, key) for key in keys)


def _whose(review: Slice, row: _Row) -> tuple[Cell, ...]:
    return (
        person(review, row["person_id"]),
        Cell(review.name("team", row["team_id"])),
        report(review, row["template"]),
        short_period(review, row["period"]),
    )


def _somebody(review: Slice, entity: str | None) -> Cell:
    return Cell(DASH, None, Tone.MUTED) if entity is None or pd.isna(entity) else person(review, entity)


def _id(report: str | None) -> Cell:
    return Cell(DASH, None, Tone.MUTED) if report is None or pd.isna(report) else Cell(report)
