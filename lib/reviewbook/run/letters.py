"""What is written to people: of an edition, that it is there; of one that is late, that it comes; to the owner, what failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import quote

from reviewbook.delivery import Attachment, Line, Link, Message, Section
from reviewbook.editions import Edition, address
from reviewbook.legible import visible
from reviewbook.wording import Wording

__all__ = ["kept", "of_edition", "of_late", "to_owner", "unkept"]

_MEDIA = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

#: Numbers and findings of page one that stand in a message; the rest is in what goes along.
_NUMBERS, _FINDINGS = 5, 7


def of_edition(edition: Edition, language: str, attach: Sequence[str], site: str, caveats: int) -> Message:
    """
    Write that an edition is there, with what stands on its page one.

    Parameters
    ----------
    edition : Edition
        Which; it has a document in the language.
    language : str
        ``zh`` or ``en``.
    attach : sequence of str
        Kinds of files that go along.
    site : str
        Address of the archive; empty where it has none, and then nothing is linked.
    caveats : int
        How many caveats stand on its page one.
    """
    record, words = edition.record, Wording(language)
    title, period = record.title[language], words.period(record.period)
    said = [part for part in record.said.get(language, ()) if part.kind in ("number", "finding")]
    numbers = [_number(part.text) for part in said if part.kind == "number"][:_NUMBERS]
    findings = [Line(part.text, note=part.action) for part in said if part.kind == "finding"][:_FINDINGS]
    head = [Line(words("letter.edition.caveats", count=words.number(caveats)), tone="warn")] if caveats else []
    if record.number > 1:
        head.insert(0, Line(words("letter.edition.again", number=words.number(record.number)), tone="warn"))
    sections = (
        Section("", tuple(head)),
        Section(words("letter.edition.numbers"), tuple(numbers)),
        Section(words("letter.edition.findings"), tuple(findings)),
    )
    name = f"{title} {record.period} {record.audience.name}"
    return Message(
        id=f"{address(edition)}/{language}",
        language=language,
        title=words("letter.edition.title", review=title, period=period, audience=record.audience.name),
        lead=words("letter.edition.lead", as_of=words.instant(datetime.fromisoformat(record.as_of), record.zone)),
        sections=tuple(section for section in sections if section.lines),
        links=_links(edition, language, site, words),
        attachments=tuple(
            Attachment(
                f"{_file_name(name)}.{kind}", (edition.folder / f"review.{language}.{kind}").read_bytes(), _MEDIA[kind]
            )
            for kind in attach
            if f"review.{language}.{kind}" in edition.files
        ),
        foot=words("letter.edition.foot"),
    )


def of_late(key: str, language: str, review: str, period: str, due: str) -> Message:
    """Write to its recipients that an edition is late, in one sentence, and that they need do nothing."""
    words = Wording(language)
    return Message(
        id=key,
        language=language,
        title=words("letter.late.title", review=review, period=words.period(period)),
        sections=(Section("", (Line(words("letter.late.said", due=due), tone="warn"),)),),
        foot=words("letter.edition.foot"),
    )


def to_owner(
    key: str, language: str, what: str, lines: Mapping[str, Sequence[str]], values: Mapping[str, str]
) -> Message:
    """
    Write to the owner what failed, why, what was tried and how to go on.

    Parameters
    ----------
    key : str
        Id of the message.
    language : str
        ``zh`` or ``en``.
    what : str
        Which kind of failure: the part of the words below ``letter.owner``.
    lines : mapping
        ``why``, ``tried``, ``do`` → sentences of it; what was quoted from elsewhere is made visible.
    values : mapping
        What the title says.
    """
    words = Wording(language)
    sections = [
        Section(
            words(f"letter.owner.head.{name}"),
            tuple(Line(visible(line), tone="bad" if name == "why" else "") for line in said),
        )
        for name, said in lines.items()
        if said
    ]
    return Message(
        id=key,
        language=language,
        title=words(f"letter.owner.title.{what}", **values),
        sections=tuple(sections),
        foot=words("letter.owner.foot"),
    )


def kept(message: Message) -> dict[str, Any]:
    """Give a message without files as plain values, for the ledger."""
    return {name: value for name, value in asdict(message).items() if name != "attachments"}


def unkept(content: Mapping[str, Any]) -> Message:
    """Read a message back from what `kept` gave."""
    sections = tuple(Section(one["title"], tuple(Line(**line) for line in one["lines"])) for one in content["sections"])
    links = tuple(Link(**one) for one in content["links"])
    return Message(**{**content, "sections": sections, "links": links})


def _number(text: str) -> Line:
    """Read a number of page one: its name, the number, and its change, parted by two blanks each."""
    name, _, rest = text.partition("  ")
    value, _, change = rest.partition("  ")
    return Line(name, value, change)


def _links(edition: Edition, language: str, site: str, words: Wording) -> tuple[Link, ...]:
    if not site:
        return ()
    base = f"{site.rstrip('/')}/{quote(address(edition), safe='/~')}"
    html, pdf = (f"review.{language}.{kind}" for kind in ("html", "pdf"))
    found = [(words("letter.edition.read"), html), (words("letter.edition.print"), pdf)]
    return tuple(Link(text, f"{base}/{name}") for text, name in found if name in edition.files)


def _file_name(name: str) -> str:
    """Give a name that any mail program and disk takes: no slash, colon or the like, and not too long."""
    safe = "".join("_" if letter in '/\\:*?"<>|' or not letter.isprintable() else letter for letter in visible(name))
    return safe[:80].strip(" .")
