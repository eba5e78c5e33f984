"""The robots of groups in WeCom, DingTalk and Feishu, and the workflow of Teams: they check as the vendors do.

Each keeps what a room was shown, in order. What it checks: the key, the signature and its age, the size in bytes, how
often in a minute, and what the body must look like.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from typing import Any

from stand_ins.rooms import Room
from stand_ins.server import Reply, Seen
from stand_ins.uploads import uploaded

_KEY = "693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"
_TOKEN = "566cc69da782ec33e42541b09b08551f09fbe864eb8008112e994b43887"
_SECRET = "SECa9a0hush"
_MEGABYTE = 1024 * 1024


class WecomRobots(Room):
    """The robot of a group in WeCom."""

    kind = "wecom_robot"
    main_list = r"/webhook/send$"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"WECOM_ROBOT_KEY": _KEY}
        self.media: dict[str, tuple[str, bytes]] = {}

    def entry(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": "wecom-group", "key": "WECOM_ROBOT_KEY", "base": self.base}

    def too_many(self) -> Reply:
        return Reply(200, {"errcode": 45009, "errmsg": "api freq out of limit"})

    @property
    def files(self) -> list[tuple[str, bytes]]:
        return [self.media[one["file"]["media_id"]] for one in self.shown if one["msgtype"] == "file"]

    @property
    def texts(self) -> list[str]:
        return [one["markdown"]["content"] for one in self.shown if one["msgtype"] == "markdown"]

    def answer(self, seen: Seen) -> Any:
        if self.is_gone or seen.query.get("key") != _KEY:
            return _wecom(93000, "invalid webhook url, hint: [1700000000_1]")
        if seen.path == "/cgi-bin/webhook/upload_media":
            return self._upload(seen)
        if seen.path != "/cgi-bin/webhook/send":
            return Reply(404, b"no such page")
        return self._send(seen.json)

    def _upload(self, seen: Seen) -> Any:
        name, content = uploaded(seen)
        if seen.query.get("type") != "file" or not 5 < len(content) <= 20 * _MEGABYTE:
            return _wecom(45001, "media size out of limit")
        media_id = f"media-{len(self.media) + 1}"
        self.media[media_id] = (name, content)
        return {**_wecom(0, "ok"), "type": "file", "media_id": media_id, "created_at": "1700000000"}

    def _send(self, body: dict[str, Any]) -> Any:
        if self.is_too_often:
            return self.too_many().body
        match body:
            case {"msgtype": "markdown", "markdown": {"content": str(content)}} if content:
                if len(content.encode()) > 4096:
                    return _wecom(40058, "markdown.content exceed max length 4096. invalid Request Parameter")
            case {"msgtype": "file", "file": {"media_id": media_id}}:
                if media_id not in self.media:
                    return _wecom(40007, "invalid media_id")
            case _:
                return _wecom(40058, "invalid Request Parameter")
        self.take(body)
        return _wecom(0, "ok")


class DingtalkRobots(Room):
    """The robot of a group in DingTalk, kept by a signature."""

    kind = "dingtalk_robot"
    main_list = r"/robot/send$"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"DINGTALK_ROBOT_TOKEN": _TOKEN, "DINGTALK_ROBOT_SIGN": _SECRET}
        self.keyword = ""
        self._silent_until = self.begin

    def entry(self) -> dict[str, Any]:
        named = {"token": "DINGTALK_ROBOT_TOKEN", "sign": "DINGTALK_ROBOT_SIGN"}
        return {"kind": self.kind, "name": "dingtalk-group", "base": self.base, **named}

    def too_many(self) -> Reply:
        return Reply(200, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"})

    @property
    def texts(self) -> list[str]:
        return [one["markdown"]["text"] for one in self.shown]

    def answer(self, seen: Seen) -> Any:
        if self.is_gone or seen.query.get("access_token") != _TOKEN:
            return _wecom(300001, "token is not exist")
        at = int(seen.query.get("timestamp", 0))
        if abs(self.now.timestamp() * 1000 - at) > 3_600_000:
            return _wecom(310000, "invalid timestamp")
        wanted = hmac.new(_SECRET.encode(), f"{at}\n{_SECRET}".encode(), hashlib.sha256).digest()
        if seen.query.get("sign") != base64.b64encode(wanted).decode():
            return _wecom(310000, "sign not match")
        return self._send(seen)

    def _send(self, seen: Seen) -> Any:
        if self.is_too_often:
            self._silent_until = self.now + timedelta(minutes=10)
        if self.now < self._silent_until:
            return self.too_many().body
        if len(seen.raw) > 20_000:
            return _wecom(40035, "message body is too large")
        body = seen.json
        match body:
            case {"msgtype": "markdown", "markdown": {"title": str(title), "text": str(text)}} if title and text:
                if self.keyword not in title + text:
                    return _wecom(310000, "keywords not in content")
            case _:
                return _wecom(40035, "缺少参数 json")
        self.take(body)
        return _wecom(0, "ok")


class FeishuRobots(Room):
    """The robot of a group in Feishu, kept by a signature; five a second and a hundred a minute."""

    kind = "feishu_robot"
    main_list = r"/bot/v2/hook/"
    often = 100

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"FEISHU_ROBOT_HOOK": _KEY, "FEISHU_ROBOT_SIGN": _SECRET}
        self.keyword = ""
        self.is_older = False  # answers as robots did before

    def entry(self) -> dict[str, Any]:
        named = {"hook": "FEISHU_ROBOT_HOOK", "sign": "FEISHU_ROBOT_SIGN"}
        return {"kind": self.kind, "name": "feishu-group", "base": self.base, **named}

    def too_many(self) -> Reply:
        return Reply(200, self._said(11232, "frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]"))

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [one["card"] for one in self.shown]

    def answer(self, seen: Seen) -> Any:
        if self.is_gone or seen.path != f"/open-apis/bot/v2/hook/{_KEY}":
            return self._said(19001, "param invalid: incoming webhook access token invalid")
        body = seen.json
        at = int(body.get("timestamp", 0))
        wanted = hmac.new(f"{at}\n{_SECRET}".encode(), b"", hashlib.sha256).digest()
        is_signed = body.get("sign") == base64.b64encode(wanted).decode()
        if abs(self.now.timestamp() - at) > 3_600 or not is_signed:
            return self._said(19021, "sign match fail or timestamp is not within one hour from current time")
        if self.is_too_often:
            return self.too_many().body
        if len(seen.raw) > 20 * 1024:
            return self._said(9499, "Bad Request")
        match body:
            case {"msg_type": "interactive", "card": {"header": {"title": title}, "elements": [_, *_]}}:
                if self.keyword not in str(title) + str(body["card"]["elements"]):
                    return self._said(19024, "Key Words Not Found")
            case _:
                return self._said(19002, "params error, msg_type need")
        self.take(body)
        return self._said(0, "success")

    def _said(self, code: int, text: str) -> dict[str, Any]:
        if self.is_older:
            return {"Extra": None, "StatusCode": code, "StatusMessage": text}
        return {"StatusCode": 0, "StatusMessage": "success", "code": code, "data": {}, "msg": text}


class TeamsFlows(Room):
    """A workflow of Teams that posts the card it is sent."""

    kind = "teams"
    main_list = r"/invoke$"
    path = "/workflows/8f0c/triggers/manual/paths/invoke"
    sig = "Xy-4hushhush"

    def __enter__(self) -> TeamsFlows:
        super().__enter__()
        self.secrets = {
            "TEAMS_FLOW_URL": f"{self.base}{self.path}?api-version=2016-06-01&sp=%2Ftriggers&sig={self.sig}"
        }
        return self

    def entry(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": "teams-channel", "url": "TEAMS_FLOW_URL"}

    def too_many(self) -> Reply:
        return _flow(429, "TooManyRequests", {"Retry-After": "37"})

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [one["attachments"][0]["content"] for one in self.shown]

    def answer(self, seen: Seen) -> Any:
        if self.is_gone or seen.path != self.path:
            return _flow(404, "WorkflowNotFound")
        if seen.query.get("sig") != self.sig:
            return _flow(401, "DirectApiAuthorizationRequired")
        if len(seen.raw) > 24 * 1024:
            return _flow(413, "RequestEntityTooLarge")
        body = seen.json
        match body:
            case {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}:
                version = re.fullmatch(r"1\.[0-4]", card.get("version", ""))
                if (
                    kind != "application/vnd.microsoft.card.adaptive"
                    or card.get("type") != "AdaptiveCard"
                    or not version
                ):
                    return _flow(400, "TriggerInputSchemaMismatch")
            case _:
                return _flow(400, "TriggerInputSchemaMismatch")
        self.take(body)
        return Reply(202)


def _wecom(code: int, text: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": text}


def _flow(status: int, code: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"error": {"code": code, "message": f"The workflow says {code}."}}, headers or {})
