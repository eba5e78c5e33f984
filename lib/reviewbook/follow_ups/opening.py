"""What opens a follow-up: a tool that lists it, an entry written by hand, a finding."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from reviewbook.follow_ups.item import FROM_FINDING, FROM_HAND, FollowUp, known_rows
from reviewbook.follow_ups.known import Known
from reviewbook.params.follow_ups import FollowUpEntry
from reviewbook.periods import Period

__all__ = ["became", "by_hand", "from_findings", "listed", "pressing"]

#: Findings that call for a follow-up: as many as stand on page one.
_FIRST = 7


def listed(agreed: pd.DataFrame, known: Known) -> Iterator[FollowUp]:
    """
    Give what the tools list.

    Parameters
    ----------
    agreed : DataFrame
        Table ``follow_ups`` as it stood at the cut-off.
    known : Known
        The run.
    """
    for row in known_rows(agreed):
        opened_at = row["created_at"].to_pydatetime()
        yield FollowUp(
            follow_up_id=row["follow_up_id"],
            origin=row["origin"],
            opened_in=_period(known, opened_at),
            opened_at=opened_at,
            title=row["title"],
            team_id=known.team(row["owner_id"]),
            owner_id=row["owner_id"],
            due_on=row["due_on"] and row["due_on"].date(),
            closed_at=row["done_at"] and row["done_at"].to_pydatetime(),
            status=row["status"],
            test=row["test"],
            url=row["url"],
        )


def by_hand(entries: Iterable[FollowUpEntry], known: Known) -> Iterator[FollowUp]:
    """Give the follow-ups of ``follow_ups.yaml`` that were agreed by the day of the cut-off."""
    for entry in entries:
        if entry.title is None or entry.opened is None or entry.opened > known.today:
            continue
        opened_at = known.midnight(entry.opened)
        item = FollowUp(
            follow_up_id=entry.id,
            origin=FROM_HAND,
            opened_in=_period(known, opened_at),
            opened_at=opened_at,
            title=entry.title.zh,
            title_en=entry.title.en,
            team_id=entry.team or known.team(entry.owner),
            owner_id=entry.owner,
            due_on=entry.due,
            test=entry.test or None,
        )
        yield became(item, entry, known)


def became(item: FollowUp, entry: FollowUpEntry, known: Known) -> FollowUp:
    """Say of a follow-up what its entry says: who sees to it, by when, and what became of it by the cut-off."""
    item = replace(item, owner_id=entry.owner or item.owner_id, due_on=entry.due or item.due_on)
    if entry.done and entry.done <= known.today:
        return replace(item, status="done", note=None, closed_at=known.midnight(entry.done))
    if entry.dropped and entry.dropped.on <= known.today:
        at, reason = known.midnight(entry.dropped.on), entry.dropped.reason
        return replace(item, status="dropped", note=None, closed_at=at, reason=reason.zh, reason_en=reason.en)
    return item


def pressing(findings: pd.DataFrame) -> pd.DataFrame:
    """Give the findings that something must be done about: more than chance, and not good news."""
    return findings[(findings["tone"] != "good") & findings["verdict"].isin(["signal", "certain"])]


def from_findings(findings: pd.DataFrame, there: Mapping[str, FollowUp], known: Known) -> Iterator[FollowUp]:
    """
    Give a follow-up for each finding of page one that calls for one and has none open.

    Parameters
    ----------
    findings : DataFrame
        Frame ``findings``.
    there : mapping of FollowUp
        All that are known by now, by id.
    known : Known
        The run.
    """
    busy = {item.finding_id for item in there.values() if not item.closed}
    first = findings.sort_values("rank").head(_FIRST)
    for row in known_rows(pressing(first)):
        item = _from_finding(row, known)
        if item.finding_id not in busy and item.follow_up_id not in there:
            yield item


def _from_finding(row: Mapping[Hashable, Any], known: Known) -> FollowUp:
    same = ("kind", "finding_id", "entity_kind", "entity_id", "topic", "team_id", "person_id", "owner_id", "test")
    return FollowUp(
        follow_up_id=f"{row['finding_id']}.{known.period.key}",
        origin=FROM_FINDING,
        opened_in=known.period.key,
        opened_at=known.as_of,
        found_in=known.period.key,
        due_on=row["due_on"].date(),
        **{name: row[name] for name in same},
    )


def _period(known: Known, at: Any) -> str:
    return Period.containing(known.day(at), known.period.cadence).key
