"""What the stand-ins of Slack and Teams have in common: a channel with posts, replies and reactions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from stand_ins.server import StandIn

TITLES = {
    "sales_amount": "今日销售额", "visits": "拜访客户数", "progress": "今日进展", "customer_feedback": "客户反馈",
    "competitor": "竞品动态", "problem": "问题与求助", "plan": "明日计划",
}  # fmt: skip


@dataclass
class Comment:
    """A reply to a post."""

    key: str
    person: str
    at: datetime
    text: str
    changed: datetime
    deleted: datetime | None = None
    edited: datetime | None = None


@dataclass
class Post:
    """A report that was posted; ``said`` are its questions and answers."""

    key: str
    person: str
    at: datetime
    said: list[tuple[str, str]]
    changed: datetime
    replies: dict[str, Comment] = field(default_factory=dict)
    #: How, who, when.
    reactions: list[tuple[str, str, datetime]] = field(default_factory=list)
    deleted: datetime | None = None
    edited: datetime | None = None


class Posting(StandIn):
    """One channel in which people post reports: every second one by hand, the others by a form."""

    tables = ("reports", "report_fields", "feedback")
    main_kind, main_table = "messages", "reports"
    channel = ""
    #: What reaction stands for which kind of feedback.
    signs: dict[str, str] = {}  # noqa: RUF012 - each has its own

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, tuple[str, str]] = {}
        self.posts: dict[str, Post] = {}
        self._keys: dict[str, tuple[str, datetime]] = {}
        self._told = False

    def key(self, at: datetime, number: int) -> tuple[str, datetime]:
        """Give the id of a message, and the time under which it holds it."""
        raise NotImplementedError

    def external(self, person: str) -> str:
        """Give the id of a person."""
        raise NotImplementedError

    def url(self, post: Post) -> str:
        """Give where it can be read."""
        raise NotImplementedError

    def reacted_at(self, at: datetime) -> datetime | None:
        """Give the time of a reaction, if it tells it."""
        return at

    def form(self) -> dict[str, Any]:
        return {"form": self.channel, "template": "daily_sales", "period_field": "日期", "author_field": "填写人"}

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        people = tables["people"]
        self.people = dict(zip(people["person_id"], zip(people["name"], people["email"], strict=True), strict=True))
        reports, fields, feedback = (tables[name] for name in ("reports", "report_fields", "feedback"))
        said: dict[str, list[tuple[str, str]]] = {one: [] for one in reports["report_id"]}
        texts = [self._text(one) for one in fields.to_dict("records")]
        for report, name, text in zip(fields["report_id"], fields["field"], texts, strict=True):
            said[report].append((TITLES[name], text))
        for one in reports.to_dict("records"):
            self._post(one, [("日期", one["period"]), *said[one["report_id"]]])
        former = {own: post.reactions for own, post in self.posts.items()}
        for post in self.posts.values():
            post.reactions = []
        self._forget(set(reports["report_id"]), set(feedback["feedback_id"]))
        rows = [self._answered(one) for one in feedback.to_dict("records")]
        for own, post in self.posts.items():
            if post.reactions != former.get(own, post.reactions):
                post.changed = self.now
        self._told = True
        return {
            "reports": self._reports(reports),
            "report_fields": fields.assign(
                report_id=[self._report_id(one) for one in fields["report_id"]], text=texts, number=None
            ),
            "feedback": pd.DataFrame(rows, columns=list(feedback.columns)).astype(feedback.dtypes.to_dict()),
        }

    @staticmethod
    def _text(row: dict[str, Any]) -> str:
        text = row["text"]
        return str(row["number"]) if pd.isna(text) else str(text)

    def _post(self, row: dict[str, Any], said: list[tuple[str, str]]) -> None:
        own = row["report_id"]
        key, at = self._held(own, row["submitted_at"].to_pydatetime())
        post = self.posts.setdefault(own, Post(key, row["person_id"], at, said, self._since(at)))
        if post.said != said:
            post.said, post.changed, post.edited = said, self.now, self.now

    def _since(self, at: datetime) -> datetime:
        """Give since when it has been there: what it is told first was always there, and what comes later is new."""
        return self.now if self._told else at

    def _held(self, own: str, at: datetime) -> tuple[str, datetime]:
        if own not in self._keys:
            self._keys[own] = self.key(at, len(self._keys) + 1)
        return self._keys[own]

    def _forget(self, reports: set[str], feedback: set[str]) -> None:
        """Delete what is no longer there; how that looks is each vendor's own way."""
        for own, post in self.posts.items():
            for other, reply in post.replies.items():
                if other not in feedback:
                    reply.deleted = reply.deleted or self.now
            if own not in reports:
                post.deleted = post.deleted or self.now

    def _answered(self, row: dict[str, Any]) -> dict[str, Any]:
        post, kind, at = self.posts[row["report_id"]], row["kind"], row["given_at"].to_pydatetime()
        author = self.external(row["author_id"])
        wanted = {**row, "report_id": self._report_id(row["report_id"]), "author_id": author}
        if kind != "comment":
            sign = self.signs[kind]
            post.reactions.append((sign, author, at))
            mark = f"{wanted['report_id']}-{sign}-{author}"
            return {**wanted, "feedback_id": mark, "given_at": self.reacted_at(at), "text": sign}
        key, held = self._held(row["feedback_id"], at)
        reply = post.replies.setdefault(row["feedback_id"], Comment(key, author, held, row["text"], self._since(held)))
        if reply.text != row["text"]:
            reply.text, reply.changed, reply.edited = row["text"], self.now, self.now
        return {**wanted, "feedback_id": f"{self.kind}:{self.channel}-{key}", "given_at": held}

    def _report_id(self, own: str) -> str:
        return f"{self.kind}:{self.channel}-{self.posts[own].key}"

    def _reports(self, told: pd.DataFrame) -> pd.DataFrame:
        posts = [self.posts[one] for one in told["report_id"]]
        return told.assign(
            report_id=[self._report_id(one) for one in told["report_id"]],
            person_id=[self.external(one) for one in told["person_id"]],
            submitted_at=pd.Series([one.at for one in posts], dtype=told["submitted_at"].dtype),
            source=self.kind,
            url=[self.url(one) for one in posts],
        )


def written(fields: pd.DataFrame) -> pd.DataFrame:
    """Write every answer as text, as forms do that know no numbers."""
    numbers = fields["number"] if "number" in fields else pd.Series(None, fields.index, "object")
    texts = [str(number) if pd.isna(text) else text for text, number in zip(fields["text"], numbers, strict=True)]
    return fields.assign(text=pd.Series(texts, fields.index, "str"), number=float("nan"))
