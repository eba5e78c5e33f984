"""Slack, as an app of the company's own writes there: channels, direct messages, threads and files."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from stand_ins.server import Reply, Seen, StandIn

_SCOPES = {
    "chat.postMessage": "chat:write", "conversations.open": "im:write", "conversations.history": "channels:history",
    "conversations.replies": "channels:history", "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}  # fmt: skip


class SlackRoom(StandIn):
    """One workspace; a message is known by its time, and each one is later than that before."""

    kind = "slack"
    spec = "slack-web-api.openapi.json"
    spec_base = "https://slack.com"

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"SLACK_BOT": "xoxb-hush-7"}
        self.scopes = set(_SCOPES.values())
        self.joined, self.archived, self.people = {"C0TEAM"}, {"C0OLD"}, {"U0LIN"}
        self.revoked = False
        #: Conversation → its messages, replies among them.
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.uploads: dict[str, dict[str, Any]] = {}
        self._sent = 0

    def entry(self) -> dict[str, Any]:
        return {"kind": "slack", "name": "slack", "token": "SLACK_BOT", "base": f"{self.base}/api/"}

    def too_many(self) -> Reply:
        return Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "7"})

    def roots(self, channel: str) -> list[dict[str, Any]]:
        """Give the messages that stand in a conversation itself."""
        return [one for one in self.messages.get(channel, []) if one.get("thread_ts", one["ts"]) == one["ts"]]

    def answer(self, seen: Seen) -> Any:
        if seen.path.startswith("/upload/"):
            self.uploads[seen.path.rpartition("/")[2]]["content"] = seen.raw
            return Reply(200, b"OK")
        method = seen.path.removeprefix("/api/")
        if seen.headers.get("authorization") != f"Bearer {self.secrets['SLACK_BOT']}":
            return _no("invalid_auth")
        if self.revoked:
            return _no("token_revoked")
        if (scope := _SCOPES.get(method)) and scope not in self.scopes:
            return _no("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))
        given = seen.json if "json" in seen.headers.get("content-type", "") else seen.form
        match method:
            case "chat.postMessage":
                return self._post(given)
            case "conversations.open":
                return (
                    {"ok": True, "channel": {"id": _direct(given["users"])}}
                    if given["users"] in self.people
                    else _no("user_not_found")
                )
            case "conversations.history" | "conversations.replies":
                return self._listed(method, given)
            case "files.getUploadURLExternal":
                return self._room_for(given)
            case "files.completeUploadExternal":
                return self._share(given)
        return _no("unknown_method")

    def _hold_against_description(self, seen: Seen, given: Reply) -> None:
        if not seen.path.startswith("/upload/"):  # an address of its own, which Slack gives and does not describe
            super()._hold_against_description(seen, given)

    def _place(self, channel: str, opened_only: bool = False) -> str | None:
        """Give the conversation that is meant, or what is wrong with it as an error behind ``!``."""
        if channel in self.people and not opened_only:
            return _direct(channel)
        if channel in self.archived:
            return "!is_archived"
        if channel in self.joined or channel in {_direct(one) for one in self.people}:
            return channel
        return "!not_in_channel" if channel == "C0OTHER" else "!channel_not_found"

    def _post(self, given: dict[str, Any]) -> Any:
        channel = self._place(given["channel"]) or ""
        if channel.startswith("!"):
            return _no(channel[1:])
        if len(given["blocks"]) > 50 or len(given["text"]) > 4000 or any(_is_too_long(one) for one in given["blocks"]):
            return _no("invalid_blocks")
        message = {
            "type": "message",
            "user": "U0BOT",
            "text": given["text"],
            "blocks": given["blocks"],
            "metadata": given["metadata"],
        }
        return {"ok": True, "channel": channel, "ts": self._keep(channel, message), "message": message}

    def _keep(self, channel: str, message: dict[str, Any]) -> str:
        self._sent += 1
        message["ts"] = f"{int(self.now.timestamp())}.{self._sent:06d}"
        self.messages.setdefault(channel, []).append(message)
        return message["ts"]

    def _room_for(self, given: dict[str, str]) -> Any:
        file = f"F{len(self.uploads) + 1:04d}"
        self.uploads[file] = {"id": file, "name": given["filename"], "length": int(given["length"])}
        return {"ok": True, "file_id": file, "upload_url": f"{self.base}/upload/v1/{file}"}

    def _share(self, given: dict[str, Any]) -> Any:
        channel = self._place(given["channel_id"], opened_only=True) or ""
        if channel.startswith("!"):
            return _no(channel[1:])
        files = given["files"] if isinstance(given["files"], list) else json.loads(given["files"])
        for one in files:
            if len(self.uploads.get(one["id"], {}).get("content", b"")) != self.uploads[one["id"]]["length"]:
                return _no("file_not_found")
        shared = [{**self.uploads[one["id"]], "title": one["title"], "content": None} for one in files]
        message: dict[str, Any] = {"type": "message", "user": "U0BOT", "text": "", "files": shared}
        self._keep(channel, message)
        if given.get("thread_ts"):
            message["thread_ts"] = given["thread_ts"]
        return {"ok": True, "files": files}

    def _listed(self, method: str, given: dict[str, str]) -> Any:
        channel = self._place(given["channel"], opened_only=True) or ""
        if channel.startswith("!"):
            return _no(channel[1:])
        if method == "conversations.replies":
            every = self.messages.get(channel, [])
            found = [one for one in every if given["ts"] in (one["ts"], one.get("thread_ts"))]
        else:
            found = [one for one in self.roots(channel) if one["ts"] > given.get("oldest", "0")][::-1]
        start = int(given.get("cursor") or 0)
        end = start + min(self.page, int(given["limit"]))
        told = [
            one if given.get("include_all_metadata") == "true" else {**one, "metadata": None}
            for one in found[start:end]
        ]
        return {
            "ok": True,
            "messages": told,
            "response_metadata": {"next_cursor": str(end) if end < len(found) else ""},
        }

    def later(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)


def _direct(person: str) -> str:
    return f"D{person[1:]}"


def _is_too_long(block: dict[str, Any]) -> bool:
    texts = [block["text"]] if "text" in block else block.get("elements", [])
    return any(len(str(one.get("text", ""))) > (150 if block["type"] == "header" else 3000) for one in texts)


def _no(error: str, **more: Any) -> dict[str, Any]:
    return {"ok": False, "error": error, **more}
