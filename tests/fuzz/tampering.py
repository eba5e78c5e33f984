"""How what is foreign comes to be wrong: values that some program stumbles over, put into what was right."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from reviewbook.errors import Problem, ReviewbookError

__all__ = ["BYTE_EDITS", "TEXTS", "TREE_EDITS", "altered", "refused_well", "rewritten", "storable", "tampered"]

#: Pieces at which readers of numbers, days, texts and markup have failed, here or elsewhere.
PIECES = (
    "", " ", "\u3000", "\t", "\n", "\r\n", "\x00", "\x1b[31m", "\ufeff", "\u202e", "\ud800", "\U0001f3ed", "\u0660\u0661", "０１", "①",
    "0", "-0", "+1", "1.", ".5", "1e308", "1e999", "1E5", "0x1f", "1_000", "9" * 20, "9" * 5000, "nan", "NaN", "inf", "-inf", "null", "None",
    "true", "FALSE", "yes", "12.5万", "三万五", "1,200", "35%", "2026-11-23", "2026-02-30", "0001-01-01", "9999-12-31", "1677-09-21",
    "2262-04-12", "2026-W47", "2026-W54", "2026-11", "2026-Q4", "2026-Q5", "2026", "20261123", "2026-11-23T09:00+08:00",
    "9999-12-31T23:59:59-12:00", "0001-01-01T00:00+14:00", "2026-11-23T24:00", "2026-11-23T09:00+25:00", "2026-03-29T02:30",
    "00:00", "24:00", "Asia/Shanghai", "../../etc/passwd", "CNY", "draft", "p1", "person", "daily", "confirmed",
    "<!--", "-->", "# ", "<@U1>", "@p1", "<b>", "[reviewbook: x]", "&amp;", '"', "'", ",", ";", "|", ":", "：", "{", "}", "[", "]", "&a", "*a",
    "!!python/object:os.system", "%s", "{0}", "$", "\\", "//", "http://[", "mailto:", "=1+1",
)  # fmt: skip

#: What may stand anywhere as text: a piece, pieces in a row, or any characters at all.
TEXTS = st.one_of(
    st.sampled_from(PIECES),
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=4).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=12),
)

#: What JSON and YAML can hold in the place of what was expected.
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([0, -1, 2**31, 2**63, 10**30, -(10**400)]),
        st.floats(),
        TEXTS,
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=4,
)

#: Changes of a tree: which of its places, how, and what comes there.
TREE_EDITS = st.lists(
    st.tuples(st.integers(0, 2**16 - 1), st.sampled_from(["replace", "remove", "repeat", "wrap"]), VALUES),
    min_size=1,
    max_size=3,
)

#: Changes of bytes: where (in 65536ths), how many go, and what comes there.
BYTE_EDITS = st.lists(
    st.tuples(st.integers(0, 2**16 - 1), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=4
)


def tampered(tree: Any, edits: list[tuple[int, str, Any]]) -> Any:
    """Give a copy of a tree of lists and mappings in which something is otherwise."""
    root = {"": copy.deepcopy(tree)}
    for number, how, value in edits:
        places = list(_places(root))
        holder, key = places[number % len(places)]
        if how == "replace" or holder is root:
            holder[key] = copy.deepcopy(value)
        elif how == "wrap":
            holder[key] = [holder[key]]
        elif how == "remove":
            del holder[key]
        elif isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        else:
            holder[f"{key} "] = copy.deepcopy(holder[key])
    return root[""]


def _places(holder: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    for key in keys:
        yield holder, key
        if isinstance(holder[key], dict | list):
            yield from _places(holder[key])


def altered(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Give bytes in which some went and others came."""
    for place, gone, new in edits:
        start = place * len(data) // 2**16
        data = data[:start] + new + data[start + gone :]
    return data


def rewritten(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Give a text in which something went and something else came."""
    for place, gone, new in edits:
        start = place * len(text) // 2**16
        text = text[:start] + new + text[start + gone :]
    return text


def storable(text: str) -> str:
    """Leave out the halves of characters, which no frame of texts holds: whoever decodes a file gives none."""
    return "".join(one for one in text if not "\ud800" <= one <= "\udfff")


def refused_well(error: ReviewbookError, named: str = "") -> None:
    """Whoever is refused is told where (`named`) and what, in a text that can be printed and logged."""
    assert error.problems, "it refuses without a word"
    for one in error.problems:
        assert str(one).strip()
        if isinstance(one, Problem):
            assert one.where.strip()
            assert one.what.strip()
    assert named in str(error)
    str(error).encode("utf-8")
    json.dumps(str(error))
