"""Microsoft Graph, as far as it shows a channel of Teams; and the login that gives its tokens."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime, timedelta
from typing import Any

from stand_ins.posted import Comment, Post, Posting
from stand_ins.server import Reply, Seen

_TENANT = "yunling.example"
_CHANGED = re.compile(r"lastModifiedDateTime gt (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)")


class Teams(Posting):
    """Teams, as an app with permissions of its own sees it."""

    kind = "teams"
    spec = "msgraph-teams-v1.openapi.json"
    spec_base = "https://graph.microsoft.com"
    main_list, droppable = r"/messages(/delta)?$", "body"
    channel = "19:3f1daily@thread.tacv2"
    team = "7a1c2f00-0000-4000-8000-00000000000a"
    signs = {"approval": "✅", "read": "👀", "reaction": "heart"}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.secrets = {"TEAMS_SECRET": "hush~8Q"}
        self.roles = {"ChannelMessage.Read.Group", "TeamMember.Read.Group"}
        #: Messages that stand in the channel beside the reports.
        self.others: list[dict[str, Any]] = []
        self.first_page: str | None = None  # a link that is given instead of that to the second page
        self._tokens = 0
        self._good: set[str] = set()
        self._cursors: dict[str, tuple[str, int]] = {}

    def entry(self) -> dict[str, Any]:
        return {
            "kind": "teams", "name": "teams", "base": f"{self.base}/v1.0", "login": self.base, "since": "2026-11-01",
            "tenant": _TENANT, "client_id": "app-1", "client_secret": "TEAMS_SECRET", "zone": "Asia/Shanghai",
            "reactions": {"✅": "approval", "👀": "read"}, "forms": [{**self.form(), "team": self.team}],
        }  # fmt: skip

    def expire_tokens(self) -> None:
        self._good.clear()

    def too_many(self) -> Reply:
        return Reply(429, _error("TooManyRequests", "Please retry after"), {"Retry-After": "5"})

    # Its content.

    def key(self, at: datetime, number: int) -> tuple[str, datetime]:
        at = at.replace(microsecond=0) + timedelta(milliseconds=number % 1000)
        return str(1763000000000 + number), at

    def external(self, person: str) -> str:
        return f"8ea0e38b-{person}"

    def url(self, post: Post) -> str:
        return f"https://teams.microsoft.com/l/message/{self.channel}/{post.key}"

    # What it answers.

    def answer(self, seen: Seen) -> Any:
        if seen.method == "POST" and seen.path == f"/{_TENANT}/oauth2/v2.0/token":
            return self._token(seen.form)
        if seen.headers.get("authorization", "").removeprefix("Bearer ") not in self._good:
            return Reply(401, _error("InvalidAuthenticationToken", "Access token has expired or is not yet valid."))
        version, *parts = seen.path.split("/")[1:]
        if seen.method != "GET" or [version, *parts[:1]] != ["v1.0", "teams"] or len(parts) < 3:
            return Reply(404, _error("ResourceNotFound", "Resource not found"))
        if parts[1] != self.team:
            return Reply(404, _error("NotFound", "No team found with Group Id"))
        if parts[2] == "members":
            return self._members(seen)
        return self._messages(seen, parts[3:])

    def _token(self, form: dict[str, str]) -> Any:
        if form.get("client_secret") != self.secrets["TEAMS_SECRET"]:
            said = (
                "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the value, not the ID."
            )
            return Reply(401, {"error": "invalid_client", "error_description": said, "error_codes": [7000215]})
        if form.get("grant_type") != "client_credentials" or form.get("scope") != f"{self.base}/.default":
            return Reply(400, {"error": "invalid_scope", "error_description": "AADSTS1002012: The scope is not valid."})
        self._tokens += 1
        self._good.add(f"eyJ{self._tokens}")
        return {
            "token_type": "Bearer",
            "expires_in": 3599,
            "ext_expires_in": 3599,
            "access_token": f"eyJ{self._tokens}",
        }

    def _members(self, seen: Seen) -> Any:
        if not self.roles & {"TeamMember.Read.Group", "TeamMember.Read.All"}:
            return self._forbidden("TeamMember.Read.Group, TeamMember.Read.All")
        if int(seen.query.get("$top", "100")) > 999:
            return Reply(400, _error("BadRequest", "The limit of '999' for Top query has been exceeded."))
        found = [
            {"@odata.type": "#microsoft.graph.aadUserConversationMember", "id": f"MCMj{key}", "roles": [],
             "userId": self.external(key), "displayName": name, "email": email}
            for key, (name, email) in self.people.items()
        ]  # fmt: skip
        return self._page(seen, found)

    def _messages(self, seen: Seen, parts: list[str]) -> Any:
        if not self.roles & {"ChannelMessage.Read.Group", "ChannelMessage.Read.All"}:
            return self._forbidden("ChannelMessage.Read.Group, ChannelMessage.Read.All")
        if parts[:2] != [self.channel, "messages"]:
            return Reply(404, _error("NotFound", "NotFound"))
        if int(seen.query.get("$top", "20")) > 50:
            return Reply(400, _error("BadRequest", "The limit of '50' for Top query has been exceeded."))
        match parts[2:]:
            case []:
                return self._list(seen)
            case ["delta"]:
                return self._delta(seen)
            case [key, "replies"] if root := next((one for one in self.posts.values() if one.key == key), None):
                return self._page(seen, self._replies(root))
        return Reply(404, _error("NotFound", "NotFound"))

    def _list(self, seen: Seen) -> Any:
        if unknown := set(seen.query) - {"$top", "$expand", "$skiptoken"}:
            return Reply(400, _error("BadRequest", f"Query option '{min(unknown).lstrip('$')}' is not allowed."))
        newest = sorted(self.posts.values(), key=lambda one: one.changed, reverse=True)
        found = [self._message(one) for one in newest] + self.others
        if seen.query.get("$expand") == "replies":
            for one, message in zip(newest, found, strict=False):
                replies = self._replies(one)
                message["replies"] = replies[: self.page]
                if len(replies) > self.page:
                    message["replies@odata.nextLink"] = self._link(
                        f"{seen.path}/{one.key}/replies", self.page, "$top=50"
                    )
        return self._page(seen, found)

    def _delta(self, seen: Seen) -> Any:
        """Give the chains in which something changed: only their roots."""
        changed = _CHANGED.fullmatch(seen.query.get("$filter", "lastModifiedDateTime gt 0001-01-01T00:00:00Z"))
        if not changed:
            return Reply(400, _error("BadRequest", "Invalid filter clause"))
        since = datetime.fromisoformat(changed[1])
        found = [one for one in self.posts.values() if max([one.changed, *_times(one)]) > since]
        return self._page(seen, [self._message(one) for one in found], "@odata.deltaLink")

    def _page(self, seen: Seen, found: list[dict[str, Any]], last: str = "") -> Any:
        size, start = min(int(seen.query.get("$top", "20")), self.page), 0
        if token := seen.query.get("$skiptoken"):
            path, start = self._cursors[token]
            if path != seen.path:
                return Reply(410, _error("SyncStateNotFound", "The sync state generation is not found."))
        items = found[start - 1 if self.doubled and start else start : start + size]
        if re.search(self.main_list, seen.path):
            items = [{key: one for key, one in each.items() if key not in self.dropped} | self.added for each in items]
        more: dict[str, Any] = {last: f"{self.base}{seen.path}?$deltatoken=x"} if last else {}
        if start + size < len(found):
            asked = "&".join(f"{key}={one}" for key, one in seen.pairs if key in ("$top", "$expand"))
            more = {"@odata.nextLink": self.first_page or self._link(seen.path, start + size, asked)}
        return {"value": items, **more}

    def _link(self, path: str, start: int, asked: str) -> str:
        token = f"t{len(self._cursors)}"
        self._cursors[token] = (path, start)
        return f"{self.base}{path}?{asked}&$skiptoken={token}"

    def _message(self, post: Post) -> dict[str, Any]:
        number = int(post.key) % 2
        app = {"application": {"id": "flow-1", "displayName": "Workflows"}}
        person = {"user": self._identity(self.external(post.person))}
        found = _chat(post, self._by_form(post) if number else {"contentType": "html", "content": _typed(post.said)})
        found |= {"from": app if number else person, "replyToId": None, "webUrl": self.url(post), "subject": "日报"}
        if number:
            found["attachments"] = [_card(post.said[1:2])]
        for name, who, at in post.reactions:
            found["reactions"].append(
                {"reactionType": name, "createdDateTime": _time(at), "user": {"user": self._identity(who)}}
            )
        if number:
            mentioned = {"user": self._identity(self.external(post.person))}
            found["mentions"] = [{"id": 0, "mentionText": self._name(post.person), "mentioned": mentioned}]
        return found

    def _by_form(self, post: Post) -> dict[str, Any]:
        """Give a report as a workflow posts it: the author mentioned, a table of answers, and one more in a card."""
        day, *said = post.said
        rows = "".join(
            f"<tr><td><b>{title}</b></td><td>{html.escape(text)}</td></tr>" for title, text in [day, *said[1:]]
        )
        name = self._name(post.person)
        text = f'<p>填写人：<at id="0">{name}</at></p>\n<table>{rows}</table><attachment id="card1"></attachment>'
        return {"contentType": "html", "content": text}

    def _replies(self, root: Post) -> list[dict[str, Any]]:
        found = []
        for one in sorted(root.replies.values(), key=lambda one: one.key, reverse=True):
            message = _chat(one, {"contentType": "html", "content": f"<div><p>{html.escape(one.text)}</p></div>"})
            found.append(message | {"from": {"user": self._identity(one.person)}, "replyToId": root.key})
        return found

    def _name(self, person: str) -> str:
        return self.people[person][0]

    def _identity(self, external: str) -> dict[str, Any]:
        name = self._name(external.removeprefix(self.external("")))
        return {"id": external, "displayName": name, "userIdentityType": "aadUser"}

    def _forbidden(self, needed: str) -> Reply:
        said = f"Missing role permissions on the request. API requires one of '{needed}'. Roles on the request ''."
        return Reply(403, _error("Forbidden", said))


def _times(post: Post) -> list[datetime]:
    return [one for reply in post.replies.values() for one in (reply.changed, reply.deleted) if one]


def _chat(one: Post | Comment, body: dict[str, Any]) -> dict[str, Any]:
    """Give a message; of a deleted one nothing is left but that it was there."""
    if one.deleted:
        body = {"contentType": "html", "content": ""}
    return {
        "id": one.key, "etag": one.key, "messageType": "message", "importance": "normal", "locale": "en-us",
        "createdDateTime": _time(one.at), "lastModifiedDateTime": _time(one.deleted or one.changed),
        "lastEditedDateTime": _time(one.edited) if one.edited else None,
        "deletedDateTime": _time(one.deleted) if one.deleted else None,
        "body": body, "attachments": [], "mentions": [], "reactions": [],
    }  # fmt: skip


def _typed(said: list[tuple[str, str]]) -> str:
    """Give a report as somebody types it in Teams."""
    ways = ("<p><strong>{}：</strong>{}</p>", "<ul><li>{}: {}</li></ul>", "<div>{}<br>{}</div>")
    return "\n".join(ways[number % 3].format(title, html.escape(text)) for number, (title, text) in enumerate(said))


def _card(said: list[tuple[str, str]]) -> dict[str, Any]:
    facts = [{"title": title, "value": text} for title, text in said]
    body = [{"type": "ColumnSet", "columns": [{"type": "Column", "items": [{"type": "FactSet", "facts": facts}]}]}]
    card = json.dumps({"type": "AdaptiveCard", "version": "1.4", "body": body})
    return {"id": "card1", "contentType": "application/vnd.microsoft.card.adaptive", "content": card}


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _error(code: str, message: str) -> dict[str, Any]:
    inner = {"date": "2026-11-20T09:00:00", "request-id": "r", "client-request-id": "r"}
    return {"error": {"code": code, "message": message, "innerError": inner}}
