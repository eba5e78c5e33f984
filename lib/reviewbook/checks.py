"""Whether a submitted report is filled in: one row per field, and why one fails."""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame
from reviewbook.params.templates import TemplateField, Templates
from reviewbook.schema import FRAMES

__all__ = ["checks"]


def checks(engine: Engine, filled: Frame, templates: Templates) -> Frame:
    """
    Every field of a submitted report that was owed: valid or not, and why.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frame.
    filled : Frame
        The fields of the reports that count (`filled.FILLED`).
    templates : Templates
        Which fields are required, and what makes them valid.

    Returns
    -------
    Frame
        `schema.FRAMES["checks"]`. ``reason`` is ``empty``, ``below 0``, ``above 30`` (with the limit), ``too short``,
        ``not a choice``, or why a number could not be read (``not a number``, ``a range`` … of `text.read_number`).
        A field that is not required passes when it is empty, and keeps that reason: so what nobody fills can be seen.

    Notes
    -----
    Blanks around a text do not count as characters.
    """
    rows = filled.join(engine.frame(_limits(templates)), on=["template", "field"])
    chosen = rows.join(engine.frame(_choices(templates)), on=["template", "field", "said"], how="left")
    judged = chosen.with_columns(reason=_reason(), required=nw.col("_required") == 1)
    passed = nw.col("reason").is_null() | (~nw.col("required") & (nw.col("reason") == "empty"))
    return engine.keep(judged.with_columns(passed=passed).select(*FRAMES["checks"].names))


def _reason() -> nw.Expr:
    """Give the first reason for which a field fails; none for a valid one."""
    kind, said, value = nw.col("type"), nw.col("said"), nw.col("number")
    number = (
        nw.when(value.is_null())
        .then(nw.when(said == "").then(nw.lit("empty")).otherwise(nw.coalesce("unread", nw.lit("not a number"))))
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


def _limits(templates: Templates) -> pd.DataFrame:
    """Lay out what makes each field valid; a limit that is not set is one that nothing passes."""
    rows = [_limit(template.name, field) for template in templates.templates for field in template.fields]
    names = ["template", "field", "_required", "_min", "_max", "_below", "_above", "_min_chars"]
    types = dict.fromkeys(names, "str") | {"_min": "float64", "_max": "float64"}
    return pd.DataFrame(rows, columns=names).astype(types | {"_required": "int64", "_min_chars": "int64"})


def _limit(template: str, field: TemplateField) -> tuple[object, ...]:
    low = float("-inf") if field.min is None else field.min
    high = float("inf") if field.max is None else field.max
    limits = (low, high, f"below {low:.12g}", f"above {high:.12g}")
    return (template, field.name, int(field.required), *limits, field.min_chars)


def _choices(templates: Templates) -> pd.DataFrame:
    rows = [
        (template.name, field.name, choice, 1)
        for template in templates.templates
        for field in template.fields
        for choice in field.choices
    ]
    types = {"template": "str", "field": "str", "said": "str", "_known": "int64"}
    return pd.DataFrame(rows, columns=list(types)).drop_duplicates().astype(types)
