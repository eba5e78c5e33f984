"""Slack: one workspace, one channel, and errors inside answers that call themselves 200."""

from __future__ import annotations

import html
from datetime import datetime, timedelta
from typing import Any

from stand_ins.posted import Comment, Post, Posting
from stand_ins.server import Reply, Seen

_SCOPES = {
    "users.list": "users:read", "conversations.history": "channels:history", "conversations.replies": "channels:history",
}  # fmt: skip


class Slack(Posting):
    """Slack, as the company's own app sees it."""

    kind = "slack"
    spec = "slack-web-api.openapi.json"
    spec_base = "https://slack.com"
    main_list, droppable = r"/conversations\.history$", "text"
    renews = False
    channel = "C0DAILY"
    signs = {"approval": "white_check_mark", "read": "eyes", "reaction": "heart"}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"SLACK_TOKEN": "xoxb-hush"}
        self.revoked = False
        self.scopes = {"users:read", "users:read.email", "channels:history"}
        self.joined = {self.channel}
        #: Messages that stand in the channel beside the reports.
        self.others: list[dict[str, Any]] = []
        self._cursors: dict[str, tuple[str, dict[str, str], int]] = {}

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "slack", "name": "slack", "base": f"{self.base}/api", "since": "2026-11-01", "token": "SLACK_TOKEN",
            "zone": "Asia/Shanghai", "reactions": {"white_check_mark": "approval", "eyes": "read"},
            "forms": [self.form()],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self.revoked = True

    def too_many(self) -> Reply:
        return Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "7"})

    # Its content.

    def key(self, at: datetime, number: int) -> tuple[str, datetime]:
        at = at.replace(microsecond=0)
        return f"{int(at.timestamp())}.{number:06d}", at + timedelta(microseconds=number)

    def external(self, person: str) -> str:
        return f"U{person.upper()}"

    def url(self, post: Post) -> str:
        return f"https://yunling.slack.com/archives/{self.channel}/p{post.key.replace('.', '')}"

    def reacted_at(self, at: datetime) -> datetime | None:
        return None

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        method = seen.path.removeprefix("/api/")
        if "authorization" not in seen.headers:
            return _no("not_authed")
        if seen.headers["authorization"] != f"Bearer {self.secrets['SLACK_TOKEN']}":
            return _no("invalid_auth")
        if self.revoked:
            return _no("token_revoked")
        if (scope := _SCOPES.get(method)) and scope not in self.scopes:
            return _no("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))
        match seen.method, method:
            case "POST", "auth.test":
                return {"ok": True, "url": "https://yunling.slack.com/", "team": "云岭", "user": "reviewbook",
                        "team_id": "T0YUNLING", "user_id": "U0BOT", "bot_id": "B0BOT"}  # fmt: skip
            case "GET", "users.list":
                return self._page(method, seen.query, "members", self._users())
            case "GET", "conversations.history":
                return self._history(seen.query)
            case "GET", "conversations.replies":
                return self._replies(seen.query)
        return _no("unknown_method")

    def _page(self, method: str, query: dict[str, str], name: str, found: list[dict[str, Any]]) -> Any:
        if not 1 <= int(query.get("limit", "100")) <= 999:
            return _no("invalid_limit")
        start, asked = 0, {key: one for key, one in query.items() if key != "cursor"}
        if token := query.get("cursor"):
            former, params, start = self._cursors.get(token, ("", {}, 0))
            if (former, params) != (method, asked):
                return _no("invalid_cursor")
        end = start + min(int(query.get("limit", "100")), self.page)
        token = ""
        if end < len(found):
            token = f"bmV4dF90czox{len(self._cursors)}="
            self._cursors[token] = (method, asked, end)
        first = start - 1 if self.doubled and start else start
        return {
            "ok": True,
            name: found[first:end],
            "has_more": bool(token),
            "response_metadata": {"next_cursor": token},
        }

    def _users(self) -> list[dict[str, Any]]:
        people = [(self.external(key), *who, False) for key, who in self.people.items()]
        return [
            _user(*one, "users:read.email" in self.scopes) for one in [*people, ("U0BOT", "reviewbook", None, True)]
        ]

    def _history(self, query: dict[str, str]) -> Any:
        if query.get("channel") not in self.joined:
            return _no("not_in_channel" if query.get("channel") == self.channel else "channel_not_found")
        messages = [self._message(number, one) for number, one in enumerate(self.posts.values()) if not one.deleted]
        found = [one for one in messages + self.others if self._between(one["ts"], query)]
        kept = [{key: one for key, one in each.items() if key not in self.dropped} | self.added for each in found]
        # With nothing but `oldest` the first page is the oldest one; else the newest.
        newest_first = "latest" in query or "oldest" not in query
        ts = {id(one): had["ts"] for one, had in zip(kept, found, strict=True)}
        return self._page("history", query, "messages", sorted(kept, key=lambda one: ts[id(one)], reverse=newest_first))

    @staticmethod
    def _between(ts: str, query: dict[str, str]) -> bool:
        oldest, latest = query.get("oldest", "0"), query.get("latest", "9999999999.0")
        edge = query.get("inclusive") == "true" and ts in (oldest, latest)
        return edge or oldest < ts < latest

    def _message(self, number: int, post: Post) -> dict[str, Any]:
        replies = [one for one in post.replies.values() if not one.deleted]
        found: dict[str, Any] = {"type": "message", "ts": post.key}
        found |= self._by_form(post) if number % 2 else {"user": self.external(post.person), "text": _typed(post)}
        if replies:
            found |= {"thread_ts": post.key, "reply_count": len(replies), "latest_reply": max(one.key for one in replies),
                      "reply_users": sorted({one.person for one in replies})}  # fmt: skip
        if post.edited:
            found["edited"] = {"user": self.external(post.person), "ts": f"{int(post.edited.timestamp())}.000000"}
        names = dict.fromkeys(sign for sign, *_ in post.reactions)
        users = {name: [who for sign, who, _ in post.reactions if sign == name] for name in names}
        if users:
            found["reactions"] = [{"name": name, "users": who, "count": len(who)} for name, who in users.items()]
        return found

    def _by_form(self, post: Post) -> dict[str, Any]:
        (_, day), *said = post.said
        fields = [{"type": "mrkdwn", "text": f"*{title}*\n{_escaped(text)}"} for title, text in said[:-1]]
        fields.insert(0, {"type": "mrkdwn", "text": f"*填写人*\n<@{self.external(post.person)}>"})
        (title, text) = said[-1] if said else ("", "")
        rich = [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": title, "style": {"bold": True}}]},
            {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]},
        ]
        blocks = [
            {"type": "header", "text": {"type": "plain_text", "text": f"日期：{day}"}},
            {"type": "section", "fields": fields},
            {"type": "rich_text", "elements": rich},
        ]
        return {
            "subtype": "bot_message",
            "bot_id": "B0FORM",
            "username": "销售日报",
            "text": "有新日报",
            "blocks": blocks,
        }

    def _replies(self, query: dict[str, str]) -> Any:
        root = next((one for one in self.posts.values() if one.key == query.get("ts") and not one.deleted), None)
        if root is None:
            return _no("thread_not_found")
        number = list(self.posts.values()).index(root)
        replies = [one for one in root.replies.values() if not one.deleted]
        found = [
            self._message(number, root),
            *(self._reply(root, one) for one in sorted(replies, key=lambda one: one.key)),
        ]
        return self._page("replies", query, "messages", found)

    def _reply(self, root: Post, reply: Comment) -> dict[str, Any]:
        return {"type": "message", "user": reply.person, "ts": reply.key, "thread_ts": root.key,
                "parent_user_id": self.external(root.person), "text": _escaped(reply.text)}  # fmt: skip


def _no(error: str, **more: Any) -> dict[str, Any]:
    return {"ok": False, "error": error, **more}


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _typed(post: Post) -> str:
    """Give a report as somebody types it: a colon of either width, bold, bullets, and an answer below its question."""
    (_, day), *said = post.said
    ways = ("• *{}*：{}", "{}: {}", "*{}：*\n{}\n")
    lines = [ways[number % 3].format(title, _escaped(text)) for number, (title, text) in enumerate(said)]
    return "\n".join([f"日期：{day}", *lines])


def _user(key: str, name: str, email: str | None, is_bot: bool, shown: bool) -> dict[str, Any]:
    profile = {"real_name": name, "display_name": name, "status_text": "在路上"}
    return {"id": key, "team_id": "T0YUNLING", "name": key.lower(), "deleted": False, "is_bot": is_bot, "tz": "Asia/Shanghai",
            "profile": profile | ({"email": email} if shown and email else {})}  # fmt: skip
