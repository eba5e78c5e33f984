"""Where a measure says what it is: `measure` stands above the function that computes it.

So a measure is one function, in any module of this package, and its words, unit and
direction are one entry of ``params/measures.yaml``. Nothing else lists it. What is
declared without its words, or the other way round, is told by `disagreements`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from reviewbook.engine import Frame
from reviewbook.errors import Problem, nearest
from reviewbook.wording import entries

__all__ = ["Measure", "declared", "disagreements", "measure", "undefined"]

_Compute = TypeVar("_Compute", bound=Callable[..., Frame])

_WORDS = "params/measures.yaml"


@dataclass(frozen=True)
class Measure:
    """
    How one measure comes about.

    Parameters
    ----------
    name : str
        As in ``params/measures.yaml``.
    compute : callable
        The function of the definition.
    needs : tuple of str
        What it takes, in order: rows of `registry.measure_all` or other measures.
    absent : str or None
        The note of a cell without a row; None where nothing is a real zero.
    kept : str
        The rows of `registry.Sources` that not every company keeps: where there are none at all, a cell without a row
        is neither a zero nor too few, but not on record.
    charted : str
        How its course is judged (`signals.signals`): ``rate``, ``value`` or ``change``; empty where it is not.
    """

    name: str
    compute: Callable[..., Frame]
    needs: tuple[str, ...]
    absent: str | None
    kept: str = ""
    charted: str = ""

    @property
    def place(self) -> str:
        """Where it is computed, for whoever has to mend it."""
        return f"lib/{self.compute.__module__.replace('.', '/')}.py"


_DECLARED: dict[str, Measure] = {}


def measure(*needs: str, absent: str | None, kept: str = "", charted: str = "") -> Callable[[_Compute], _Compute]:
    """
    Declare the function below to be the measure of its name.

    Parameters
    ----------
    *needs : str
        What is handed to it, in order: rows of `registry.measure_all`, or other measures.
    absent, kept, charted : str
        As in `Measure`.

    Raises
    ------
    TypeError
        When another module declares a measure of that name.
    """

    def declare(compute: _Compute) -> _Compute:
        made = Measure(compute.__name__, compute, needs, absent, kept, charted)
        other = _DECLARED.get(made.name)
        if other is not None and other.place != made.place:
            raise TypeError(
                f"{made.place}: the measure {made.name!r} is declared in {other.place} already. Rename one."
            )
        _DECLARED[made.name] = made
        return compute

    return declare


def declared(rows: Collection[str]) -> tuple[Measure, ...]:
    """
    Give all measures, each behind those that it needs.

    Parameters
    ----------
    rows : collection of str
        The names of the rows that a measure may take.

    Raises
    ------
    TypeError
        When a measure needs what is neither a measure nor such rows, or two need each other.
    """
    for one in _DECLARED.values():
        for need in one.needs:
            if need not in rows and need not in _DECLARED:
                known = nearest(need, [*rows, *_DECLARED])
                raise TypeError(f"{one.place}: {one.name} needs {need!r}, which is neither rows nor a measure. {known}")
    ordered: dict[str, Measure] = {}
    while len(ordered) < len(_DECLARED):
        ready = [name for name, one in _DECLARED.items() if name not in ordered and _ready(one, ordered)]
        if not ready:
            left = ", ".join(sorted(_DECLARED.keys() - ordered.keys()))
            raise TypeError(f"lib/reviewbook/measures: these measures need each other: {left}. One has to need rows.")
        ordered |= {name: _DECLARED[name] for name in ready}
    return tuple(ordered.values())


def disagreements(defined: Mapping[str, object], elsewhere: Collection[str] = ()) -> list[Problem]:
    """
    Say which measures are computed and not defined, defined and not computed, or empty for a reason without words.

    Parameters
    ----------
    defined : mapping
        The entries of ``params/measures.yaml`` by name.
    elsewhere : collection of str
        Measures that are computed without being declared: those of products alone.
    """
    known = {*_DECLARED, *elsewhere}
    problems = [undefined(name) for name in _DECLARED if name not in defined]
    problems += [
        Problem(
            f"{_WORDS}: {name}",
            "no function of lib/reviewbook/measures computes it",
            nearest(name, known),
            "Declare a function of that name with @measure, or take the entry out.",
        )
        for name in defined
        if name not in known
    ]
    problems += [
        Problem(
            f"{one.place}: {one.name}",
            f"is empty because of {one.absent!r}, which has no words",
            "",
            f"Write [note.{one.absent.replace(' ', '_')}] into a file of lib/reviewbook/wording/words.",
        )
        for one in _DECLARED.values()
        if one.absent is not None and f"note.{one.absent.replace(' ', '_')}" not in entries()
    ]
    return problems


def undefined(name: str) -> Problem:
    """Say that a measure has no entry in ``params/measures.yaml``, and where it is computed."""
    one = _DECLARED.get(name)
    what = f"has no entry {name!r}" + (f", which {one.place} computes" if one else "")
    return Problem(_WORDS, what, "", "Add one with title, meaning, unit, direction, owner and since.")


def _ready(one: Measure, ordered: Mapping[str, Measure]) -> bool:
    return all(need in ordered for need in one.needs if need in _DECLARED)
