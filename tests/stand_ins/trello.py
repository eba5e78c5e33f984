"""Trello: boards with lists, members, cards and what happened to them."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from stand_ins.server import Reply, Seen, StandIn

BOARD, SHORT = "5abbe4b7ddc1b351ef961414", "dQHqCohZ"
TO_DO, DONE, AWAY = (f"5abbe4b7ddc1b351ef96141{digit}" for digit in "567")
ZONE = ZoneInfo("Asia/Shanghai")


def object_id(at: datetime, of: object) -> str:
    """Make an id as Trello does: the time in hex, and something after it."""
    return f"{int(at.timestamp()):08x}{hashlib.sha256(str(of).encode()).hexdigest()[:16]}"


@dataclass
class Card:
    """A card; what it was told in ``said``."""

    id: str
    said: dict[str, Any]
    body: dict[str, Any]
    actions: list[dict[str, Any]] = field(default_factory=list)


class Trello(StandIn):
    """Trello's REST API, version 1."""

    kind = "trello"
    spec = "trello.openapi.json"
    spec_base = "https://api.trello.com"
    tables = ("follow_ups",)
    main_kind, main_table, main_list, droppable = "cards", "follow_ups", r"/cards$", "due"
    renews = False

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"TRELLO_KEY": "key-hush", "TRELLO_TOKEN": "token-hush"}
        self.ended = False
        self.cards: dict[str, Card] = {}
        self.members: dict[str, dict[str, Any]] = {}
        self.lists = {
            key: {"id": key, "name": name, "closed": False, "idBoard": BOARD, "pos": pos}
            for pos, (key, name) in enumerate({TO_DO: "待办", DONE: "已完成", AWAY: "不做了"}.items(), 1)
        }

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "trello", "name": "trello", "base": f"{self.base}/1", "since": "2026-11-01", "boards": [SHORT],
            "key_secret": "TRELLO_KEY", "token_secret": "TRELLO_TOKEN", "done_lists": ["已完成"],
            "dropped_lists": ["不做了"],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.ended = True

    def too_many(self) -> Reply:
        return Reply(429, {"error": "API_TOKEN_LIMIT_EXCEEDED", "message": "Rate limit exceeded"})

    # Its content.

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people = tables["people"]
        for person, name in zip(people["person_id"], people["name"], strict=True):
            key = object_id(self.begin, person)
            self.members[person] = {"id": key, "fullName": name, "username": person, "memberType": "normal"}
        told = tables["follow_ups"]
        kept = {}
        for row in told.to_dict("records"):
            card = self._card({name: None if pd.isna(one) else one for name, one in row.items()})
            kept[card.id] = card
        self.cards = kept
        links = [card.body["shortUrl"] for card in kept.values()]
        return {"follow_ups": told.assign(follow_up_id=[f"trello:{one}" for one in kept], origin="trello", url=links)}

    def _card(self, said: dict[str, Any]) -> Card:
        made_at = said["created_at"].to_pydatetime()
        key = object_id(made_at, said["follow_up_id"])
        former = self.cards.get(key)
        if former and former.said == said:
            return former
        due = said["due_on"] and datetime(*said["due_on"].timetuple()[:3], 1, 30, tzinfo=ZONE)
        body = {
            "id": key, "idBoard": BOARD, "idList": TO_DO, "name": said["title"], "desc": "", "closed": False,
            "due": due and stamp(due), "dueComplete": False, "dateLastActivity": stamp(self.now),
            "idMembers": [self.members[said["owner_id"]]["id"]] if said["owner_id"] else [], "idLabels": [],
            "labels": [], "pos": 65535.0, "shortLink": key[-8:], "shortUrl": f"https://trello.com/c/{key[-8:]}",
            "isTemplate": False,
        }  # fmt: skip
        self.cards[key] = card = Card(key, said, body)
        if said["status"] != "open":
            self._close(card, said["done_at"].to_pydatetime(), said["status"])
        return card

    def _close(self, card: Card, at: datetime, status: str) -> None:
        """Done by its mark or by its list in turn; dropped by the archive."""
        if status == "dropped":
            self.change(card.id, at, closed=True)
        elif int(card.id[-1], 16) % 2:
            self.change(card.id, at, dueComplete=True)
        else:
            self.change(card.id, at, idList=DONE)

    def change(self, key: str, at: datetime, **new: Any) -> None:
        """Change a card and note it as Trello does."""
        card = self.cards[key]
        old = {name: card.body[name] for name in new}
        data: dict[str, Any] = {"card": {"id": key, "name": card.body["name"], **new}, "old": old}
        if "idList" in new:
            data |= {"listBefore": self._list(old["idList"]), "listAfter": self._list(new["idList"])}
        card.body |= {**new, "dateLastActivity": stamp(max(at, self.now))}
        action = {"id": object_id(at, (key, new)), "type": "updateCard", "date": stamp(at), "data": data}
        card.actions.append(action)

    def _list(self, key: str) -> dict[str, str]:
        return {"id": key, "name": self.lists[key]["name"]}

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        if refusal := self._refusal(seen):
            return refusal
        match seen.path.removeprefix("/1/").split("/"):
            case ["members", "me"]:
                return {"id": object_id(self.begin, "me"), "username": "reviews", "fullName": "Reviews"}
            case ["members", "me", "boards"]:
                return [{"id": BOARD, "name": "跟进", "shortLink": SHORT, "closed": False}]
            case ["boards", board, kind] if board == BOARD:
                return self._board(kind, seen.query)
            case ["cards", key, "actions"] if key in self.cards:
                start = 50 * int(seen.query.get("page", 0))
                newest = sorted(self.cards[key].actions, key=lambda one: one["id"], reverse=True)
                return [one for one in newest if one["type"] in seen.query["filter"]][start : start + 50]
            case ["boards", *_]:
                return Reply(404, b"board not found")
        return Reply(404, b"Cannot GET")

    def _refusal(self, seen: Seen) -> Reply | None:
        wanted = (
            f'OAuth oauth_consumer_key="{self.secrets["TRELLO_KEY"]}", oauth_token="{self.secrets["TRELLO_TOKEN"]}"'
        )
        if "key" in seen.query or "token" in seen.query:
            return Reply(400, b"here nobody writes a secret into an address")
        if self.ended or seen.headers.get("authorization") != wanted:
            return Reply(401, b"invalid token")
        return None

    def _board(self, kind: str, query: dict[str, str]) -> Any:
        match kind:
            case "lists":
                return [one for one in self.lists.values() if query.get("filter") == "all" or not one["closed"]]
            case "members":
                return list(self.members.values())
            case "cards":
                shown = [
                    one.body for one in self.cards.values() if query.get("filter") == "all" or not one.body["closed"]
                ]
                return self._page([self._changed(one) for one in shown], query)
            case "actions":
                actions = [action for card in self.cards.values() for action in card.actions]
                since = query.get("since", "")
                types = query.get("filter", "").split(",")
                return self._page([one for one in actions if one["date"] >= since and one["type"] in types], query)
        return Reply(404, b"Cannot GET")

    def _page(self, items: list[dict[str, Any]], query: dict[str, str]) -> Any:
        limit = int(query.get("limit", 50))
        if not 0 <= limit <= 1000:
            return Reply(400, b"invalid value for limit")
        newest = sorted(items, key=lambda one: one["id"], reverse=True)
        before = query.get("before")
        earlier = [one for one in newest if before is None or one["id"] < before]
        page = earlier[: min(limit, self.page)]
        if self.doubled and before:
            page = [one for one in newest if one["id"] == before] + page
        return page

    def _changed(self, card: dict[str, Any]) -> dict[str, Any]:
        return {name: one for name, one in card.items() if name not in self.dropped} | self.added

    def _hold_against_description(self, seen: Seen, given: Reply) -> None:
        # Described is only the login in the address, which Trello takes as well as the header; and ``due`` is called a
        # day there, while every answer that was ever seen has an instant.
        login = [("key", "-"), ("token", "-")]
        body = copy.deepcopy(given.body)
        for one in body if isinstance(body, list) else []:
            if one.get("due"):
                one["due"] = one["due"][:10]
        super()._hold_against_description(replace(seen, pairs=[*seen.pairs, *login]), replace(given, body=body))


def stamp(at: datetime) -> str:
    """Write a time as Trello does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
