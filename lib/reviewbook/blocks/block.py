"""What every block is: a small frozen value that gives itself as data, as markup for a notebook and as text."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from dataclasses import dataclass, is_dataclass, replace
from enum import StrEnum
from types import NoneType
from typing import Any, ClassVar

from reviewbook.legible import LONGEST, shortened

__all__ = ["MIMETYPE", "Block", "Tone"]

MIMETYPE = "application/vnd.reviewbook.block+json"

#: The value of a cell is for the workbook, whose cells hold so much.
_MOST = {"value": 32_767}

#: What holds nothing else; asked for first, since most of a document is that.
_SIMPLE = (str, int, float, NoneType)


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
        shown: Block = _cut(self)
        return {MIMETYPE: shown.to_json(), "text/html": shown._repr_html_(), "text/plain": shown.plain()}

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.plain())}</p>"

    @abstractmethod
    def plain(self) -> str:
        """Give the block as a line or lines of text."""


def _cut(value: Any, most: int = LONGEST) -> Any:
    """Cut each text that is longer than anybody reads, but for drawings; the same value where nothing is."""
    if isinstance(value, str):
        return shortened(value, most)
    if isinstance(value, tuple):
        parts = tuple(map(_cut, value))
        return parts if any(part is not old for part, old in zip(parts, value, strict=True)) else value
    if isinstance(value, _SIMPLE) or not is_dataclass(value) or isinstance(value, type):
        return value
    new = {}
    for name, old in vars(value).items():
        part = old if name == "svg" else _cut(old, _MOST.get(name, LONGEST))
        if part is not old:
            new[name] = part
    return replace(value, **new) if new else value


def _plain(value: Any) -> Any:
    """Turn values inside values into dictionaries; ``dataclasses.asdict`` copies each text and is four times slower."""
    if isinstance(value, _SIMPLE):
        return value
    if isinstance(value, tuple):
        return tuple([_plain(item) for item in value])
    if not is_dataclass(value):
        return value
    return {name: part if isinstance(part, _SIMPLE) else _plain(part) for name, part in vars(value).items()}
