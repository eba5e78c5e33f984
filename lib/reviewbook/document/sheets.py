"""Which sheets a workbook has, and what stands on each: every table, the data of every figure, and what is said.

A sheet is named after the label of its table (``Table 3``), which no other has,
and as much of the title as there is room for. Numbers and sentences are put into
tables here, so that the workbook knows one form only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reviewbook.blocks import Tone
from reviewbook.document.entries import length
from reviewbook.fonts import width
from reviewbook.wording import Wording

__all__ = ["Sheet", "sheets", "tab"]

#: Characters of a sheet's name at most.
LONGEST_TAB = 31

_WIDEST_TAB = 18.0  # in ems: a row of tabs must show some of them

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_CLAUSE = re.compile(r"[:：;；，。(（]|, |\. ")


@dataclass(frozen=True)
class Sheet:
    """
    One sheet of a workbook.

    Parameters
    ----------
    name : str
        What stands on its tab.
    title : str
        What stands in its first cell.
    question : str
        Heading of the section that shows it; empty where it is from several.
    tables : tuple of dict
        `Table` blocks as plain data, one below the other; the first of them can be filtered.
    address : str
        The address of its table on the page; empty for what has none.
    label : str
        How the page calls it: ``Table 3``; empty for what has none.
    """

    name: str
    title: str
    question: str
    tables: tuple[dict[str, Any], ...]
    address: str = ""
    label: str = ""

    @property
    def size(self) -> int:
        """How many rows it shows."""
        return sum(len(table["rows"]) for table in self.tables)


def sheets(plain: dict[str, Any], words: Wording) -> list[Sheet]:
    """
    Give the sheets after the cover, in the order of the document.

    Parameters
    ----------
    plain : dict
        The document as `typeset` gives it.
    words : Wording
        Its language.

    Returns
    -------
    list of Sheet
        First what is said, then a sheet for each table and figure, last the meanings of terms; none that would have
        nothing on it.
    """
    numbers, sentences, meanings = [], [], []
    shown: list[Sheet] = []
    for section in plain["sections"]:
        for block in section["blocks"]:
            match block["kind"]:
                case "numbers":
                    numbers += [_tile_row(tile) for tile in block["items"]]
                case "definitions":
                    meanings += [[_cell(term), _cell(meaning)] for term, meaning in block["items"]]
                case "table" | "figure":
                    shown.append(_sheet_of(block, section["title"] or plain["title"]))
                case _:
                    said = block["items"] if block["kind"] == "statements" else [block]
                    sentences += [_sentence_row(item, section["title"]) for item in said]
    first = [
        _table(words, ("number", "value", "change", "verdict", "detail"), numbers),
        _table(words, ("sentence", "action", "behind", "question"), sentences),
    ]
    last = [_table(words, ("term", "meaning"), meanings)]
    named = ((words("workbook.page_one"), words("workbook.page_one_title"), first),)
    ending = ((words("workbook.meanings"), words("workbook.meanings"), last),)
    return [*_spoken(named), *shown, *_spoken(ending)]


def tab(label: str, title: str) -> str:
    """
    Name a sheet.

    Parameters
    ----------
    label : str
        ``Table 3``: what no other sheet has.
    title : str
        What it says.

    Returns
    -------
    str
        The label, and the first clause of the title as far as a tab has room for it, without the characters that Excel
        forbids there.
    """
    clause = _CLAUSE.split(title, maxsplit=1)[0]
    whole = name = " ".join(_FORBIDDEN.sub(" ", f"{label} {clause}").split())
    while not _fits(name if name == whole else f"{name}…"):
        name = name[:-1]
    if name != whole:
        words, _, broken = name.rpartition(" ")
        name = f"{words if words != label and broken.isascii() else name.rstrip()}…"
    return name.strip("' ")


def _fits(name: str) -> bool:
    return length(name) <= LONGEST_TAB and width(name) <= _WIDEST_TAB


def _sheet_of(block: dict[str, Any], question: str) -> Sheet:
    """A table, or the data of a figure under the title and with the note of the drawing."""
    label, title = block["label"], block["title"]
    table = block
    if block["kind"] == "figure":
        table = {**block["data"], "note": "\n".join(filter(None, (block["note"], block["data"]["note"])))}
    name = tab(label, title)
    return Sheet(name, f"{label}  {title}", question, (table,), block["address"], label)


def _spoken(parts: tuple[tuple[str, str, list[dict[str, Any]]], ...]) -> Iterator[Sheet]:
    for name, title, tables in parts:
        if filled := tuple(table for table in tables if table["rows"]):
            yield Sheet(name, title, "", filled)


def _table(words: Wording, heads: tuple[str, ...], rows: list[list[dict[str, Any]]]) -> dict[str, Any]:
    columns = [
        {"text": words(f"workbook.{head}"), "unit": "", "align": "right" if head == "value" else "left", "format": ""}
        for head in heads
    ]
    return {"heads": columns, "rows": rows, "totals": [], "note": "", "empty": ""}


def _tile_row(tile: dict[str, Any]) -> list[dict[str, Any]]:
    value = _cell(tile["text"], tile["tone"], tile["opens"], tile["value"])
    return [_cell(tile["label"]), value, *(_cell(tile[part]) for part in ("change", "verdict", "detail"))]


def _sentence_row(item: dict[str, Any], question: str) -> list[dict[str, Any]]:
    opens = item.get("opens", "")
    behind = _cell(item["leads_to"], opens=opens) if opens else _cell("")
    return [_cell(item["text"], item.get("tone", Tone.NONE)), _cell(item.get("action", "")), behind, _cell(question)]


def _cell(text: str, tone: str = Tone.NONE, opens: str = "", value: float | None = None) -> dict[str, Any]:
    return {"text": text, "value": value, "tone": tone, "opens": opens}
