"""Completing the words that stand in quotes: periods, teams and people of `open_review`, measures of `explain`.

IPython completes names by itself, and nothing within quotes. After the first review was opened it
asks here too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from reviewbook.desk.choosing import choices
from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.wording import LANGUAGES

__all__ = ["complete_words", "completer"]

_QUOTED = r"""["']([^"']*)\Z"""

#: What stands before the cursor, and which words may follow.
_PLACES = (
    (re.compile(rf"open_review\([^()]*\bperiod\s*=\s*{_QUOTED}"), "periods"),
    (re.compile(rf"open_review\([^()]*\b(?:team|audience)\s*=\s*{_QUOTED}"), "whom"),
    (re.compile(rf"open_review\([^()]*\blanguage\s*=\s*{_QUOTED}"), "languages"),
    (re.compile(rf"open_review\(\s*(?:name\s*=\s*)?{_QUOTED}"), "reviews"),
    (re.compile(rf"""\.explain\(\s*(?:measure\s*=\s*)?{_QUOTED}"""), "measures"),
    (re.compile(rf"""\.explain\(\s*["'][^"']*["']\s*,\s*(?:whom\s*=\s*)?{_QUOTED}"""), "whom"),
    (re.compile(rf"""\bshow\s*=\s*{_QUOTED}"""), "measures"),
)


def complete_words(company: str = "") -> None:
    """Let the running IPython complete words of a company; nothing happens where none runs."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return
    former = [one for one in shell.Completer.custom_matchers if getattr(one, "matcher_identifier", "") == _NAME]
    for one in former:
        shell.Completer.custom_matchers.remove(one)
    shell.Completer.custom_matchers.append(completer(cache(partial(_words, company))))


_NAME = "reviewbook"


def completer(words: Callable[[], Mapping[str, Sequence[str]]]) -> Callable[[Any], dict[str, Any]]:
    """
    Give what IPython asks.

    Parameters
    ----------
    words : callable
        Gives the words of each sort: ``reviews``, ``periods``, ``whom``, ``languages`` and ``measures``. They are
        looked up when somebody first asks.
    """
    from IPython.core.completer import SimpleCompletion, context_matcher

    @context_matcher(identifier=_NAME)  # type: ignore[untyped-decorator,unused-ignore]
    def fitting(context: Any) -> dict[str, Any]:
        lines = context.full_text.split("\n")[: context.cursor_line + 1]
        before = "\n".join([*lines[:-1], lines[-1][: context.cursor_position]])
        for place, sort in _PLACES:
            found = place.search(before)
            if found:
                begun = found[1].casefold()
                told = [SimpleCompletion(one, type=sort) for one in words()[sort] if one.casefold().startswith(begun)]
                return {"completions": told, "matched_fragment": found[1], "suppress": bool(told)}
        return {"completions": [], "matched_fragment": ""}

    asked: Callable[[Any], dict[str, Any]] = fitting
    return asked


def _words(company: str) -> dict[str, Sequence[str]]:
    there = choices(company=company)
    params = load(Places.find(Path.cwd(), company))
    whom = ["company", *there.teams, *there.teams.values(), *there.people, *there.people.values()]
    return {
        "reviews": list(there.reviews),
        "periods": list(dict.fromkeys(period for some in there.periods.values() for period in some)),
        "whom": list(dict.fromkeys(whom)),
        "languages": list(LANGUAGES),
        "measures": list(params.measures),
    }
