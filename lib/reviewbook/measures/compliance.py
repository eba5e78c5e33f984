"""Whether reports came, were filled in and were answered.

Every function takes rows that `Grid.spread` has already repeated for the periods and
entities they count for, and gives one row per period and entity, in the form of
`schema.Measured`.

A report counts in the period that contains its due day, an answer in that of the
report's submission. In the ``reply_`` measures a person is the manager who was to
answer: spread `replies` with ``on="submitted_on", person="manager_id"``.
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided, rounded
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import averaged, measured
from reviewbook.measures.rates import rate
from reviewbook.statistics import mean_interval
from reviewbook.worktime import HOUR

__all__ = [
    "completeness",
    "median_lateness",
    "median_reply_hours",
    "on_time_rate",
    "reply_in_time_rate",
    "reply_rate",
    "submitted_rate",
]

_DUE = ("on_time", "late", "missing")
_TIMED = ("answered_in_time", "answered_late")
_ANSWERED = (*_TIMED, "answered")
#: Of those it is not known when, or whether, they were answered.
_UNTOLD, _NOT_KNOWN = ("answered", "unknown"), "answers not known"


@measure("owed", absent="nothing due", charted="rate")
def on_time_rate(owed: Frame) -> Frame:
    """
    Share of the reports due that arrived by their deadline, grace included.

    Parameters
    ----------
    owed : Frame
        `schema.FRAMES["owed"]` spread over the grid by ``due_on``.

    Returns
    -------
    Frame
        One row per cell with a report owed: ``numerator`` on time, ``denominator`` and ``n`` on time, late and
        missing, 95 % Wilson interval. Empty, noted ``nothing due``, where all are exempt or not yet due.
    """
    return _share(owed, ("on_time",), _DUE, "nothing due")


@measure("owed", absent="nothing due", charted="rate")
def submitted_rate(owed: Frame) -> Frame:
    """
    Share of the reports due that arrived before they closed.

    Parameters
    ----------
    owed : Frame
        `schema.FRAMES["owed"]` spread over the grid by ``due_on``.

    Returns
    -------
    Frame
        As for `on_time_rate`; ``numerator`` is on time and late. What came after closing is missing.
    """
    return _share(owed, ("on_time", "late"), _DUE, "nothing due")


@measure("owed", absent="nothing late", charted="value")
def median_lateness(owed: Frame) -> Frame:
    """
    Median of submission minus deadline over the late reports, in working hours.

    Parameters
    ----------
    owed : Frame
        `schema.FRAMES["owed"]` spread over the grid by ``due_on``.

    Returns
    -------
    Frame
        One row per cell with a report owed: ``n`` late reports; a report that came on the evening of its due day,
        after working hours, is 0 hours late. Empty, noted ``nothing late``, without a late report.
    """
    hours = nw.when(nw.col("status") == "late").then(nw.col("lateness_hours")).otherwise(None)
    rows = owed.with_columns(_took=rounded(hours * HOUR), _late=_is(("late",)).cast(nw.Int64))
    medians = rows.group_by(*BY).agg(median=nw.col("_took").median(), late=nw.col("_late").sum())
    value = divided(nw.col("median"), HOUR)
    return measured(medians, value=value, n=nw.col("late"), note=_noted(nw.col("late"), "nothing late"))


@measure("checks", absent="nothing submitted", charted="value")
def completeness(checks: Frame) -> Frame:
    """
    Valid required fields ÷ required fields of a submitted report, averaged over reports.

    Parameters
    ----------
    checks : Frame
        `schema.FRAMES["checks"]` spread over the grid by ``due_on``.

    Returns
    -------
    Frame
        One row per cell with a submitted report that has required fields: ``numerator`` the sum of the reports'
        shares, ``denominator`` and ``n`` reports, 95 % t-interval within 0 and 1 (none for a single report).
    """
    counted = checks.filter(nw.col("required")).with_columns(_valid=nw.col("passed").cast(nw.Int64))
    fields = counted.group_by(*BY, "report_id").agg(valid=nw.col("_valid").sum(), required=nw.len())
    shares = fields.with_columns(share=nw.col("valid").cast(nw.Float64) / nw.col("required"))
    means = averaged(shares, "share", scale=1_000_000)
    lower, upper = mean_interval(nw.col("n"), nw.col("mean"), nw.col("sd"))
    return measured(
        means,
        value=nw.col("mean"),
        numerator=nw.col("total"),
        denominator=nw.col("n"),
        lower=lower.clip(0.0, 1.0),
        upper=upper.clip(0.0, 1.0),
        n=nw.col("n"),
    )


@measure("replies", absent="nothing to answer", charted="rate")
def reply_rate(replies: Frame) -> Frame:
    """
    Share of the reports that ask for an answer which a manager answered.

    Parameters
    ----------
    replies : Frame
        `schema.FRAMES["replies"]` spread over the grid by ``submitted_on`` and ``manager_id``.

    Returns
    -------
    Frame
        One row per cell with a report that asks for an answer: ``numerator`` answered, ``denominator`` and ``n``
        answered and unanswered, 95 % Wilson interval. Empty, noted ``nothing to answer``, where time has not run
        out for any, or ``answers not known``, where the source of some tells no answers.
    """
    return _replied(replies, _ANSWERED, (*_ANSWERED, "unanswered"))


@measure("replies", absent="nothing to answer", charted="rate")
def reply_in_time_rate(replies: Frame) -> Frame:
    """
    Share of the reports that ask for an answer which had one within the working hours asked for.

    Parameters
    ----------
    replies : Frame
        `schema.FRAMES["replies"]` spread over the grid by ``submitted_on`` and ``manager_id``.

    Returns
    -------
    Frame
        As for `reply_rate`; ``numerator`` is answered in time. Empty, noted ``answers not known``, also in a cell in
        which the source of an answer tells no time: without that answer, silence alone would count.
    """
    timeless = replies.filter(_is(("answered",))).select(*BY).unique().with_columns(_timeless=nw.lit(1))
    status = nw.when(nw.col("_timeless").is_null()).then(nw.col("status")).otherwise(nw.lit("answered"))
    told = replies.join(timeless, on=list(BY), how="left").with_columns(status=status).drop("_timeless")
    return _replied(told, ("answered_in_time",), (*_TIMED, "unanswered"))


@measure("replies", absent="nothing answered", charted="value")
def median_reply_hours(replies: Frame) -> Frame:
    """
    Median working hours from submission to the manager's answer, over the answers given.

    Parameters
    ----------
    replies : Frame
        `schema.FRAMES["replies"]` spread over the grid by ``submitted_on`` and ``manager_id``.

    Returns
    -------
    Frame
        One row per cell with a report that asks for an answer: ``n`` answers whose time is known. Silence has no
        hours: read it beside `reply_rate`. Empty, noted ``nothing answered``, without an answer, or ``answers not
        known``, where the source tells none or no times.
    """
    known = nw.when(~nw.col("hours").is_null()).then(1).otherwise(0)
    took = rounded(nw.col("hours") * HOUR)
    rows = replies.with_columns(_took=took, _known=known, _untold=_is(_UNTOLD).cast(nw.Int64))
    medians = rows.group_by(*BY).agg(
        median=nw.col("_took").median(), n=nw.col("_known").sum(), untold=nw.col("_untold").sum()
    )
    untold = (nw.col("n") == 0) & (nw.col("untold") > 0)
    note = nw.when(untold).then(nw.lit(_NOT_KNOWN)).otherwise(_noted(nw.col("n"), "nothing answered"))
    return measured(medians, value=divided(nw.col("median"), HOUR), n=nw.col("n"), note=note)


def _replied(replies: Frame, good: tuple[str, ...], counted: tuple[str, ...]) -> Frame:
    """Divide as `_share` does; a cell in which nothing counts says whether that is because answers are not told."""
    untold = replies.filter(_is(_UNTOLD)).select(*BY).unique().with_columns(_untold=nw.lit(1))
    shares = _share(replies, good, counted, "nothing to answer").join(untold, on=list(BY), how="left")
    unknown = (nw.col("n") == 0) & ~nw.col("_untold").is_null()
    return shares.with_columns(note=nw.when(unknown).then(nw.lit(_NOT_KNOWN)).otherwise(nw.col("note"))).drop("_untold")


def _share(rows: Frame, good: tuple[str, ...], counted: tuple[str, ...], nothing: str) -> Frame:
    """Divide the rows of some statuses by those of others; `nothing` is the note where there are none."""
    return rate(rows, _is(good), _is(counted), nothing)


def _is(statuses: tuple[str, ...]) -> nw.Expr:
    return nw.col("status").is_in(list(statuses))


def _noted(count: nw.Expr, nothing: str) -> nw.Expr:
    return nw.when(count == 0).then(nw.lit(nothing)).otherwise(None)
