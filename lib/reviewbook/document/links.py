"""Which numbers open to which rows, and that none opens to nothing.

A number names the table or figure behind it by its id; a writer makes a link
of it. A link that leads nowhere is worse than none, so it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from reviewbook.blocks import Block, Cell, Figure, Notice, Numbers, NumberTile, Statements, Table
from reviewbook.document.model import slug
from reviewbook.errors import Problem, nearest

__all__ = ["linked", "opened", "opening"]


def opened(blocks: Iterable[Block]) -> set[str]:
    """Give the short names (`slug`) of the tables and figures that something in the blocks opens."""
    return {slug(name) for name in {part.opens for block in blocks for part in _parts(block)} if name}


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


def _parts(block: Block) -> Iterable[Cell | NumberTile | Notice]:
    """Every cell, tile or sentence of a block that may open something."""
    match block:
        case Figure():
            return _parts(block.data)
        case Table():
            return chain.from_iterable((*block.rows, *block.totals))
        case Numbers() | Statements():
            return block.items
        case Notice():
            return (block,)
        case _:
            return ()


def opening(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every cell, tile or sentence of a block as plain data that opens something."""
    match block["kind"]:
        case "figure":
            yield from opening(block["data"])
        case "table":
            yield from (cell for row in (*block["rows"], *block["totals"]) for cell in row if cell["opens"])
        case "numbers" | "statements":
            yield from (item for item in block["items"] if item["opens"])
        case "notice" if block["opens"]:
            yield block
