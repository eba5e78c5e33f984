"""In which order findings are told: page one has room for a few.

What is more than chance comes before what is routine; of these, what is new before
what is followed up already and is told again with what was promised; then what
weighs more, by the money and the reports at stake. So that page one is no list of
the same thing, only two of a kind stand among the first; the others come after them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from reviewbook.findings.finding import Finding

__all__ = ["FIRST", "ranked", "weight"]

#: So many are the first, and so many of a kind are among them.
FIRST, ALIKE = 7, 2


def ranked(found: Iterable[Finding], followed: Collection[str], report: float) -> list[Finding]:
    """
    Rank findings.

    Parameters
    ----------
    found : iterable of Finding
        Each once.
    followed : collection of str
        Ids of those that an open follow-up was made from.
    report : float
        The money that weighs like a report.
    """
    every = sorted(found, key=lambda one: (one.id in followed, -weight(one, report), one.id))
    told = [one for one in every if one.verdict != "routine"]
    return [*_varied(told), *(one for one in every if one.verdict == "routine")]


def weight(finding: Finding, report: float) -> float:
    """Give the money at stake, the reports at stake counted at `report` each."""
    return (finding.effect_money or 0.0) + (finding.effect_reports or 0.0) * report


def _varied(told: Sequence[Finding]) -> list[Finding]:
    first: list[Finding] = []
    kinds: Counter[str] = Counter()
    for one in told:
        if len(first) < FIRST and kinds[one.kind] < ALIKE:
            first.append(one)
            kinds[one.kind] += 1
    return [*first, *(one for one in told if one not in first)]
