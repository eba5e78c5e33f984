"""Which tables a measure reads: what can have changed it when it differs.

Declared for the rows that measures take (`registry.measure_all`); a measure that builds
on others reads what they read. A test takes each table away and sees what changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from reviewbook.measures.products import ONLY_OF_PRODUCTS
from reviewbook.measures.registry import MEASURES

__all__ = ["NAMING_PRODUCTS", "ROSTER", "read_tables", "reads"]

#: Who was there, and in which team: every measure reads them.
ROSTER = ("people", "teams", "memberships")

_REPORTS = ("reports", "leave")
_FIELDS = (*_REPORTS, "report_fields")
_SALES = ("orders", "fx_rates")
_VOICES = ("complaints", "customers", "products")

#: A product has figures in the periods in which one of these names it (`products.product_measures`).
NAMING_PRODUCTS = frozenset((*_SALES, "complaints", "products"))

_ROWS: Mapping[str, tuple[str, ...]] = {
    "grid": (),
    "periods": (),
    "passed": (),
    "owed": _REPORTS,
    "runs": _REPORTS,
    "checks": _FIELDS,
    "judged": _FIELDS,
    "copies": _FIELDS,
    "claims": (*_FIELDS, *_SALES, "customers"),
    "replies": (*_REPORTS, "feedback"),
    "sales": _SALES,
    "ordered": _SALES,
    "quantities": _SALES,
    "firsts": _SALES,
    "expected": _SALES,
    "given_back": _SALES,
    "booked": ("orders",),
    "steps": _SALES,
    "outlook": _SALES,
    "hindsight": _SALES,
    "bridged": _SALES,
    # The rows of this name are targets; the measure `target` is made of them.
    "goals": ("targets", "fx_rates"),
    "underway": ("opportunities", "fx_rates"),
    "ended": ("opportunities", "fx_rates"),
    "promised": (*_FIELDS, *_SALES),
    "answers": ("satisfaction", "customers"),
    "cases": _VOICES,
    "resolved": _VOICES,
    "standing": _VOICES,
    "courses_due": ("trainings",),
    "courses_done": ("trainings",),
    "goals_due": ("goals",),
}


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
        return frozenset((*ROSTER, *_SALES))
    needs = {measure.name: measure.needs for measure in MEASURES}[name]
    built = [need for need in needs if need not in _ROWS and (differing is None or need in differing)]
    rows = [_ROWS[need] for need in needs if need in _ROWS]
    return frozenset(ROSTER).union(*rows, *(reads(need, differing) for need in built))


def read_tables() -> frozenset[str]:
    """Give the tables that any measure reads."""
    return frozenset().union(*(reads(measure.name) for measure in MEASURES))
