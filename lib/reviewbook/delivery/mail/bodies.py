"""The two bodies of a mail: one for mail programs that show HTML, one that reads well as plain text.

Mail programs know tables and styles that stand at each element, and little else. So
nothing is loaded from anywhere, no script runs, and the one block of styles only adds
the dark scheme and room on a phone; without it the mail reads as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from reviewbook.delivery.fitting import fitted
from reviewbook.delivery.markdown import address
from reviewbook.delivery.message import Line, Link, Message, Section
from reviewbook.legible import shortened, visible
from reviewbook.wording import Wording, language

__all__ = ["SIGNS", "html_body", "text_body"]

#: Each tone has a sign, so that none depends on colour.
SIGNS = {"": "", "good": "✓", "warn": "▲", "bad": "✕"}

#: Bytes: Gmail shows no more than 102 kB of a mail.
_LARGEST_PAGE = 95_000
_BESIDE_A_SUBJECT, _BESIDE_A_NAME = 140, 26


class Run(NamedTuple):
    """Lines of a section that are shown in one way: numbers below each other, or sentences."""

    are_numbers: bool
    lines: tuple[Line, ...]


def html_body(message: Message, left_out: tuple[str, ...] = ()) -> str:
    """
    Write a message as HTML; of a very long one the last lines stand in the plain text only, and it says how many.

    Parameters
    ----------
    message : Message
        The whole.
    left_out : tuple of str
        Names of attachments for which there was no room.
    """
    return fitted(message, _LARGEST_PAGE, lambda smaller: _page(smaller, left_out))


def _page(message: Message, left_out: tuple[str, ...]) -> str:
    return _template().render(
        message=message,
        lang=language(message.language).mail,
        words=Wording(message.language),
        preheader=_preheader(message),
        links=_web_links(message),
        left_out=left_out,
        signs=SIGNS,
    )


def text_body(message: Message, left_out: tuple[str, ...] = ()) -> str:
    """Write a message as plain text; parameters as of `html_body`."""
    words, links = Wording(message.language), _web_links(message)
    paragraphs = [_headed(message.title), message.lead, *(_section(section, words) for section in message.sections)]
    paragraphs.append("\n".join(f"{link.text}\n{link.url}" for link in links))
    if left_out:
        read_on = words("delivery.mail.read_on") if links else ""
        paragraphs.append("\n".join([words("delivery.mail.left_out"), *(f"- {name}" for name in left_out), read_on]))
    foot = f"—\n{message.foot}" if message.foot else ""
    return "\n\n".join(visible(one.strip()) for one in (*paragraphs, foot) if one.strip()) + "\n"


def _preheader(message: Message) -> str:
    """Give what a list of mails shows behind the subject: the lead and the first sentences."""
    lines = (line for section in message.sections for line in section.lines)
    said = [f"{line.text} {line.value}".strip() for line in lines][:3]
    return shortened(" · ".join(part for part in (message.lead, *said) if part), _BESIDE_A_SUBJECT)


def _web_links(message: Message) -> tuple[Link, ...]:
    """Give the links that lead into the web; any other address does nothing good in a mail."""
    return tuple(Link(link.text, url) for link in message.links if (url := address(link.url)))


def _runs(section: Section) -> Iterable[Run]:
    for are_numbers, lines in groupby(section.lines, key=lambda line: bool(line.value)):
        yield Run(are_numbers, tuple(lines))


def _section(section: Section, words: Wording) -> str:
    heading = [words("delivery.mail.heading", title=section.title)] if section.title else []
    return "\n".join([*heading, *(_line(line, words) for line in section.lines)])


def _line(line: Line, words: Wording) -> str:
    sign = SIGNS[line.tone] or "-"
    if line.value:
        key = "delivery.mail.number_noted" if line.note else "delivery.mail.number"
        return f"{sign} {_indented(words(key, name=line.text, value=line.value, note=line.note))}"
    note = f"\n  → {_indented(line.note)}" if line.note else ""
    return f"{sign} {_indented(line.text)}{note}"


def _indented(text: str) -> str:
    return "\n  ".join(visible(text).strip().split("\n"))


def _headed(title: str) -> str:
    return f"{title}\n{'=' * min(_width(title), 60)}"


def _width(text: str) -> int:
    """Give the columns that a text takes: two for a Chinese character."""
    return sum(2 if ord(letter) >= 0x2E80 else 1 for letter in text)


def _fits_beside(value: str) -> bool:
    """Whether a number has room beside its name on a phone, so that it need not be broken."""
    return _width(value) <= _BESIDE_A_NAME


def _broken(value: object) -> Markup:
    """Show the line breaks of a text; nothing else of it is markup."""
    return Markup("<br>").join(visible(str(value)).strip().split("\n"))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("reviewbook.delivery.mail"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"broken": _broken, "fits_beside": _fits_beside, "runs": _runs}
    return environment.get_template("mail.html.j2")
