"""Why a claim and the records differ: the first reading of a closed list that fits.

A cause is a reading under which the claim is right. It says where to look, and
blames nobody: the mistake may as well be in the records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_

import narwhals as nw

from reviewbook.engine import divided

__all__ = ["CAUSES", "cause", "detail"]

#: In the order in which they are tried.
CAUSES = (
    "match",
    "unit",
    "timing",
    "definition",
    "owner",
    "duplicate",
    "not_reported",
    "not_recorded",
    "unexplained",
)

#: Claimed so many times as much as recorded: 万 against 元, a slipped decimal point.
_FACTORS = (10.0, 100.0, 1_000.0, 10_000.0, 0.1, 0.01, 0.001, 0.0001)

#: Tells whether a claim fits to what is recorded.
_Fits = Callable[[nw.Expr, nw.Expr], nw.Expr]

_SHIFTED = ("then", "before", "after")
_DEFINED = ("unrefunded", "uncancelled", "gross")


def cause() -> nw.Expr:
    """
    Give the first cause that fits, one of `CAUSES`.

    Returns
    -------
    Expr
        Over ``claimed`` (empty where nothing was written), the readings of `booked.readings`, ``others`` and
        ``other_orders`` of `booked.elsewhere`, ``doubled`` (of the order that was counted twice, empty when there is
        none), ``absolute`` and ``relative`` tolerance. A claim of nothing or 0 matches nothing but what is recorded:
        otherwise every idle week beside it would explain it. Another reading is first asked whether it fits but for
        rounding, then whether it fits within the tolerance: with large amounts two readings may lie within it.
    """
    said = ~nw.col("claimed").is_null() & (nw.col("claimed") != 0)
    tests = [
        ("match", _near(nw.col("now"), _claim())),
        (
            "unit",
            said & (nw.col("now") != 0) & _any(_near(nw.col("now"), divided(_claim(), factor)) for factor in _FACTORS),
        ),
        *((name, said & fits) for name, fits in _other_readings(_exactly)),
        ("duplicate", said & ~nw.col("doubled").is_null()),
        *((name, said & fits) for name, fits in _other_readings(_near)),
        ("not_reported", ~said & (nw.col("now") > 0)),
        ("not_recorded", said & (_claim() > 0) & (nw.col("now") == 0)),
    ]
    found: nw.Expr = nw.lit("unexplained")
    for name, fits in reversed(tests):
        found = nw.when(fits.fill_null(False)).then(nw.lit(name)).otherwise(found)
    return found


def _other_readings(fits: _Fits) -> list[tuple[str, nw.Expr]]:
    return [
        ("timing", _any(_reads(name, fits) for name in _SHIFTED)),
        ("definition", _any(_reads(name, fits) for name in _DEFINED)),
        ("owner", _is_elsewhere(fits)),
    ]


def detail() -> nw.Expr:
    """
    Say which reading it is.

    Returns
    -------
    Expr
        Over the same columns and ``cause``: ``x10000`` or ``x0.0001`` (what was claimed is so many times as much as
        what is recorded), ``then``, ``before`` or ``after``, ``unrefunded``, ``uncancelled`` or ``gross``, the
        colleague's id, the order's id; empty for the others.
    """
    named: nw.Expr = nw.lit(None).cast(nw.String)
    # What fits exactly is asked last, so that it is what stands.
    for factor in reversed(_FACTORS):
        unit = (nw.col("cause") == "unit") & _near(nw.col("now"), divided(_claim(), factor))
        named = nw.when(unit).then(nw.lit(f"x{factor:.12g}")).otherwise(named)
    for fits in (_near, _exactly):
        for kind, names in (("definition", _DEFINED), ("timing", _SHIFTED)):
            for name in reversed(names):
                named = nw.when((nw.col("cause") == kind) & _reads(name, fits)).then(nw.lit(name)).otherwise(named)
    named = nw.when(nw.col("cause") == "owner").then(nw.col("other_id")).otherwise(named)
    return nw.when(nw.col("cause") == "duplicate").then(nw.col("doubled")).otherwise(named)


def _claim() -> nw.Expr:
    return nw.col("claimed").fill_null(0.0)


def _near(recorded: nw.Expr, claimed: nw.Expr) -> nw.Expr:
    """Whether a claim lies within the tolerance of what is recorded."""
    least = nw.max_horizontal(nw.col("absolute"), nw.col("relative") * recorded.abs())
    # A cent that binary fractions have made a trifle larger is still a cent.
    return (claimed - recorded).abs() <= least + 1e-9


def _exactly(recorded: nw.Expr, claimed: nw.Expr) -> nw.Expr:
    """Whether a claim is what is recorded, but for rounding."""
    return (claimed - recorded).abs() <= nw.col("absolute") + 1e-9


def _reads(name: str, fits: _Fits) -> nw.Expr:
    """Whether a claim is right under another reading that differs from what is recorded."""
    return (nw.col(name) != nw.col("now")) & (nw.col(name) != 0) & fits(nw.col(name), _claim())


def _is_elsewhere(fits: _Fits) -> nw.Expr:
    more = nw.when(nw.col("measure") == "orders").then(nw.col("other_orders")).otherwise(nw.col("others"))
    return (more != 0) & fits(nw.col("now") + more, _claim())


def _any(tests: Iterable[nw.Expr]) -> nw.Expr:
    return reduce(or_, tests)
