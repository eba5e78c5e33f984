"""Why each figure differs: by rules, code or cut-off alone, or by rows of the tables that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from reviewbook.changes.touching import ANY
from reviewbook.periods import Period
from reviewbook.schema import FRAMES
from reviewbook.schema.changed import CAUSES

__all__ = ["Reading", "explained"]

_COLUMNS = FRAMES["changes"].names

#: What measures of one entity and period have in common.
_CELL = ["cadence", "period", "entity_kind", "entity_id"]

#: How the way to a station is called in what is found of a figure, and where its value there is kept.
_STATIONS = (("by_rules", "ruled", "after_rules"), ("by_cut_off", "timed", "after_cut_off"))


@dataclass(frozen=True)
class Reading:
    """
    What measures read, and what is laid to rules and code.

    Parameters
    ----------
    reads : callable
        Gives the tables that a measure reads: ``reads(measure, differing)``; of the measures on which it builds only
        through those that differ for the same entity and period.
    widely : callable
        Gives all tables that it reads, with those that decide only whether there is such a figure:
        ``widely(measure, entity_kind)``.
    aims : mapping
        Measure to the one that stands beside it as its target.
    rules : str
        ``rule``, ``code`` or ``rule_or_code``: which of them differ.
    """

    reads: Callable[[str, frozenset[str]], frozenset[str]]
    widely: Callable[[str, str], frozenset[str]]
    aims: Mapping[str, str]
    rules: str = "rule"


def explained(found: pd.DataFrame, touches: pd.DataFrame, reading: Reading) -> tuple[pd.DataFrame, set[int]]:
    """
    Explain every figure that differs.

    Parameters
    ----------
    found : DataFrame
        `figures.differing`.
    touches : DataFrame
        What each row that is new, other or gone bears on: ``row``, its number; ``table, kind``; ``size``, by how much
        its amount differs; ``entity_kind, entity_id, first_on, last_on`` (`touching.Touch`).
    reading : Reading
        What measures read.

    Returns
    -------
    tuple
        Frame ``changes``, and the numbers of the rows that explain any of them. The cause is the step that made the
        largest difference; of rows the kind of which most bear on the figure (`_most`). ``detail`` tells all of them: a step by
        its name, rows as ``kind table number``, each with a ``;`` between. Rows of other periods or of others, where
        none of its own explain a figure, have the cause ``follows``.
    """
    behind = _Behind(touches, found[found["by_rows"]])
    rows = [_told(figure, behind, reading) for figure in found.to_dict("records")]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame, behind.used


def _told(figure: Mapping[Any, Any], behind: _Behind, reading: Reading) -> dict[str, Any]:
    """Give the row of ``changes`` of a figure."""
    steps = list(_steps(figure, reading.rules))
    kinds, direct = behind.kinds(figure, reading) if figure["by_rows"] else ((), True)
    told = [name for name, _ in steps]
    if figure["by_rows"]:
        by_rows = _most(kinds) if direct else "follows"
        steps.append((by_rows if kinds else "unexplained", _size(figure, _before_rows(figure), "after")))
        told += [f"{one.kind} {one.table} {one.count}" for one in kinds]
    cause = max(steps, key=lambda step: step[1], default=("unexplained", 0.0))[0]
    several = len(steps) > 1
    between = {kept: figure[name] for way, name, kept in _STATIONS if several and name in figure}
    return {
        **{name: figure[name] for name in _COLUMNS if name in figure},
        **between,
        "cause": cause,
        "rows": sum(one.count for one in kinds) if figure["by_rows"] else None,
        "detail": "; ".join(told) or None,
    }


def _steps(figure: Mapping[Any, Any], rules: str) -> Iterator[tuple[str, float]]:
    """Give the steps that made a difference without any row, and how large it is."""
    before = "before"
    for way, name, _ in _STATIONS:
        if figure[way]:
            yield rules if way == "by_rules" else "cut_off", _size(figure, before, name)
        before = name if name in figure else before


def _before_rows(figure: Mapping[Any, Any]) -> str:
    return next((name for _, name, _ in reversed(_STATIONS) if name in figure), "before")


def _size(figure: Mapping[Any, Any], here: str, there: str) -> float:
    """Give how large a step is; one from or to nothing is larger than any other."""
    step = abs(float(figure[there]) - float(figure[here])) if there in figure else np.inf
    both = pd.isna(figure[here]) and pd.isna(figure.get(there))
    return 0.0 if both else np.inf if np.isnan(step) else step


def _most(kinds: Iterable[_Kind]) -> str:
    """Give the kind of which there are most rows; of as many that of the larger amounts, then as `CAUSES` has them."""
    summed: dict[str, _Kind] = {}
    for one in kinds:
        so_far = summed.get(one.kind, _Kind(one.kind, "", 0, 0.0))
        summed[one.kind] = _Kind(one.kind, "", so_far.count + one.count, so_far.size + one.size)
    return min(summed.values(), key=_weight, default=_Kind("unexplained", "", 0, 0.0)).kind


def _weight(one: _Kind) -> tuple[int, float, int, str]:
    return -one.count, -one.size, CAUSES.index(one.kind), one.table


@dataclass(frozen=True)
class _Kind:
    """So many rows of one kind and table, and by how much their amounts differ."""

    kind: str
    table: str
    count: int
    size: float


class _Behind:
    """
    The rows behind figures, looked up by entity and days.

    Parameters
    ----------
    touches : DataFrame
        As for `explained`.
    moved : DataFrame
        The figures that rows have changed.
    """

    def __init__(self, touches: pd.DataFrame, moved: pd.DataFrame) -> None:
        self.used: set[int] = set()
        self._touches = touches
        self._moved = {key: frozenset(part["measure"]) for key, part in moved.groupby(_CELL)}
        self._of = dict(iter(touches.groupby(["entity_kind", "entity_id"])))
        self._told: dict[tuple[Any, ...], tuple[tuple[_Kind, ...], bool]] = {}

    def kinds(self, figure: Mapping[Any, Any], reading: Reading) -> tuple[tuple[_Kind, ...], bool]:
        """
        Count the rows behind a figure by kind and table.

        Returns
        -------
        tuple
            The counts, and whether the rows are of the figure's own entity and period.
        """
        measure, kind = str(figure["measure"]), str(figure["entity_kind"])
        if figure["part"] == "target":
            measure = reading.aims.get(measure, measure)
        period = Period.parse(str(figure["period"]), str(figure["cadence"]))
        tables = reading.reads(measure, self._moved.get(tuple(figure[name] for name in _CELL), frozenset()))
        asked = (tables, kind, figure["entity_id"], period)
        if asked not in self._told:
            mine = self._mine(kind, str(figure["entity_id"]))
            wide = reading.widely(measure, kind)
            looked = (
                (mine, tables, period.start_on, True),
                (mine, wide, date.min, False),
                (self._touches, wide, date.min, False),
            )
            self._told[asked] = self._first(looked, period.last_on) or self._any(wide)
        return self._told[asked]

    def _first(
        self, looked: tuple[tuple[pd.DataFrame, frozenset[str], date, bool], ...], last: date
    ) -> tuple[tuple[_Kind, ...], bool] | None:
        """Give what is found at the first place where anything is: rows that begin by a day and reach another."""
        for rows, tables, first, direct in looked:
            there = rows[rows["table"].isin(tables) & (rows["first_on"] <= last) & (rows["last_on"] >= first)]
            if len(there):
                return self._counted(there), direct
        return None

    def _any(self, tables: frozenset[str]) -> tuple[tuple[_Kind, ...], bool]:
        return self._counted(self._touches[self._touches["table"].isin(tables)]), False

    def _mine(self, kind: str, entity: str) -> pd.DataFrame:
        keys = [(kind, entity), (kind, ANY), (ANY, ANY)]
        found = [self._of[key] for key in keys if key in self._of]
        return pd.concat(found) if found else self._touches.iloc[:0]

    def _counted(self, rows: pd.DataFrame) -> tuple[_Kind, ...]:
        """Count rows by kind and table, each once, those that weigh most first."""
        once = rows.drop_duplicates("row")
        self.used |= set(once["row"])
        found = [
            _Kind(str(kind), str(table), len(part), float(part["size"].sum()))
            for (kind, table), part in once.groupby(["kind", "table"])
        ]
        return tuple(sorted(found, key=_weight))
