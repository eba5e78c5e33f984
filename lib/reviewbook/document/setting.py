"""What both writers set: the document as plain data with its labels, addresses and clean drawings.

Everything here is the same for HTML and PDF; a writer adds only its own form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from reviewbook.blocks import Tone
from reviewbook.document.characters import check_labels, with_notes
from reviewbook.document.links import linked
from reviewbook.document.model import Document, slug
from reviewbook.document.svg import clean_svg
from reviewbook.errors import DocumentError, Problem
from reviewbook.wording import Wording

__all__ = ["typeset"]

_FACTS = ("audience", "period", "as_of", "edition")
_LABELS = ("contents", "skip", "notes", "data")


def typeset(document: Document, letters: Callable[[str], str], most: int, beyond: str) -> dict[str, Any]:
    """
    Give a document as the templates want it.

    Parameters
    ----------
    document : Document
        The document.
    letters : callable
        How text is written: `legible.visible` or `characters.printable`.
    most : int
        Rows of a folded table at most.
    beyond : str
        Key of the words that say where its other rows are.

    Returns
    -------
    dict
        The document as plain data, every text written by `letters`. Figures
        and tables have ``number``, ``label`` (图 1) and ``address``, folded tables ``size``
        and ``beyond``; what opens something has the address in ``opens`` and the label in
        ``leads_to``. Beside them stand ``facts`` (label and text of each), ``words`` and
        ``tone_words``.

    Raises
    ------
    MissingGlyph
        When one of our own labels cannot be drawn.
    DocumentError
        When a drawing may not be published, two blocks have one id, or
        something opens a table that is not there.
    """
    check_labels(document.language)
    words = Wording(document.language)
    plain = document.to_json()
    plain["notes"] = list(with_notes(document, plain).notes)
    problems: list[Problem | str] = []
    _number(plain, words)
    _check_addresses(plain, problems)
    blocks = [block for section in plain["sections"] for block in section["blocks"]]
    for block in blocks:
        if block["kind"] == "table" and block["folded"]:
            _fold(block, most, beyond, words)
    problems += linked(blocks)
    set_: dict[str, Any] = _written(plain, letters, problems)
    if problems:
        raise DocumentError(*problems)
    facts = [[words(f"document.{name}"), set_["masthead"][name]] for name in _FACTS]
    return set_ | {
        "facts": facts,
        "words": {name: words(f"document.{name}") for name in _LABELS},
        "tone_words": {tone.value: words(f"tone.{tone}") for tone in (Tone.GOOD, Tone.WARN, Tone.BAD)},
    }


def _number(plain: dict[str, Any], words: Wording) -> None:
    """Number figures and tables, each on their own, in the order of the document."""
    count: Counter[str] = Counter()
    for section in plain["sections"]:
        for block in section["blocks"]:
            kind = block["kind"]
            if kind in ("figure", "table"):
                count[kind] += 1
                block["number"] = count[kind]
                block["label"] = words(f"document.{kind}", number=count[kind])
                block["address"] = f"{kind}-{slug(block['id'])}"
                block["scrolls"] = words("document.scrolls", title=block["title"])


def _fold(table: dict[str, Any], most: int, beyond: str, words: Wording) -> None:
    """Leave the first rows, and say how many there are and where the others stand."""
    whole = len(table["rows"]) + table["further"]
    table["rows"] = table["rows"][:most]
    left = whole - len(table["rows"])
    page = f"review.{words.language}.html"
    table["size"] = words("document.one_row") if whole == 1 else words("document.rows", count=words.number(whole))
    table["beyond"] = words(beyond, count=words.number(left), page=page) if left else ""


def _check_addresses(plain: dict[str, Any], problems: list[Problem | str]) -> None:
    blocks = [block for section in plain["sections"] for block in section["blocks"] if "address" in block]
    taken = Counter([block["address"] for block in blocks] + [section["id"] for section in plain["sections"]])
    problems += [
        Problem(f"document: {address}", f"{times} parts have this address", "Give each an id of its own.")
        for address, times in taken.items()
        if times > 1
    ]


def _written(data: Any, letters: Callable[[str], str], problems: list[Problem | str]) -> Any:
    """Write every text of plain data; drawings are cleaned."""
    if isinstance(data, str):
        return letters(data)
    if isinstance(data, list | tuple):
        return [_written(item, letters, problems) for item in data]
    if not isinstance(data, dict):
        return data
    # Most of a document are cells of tables: their texts are written right here.
    written = {
        name: letters(value) if isinstance(value, str) else _written(value, letters, problems)
        for name, value in data.items()
        if name != "svg"
    }
    if "svg" in data:
        try:
            written["svg"] = clean_svg(data["svg"], data["address"], data["alt"], letters)
        except DocumentError as error:
            problems += error.problems
    return written
