"""Whether what reports claim is what is recorded.

Both measures take `schema.FRAMES["claims"]` spread over the grid by ``due_on``: a claim
counts in the period that contains the due day of its report.
"""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided, in_parts
from reviewbook.measures.declaring import measure
from reviewbook.measures.grid import BY
from reviewbook.measures.measured import measured
from reviewbook.measures.rates import rate
from reviewbook.statistics import mean_interval

__all__ = ["NOTHING_CLAIMED", "accuracy_rate", "claim_bias"]

NOTHING_CLAIMED = "nothing claimed"

#: A claim is off by a share of all that is recorded; the shares are added up as whole millionths, see `averaged`.
_PARTS = 1_000_000

#: A claim of more than a hundred times all that is recorded says no more about the interval than one of that.
_FARTHEST = 100.0


@measure("claims", absent=NOTHING_CLAIMED, charted="rate")
def accuracy_rate(claims: Frame) -> Frame:
    """
    Share of the claims in submitted reports that agree with the records within their tolerance.

    Parameters
    ----------
    claims : Frame
        `schema.FRAMES["claims"]` spread over the grid by ``due_on``.

    Returns
    -------
    Frame
        One row per cell with a claim: ``numerator`` accurate, ``denominator`` and ``n`` compared, 95 % Wilson
        interval. An empty field where something is recorded was compared, and disagrees.
    """
    return rate(claims, nw.col("accurate"))


@measure("claims", absent=NOTHING_CLAIMED)
def claim_bias(claims: Frame) -> Frame:
    """
    Sum of the amounts claimed ÷ sum of the amounts recorded, less 1.

    Parameters
    ----------
    claims : Frame
        `schema.FRAMES["claims"]` spread over the grid by ``due_on``; claims of revenue are looked at, written ones.

    Returns
    -------
    Frame
        One row per cell with a written claim of revenue: ``numerator`` claimed and ``denominator`` recorded in
        company currency, ``n`` claims, 95 % interval of the ratio (linearised, Student's t over the claims; Cochran,
        Sampling Techniques, 6.4). Empty, noted ``nothing recorded``, where the records hold no revenue. A value
        with a claim in another unit (万 for 元) in it is noted ``units mistaken``: it tells of that, and of nothing
        else.
    """
    amounts = claims.filter(nw.col("measure") == "revenue", ~nw.col("claimed").is_null()).with_columns(
        _claimed=_cents("claimed"),
        _recorded=_cents("recorded_now"),
        _unit=nw.when(nw.col("cause") == "unit").then(1).otherwise(0),
    )
    sums = amounts.group_by(*BY).agg(
        claimed=nw.col("_claimed").sum(), recorded=nw.col("_recorded").sum(), units=nw.col("_unit").sum(), n=nw.len()
    )
    claimed, recorded = (divided(nw.col(name).cast(nw.Float64), 100) for name in ("claimed", "recorded"))
    ratio = claimed / nw.when(nw.col("recorded") > 0).then(recorded).otherwise(None)
    whole = sums.with_columns(_ratio=ratio, _all=nw.when(nw.col("recorded") > 0).then(recorded).otherwise(None))
    spread = _spread(amounts.join(whole.select(*BY, "_ratio", "_all"), on=list(BY)))
    n = nw.col("n").cast(nw.Int64)
    lower, upper = mean_interval(n, nw.col("_ratio") - 1, nw.col("_sd"))
    mistaken = nw.when(nw.col("units") > 0).then(nw.lit("units mistaken")).otherwise(None)
    note = nw.when(nw.col("_ratio").is_null()).then(nw.lit("nothing recorded")).otherwise(mistaken)
    return measured(
        whole.join(spread, on=list(BY), how="left"),
        value=nw.col("_ratio") - 1,
        numerator=claimed,
        denominator=recorded,
        lower=lower,
        upper=upper,
        n=n,
        note=note,
    )


def _spread(amounts: Frame) -> Frame:
    """Give the deviation ``_sd`` of the claims from the common ratio, as that of n values whose mean is the ratio."""
    off = divided(nw.col("_claimed").cast(nw.Float64) - nw.col("_ratio") * nw.col("_recorded").cast(nw.Float64), 100)
    part = (off / nw.col("_all")).clip(-_FARTHEST, _FARTHEST)
    parts = amounts.filter(~nw.col("_ratio").is_null()).with_columns(_part=in_parts(part, _PARTS))
    squares = parts.with_columns(_square=nw.col("_part") * nw.col("_part"))
    summed = squares.group_by(*BY).agg(_squares=nw.col("_square").sum(), _count=nw.len())
    count = nw.when(nw.col("_count") > 1).then(nw.col("_count").cast(nw.Float64)).otherwise(None)
    # Each part is of the sum; the deviation of a single claim is of the mean, n times as much.
    variance = divided(divided(nw.col("_squares").cast(nw.Float64), _PARTS), _PARTS) / (count - 1)
    return summed.select(*BY, _sd=variance.sqrt() * count)


def _cents(name: str) -> nw.Expr:
    return in_parts(nw.col(name), 100)
