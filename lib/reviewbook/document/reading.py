"""From the JSON of a notebook's output back to blocks, with every field checked by name and type.

The JSON comes out of a file that anybody could have edited, and whatever passes
here is published: an unknown kind, an unknown field and a value of the wrong
type are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reviewbook.blocks import Block, Definitions, Figure, Notice, Numbers, Paragraph, Statements, Table
from reviewbook.errors import DocumentError, Problem, nearest

__all__ = ["KINDS", "read_block"]

#: The kinds of blocks that are published, by name.
KINDS: dict[str, type[Block]] = {
    kind.kind: kind for kind in (Paragraph, Notice, Statements, Numbers, Definitions, Table, Figure)
}

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def read_block(data: Any, where: str) -> Block:
    """
    Read one block.

    Parameters
    ----------
    data : Any
        The JSON as it came out of a notebook or a document.
    where : str
        What the reader of a refusal opens.

    Returns
    -------
    Block
        The block. A number that is none (NaN, infinite) has become absent,
        and half a character (a lone surrogate) has become its code point.

    Raises
    ------
    DocumentError
        With one problem for each field that is wrong.
    """
    if not isinstance(data, Mapping) or data.get("kind") not in KINDS:
        kind = data.get("kind") if isinstance(data, Mapping) else type(data).__name__
        raise DocumentError(Problem(where, f"the block kind {kind!r} is not published", nearest(str(kind), KINDS)))
    block_type = KINDS[data["kind"]]
    names = {field.name for field in fields(block_type)}
    unknown = sorted(str(name) for name in data if name not in names and name != "kind")
    if unknown:
        raise DocumentError(
            *(
                Problem(f"{where}: {name}", f"a {data['kind']} has no such field", nearest(name, names))
                for name in unknown
            )
        )
    try:
        block: Block = _adapter(data["kind"]).validate_python(
            {name: _mended(data[name]) for name in data if name != "kind"}
        )
    except ValidationError as error:
        raise DocumentError(
            *(
                Problem(": ".join([where, ".".join(map(str, e["loc"])) or data["kind"]]), e["msg"])
                for e in error.errors(include_url=False)
            )
        ) from None
    return block


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else _LONE_SURROGATES.sub(lambda half: f"[U+{ord(half[0]):04X}]", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_mended(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _mended(item) for name, item in value.items()}
    return value
