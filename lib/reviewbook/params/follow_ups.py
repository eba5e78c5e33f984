"""``follow_ups.yaml``: what was agreed to do and written down by hand, and what became of it.

An entry with a title is a follow-up of its own. One without says what became of a
follow-up from elsewhere, a finding or a tool, named by its id in the review: a
follow-up that nobody lists any more is closed here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from reviewbook.errors import nearest
from reviewbook.params.base import Bilingual, Day, Entry
from reviewbook.params.conditions import FORM, Condition
from reviewbook.params.measures import MeasureEntries, MeasureEntry
from reviewbook.params.reading import Keys, YamlFile

__all__ = ["Dropped", "FollowUpEntry", "FollowUps", "check_follow_ups"]

#: A larger share in a condition was written as a percentage.
_LARGEST_SHARE = 5.0


class Dropped(Entry):
    """When and why something was given up."""

    on: Day
    reason: Bilingual


class FollowUpEntry(Entry):
    """
    Something that was agreed to do.

    Parameters
    ----------
    id : str
        Stays the same for good; that of a follow-up from elsewhere where there is no title.
    title : Bilingual, optional
        What is to be done, as an order.
    owner : str
        Id of the person who sees to it.
    team : str
        Id of the team whose review shows it; empty for the owner's.
    opened : date, optional
        When it was agreed.
    due : date, optional
        By when it is to be done.
    test : str
        The condition that closes it (`Condition`); empty where its owner says when it is done.
    done : date, optional
        When it was done.
    dropped : Dropped, optional
        When and why it was given up.
    """

    id: str
    title: Bilingual | None = None
    owner: str = ""
    team: str = ""
    opened: Day | None = None
    due: Day | None = None
    test: str = ""
    done: Day | None = None
    dropped: Dropped | None = None


class FollowUps(Entry):
    """The whole of ``follow_ups.yaml``."""

    follow_ups: tuple[FollowUpEntry, ...] = ()


def check_follow_ups(file: YamlFile, follow_ups: FollowUps, measures: MeasureEntries) -> None:
    """Refuse ids that are there twice, entries that lack something, days in disorder, and tests that test nothing."""
    known = {entry.name: entry for entry in measures.measures}
    first: dict[str, int] = {}
    for place, entry in enumerate(follow_ups.follow_ups):
        keys: Keys = ("follow_ups", place)
        if entry.id in first:
            told = f"{entry.id!r} is the id of follow_ups[{first[entry.id]}] already"
            file.problem((*keys, "id"), told, "Keep one of the two.")
        first.setdefault(entry.id, place)
        _check_parts(file, keys, entry)
        _check_days(file, keys, entry)
        if entry.test:
            _check_test(file, (*keys, "test"), entry.test, known)


def _check_parts(file: YamlFile, keys: Keys, entry: FollowUpEntry) -> None:
    if not entry.id:
        file.problem((*keys, "id"), "is empty")
    if entry.done and entry.dropped:
        file.problem((*keys, "dropped"), "it is done already", "Keep done or dropped.")
    if entry.title is not None:
        for name in ("owner", "opened"):
            if not getattr(entry, name):
                file.problem((*keys, name), "is missing")
        return
    for name in ("team", "opened", "test"):
        if getattr(entry, name):
            file.problem((*keys, name), "belongs to an entry with a title", "Give it a title, or leave this out.")
    if not (entry.owner or entry.due or entry.done or entry.dropped):
        told = "says nothing: it has no title, and neither owner, due, done nor dropped"
        file.problem(keys, told, "Give it a title, or say what became of it.")


def _check_days(file: YamlFile, keys: Keys, entry: FollowUpEntry) -> None:
    """Refuse what would have come about before it was agreed."""
    dropped = entry.dropped.on if entry.dropped else None
    days: dict[Keys, date | None] = {("due",): entry.due, ("done",): entry.done, ("dropped", "on"): dropped}
    for name, day in days.items():
        if day and entry.opened and day < entry.opened:
            file.problem((*keys, *name), f"{day} is before it was opened on {entry.opened}")


def _check_test(file: YamlFile, keys: Keys, test: str, known: Mapping[str, MeasureEntry]) -> None:
    condition = Condition.parse(test)
    if condition is None:
        file.problem(keys, f"{test!r} is not a condition", FORM)
        return
    measure = known.get(condition.measure)
    if measure is None:
        file.problem(keys, f"{condition.measure!r} is not a measure", nearest(condition.measure, known))
    elif measure.unit == "share" and condition.value > _LARGEST_SHARE:
        told = f"{condition.measure} is a share from 0 to 1, not {condition.value:g}"
        file.problem(keys, told, f"Write {condition.value / 100:g}.")
