"""What every block is: a small frozen value that gives itself as data, as markup for a notebook and as text."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from dataclasses import dataclass, is_dataclass
from enum import StrEnum
from typing import Any, ClassVar

__all__ = ["MIMETYPE", "Block", "Tone"]

MIMETYPE = "application/vnd.reviewbook.block+json"


class Tone(StrEnum):
    """How something is to be taken; writers show it by shape and colour, never by colour alone."""

    NONE = "none"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    MUTED = "muted"


@dataclass(frozen=True)
class Block(ABC):
    """A part of a document."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """Give the block as plain data, with its kind."""
        return {"kind": self.kind, **_plain(self)}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {MIMETYPE: self.to_json(), "text/html": self._repr_html_(), "text/plain": self.plain()}

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.plain())}</p>"

    @abstractmethod
    def plain(self) -> str:
        """Give the block as a line or lines of text."""


def _plain(value: Any) -> Any:
    """Turn values inside values into dictionaries; ``dataclasses.asdict`` copies each text and is four times slower."""
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    return {name: _plain(part) for name, part in vars(value).items()} if is_dataclass(value) else value
