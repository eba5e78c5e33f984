"""How the reporting system itself does: fields that nobody fills, rules that are always late, what to change.

It judges forms and rules, never people: a field that nobody fills is a bad
question, and a rule that most break is a bad rule. Nothing is proposed on the
strength of a few reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Notice, Statements, Table, Tone
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.kept import Kept, kept, rule_in_words
from reviewbook.tables.opening import CHECKS, opening
from reviewbook.tables.printed import count, counted_head, head, report
from reviewbook.tables.reported import field_title, invalid_in_words
from reviewbook.wording import DASH

__all__ = ["health", "proposals"]

#: Reports from which a field can be said to be filled by nobody, and the share that is nobody.
_LEAST, _NOBODY = 8, 0.05


@about_reports
def health(review: Slice) -> Table:
    """Give for each field of each template how many of the submitted reports fill it, and how many wrongly."""
    words, fields = review.words, _fields(review.frames["checks"])
    unfilled = int(_is_unfilled(fields).sum())
    key = "tables.health.title" if unfilled else "tables.health.plain"
    return Table(
        "health",
        words(key, count=words.number(unfilled), all=words.number(len(fields))),
        (
            head(review, "tables.report"),
            head(review, "tables.health.field", 1.4),
            head(review, "tables.health.required", 0.7, "center"),
            counted_head(review, "tables.health.reports", 0.8),
            head(review, "tables.health.filled", 1.2, "right"),
            head(review, "tables.health.invalid", 0.8, "right"),
            head(review, "tables.health.commonest", 1.6),
        ),
        tuple(_row(review, row) for row in _as_asked(review, fields)),
        note=words("tables.health.note", least=words.number(_LEAST), share=words.percent(_NOBODY, 0))
        if len(fields)
        else "",
        empty=words("tables.health.empty"),
    )


@about_reports
def proposals(review: Slice) -> Statements:
    """
    Say what to change in forms and rules, each with its evidence.

    Returns
    -------
    Statements
        A field that fewer than 5% of 8 reports or more fill is to be dropped or explained: said of the whole
        audience, or of a team of it where others fill it. A rule that is always late (`kept`) is to have another due
        time. Where there is nothing to propose, that sentence alone.
    """
    said = [*_unfilled(review), *(_rule(review, rule) for rule in kept(review) if rule.always_late)]
    if not said:
        nothing = review.frames["checks"].empty and review.frames["owed"].empty
        key = "tables.proposals.nothing" if nothing else "tables.proposals.none"
        return Statements((Notice(review.words(key, least=_LEAST), Tone.MUTED),))
    return Statements(tuple(Notice(text, Tone.WARN) for text in said))


def _fields(checks: pd.DataFrame) -> pd.DataFrame:
    """Count for each field of each template the reports, those that fill it, and those that fill it wrongly."""
    filled = checks["reason"].fillna("") != "empty"
    invalid = filled & ~checks["passed"].astype(bool)
    marked = checks.assign(filled=filled, invalid=invalid, why=checks["reason"].where(invalid))
    groups = marked.groupby(["template", "field"], sort=False)
    return groups.agg(
        required=("required", "first"), reports=("report_id", "nunique"), filled=("filled", "sum"),
        invalid=("invalid", "sum"), why=("why", _commonest),
    ).reset_index()  # fmt: skip


def _as_asked(review: Slice, fields: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Put the fields in the order of ``templates.yaml``."""
    asked = [(template.name, field.name) for template in review.templates.templates for field in template.fields]
    place = {key: number for number, key in enumerate(asked)}
    rows = fields.to_dict("records")
    return sorted(rows, key=lambda row: place.get((row["template"], row["field"]), len(place)))


def _commonest(reasons: pd.Series) -> str:
    counts = Counter(reasons.dropna())
    most = max(counts.values(), default=0)
    return min((reason for reason, count in counts.items() if count == most), default="")


def _is_unfilled(fields: pd.DataFrame) -> pd.Series:
    return (fields["reports"] >= _LEAST) & (fields["filled"] < _NOBODY * fields["reports"])


def _row(review: Slice, field: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    words, filled, reports = review.words, int(field["filled"]), int(field["reports"])
    share = filled / reports
    invalid = field["invalid"] / filled if filled else None
    nobody = reports >= _LEAST and share < _NOBODY
    return (
        report(review, field["template"]),
        field_title(review, field["template"], field["field"]),
        Cell(words("tables.health.yes") if field["required"] else "", bool(field["required"])),
        count(review, reports),
        Cell(words.percent(share, 0), share, Tone.WARN if nobody else Tone.NONE, share),
        opening(Cell(words.percent(invalid, 0), invalid, Tone.NONE if invalid else Tone.MUTED), CHECKS),
        Cell(invalid_in_words(review, field["why"])) if field["why"] else Cell(DASH, None, Tone.MUTED),
    )


def _unfilled(review: Slice) -> list[str]:
    """Say which fields nobody fills: in the whole audience, else in which of its teams."""
    if review.audience.kind == "person":
        return []
    checks = review.frames["checks"]
    whole = _fields(checks)
    everywhere = whole[_is_unfilled(whole)]
    said = [_drop(review, review.audience.name, row) for row in everywhere.to_dict("records")]
    known = set(zip(everywhere["template"], everywhere["field"], strict=True))
    for team, own in checks.groupby("team_id"):
        fields = _fields(own)
        rows = fields[_is_unfilled(fields)].to_dict("records")
        name = review.name("team", str(team))
        said += [_drop(review, name, row) for row in rows if (row["template"], row["field"]) not in known]
    return said


def _drop(review: Slice, whose: str, field: Mapping[Hashable, Any]) -> str:
    words = review.words
    return words(
        "tables.proposals.unfilled",
        whose=whose,
        report=review.templates.template(field["template"]).title(review.language),
        field=field_title(review, field["template"], field["field"]).text,
        filled=words.number(int(field["filled"])),
        count=words.number(int(field["reports"])),
    )


def _rule(review: Slice, found: Kept) -> str:
    """Say what to change in a rule that is always late: an hour more where that would do, else to talk about it."""
    words, later = review.words, found.later
    numbers = {name: words.number(getattr(found, name)) for name in ("late", "missing", "hour")}
    rate = {"rate": words.percent(found.rate, 0), "part": words.number(found.on_time), "whole": words.number(found.due)}
    said = {**rule_in_words(review, found.rule), **rate, **numbers}
    if later is None:
        return words("tables.proposals.rethink", **said)
    return words("tables.proposals.later", **said, median=words.duration(found.median), time=later.strftime("%H:%M"))
