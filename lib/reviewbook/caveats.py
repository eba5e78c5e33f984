"""A row of the gate in sentences: what was found, and what that means for who reads the numbers.

Page one, the data page and the notice to the owner say it in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from reviewbook.legible import visible
from reviewbook.params.checks import RULES
from reviewbook.wording import Wording, entries

__all__ = ["Caveat", "in_unit", "is_of_usual"]

#: Rules of which it depends on the table what they mean, and whether numbers become too low or too high.
_SIDES = {"freshness": "less", "too_few_rows": "less", "silent_days": "less", "too_many_rows": "more"}


@dataclass(frozen=True)
class Caveat:
    """
    A row of frame ``gate``, to be said.

    Parameters
    ----------
    row : mapping
        The row.
    words : Wording
        The language.
    name : callable
        Gives the printed name of an entity, by its kind and id.
    sources : int
        How many sources give rows; with more than one each is named.
    """

    row: Mapping[str, Any]
    words: Wording
    name: Callable[[str, str], str]
    sources: int = 1

    @property
    def what(self) -> str:
        """Name the table, and its source where there are several."""
        table, source = self._text("table"), self._text("source")
        key = f"gate.table.{table}"
        told = self.words(key) if key in entries() else table
        return self.words("gate.of", table=told, source=source) if self.sources > 1 and source else told

    @property
    def found(self) -> str:
        """Say what was found, in a sentence."""
        return visible(self.words(f"gate.said.{self._sentence}", **self._values()))

    @property
    def whole(self) -> str:
        """Say what was found, what that means, and why it goes out all the same where it does in spite of it."""
        said, reason = [self.found, self.meaning], self._text("despite")
        said += [self.words("gate.said.despite", reason=visible(reason))] if reason else []
        return self.words("tables.space").join(said)

    @property
    def meaning(self) -> str:
        """Say what that means for the reader."""
        check, table = str(self.row["check"]), self._text("table")
        if not table and check == "freshness":
            return self.words("gate.means.pull")
        if self._sentence == "no_target":
            return self.words("gate.means.no_target")
        side = _SIDES.get(check)
        key = f"gate.means.{side}.{table}" if side else f"gate.means.{check}"
        return self.words(key if key in entries() else "gate.means.more.others")

    @property
    def _sentence(self) -> str:
        check = str(self.row["check"])
        if check == "freshness" and not self._text("table"):
            return "pull"
        if check == "too_few_rows" and not self.row["found"]:
            return "none"
        if check == "missing_targets" and self.row["entity_kind"] == "person":
            return "no_target"
        return "missing_targets_in" if check == "missing_targets" and self._text("detail") else check

    def _values(self) -> dict[str, str]:
        row, words = self.row, self.words
        usual = self._number("usual")
        return {
            "what": self.what,
            "source": self._text("source"),
            "found": in_unit(words, str(row["unit"]), self._number("found")),
            "usual": words.number(usual),
            "rows": words.number(self._number("rows")),
            "whole": words.number(self._whole()),
            "names": self._names(),
            "days": words.join([words.day(date.fromisoformat(day)) for day in self._days()]),
        }

    def _whole(self) -> float | None:
        """Give of how many the rows are a share."""
        rows, share = self._number("rows"), self._number("found")
        return round(rows / share) if rows and share else None

    def _names(self) -> str:
        detail = self._text("detail")
        if self.row["check"] != "missing_targets":
            return detail
        return self.words.join([self.name("team", team) for team in detail.split()])

    def _days(self) -> list[str]:
        return self._text("detail").split() if self.row["check"] == "silent_days" else []

    def _text(self, column: str) -> str:
        value = self.row[column]
        return "" if value is None or pd.isna(value) else str(value)

    def _number(self, column: str) -> float | None:
        value = self.row[column]
        return None if value is None or pd.isna(value) else float(value)


def in_unit(words: Wording, unit: str, value: float | None) -> str:
    """Write what a rule found, or its limit, in its unit; the words around it say which."""
    if unit == "share":
        return words.percent(value)
    return words.number(value, 1 if unit == "hours" else 0)


def is_of_usual(check: str) -> bool:
    """Whether a rule's share is one of what is usual."""
    return RULES[check].unit == "share" and check in _SIDES
