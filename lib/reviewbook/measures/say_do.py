"""What people committed themselves to in their last report, against what they did.

A commitment is a number of revenue, in the company's currency, that a report promises
for the period after its own: a weekly one for the next week, a daily one for the next
working day. What was done is all that is recorded for that person in that period.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import pandas as pd

from reviewbook.engine import Frame, divided, in_parts
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.measured import measured, money
from reviewbook.params.templates import Templates

__all__ = ["NOTHING_COMMITTED", "commitments", "promises", "say_do"]

#: Note where no report made a commitment for the period.
NOTHING_COMMITTED = "nothing committed"


def commitments(templates: Templates) -> pd.DataFrame:
    """Give the fields that ask for a commitment: ``template, field``."""
    rows = [
        (template.name, field.name)
        for template in templates.templates
        for field in template.fields
        if field.means == "commitment" and field.type == "number"
    ]
    return pd.DataFrame(rows, columns=["template", "field"]).astype("str")


def promises(committed: Frame, sold: Frame, grid: Grid, working: Sequence[str]) -> Frame:
    """
    Every commitment that was made for a period of the grid.

    Parameters
    ----------
    committed : Frame
        The fields of `commitments` in the reports that count (`filled.FILLED`); a negative number is none.
    sold : Frame
        `order_lines.by_day`.
    grid : Grid
        The periods; before a day comes the working day before it.
    working : sequence of str
        The company's working days, ISO text: nobody promises anything for the others.

    Returns
    -------
    Frame
        `schema.FRAMES["promises"]`: ``period`` is the one in which it was to be done, ``due_on`` and ``team_id``
        those of the report that promises it; ``committed`` and ``done`` in company currency.
    """
    asked = (nw.col("cadence") != "daily") | nw.col("period").is_in(list(working))
    meant = grid.periods.filter(asked).select("cadence", _before=nw.col("previous"), _meant=nw.col("period"))
    made = committed.filter(~nw.col("number").is_null(), nw.col("number") >= 0)
    rows = made.join(meant, left_on=["cadence", "period"], right_on=["cadence", "_before"])
    by_period = (
        sold.join(grid.days, on="on").group_by("person_id", "cadence", "period").agg(minor=nw.col("minor").sum())
    )
    done = by_period.select("person_id", "cadence", "minor", _meant=nw.col("period"))
    told = rows.join(done, on=["person_id", "cadence", "_meant"], how="left")
    return told.select(
        "report_id",
        "person_id",
        "team_id",
        "cadence",
        "template",
        "due_on",
        "field",
        period=nw.col("_meant"),
        committed=nw.col("number"),
        done=divided(nw.col("minor").fill_null(0).cast(nw.Int64), 100),
    )


@measure("promised", "periods", absent=NOTHING_COMMITTED, kept="promises")
def say_do(shared_promises: Frame, periods: Frame) -> Frame:
    """
    Revenue of those who committed themselves ÷ what they committed themselves to.

    Parameters
    ----------
    shared_promises : Frame
        `promises`, shared among the entities of the grid.
    periods : Frame
        `Grid.periods`.

    Returns
    -------
    Frame
        One row per cell with a commitment: ``numerator`` done and ``denominator`` committed in company currency,
        ``n`` commitments. Empty in a period that is not over, and where nothing but 0 was committed.
    """
    cents = [in_parts(nw.col(name), 100) for name in ("committed", "done")]
    sums = shared_promises.with_columns(*cents).group_by(*BY).agg(
        committed=nw.col("committed").sum(), done=nw.col("done").sum(), n=nw.len()
    )  # fmt: skip
    finished = periods.select("cadence", "period", "finished")
    whole = sums.with_columns(nw.col("committed", "done").cast(nw.Int64)).join(finished, on=["cadence", "period"])
    note = (
        nw.when(nw.col("committed") == 0)
        .then(nw.lit(NOTHING_COMMITTED))
        .when(nw.col("finished") == 0)
        .then(nw.lit("period not over"))
    )
    noted = whole.with_columns(note=note)
    some = nw.when(nw.col("note").is_null()).then(nw.col("committed"))
    return measured(
        noted,
        value=nw.col("done") / some,
        numerator=money("done"),
        denominator=money("committed"),
        n=nw.col("n"),
        note=nw.col("note"),
    )
