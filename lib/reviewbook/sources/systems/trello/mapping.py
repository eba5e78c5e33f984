"""What Trello's cards mean: follow-ups, their owners, and when they were done or given up.

A card does not say when it was done. What happened to it is walked back from how it is
now, to the time from which on it has been so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from reviewbook.params.systems.trello import TrelloEntry
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from reviewbook.sources.systems.tasks import Task, instant, task_rows

__all__ = ["Lists", "Place", "by_card", "contacts", "rows"]


@dataclass(frozen=True)
class Place:
    """
    What of a card says how it stands.

    Parameters
    ----------
    complete, closed : bool
        Whether it was marked complete, and whether it was archived.
    list_id : str
        Where it is.
    """

    complete: bool
    list_id: str
    closed: bool

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Place:
        """Read that of a card as it is now."""
        return cls(bool(card.get("dueComplete")), card.get("idList", ""), bool(card.get("closed")))

    def before(self, happened: Mapping[str, Any]) -> Place:
        """Give that of before something happened to the card."""
        old = happened.get("old") or {}
        return replace(
            self,
            complete=bool(old.get("dueComplete", self.complete)),
            list_id=old.get("idList") or (happened.get("listBefore") or {}).get("id") or self.list_id,
            closed=bool(old.get("closed", self.closed)),
        )


@dataclass(frozen=True)
class Lists:
    """
    What the lists of the boards mean.

    Parameters
    ----------
    done, dropped, archived : frozenset of str
        Lists in which a card is done, in which it is given up, and those that were archived, by id.
    """

    done: frozenset[str]
    dropped: frozenset[str]
    archived: frozenset[str]

    @classmethod
    def of(cls, lists: Iterable[Mapping[str, Any]], entry: TrelloEntry) -> Lists:
        """Read them as the entry says."""
        lists = list(lists)

        def named(names: tuple[str, ...]) -> frozenset[str]:
            return frozenset(one["id"] for one in lists if one["id"] in names or one.get("name") in names)

        archived = frozenset(one["id"] for one in lists if one.get("closed"))
        return cls(named(entry.done_lists), named(entry.dropped_lists), archived)

    def status(self, place: Place) -> str:
        """Give the status of a card."""
        if place.complete or place.list_id in self.done:
            return "done"
        # The cards of a list that was archived are nowhere to be seen, although none of them is archived itself.
        away = place.closed or place.list_id in self.dropped | self.archived
        return "dropped" if away else "open"

    def since(self, place: Place, actions: Iterable[Mapping[str, Any]]) -> datetime | str | None:
        """
        Give when a card came to be done or dropped.

        Parameters
        ----------
        place : Place
            How it stands.
        actions : iterable of Mapping
            What happened to it, newest first.

        Returns
        -------
        datetime or str, optional
            None where its actions do not tell: they are too old, or it came about with its list.
        """
        status = self.status(place)
        if status == "dropped" and place.list_id in self.archived and not place.closed:
            return None
        for action in actions:
            place = place.before(action["data"])
            if self.status(place) != status:
                return instant(action.get("date"))
        return None


def by_card(actions: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Give what happened to each card, newest first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for action in sorted(actions, key=lambda action: str(action.get("date")), reverse=True):
        card = (action.get("data") or {}).get("card") or {}
        if "id" in card:
            found.setdefault(card["id"], []).append(action)
    return found


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give a follow-up for each card; templates of cards are none."""
    entry = ground.entry
    assert isinstance(entry, TrelloEntry)
    cards = records.now("cards")
    meant = [card for card in cards if not card.body.get("isTemplate")]
    if len(meant) < len(cards):
        yield LeftOut("follow_ups", "cards", "is a template of cards", len(cards) - len(meant))
    lists = Lists.of((versions[-1].body for versions in records.versions("lists").values()), entry)
    actions = by_card(action.body for action in records.now("actions"))
    users = {key: versions[-1].body.get("username", key) for key, versions in records.versions("members").items()}
    yield from task_rows(ground, (_task(card, lists, actions.get(card.id, []), users) for card in meant))


def contacts(records: Records) -> Iterator[Contact]:
    """Give the members of the boards, those who left as well; nobody's e-mail is told."""
    for _, versions in sorted(records.versions("members").items()):
        member = versions[-1].body
        user = member.get("username", versions[-1].id)
        yield Contact(user, member.get("fullName") or user, active=not versions[-1].gone)


def _task(card: Version, lists: Lists, actions: list[Mapping[str, Any]], users: Mapping[str, str]) -> Task:
    body, place = card.body, Place.of(card.body)
    changed_at = instant(body.get("dateLastActivity"))
    return Task(
        id=card.id,
        kind="cards",
        title=body.get("name"),
        status=lists.status(place),
        created_at=datetime.fromtimestamp(int(card.id[:8], 16), UTC),  # Trello tells it nowhere else
        owners=tuple(users.get(one, one) for one in body.get("idMembers", ())),
        due=instant(body.get("due")),
        closed_at=lists.since(place, actions),
        changed_at=changed_at if isinstance(changed_at, datetime) else None,
        url=body.get("shortUrl"),
        text=body.get("desc") or "",
    )
