"""All findings of a period: detected, held to the false ones that are allowed, ranked, and given to somebody.

Whoever looks at everything finds something even where nothing has changed. So each
detector that judges by chance may make its share of the false findings that the
params allow in an edition, and states a chance that is already corrected for all whom
it looked at, and how often. What chance may well do is not told, unless it is told
as routine.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from typing import Any

import pandas as pd

from reviewbook.engine import as_read, empty
from reviewbook.findings.detectors import BY_CHANCE, COUNTED
from reviewbook.findings.finding import Finding, Known
from reviewbook.findings.owners import due_on, owner, team_of
from reviewbook.findings.ranking import ranked, weight
from reviewbook.schema import COMPANY, FRAMES

__all__ = ["findings"]


def findings(known: Known) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Find what a manager should know first.

    Parameters
    ----------
    known : Known
        The period and its frames. Rows of later periods are not looked at.

    Returns
    -------
    tuple of DataFrame
        `schema.FRAMES` ``findings``, each once, ranked (`ranking`): a report weighs as `FindingRules.report_weight` of
        what is sold per report due; and ``evidence``, the numbers that they state.
    """
    each = known.params.findings.false_per_edition / sum(BY_CHANCE.values())
    found = [finding for detect in COUNTED for finding in detect(known)]
    limited = {parts: replace(known, allowed=parts * each) for parts in BY_CHANCE.values()}
    for detect, parts in BY_CHANCE.items():
        found += [finding for finding in detect(limited[parts]) if _is_told(limited[parts], finding)]
    told = {finding.id: finding for finding in found}
    report = _money_of_a_report(known)
    order = ranked(_told_once(told.values()), known.followed, report)
    return _rows(known, order, report), _evidence(order)


def _is_told(known: Known, finding: Finding) -> bool:
    return finding.chance is None or finding.verdict == "routine" or finding.chance <= known.allowed


def _told_once(found: Collection[Finding]) -> list[Finding]:
    """Leave out what follows from another finding: orders that are booked late are not on record when they are claimed."""
    late = {one.entity_id for one in found if one.kind == "late_booking"}
    return [one for one in found if not (one.topic == "not_recorded" and one.entity_id in late)]


def _money_of_a_report(known: Known) -> float:
    """Give the money that weighs like a report: a share of what was sold per report due, over the history."""
    facts = known.frames["facts"]
    whole = facts[(facts["entity_kind"] == "company") & (facts["entity_id"] == COMPANY)]
    whole = whole[(whole["cadence"] == known.period.cadence.value) & whole["period"].isin(known.history)]
    sold = whole["value"][whole["measure"] == "revenue"].sum()
    due = whole["denominator"][whole["measure"] == "on_time_rate"].sum()
    share = known.params.findings.report_weight
    return float(share * sold / due) if due > 0 and sold > 0 else share


def _rows(known: Known, order: Sequence[Finding], report: float) -> pd.DataFrame:
    table, due = FRAMES["findings"], due_on(known).isoformat()
    rows: list[dict[str, Any]] = []
    for rank, one in enumerate(order, 1):
        stated = {name: value for name, value in asdict(replace(one, numbers={})).items() if name != "numbers"}
        rows.append({
            **stated, "finding_id": one.id, "cadence": known.period.cadence.value, "period": known.period.key,
            "topic": one.topic or None, "since": one.since or known.period.key, "test": one.test or None,
            "team_id": team_of(known, one), "person_id": one.entity_id if one.entity_kind == "person" else None,
            "weight": weight(one, report), "rank": rank, "owner_id": owner(known, one), "due_on": due,
        })  # fmt: skip
    return as_read(pd.DataFrame(rows, columns=table.names), table) if rows else empty(table)


def _evidence(order: Sequence[Finding]) -> pd.DataFrame:
    table = FRAMES["evidence"]
    keys = ("measure", "cadence", "period", "entity_kind", "entity_id", "part")
    rows = [
        {"finding_id": one.id, "name": name, "source": number.source, "unit": number.unit, "value": number.value}
        | {key: getattr(number, key) or None for key in keys}
        for one in order
        for name, number in one.numbers.items()
    ]
    return as_read(pd.DataFrame(rows, columns=table.names), table) if rows else empty(table)
