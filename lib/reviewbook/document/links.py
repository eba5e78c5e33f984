"""Which numbers open to which rows, and that none opens to nothing.

A number names the table or figure behind it by its id; a writer makes a link
of it. A link that leads nowhere is worse than none, so it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reviewbook.blocks import Block
from reviewbook.document.model import slug
from reviewbook.errors import Problem, nearest

__all__ = ["linked", "opened", "opening"]


def opened(blocks: Iterable[Block]) -> set[str]:
    """Give the short names (`slug`) of the tables and figures that something in the blocks opens."""
    return {slug(part["opens"]) for block in blocks for part in opening(block.to_json())}


def linked(blocks: list[dict[str, Any]]) -> Iterator[Problem]:
    """
    Put address and label of its target to every part that opens something.

    Parameters
    ----------
    blocks : list of dict
        All blocks of a document as plain data, figures and tables with ``address`` and ``label``. The ``opens`` of
        a part becomes the address; ``leads_to`` is the label.

    Yields
    ------
    Problem
        For each part whose target is not in the document.
    """
    targets = {slug(block["id"]): block for block in sorted(_addressed(blocks), key=lambda block: str(block["kind"]))}
    for block in blocks:
        for part in opening(block):
            target = targets.get(slug(part["opens"]))
            if target is None:
                where = f"document: {block['kind']} {block.get('id', '')}".rstrip()
                ids = [str(found["id"]) for found in targets.values()]
                known = nearest(part["opens"], ids) if ids else ""
                what = f"{part['text'][:60]!r} opens {part['opens']!r}, which is not in the document"
                yield Problem(where, what, known, "Show that table in a cell of the notebook.")
            else:
                part |= {"opens": target["address"], "leads_to": target["label"]}


def _addressed(blocks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in blocks if "address" in block]


def opening(data: Any) -> Iterator[dict[str, Any]]:
    """Every cell, tile or sentence of plain data that opens something."""
    if isinstance(data, dict) and data.get("opens"):
        yield data
    for value in data.values() if isinstance(data, dict) else data:
        if isinstance(value, dict | list | tuple):
            yield from opening(value)
