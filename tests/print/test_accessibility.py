"""Every printed review as a screen reader has it: PDF/UA-1 as far as a program can tell, and what is said of drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import outloud
import pikepdf

from reviewbook.blocks import Figure

#: What the checker says of our files and why it stays; anything else fails.
_KNOWN = {
    "TAG-002": "heads that are repeated at the top of a page are no content, as PDF/UA-1 wants them",
    "FIG-012": "it counts letters and spaces: a Chinese sentence has no spaces, and our words for a figure tell its numbers",
    "LNK-010": "an address that somebody typed is shown as text: nothing that came from outside is made a link",
}


def test_the_checker_finds_nothing_but_what_is_known(prints: list[Any]) -> None:
    one_of_each = {(*printed.path.parts[-5:-3], printed.path.name): printed for printed in prints}
    assert len(one_of_each) >= 4
    found = [
        (printed.name, finding.rule, finding.page, finding.message, finding.evidence)
        for printed in one_of_each.values()
        for finding in _findings(printed)
        if finding.rule not in _KNOWN or not _as_known(printed, finding)
    ]
    assert found == []


def _findings(printed: Any) -> list[Any]:
    result = outloud.check(str(printed.path))
    assert not result.error, printed.name
    assert result.stats["tagged"]
    return [finding for finding in result.findings if finding.severity in ("error", "warning")]


def _as_known(printed: Any, finding: Any) -> bool:
    """Whether a line that is not read out is the heads of a table that runs over, which were read out before."""
    if finding.rule != "TAG-002":
        return True
    repeated = next(heads for page, heads, *_ in printed.turns if page == finding.page)
    return all(word in repeated for word in re.findall(r"\w+", finding.evidence))


def test_each_drawing_is_told_in_words_and_each_mark_by_its_name(prints: list[Any]) -> None:
    for printed in prints:
        told = [part.alt for part in _structure(printed.path) if part.kind == "/Figure"]
        tones = {printed.words(f"tone.{tone}") for tone in ("good", "warn", "bad")}
        figures = [block.alt for block in printed.document.blocks if isinstance(block, Figure)]
        assert [alt for alt in told if alt not in tones] == figures, printed.name


def test_each_table_is_one_with_heads_for_its_columns(prints: list[Any]) -> None:
    for printed in prints:
        structure = _structure(printed.path)
        tables = [part for part in structure if part.kind == "/Table"]
        assert len(tables) == sum(piece.kind == "heads" for piece in printed.pieces), printed.name
        assert {part.scope for part in structure if part.kind == "/TH"} <= {"/Column"}, printed.name


def test_english_reviews_say_which_words_are_chinese(prints: list[Any]) -> None:
    for printed in prints:
        whole = {"zh": "zh-CN", "en": "en"}[printed.document.language]
        with pikepdf.open(printed.path) as opened:
            assert str(opened.Root.Lang) == whole
        chinese = whole == "en" and re.search(r"[\u4e00-\u9fff]", printed.read) is not None
        said = {part.language for part in _structure(printed.path)}
        assert ("zh-CN" in said - {whole}) == chinese, printed.name


@dataclass(frozen=True)
class _Part:
    """An element of the structure tree."""

    kind: str
    alt: str
    language: str
    scope: str


@cache
def _structure(path: Path) -> list[_Part]:
    """Every element of the structure tree, in reading order."""
    with pikepdf.open(path) as opened:
        return [
            _Part(str(part.S), str(part.get("/Alt", "")), str(part.get("/Lang", "")), _scope(part))
            for part in _below(opened.Root.StructTreeRoot)
        ]


def _below(part: Any) -> Iterator[Any]:
    children = part.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/S") is not None:
            yield child
            yield from _below(child)


def _scope(part: Any) -> str:
    attributes = part.get("/A", [])
    listed = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((str(each.Scope) for each in listed if "/Scope" in each), "")
