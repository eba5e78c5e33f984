"""An app of WeCom that writes to persons: tokens that end, ids that are unknown, and what came twice is shown once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from stand_ins.server import Reply, Seen, StandIn
from stand_ins.uploads import uploaded

_MEGABYTE = 1024 * 1024


class WecomApps(StandIn):
    """One app with its people."""

    kind = "wecom_app"
    main_list = r"/message/send$"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"WECOM_APP_SECRET": "app-hush"}
        #: Who has what been shown.
        self.shown: dict[str, list[dict[str, Any]]] = {"LiNa": [], "WangWei": []}
        self.unlicensed: set[str] = set()
        self.media: dict[str, tuple[str, bytes]] = {}
        self.good: set[str] = set()
        self.given = 0
        self._had: dict[tuple[str, str], datetime] = {}

    def entry(self) -> dict[str, Any]:
        named = {"corp_id": "ww0123456789", "agent_id": 1000002, "secret": "WECOM_APP_SECRET"}
        return {"kind": self.kind, "name": "wecom-people", "base": self.base, **named}

    def expire_tokens(self) -> None:
        self.good.clear()

    def too_many(self) -> Reply:
        return Reply(200, {"errcode": 45009, "errmsg": "api freq out of limit"})

    def texts(self, person: str) -> list[str]:
        return [one["markdown"]["content"] for one in self.shown[person] if one["msgtype"] == "markdown"]

    def files(self, person: str) -> list[tuple[str, bytes]]:
        return [self.media[one["file"]["media_id"]] for one in self.shown[person] if one["msgtype"] == "file"]

    def answer(self, seen: Seen) -> Any:
        if seen.path == "/cgi-bin/gettoken":
            return self._token(seen)
        if seen.query.get("access_token") not in self.good:
            return _said(42001, "access_token expired")
        match seen.path:
            case "/cgi-bin/media/upload":
                return self._upload(seen)
            case "/cgi-bin/message/send":
                return self._send(seen.json)
        return Reply(404, b"no such page")

    def _token(self, seen: Seen) -> Any:
        if seen.query.get("corpid") != "ww0123456789":
            return _said(40013, "invalid corpid")
        if seen.query.get("corpsecret") != self.secrets["WECOM_APP_SECRET"]:
            return _said(40001, "invalid credential")
        self.given += 1
        self.good.add(f"token-{self.given}")
        return {**_said(0, "ok"), "access_token": f"token-{self.given}", "expires_in": 7200}

    def _upload(self, seen: Seen) -> Any:
        name, content = uploaded(seen)
        if seen.query.get("type") != "file" or not 5 < len(content) <= 20 * _MEGABYTE:
            return _said(45001, "media size out of limit")
        media_id = f"media-{len(self.media) + 1}"
        self.media[media_id] = (name, content)
        return {**_said(0, "ok"), "type": "file", "media_id": media_id}

    def _send(self, body: dict[str, Any]) -> Any:
        wrong = self._wrong(body)
        if wrong:
            return wrong
        named = str(body["touser"]).split("|")
        unknown = [one for one in named if one not in self.shown]
        if len(unknown) == len(named) and "|" in body["touser"]:
            return _said(81013, "user & party & tag all invalid")
        unlicensed = [one for one in named if one in self.unlicensed]
        for person in named:
            if person not in unknown and person not in unlicensed and not self._is_had(person, body):
                self.shown[person].append(body)
        told = {"invaliduser": "|".join(unknown), "unlicenseduser": "|".join(unlicensed)}
        return {
            **_said(0, "ok"),
            **{name: text for name, text in told.items() if text},
            "msgid": f"msg-{len(self._had)}",
        }

    def _is_had(self, person: str, body: dict[str, Any]) -> bool:
        """Whether the same was taken within the interval that the message names."""
        key = (person, json.dumps(body, sort_keys=True))
        before = self._had.get(key)
        span = timedelta(seconds=body["duplicate_check_interval"] if body.get("enable_duplicate_check") else 0)
        if before and self.now - before < span:
            return True
        self._had[key] = self.now
        return False

    def _wrong(self, body: dict[str, Any]) -> Any:
        if body.get("agentid") != 1000002:
            return _said(40056, "invalid agentid")
        if not 1 <= body.get("duplicate_check_interval", 1800) <= 14_400:
            return _said(40058, "duplicate_check_interval is out of range")
        match body:
            case {"msgtype": "markdown", "markdown": {"content": str(content)}} if content:
                return _said(45002, "content size out of limit") if len(content.encode()) > 2048 else None
            case {"msgtype": "textcard", "textcard": {"title": title, "description": description, "url": url}}:
                is_small = len(title.encode()) <= 128 and 0 < len(description.encode()) <= 512
                return None if is_small and url.startswith("http") else _said(40058, "invalid Request Parameter")
            case {"msgtype": "file", "file": {"media_id": media_id}}:
                return None if media_id in self.media else _said(40007, "invalid media_id")
        return _said(40008, "invalid message type")


def _said(code: int, text: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": text}
