"""What stands in each field of the reports that count: one row per field that a template has, filled or not.

Numbers are read here as people write them, once, so that completeness and claims
never read the same text differently.
"""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame
from reviewbook.params.templates import Templates
from reviewbook.text import read_number

__all__ = ["FILLED", "filled"]

#: Columns of a filled field.
FILLED = (
    "report_id",
    "revision",
    "person_id",
    "team_id",
    "cadence",
    "period",
    "template",
    "due_on",
    "field",
    "type",
    "text",
    "said",
    "number",
    "unread",
)

#: Blanks that people type around a text; 0x3000 is the wide one of Chinese keyboards.
_BLANKS = " \t\r\n\v\f\u00a0\u3000"


def filled(engine: Engine, owed: Frame, report_fields: Frame, templates: Templates) -> Frame:
    """
    Every field that a submitted report which was owed is asked for, with what was filled in.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frame.
    owed : Frame
        `schema.FRAMES["owed"]`; reports that came in time or late are looked into.
    report_fields : Frame
        The table: what was filled in, by revision. The revision that counts is read, alone.
    templates : Templates
        Which fields there are, and from when to when.

    Returns
    -------
    Frame
        `FILLED`: ``text`` as written and ``said`` without blanks around it (empty text when nothing was filled in);
        ``number`` of a number field, given by the source or read from the text; ``unread``, why a text could not be
        read as a number (`text.read_number`).
    """
    asked = engine.frame(_fields(templates))
    submitted = owed.filter(nw.col("status").is_in(["on_time", "late"])).select(
        "report_id", "revision", "person_id", "team_id", "cadence", "period", "template", "due_on"
    )
    given = report_fields.select("report_id", "revision", "field", "text", _given=nw.col("number"))
    due = submitted.join(asked, on="template").filter(
        nw.col("due_on") >= nw.col("_from"), nw.col("due_on") < nw.col("_to")
    )
    rows = due.join(given, on=["report_id", "revision", "field"], how="left")
    said = engine.keep(rows.with_columns(said=nw.col("text").str.strip_chars(_BLANKS).fill_null("")))
    read = said.join(engine.frame(_read(engine, said)), on=["type", "said"], how="left")
    number = nw.coalesce(nw.col("_given"), nw.col("_read"))
    unread = nw.when(nw.col("_given").is_null()).then(nw.col("_unread")).otherwise(None)
    return engine.keep(read.with_columns(number=number, unread=unread).select(*FILLED))


def _fields(templates: Templates) -> pd.DataFrame:
    rows = [
        (template.name, field.name, field.type, str(field.valid_from or ""), str(field.valid_to or "never"))
        for template in templates.templates
        for field in template.fields
    ]
    # Days are written as texts in all frames that are computed on; "never" comes after all of them.
    return pd.DataFrame(rows, columns=["template", "field", "type", "_from", "_to"]).astype("str")


def _read(engine: Engine, said: Frame) -> pd.DataFrame:
    """Read each different text of a number field once."""
    written = said.filter(nw.col("type") == "number", nw.col("_given").is_null(), nw.col("said") != "")
    texts = sorted(engine.collect(written.select("said").unique())["said"])
    readings = [read_number(text) for text in texts]
    types = {"type": "str", "said": "str", "_read": "float64", "_unread": "str"}
    frame = pd.DataFrame(
        {
            "type": "number",
            "said": texts,
            "_read": [reading.value for reading in readings],
            "_unread": [reading.reason or None for reading in readings],
        },
        columns=list(types),
    )
    return frame.astype(types).assign(_unread=lambda read: read["_unread"].where(read["_read"].isna(), None))
