"""``findings.yaml``: how findings are chosen and who sees to them.

A company without this file has findings all the same, by the rules that are usual.
"""

from __future__ import annotations

from pydantic import Field

from reviewbook.params.base import Entry

__all__ = ["FindingRules"]


class FindingRules(Entry):
    """
    The whole of ``findings.yaml``.

    Parameters
    ----------
    false_per_edition : float
        How many findings of an edition chance alone may make on average where nothing has changed. The smaller, the
        later a true change is found.
    least : int
        Of fewer reports than this nothing is told.
    report_weight : float
        How much a report weighs beside money when findings are ranked: this share of what is sold for each report
        that is due.
    due_working_days : int
        Working days until what follows from a monthly, quarterly or yearly finding is due; from a daily or weekly
        one it is due by the end of the next period.
    """

    false_per_edition: float = Field(default=0.1, gt=0, le=1)
    least: int = Field(default=4, ge=2, le=50)
    report_weight: float = Field(default=0.05, ge=0, le=1)
    due_working_days: int = Field(default=10, ge=1, le=60)
