"""Whether a submitted report is filled in: one row per required field, and why one fails."""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame
from reviewbook.params.templates import TemplateField, Templates
from reviewbook.schema import FRAMES

__all__ = ["checks"]

#: Blanks that people type around a text; 0x3000 is the wide one of Chinese keyboards.
_BLANKS = " \t\r\n\v\f\u00a0\u3000"

_DECIMAL = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"


def checks(engine: Engine, owed: Frame, report_fields: Frame, templates: Templates) -> Frame:
    """
    Every required field of a submitted report that was owed: valid or not, and why.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frame.
    owed : Frame
        `schema.FRAMES["owed"]`; reports that came in time or late are looked into.
    report_fields : Frame
        The table: what was filled in, by revision. The revision that counts is read, alone.
    templates : Templates
        Which fields are required, and what makes them valid.

    Returns
    -------
    Frame
        `schema.FRAMES["checks"]`. ``reason`` of a field that fails is ``empty``, ``not a number``, ``below 0``,
        ``above 30`` (with the limit), ``too short`` or ``not a choice``.

    Notes
    -----
    A number is the column ``number``, or a text that is a plain decimal and nothing else: ``1200.50``. Blanks
    around a text do not count as characters.
    """
    asked = engine.frame(_asked(templates))
    submitted = owed.filter(nw.col("status").is_in(["on_time", "late"])).select(
        "report_id", "revision", "person_id", "team_id", "cadence", "period", "template", "due_on"
    )
    filled = report_fields.select("report_id", "revision", "field", "text", "number")
    rows = submitted.join(asked, on="template").join(filled, on=["report_id", "revision", "field"], how="left")
    read = rows.with_columns(_said=nw.col("text").str.strip_chars(_BLANKS).fill_null("")).with_columns(_value=_number())
    chosen = read.join(engine.frame(_choices(templates)), on=["template", "field", "_said"], how="left")
    judged = chosen.with_columns(reason=_reason())
    return engine.keep(judged.with_columns(passed=nw.col("reason").is_null()).select(*FRAMES["checks"].names))


def _number() -> nw.Expr:
    written = nw.when(nw.col("_said").str.contains(_DECIMAL)).then(nw.col("_said")).otherwise(None)
    return nw.coalesce(nw.col("number"), written.cast(nw.Float64))


def _reason() -> nw.Expr:
    """Give the first reason for which a field fails; none for a valid one."""
    kind, said, value = nw.col("_type"), nw.col("_said"), nw.col("_value")
    number = (
        nw.when(value.is_null())
        .then(nw.when(said == "").then(nw.lit("empty")).otherwise(nw.lit("not a number")))
        .when(value < nw.col("_min"))
        .then(nw.col("_below"))
        .when(value > nw.col("_max"))
        .then(nw.col("_above"))
        .otherwise(None)
    )
    text = (
        nw.when(said == "")
        .then(nw.lit("empty"))
        .when((kind == "choice") & nw.col("_known").is_null())
        .then(nw.lit("not a choice"))
        .when(said.str.len_chars() < nw.col("_min_chars"))
        .then(nw.lit("too short"))
        .otherwise(None)
    )
    return nw.when(kind == "number").then(number).otherwise(text)


def _asked(templates: Templates) -> pd.DataFrame:
    """Lay out the required fields; a limit that is not set is one that nothing passes."""
    rows = [_limits(template.name, field) for template in templates.templates for field in template.fields]
    names = ["template", "field", "_type", "_min", "_max", "_below", "_above", "_min_chars"]
    types = dict.fromkeys(names, "str") | {"_min": "float64", "_max": "float64", "_min_chars": "int64"}
    return pd.DataFrame([row for row in rows if row], columns=names).astype(types)


def _limits(template: str, field: TemplateField) -> tuple[object, ...]:
    if not field.required:
        return ()
    low = float("-inf") if field.min is None else field.min
    high = float("inf") if field.max is None else field.max
    return (template, field.name, field.type, low, high, f"below {low:.12g}", f"above {high:.12g}", field.min_chars)


def _choices(templates: Templates) -> pd.DataFrame:
    rows = [
        (template.name, field.name, choice, 1)
        for template in templates.templates
        for field in template.fields
        for choice in field.choices
    ]
    types = {"template": "str", "field": "str", "_said": "str", "_known": "int64"}
    return pd.DataFrame(rows, columns=list(types)).drop_duplicates().astype(types)
