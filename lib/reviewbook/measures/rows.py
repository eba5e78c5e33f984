"""The rows that measures take, and from which tables each is made: what can have changed a measure when it differs.

`registry.measure_all` makes them. A measure that builds on others reads what they read.
A test takes each table away and sees what changes.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ROWS", "SALES"]

_REPORTS = ("reports", "leave")
_FIELDS = (*_REPORTS, "report_fields")
SALES = ("orders", "fx_rates")
_VOICES = ("complaints", "customers", "products")

ROWS: Mapping[str, tuple[str, ...]] = {
    "grid": (),
    "periods": (),
    "passed": (),
    "owed": _REPORTS,
    "runs": _REPORTS,
    "checks": _FIELDS,
    "judged": _FIELDS,
    "copies": _FIELDS,
    "claims": (*_FIELDS, *SALES, "customers"),
    "replies": (*_REPORTS, "feedback"),
    "sales": SALES,
    "ordered": SALES,
    "quantities": SALES,
    "firsts": SALES,
    "expected": SALES,
    "given_back": SALES,
    "booked": ("orders",),
    "steps": SALES,
    "outlook": SALES,
    "hindsight": SALES,
    "bridged": SALES,
    # The rows of this name are targets; the measure `target` is made of them.
    "goals": ("targets", "fx_rates"),
    "underway": ("opportunities", "fx_rates"),
    "ended": ("opportunities", "fx_rates"),
    "promised": (*_FIELDS, *SALES),
    "answers": ("satisfaction", "customers"),
    "cases": _VOICES,
    "resolved": _VOICES,
    "standing": _VOICES,
    "courses_due": ("trainings",),
    "courses_done": ("trainings",),
    "goals_due": ("goals",),
}
