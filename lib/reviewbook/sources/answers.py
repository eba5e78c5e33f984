"""The answers of a form that was filled in as a page of text.

A form knows nothing of columns: it has questions, and below each what was written.
What the form itself put there (comments, printed lines, headings, bullets that wait
for words) is no answer; an answer of nothing else is empty, however long it looks.
"""

from __future__ import annotations

import re

import pandas as pd

from reviewbook.params.mappings import Sections
from reviewbook.sources.received import LINE

__all__ = ["answers"]

#: A note of the form to whoever fills it in, hidden on the page; one that is never closed hides the rest.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)

#: What may stand before a question: signs of a heading, a bullet or emphasis, and a number.
_MARK = re.compile(r"[\s#>*_+-]*(?:\d+[.)])?[\s*_]*")

#: Where a question ends and an answer may follow on its line: ``Orders: 12``; the colon of an address is none.
_ASKED = re.compile(r"[?:][*_]*(?=\s|$)|[？：][*_]*")


def answers(lines: pd.DataFrame, sections: Sections) -> pd.DataFrame:
    """
    Give the answers of one page.

    Parameters
    ----------
    lines : DataFrame
        The page line by line: ``folder, file, text`` and `LINE`, missing where empty.
    sections : Sections
        Which lines are questions, and which are the form's own.

    Returns
    -------
    DataFrame
        One row per question that stands on the page, in the order of the page: ``folder, file``, the two columns of
        `sections` and the `LINE` of the question.
    """
    said: dict[str, list[str]] = {}
    asked: dict[str, int] = {}
    current: list[str] = []
    for text, line in zip(_shown(lines["text"]), lines[LINE], strict=True):
        bare = _MARK.sub("", text, count=1)
        name = next((sections.begins[begin] for begin in sections.begins if _begins(begin, text, bare)), None)
        if name is not None:
            current = said.setdefault(name, [])
            current += filter(str.strip, _ASKED.split(bare, maxsplit=1)[1:])
            asked.setdefault(name, int(line))
        elif not bare.startswith(sections.printed):
            current.append(text)
    found = {sections.name: list(said), sections.value: [_answer(texts) for texts in said.values()]}
    whose = {name: lines[name].iloc[0] for name in ("folder", "file")}
    rows = pd.DataFrame(found, dtype="str").assign(**whose)
    return rows.astype("str").assign(**{LINE: pd.Series(list(asked.values()), dtype="Int64")})


def _begins(begin: str, text: str, bare: str) -> bool:
    return bare.startswith(begin) or text.startswith(begin)


def _shown(texts: pd.Series) -> list[str]:
    """Give the lines without comments, as many as there were."""
    page = "\n".join(texts.fillna(""))
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), page).split("\n")


def _answer(texts: list[str]) -> str | None:
    said = any(char.isalnum() for text in texts if not text.startswith("#") for char in text)
    return "\n".join(texts).strip() if said else None
