"""What Slack's messages mean: reports, their revisions, comments and reactions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from reviewbook.sources.systems.posted import Message, Reaction, posted_rows
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from reviewbook.sources.systems.slack.mrkdwn import in_blocks, plain

__all__ = ["contacts", "instant", "rows"]

#: Subtypes under which people and forms write; all others are told by Slack itself: ``channel_join``.
_WRITTEN = ("bot_message", "file_share", "me_message", "thread_broadcast")
_SLACKBOT = "USLACKBOT"


def instant(ts: str) -> datetime:
    """Give the time of a message: seconds since 1970 and a number that makes it the only one, never a float."""
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(micros or 0))


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give reports and feedback."""
    machines = {one.id for one in records.now("users") if one.body.get("is_bot")} | {_SLACKBOT}
    address = next((str(one.body["url"]) for one in records.now("workspace")), "")
    threads = [
        [_message(one, machines, address) for one in versions if not one.gone]
        for _, versions in sorted(records.versions("messages").items())
        if not versions[-1].gone
    ]
    replies = [_message(one, machines, address) for one in records.now("replies")]
    yield from posted_rows(ground, contacts(records), threads, replies)


def contacts(records: Records) -> Iterator[Contact]:
    """Give the members of the workspace, those who left too; bots are none."""
    for one in records.now("users"):
        profile = one.body.get("profile") or {}
        if not one.body.get("is_bot") and one.id != _SLACKBOT:
            name = profile.get("real_name") or one.body.get("name") or one.id
            yield Contact(one.id, name, profile.get("email"), not one.body.get("deleted"))


def _message(version: Version, machines: set[str], address: str) -> Message:
    body = version.body
    channel, ts, subtype = body["channel"], body["ts"], body.get("subtype") or ""
    machine = subtype == "bot_message" or body.get("user") in machines
    root, at = body.get("thread_ts") or ts, instant(ts)
    edited = (body.get("edited") or {}).get("ts")
    return Message(
        id=f"{channel}-{ts}",
        channel=channel,
        author="" if machine else body.get("user") or "",
        at=at,
        written_at=instant(edited) if edited else at,
        text=_text(body, machine),
        origin=f"{version.kind} {channel} {ts}",
        root="" if root == ts else f"{channel}-{root}",
        url=f"{address}archives/{channel}/p{ts.replace('.', '')}" if address else None,
        reactions=tuple(_reactions(body, machines)),
        system="" if subtype in ("", *_WRITTEN) else subtype,
    )


def _text(body: dict[str, Any], machine: bool) -> str:
    """Give what stands in a message; what a form posts stands in blocks, and beside them often only a summary."""
    blocks = in_blocks(body.get("blocks") or []) if machine else ""
    return blocks or plain(body.get("text") or "")


def _reactions(body: dict[str, Any], machines: set[str]) -> Iterator[Reaction]:
    """Give who reacted how; a tone of skin makes no other reaction of it."""
    found = {
        (one["name"].partition("::")[0], user)
        for one in body.get("reactions") or []
        for user in one.get("users") or []
        if user not in machines
    }
    return (Reaction(name, user) for name, user in sorted(found))
