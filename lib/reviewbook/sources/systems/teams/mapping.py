"""What the messages of Teams mean: reports, their revisions, comments and reactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from reviewbook.sources.systems.posted import Message, Reaction, posted_rows
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row
from reviewbook.sources.systems.teams.markup import in_cards, plain

__all__ = ["contacts", "rows"]


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give reports and feedback."""
    threads = [
        [_message(one) for one in versions if not one.gone]
        for _, versions in sorted(records.versions("messages").items())
        if not versions[-1].gone
    ]
    replies = [_message(one) for one in records.now("replies")]
    yield from posted_rows(ground, contacts(records), threads, replies)


def contacts(records: Records) -> Iterator[Contact]:
    """Give the members of the teams, and who wrote there and is none any more."""
    found: dict[str, Contact] = {}
    for kind in ("messages", "replies"):
        for versions in records.versions(kind).values():
            user = _user(versions[-1].body.get("from"))
            if key := user.get("id"):
                found[key] = Contact(key, user.get("displayName") or key)
    for key, versions in records.versions("members").items():
        one = versions[-1]
        found[key] = Contact(key, one.body.get("displayName") or key, one.body.get("email"), not one.gone)
    yield from (found[key] for key in sorted(found))


def _message(version: Version) -> Message:
    body = version.body
    channel, key, root = body["channel"], body["id"], body.get("replyToId")
    at, edited = datetime.fromisoformat(body["createdDateTime"]), body.get("lastEditedDateTime")
    kind = body.get("messageType") or "message"
    return Message(
        id=f"{channel}-{key}",
        channel=channel,
        author=_user(body.get("from")).get("id") or "",
        at=at,
        written_at=datetime.fromisoformat(edited) if edited else at,
        text=_text(body),
        origin=f"{version.kind} {channel} {key}",
        root=f"{channel}-{root}" if root else "",
        url=body.get("webUrl"),
        reactions=tuple(_reactions(body)),
        system=kind if kind != "message" else "" if body.get("from") else "from nobody",
    )


def _user(identities: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Give the person among those who did something together: a person, an app or a device."""
    return (identities or {}).get("user") or {}


def _text(body: Mapping[str, Any]) -> str:
    content = body.get("body") or {}
    text = content.get("content") or ""
    if content.get("contentType") == "html":
        mentions = body.get("mentions") or []
        people = {str(one.get("id")): _user(one.get("mentioned")).get("id") for one in mentions}
        text = plain(text, {number: person for number, person in people.items() if person})
    return "\n".join(part for part in (text, in_cards(body.get("attachments") or [])) if part)


def _reactions(body: Mapping[str, Any]) -> Iterator[Reaction]:
    for one in body.get("reactions") or []:
        if person := _user(one.get("user")).get("id"):
            at = one.get("createdDateTime")
            yield Reaction(one["reactionType"], person, datetime.fromisoformat(at) if at else None)
