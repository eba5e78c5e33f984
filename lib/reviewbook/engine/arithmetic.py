"""Arithmetic that every engine does to the last bit alike, where their own differs."""

from __future__ import annotations

import narwhals as nw

__all__ = ["divided", "in_parts", "rounded"]


def divided(amount: nw.Expr, by: float) -> nw.Expr:
    """
    Divide by a constant.

    Polars multiplies by the reciprocal of a constant, and hundredths of 5,938,784 are then 59387.840000000004. By a
    column it divides.
    """
    return amount / (amount * 0 + by)


def rounded(amount: nw.Expr) -> nw.Expr:
    """
    Round to a whole number, a half away from zero as people do; pandas and Polars would round it to the even one.

    The median of two whole numbers is the same on every engine; that of two fractions is not, for some add half of
    the difference and some halve the sum. So a median of hours is that of whole microseconds.
    """
    whole = (amount.abs() + 0.5).floor()
    return nw.when(amount < 0).then(whole * -1).otherwise(whole)


def in_parts(amount: nw.Expr, parts: int) -> nw.Expr:
    """Give an amount that is there as the whole number of its parts, money as cents say: their sums have no order."""
    return rounded(amount * parts).cast(nw.Int64)
