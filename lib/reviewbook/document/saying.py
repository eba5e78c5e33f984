"""What a document says in few words: what can be searched for, and where in the page it stands."""

from __future__ import annotations

from collections.abc import Iterator

from reviewbook.blocks import Block, Figure, Numbers, Statements, Table
from reviewbook.document.model import Document, slug
from reviewbook.legible import visible

__all__ = ["said"]

#: The address of the page itself, for what stands before the first heading.
_PAGE = "review"


def said(document: Document) -> list[dict[str, str]]:
    """
    Give the findings, the numbers and the titles of tables and figures of a document.

    Parameters
    ----------
    document : Document
        Any document.

    Returns
    -------
    list of dict
        In the order of the page: ``kind``, the printed ``text``, ``action`` (what to do about a finding, else empty)
        and ``at``, the address within the page.
    """
    return [
        {name: visible(text) for name, text in part.items()}
        for section in document.sections
        for block in section.blocks
        for part in _parts(block, section.id if section.title else _PAGE)
    ]


def _parts(block: Block, section: str) -> Iterator[dict[str, str]]:
    match block:
        case Statements():
            for item in block.items:
                yield {"kind": "finding", "at": section, "text": item.text, "action": item.action}
        case Numbers():
            for tile in block.items:
                stated = "  ".join(part for part in (tile.label, tile.text, tile.change) if part)
                yield {"kind": "number", "at": section, "text": stated, "action": ""}
        case Table() | Figure():
            yield {"kind": block.kind, "at": f"{block.kind}-{slug(block.id)}", "text": block.title, "action": ""}
