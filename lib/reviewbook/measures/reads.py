"""Which tables a measure reads: what can have changed it when it differs."""

from __future__ import annotations

from functools import cache

from reviewbook.measures import registry
from reviewbook.measures.products import ONLY_OF_PRODUCTS
from reviewbook.measures.rows import ROWS, SALES

__all__ = ["NAMING_PRODUCTS", "ROSTER", "read_tables", "reads"]

#: Who was there, and in which team: every measure reads them.
ROSTER = ("people", "teams", "memberships")

#: A product has figures in the periods in which one of these names it (`products.product_measures`).
NAMING_PRODUCTS = frozenset((*SALES, "complaints", "products"))


@cache
def reads(name: str, differing: frozenset[str] | None = None) -> frozenset[str]:
    """
    Give the tables that a measure reads, those of the roster with them.

    Parameters
    ----------
    name : str
        A measure of `registry.MEASURES` or `products.ONLY_OF_PRODUCTS`.
    differing : frozenset of str, optional
        Of the measures on which it builds only these are read through: one that is as it was changes nothing.

    Raises
    ------
    KeyError
        When there is no such measure.
    """
    if name in ONLY_OF_PRODUCTS:
        return frozenset((*ROSTER, *SALES))
    needs = {measure.name: measure.needs for measure in registry.MEASURES}[name]
    built = [need for need in needs if need not in ROWS and (differing is None or need in differing)]
    rows = [ROWS[need] for need in needs if need in ROWS]
    return frozenset(ROSTER).union(*rows, *(reads(need, differing) for need in built))


def read_tables() -> frozenset[str]:
    """Give the tables that any measure reads."""
    return frozenset().union(*(reads(measure.name) for measure in registry.MEASURES))
