"""A message as lines of a chat's markdown: what is bold, what has a colour, and how a line ends differ by chat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from reviewbook.delivery.markdown import address
from reviewbook.delivery.message import Line, Link, Message, Section

__all__ = ["Marks"]


@dataclass(frozen=True)
class Marks:
    """
    How a chat marks what it shows.

    Parameters
    ----------
    typed : callable
        Writes what somebody typed so that it marks nothing.
    title, heading, small : str
        Around a title, a heading and small letters: ``{}`` is the text.
    tones : Mapping
        Around a number that is good, bad or a warning; a tone that is not there is bold.
    bullet : str
        Before a line.
    between : str
        Between two lines, and between two blocks.
    """

    typed: Callable[[str], str]
    title: str = "**{}**"
    heading: str = "**{}**"
    small: str = "{}"
    tones: Mapping[str, str] = field(default_factory=dict)
    bullet: str = "• "
    between: tuple[str, str] = ("\n", "\n\n")

    def message(self, message: Message) -> str:
        """Write the whole: title, lead, sections, links, and who sent it."""
        return self.between[1].join(block for block in self._blocks(message) if block)

    def section(self, section: Section) -> str:
        """Write a heading and its lines."""
        heading = [self.heading.format(self.typed(section.title))] if section.title else []
        return self.between[0].join([*heading, *(self.line(line) for line in section.lines)])

    def line(self, line: Line) -> str:
        """Write a sentence, or a number behind its name."""
        told = self.typed(line.text)
        if line.value:
            told = f"{told} {self.tones.get(line.tone, '**{}**').format(self.typed(line.value))}"
        elif line.tone in self.tones:
            told = self.tones[line.tone].format(told)
        note = f" {self.small.format(self.typed(line.note))}" if line.note else ""
        return f"{self.bullet}{told}{note}"

    def link(self, link: Link) -> str:
        """Write a link; where it leads nowhere on the web, its words and its address as they are."""
        url = address(link.url)
        return f"[{self.typed(link.text)}]({url})" if url else self.typed(f"{link.text} {link.url}".strip())

    def _blocks(self, message: Message) -> Iterator[str]:
        yield self.title.format(self.typed(message.title))
        yield self.typed(message.lead)
        yield from map(self.section, message.sections)
        yield self.between[0].join(map(self.link, message.links))
        yield self.small.format(self.typed(message.foot)) if message.foot else ""
