"""Reports that are posted as messages, by hand or by a form or workflow, and what others answered.

A message has no fields: a report is found by its template. A line that is a question of
it, alone or with its answer behind a colon, begins an answer; what stands below belongs
to it. A message in which no required field stands is no report, and is left out. (The
files' own reader of answers, `sources.answers`, goes by how a line begins and takes a
page at a time; in a channel people write freely, and there are many thousand messages.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from reviewbook.params.systems.posted import PostedEntry, PostedForm
from reviewbook.params.templates import Template
from reviewbook.sources.systems.forms import Answered, Submitted, answered, report_rows
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row

__all__ = ["Message", "Reaction", "posted_rows"]

#: What may stand before a question: signs of a heading, a bullet or emphasis, a number, a bracket.
_BEFORE = r"[\s#>*_~•◦▪·–+-]{0,20}(?:\d{1,3}[.)、]\s?)?[\s*_~]{0,9}[【\[]?\s?"
#: And behind it: what closes these, then a colon, or nothing.
_BEHIND = r"\s?[】\]]?[\s*_~]{0,9}[?？]?[\s*_~]{0,9}(?:[:：][*_~]*|$)"
#: An answer of one line has no bullet, and no emphasis around it.
_BULLET = re.compile(r"[•◦▪·*–-]\s+(?=\S)")
_EMPHASIS = re.compile(r"([*_~]{1,3})([^*_~]+)\1")
_MENTION = re.compile(r"@([A-Za-z0-9][A-Za-z0-9-]*)")


@dataclass(frozen=True)
class Reaction:
    """
    Somebody reacted to a message.

    Parameters
    ----------
    name : str
        How: ``white_check_mark``, ``like``.
    author : str
        Who, by the system's id.
    at : datetime, optional
        When, where the system tells.
    """

    name: str
    author: str
    at: datetime | None = None


@dataclass(frozen=True)
class Message:
    """
    A message as it stood at one time.

    Parameters
    ----------
    id : str
        Its id, once in the whole system.
    channel : str
        Where it was posted.
    author : str
        Who posted it, by the system's id; empty for a machine.
    at, written_at : datetime
        When it was posted, and when what stands in it was written.
    text : str
        Plain text; people are mentioned in it by ``@`` and their id.
    origin : str
        The record, for messages.
    root : str
        Id of the message that it answers.
    url : str, optional
        Where it can be read.
    reactions : tuple of Reaction
        To it.
    system : str
        What it is when nobody wrote it, like ``channel_join``; else empty.
    """

    id: str
    channel: str
    author: str
    at: datetime
    written_at: datetime
    text: str
    origin: str
    root: str = ""
    url: str | None = None
    reactions: tuple[Reaction, ...] = ()
    system: str = ""


def posted_rows(
    ground: Ground, contacts: Iterable[Contact], threads: Iterable[list[Message]], replies: Iterable[Message]
) -> Iterator[Row | LeftOut]:
    """
    Give reports, their fields and the feedback to them.

    Parameters
    ----------
    ground : Ground
        Its entry is a `PostedEntry`.
    contacts : iterable of Contact
        The people of the system.
    threads : iterable of list of Message
        The versions of each message that answers no other, oldest first.
    replies : iterable of Message
        Those that do, as they are now.

    Yields
    ------
    Row or LeftOut
        Of `reports`, `report_fields` and `feedback`.
    """
    entry = ground.entry
    assert isinstance(entry, PostedEntry)
    people = _People.of(contacts)
    readers = [_Reader.of(ground, form) for form in entry.forms]
    reports: set[str] = set()
    for versions in threads:
        last = versions[-1]
        reader = _best(readers, last)
        if reader is None:
            reason = last.system and f"is a message of the system: {last.system}"
            yield LeftOut("reports", f"messages {last.channel}", reason or "no field that a report requires is in it")
            continue
        reports.add(last.id)
        yield from report_rows(ground, reader.form, list(_submitted(reader, people, versions)), entry.zone)
        yield from _reactions(ground, entry, last)
    for reply in replies:
        yield _comment(ground, people, reply, reports)


def _best(readers: list[_Reader], message: Message) -> _Reader | None:
    """Give the form of which a message is a report: that of its channel of which most stands in it."""
    fits = {one.fits(one.read(message.text)): one for one in reversed(readers) if one.form.form == message.channel}
    (required, _), best = max(fits.items(), key=lambda one: one[0], default=((0, 0), None))
    return best if required and not message.system else None


def _submitted(reader: _Reader, people: _People, versions: list[Message]) -> Iterator[Submitted]:
    for number, one in enumerate(versions):
        answers = list(reader.read(one.text))
        if not reader.fits(answers)[0]:  # it became a report only when it was edited
            continue
        author = next((each.value for each in answers if each.id == reader.form.author_field), None)
        yield Submitted(
            report_id=one.id,
            person=people.found(str(author)) if author else one.author,
            submitted_at=one.written_at if number else one.at,
            answers=tuple(Answered(each.id, each.label, people.named(str(each.value or ""))) for each in answers),
            origin=one.origin,
            url=one.url,
        )


def _reactions(ground: Ground, entry: PostedEntry, message: Message) -> Iterator[Row]:
    for one in message.reactions:
        values = {
            "feedback_id": ground.own_id(f"{message.id}-{one.name}-{one.author}"),
            "report_id": ground.own_id(message.id),
            "author_id": ground.person(one.author),
            "given_at": one.at,
            "kind": entry.reactions.get(one.name, "reaction"),
            "text": one.name,
        }
        yield Row("feedback", values, message.origin)


def _comment(ground: Ground, people: _People, reply: Message, reports: set[str]) -> Row | LeftOut:
    reason = "nobody wrote it" if reply.system or not reply.author else ""
    if reply.root not in reports:
        reason = "it answers no report"
    if reason:
        return LeftOut("feedback", f"replies {reply.channel}", reason)
    values = {
        "feedback_id": ground.own_id(reply.id),
        "report_id": ground.own_id(reply.root),
        "author_id": ground.person(reply.author),
        "given_at": reply.at,
        "kind": "comment",
        "text": people.named(reply.text),
    }
    return Row("feedback", values, reply.origin)


@dataclass(frozen=True)
class _People:
    """Who is meant by a mention or an e-mail address."""

    names: Mapping[str, str]
    emails: Mapping[str, str]

    @classmethod
    def of(cls, contacts: Iterable[Contact]) -> _People:
        known = list(contacts)
        emails = {one.email.casefold(): one.external_id for one in known if one.email}
        return cls({one.external_id: one.name for one in known}, emails)

    def named(self, text: str) -> str:
        return _MENTION.sub(lambda mention: f"@{self.names.get(mention[1], mention[1])}", text)

    def found(self, text: str) -> str:
        """Give the id of a person; who is neither mentioned nor has such an address stays as he or she was called."""
        mention = _MENTION.fullmatch(text)
        return mention[1] if mention else self.emails.get(text.casefold(), text)


@dataclass(frozen=True)
class _Reader:
    """Reads messages as one form."""

    form: PostedForm
    template: Template
    labels: Mapping[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, ground: Ground, form: PostedForm) -> _Reader:
        template = ground.template(form.template)
        labels = [*form.fields, form.period_field, form.author_field]
        labels += [text for one in template.fields for text in (one.name, *one.title.texts)]
        known = {label.casefold().rstrip("?？:： "): label for label in reversed(labels) if label}
        longest_first = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        pattern = re.compile(f"{_BEFORE}({longest_first}){_BEHIND}", re.IGNORECASE)
        return cls(form, template, known, pattern)

    def read(self, text: str) -> Iterator[Answered]:
        """Give the questions that stand in a text, and what was answered."""
        said: dict[str, list[str]] = {}
        current: list[str] = []
        for line in text.replace("\r\n", "\n").split("\n"):
            question = self.pattern.match(line)
            label = self.labels.get(question[1].casefold()) if question else None
            if question and label:
                current = said.setdefault(label, [])
                current.append(line[question.end() :])
            else:
                current.append(line)
        for label, lines in said.items():
            yield Answered(label, label, _answer("\n".join(lines).strip()))

    def fits(self, answers: Iterable[Answered]) -> tuple[int, int]:
        """Count how many required fields are answered, and how many in all."""
        found = answered(self.form, self.template, answers)
        required = {one.name for one in self.template.fields if one.required}
        return len((required or {one.name for one in self.template.fields}) & set(found)), len(found)


def _answer(text: str) -> str | None:
    """Give an answer without what only adorns it; nothing where no letter and no digit stands."""
    if not any(char.isalnum() for char in text):
        return None
    if "\n" in text:
        return text
    bare = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
    emphasis = _EMPHASIS.fullmatch(bare)
    return emphasis[2] if emphasis else bare
