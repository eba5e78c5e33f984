"""Asking Trello for boards.

Trello cannot be asked which cards changed: every pull asks for all cards of a board,
so that each sees what was deleted as well. Only what happened to cards is asked for
from the last pull on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from functools import partial
from itertools import chain
from typing import Any

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.trello import TrelloEntry
from reviewbook.sources.systems.pulling import Page, Pulling
from reviewbook.sources.systems.records import Batch, Reach, Record
from reviewbook.sources.systems.system import Probe
from reviewbook.sources.systems.trello.mapping import Lists, Place, by_card
from reviewbook.web import Clock, Codes, Pace, Web, secret

__all__ = ["Trello"]

#: The most that a list gives at once; of the actions as documented, of the cards as it is.
_PAGE = 1000

_EVERY = {"filter": "all"}
_MOVES = {"filter": "updateCard"}

#: Of one card it gives so many actions at once, and no page behind this one.
_PAGE_OF_CARD, _LAST_OF_CARD = 50, 19

#: It counts calls in windows of ten seconds, and when it has enough does not say how long to wait.
_CALLS, _WINDOW = 100, 10
_CODES = Codes(
    field="error",
    fine=(),
    needed=False,
    message="message",
    again={f"API_{who}_LIMIT_EXCEEDED": _WINDOW for who in ("KEY", "TOKEN", "KEY_DB", "TOKEN_DB")},
    advice={status: f"trello.{status}" for status in (400, 401, 403, 404)},
)


class Trello:
    """
    One account of Trello, as whom boards are read.

    Parameters
    ----------
    entry : TrelloEntry
        Its entry in ``sources.yaml``.
    clock : Clock, optional
        The real one when not given.
    """

    def __init__(self, entry: TrelloEntry, clock: Clock | None = None) -> None:
        self._entry = entry
        key, token = secret(entry.key_secret), secret(entry.token_secret)
        # In the address, where Trello takes them as well, they would end up in logs.
        login = {"Authorization": f'OAuth oauth_consumer_key="{key}", oauth_token="{token}"'}
        pace = Pace(_CALLS, _WINDOW)
        self._web = Web(entry.name, entry.base, codes=_CODES, headers=login, pace=pace, clock=clock)
        self._web.hide(key, token)

    def receive(self, pulling: Pulling) -> Iterator[Batch]:
        """Ask for everything on the boards, and for what happened to their cards since the last pull."""
        since = f"{pulling.window.start(self._entry).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for board in self._boards():
            lists = self._list(f"boards/{board}/lists", _EVERY)
            yield _batch("lists", lists, Reach.WHOLE)
            yield _batch("members", self._list(f"boards/{board}/members", {}), Reach.WHOLE)
            # The cards first: what is done between the two is seen to the end by the next pull.
            cards = list(
                chain.from_iterable(
                    pulling.pages(f"cards of {board}", partial(self._page, f"boards/{board}/cards", _EVERY))
                )
            )
            yield _batch("cards", cards, Reach.WHOLE)
            happened = partial(self._page, f"boards/{board}/actions", {**_MOVES, "since": since})
            actions = list(chain.from_iterable(pulling.pages(f"actions of {board}", happened)))
            yield _batch("actions", actions, Reach.SOME)
            for card in self._silent(Lists.of(lists, self._entry), cards, actions, since):
                pages = pulling.pages(f"actions of {card}", partial(self._of_card, card), 0)
                yield _batch("actions", list(chain.from_iterable(pages)), Reach.SOME)

    def probes(self) -> Iterator[Probe]:
        """Give a small call for each thing that `receive` needs."""
        yield Probe("the login (members/me)", lambda: self._web.ask("GET", "members/me", what="members/me"))
        yield Probe("the boards (members/me/boards)", self._boards)

    def _boards(self) -> list[str]:
        """Give the ids of the boards, which their addresses do not show."""
        there = self._list("members/me/boards", _EVERY)
        ids = {one[name]: str(one["id"]) for one in there for name in ("id", "shortLink")}
        if unknown := [board for board in self._entry.boards if board not in ids]:
            names = ", ".join(f"{one['shortLink']} ({one['name']})" for one in there) or "none"
            raise SourceError(
                Problem(
                    f"source {self._entry.name}: members/me/boards",
                    f"the account is no member of {', '.join(unknown)}",
                    f"Its boards are: {names}.",
                    "Let an administrator of the board invite it as an observer, or mend boards in sources.yaml.",
                )
            )
        return [ids[board] for board in self._entry.boards]

    def _silent(
        self, lists: Lists, cards: list[dict[str, Any]], actions: list[dict[str, Any]], since: str
    ) -> Iterator[str]:
        """Give cards that changed and are done or dropped, but when was not told: they came from another board."""
        told = by_card(actions)
        for card in cards:
            place = Place.of(card)
            ended = lists.status(place) != "open" and card.get("dateLastActivity", since) >= since
            if ended and lists.since(place, told.get(card["id"], [])) is None:
                yield card["id"]

    def _list(self, path: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = self._web.ask("GET", path, what=path, params=asked).body
        if not isinstance(found, list):
            raise SourceError(Problem(f"source {self._entry.name}: {path}", "the answer of Trello is no list"))
        return found

    def _page(self, path: str, asked: Mapping[str, Any], before: str | None) -> Page:
        """Give what was made before the last page, newest first; a page without any is the end, however small it is."""
        part = {} if before is None else {"before": before}
        found = self._list(path, {**asked, **part, "limit": _PAGE})
        items = [one for one in found if before is None or one["id"] < before]
        return Page(items, min((one["id"] for one in items), default=None))

    def _of_card(self, card: str, page: int) -> Page:
        items = self._list(f"cards/{card}/actions", {**_MOVES, "page": page})
        return Page(items, page + 1 if len(items) == _PAGE_OF_CARD and page < _LAST_OF_CARD else None)


def _batch(kind: str, items: list[dict[str, Any]], reach: Reach) -> Batch:
    return Batch(kind, [Record(kind, one["id"], one) for one in items], reach)
