"""``appraisal.yaml``: how people are appraised once a month, and which honours are given.

A company without this file appraises nobody. What can be appraised is a closed list:
a measure of one person of which it is known how much of it chance alone would move.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from reviewbook.errors import nearest
from reviewbook.params.base import Bilingual, Entry
from reviewbook.params.measures import MeasureEntries
from reviewbook.params.reading import Keys, YamlFile

__all__ = [
    "APPRAISED", "BOARD", "FEWER_IS_BETTER", "OF_ONE_MONTH", "Appraisal", "Component", "Honour", "Part",
    "check_appraisal",
]  # fmt: skip

#: Name of the board of the whole appraisal; an honour may rest on it in place of a measure.
BOARD = "appraisal"

#: Measures that can be appraised.
APPRAISED = (
    "revenue", "attainment", "orders", "new_customers", "on_time_rate", "submitted_rate", "completeness",
    "good_report_rate", "copied_rate", "accuracy_rate", "satisfaction_score", "complaints",
    "complaints_per_100_orders",
)  # fmt: skip

#: Of these the ones of which less is better.
FEWER_IS_BETTER = ("copied_rate", "complaints", "complaints_per_100_orders")

#: What does not add up over several months: a mean of few answers is not told, and so its sum is not known.
OF_ONE_MONTH = ("satisfaction_score", BOARD)

_Share = Annotated[float, Field(gt=0, le=1)]
_Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_-]*$")]


class Part(Entry):
    """
    A measure of a component.

    Parameters
    ----------
    weight : float
        Its share of the component.
    curve : tuple of pairs
        Value and points, the values rising; between two of them points go straight, beyond the ends they stay.
    least : int
        On how many reports, answers or orders it must rest to be counted.
    """

    measure: str
    weight: _Share
    curve: tuple[tuple[float, float], ...]
    least: Annotated[int, Field(ge=0)] = 0


class Component(Entry):
    """A part of the appraisal, with its share of the whole and the measures it consists of."""

    name: _Name
    title: Bilingual
    weight: _Share
    measures: tuple[Part, ...]


class Honour(Entry):
    """
    An honour that is given every month.

    Parameters
    ----------
    measure : str
        What decides: a measure, or ``appraisal`` for the whole score.
    months : int
        Over how many months, the one under review being the last.
    least_months : int
        In how many of them there must be figures of a person.
    least : int
        On how many reports, answers or orders the measure must rest.
    within : str
        One for the ``company``, or one for each ``team``.
    decision : str
        ``clear``: only to somebody who is distinguishable from everybody else; ``highest``: to the best value,
        whether or not it is more than chance.
    """

    name: _Name
    title: Bilingual
    measure: str
    months: Annotated[int, Field(ge=1, le=24)] = 1
    least_months: Annotated[int, Field(ge=1)] = 1
    least: Annotated[int, Field(ge=0)] = 0
    within: Literal["company", "team"] = "company"
    decision: Literal["clear", "highest"] = "clear"


class Appraisal(Entry):
    """
    The whole of ``appraisal.yaml``.

    Parameters
    ----------
    least_days : int
        Working days on which a rep must have been present in the month, for all that follows.
    least_weight : float
        The share of the weights that must count for a score; below it nobody is ranked.
    expected : float, optional
        The points of somebody who does what was agreed; a line in the figure.
    """

    least_days: Annotated[int, Field(ge=0)] = 10
    least_weight: _Share = 0.7
    expected: Annotated[float, Field(ge=0, le=100)] | None = None
    components: tuple[Component, ...] = ()
    honours: tuple[Honour, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether anybody is appraised or honoured at all."""
        return bool(self.components or self.honours)

    @property
    def months(self) -> int:
        """The most months that anything here looks back over, the one under review included."""
        return max((honour.months for honour in self.honours), default=1)

    def honour(self, name: str) -> Honour | None:
        """Give the honour of that name; None where it is given no longer."""
        return next((honour for honour in self.honours if honour.name == name), None)


def check_appraisal(file: YamlFile, appraisal: Appraisal, measures: MeasureEntries) -> None:
    """Refuse weights that do not add up, curves that turn back, and measures that nobody can be appraised by."""
    known = [entry.name for entry in measures.measures if entry.name in APPRAISED]
    components = appraisal.components
    _differ(file, "components", [entry.name for entry in components])
    _whole(file, ("components",), [entry.weight for entry in components])
    for place, component in enumerate(components):
        keys = ("components", place, "measures")
        _whole(file, keys, [part.weight for part in component.measures])
        for number, part in enumerate(component.measures):
            _known(file, (*keys, number, "measure"), part.measure, known)
            _rises(file, (*keys, number, "curve"), part.curve)
    _differ(file, "honours", [entry.name for entry in appraisal.honours])
    for place, honour in enumerate(appraisal.honours):
        _check_honour(file, ("honours", place), honour, [*known, BOARD] if components else known)


def _check_honour(file: YamlFile, keys: Keys, honour: Honour, known: Collection[str]) -> None:
    if honour.name == BOARD:
        file.problem((*keys, "name"), f"{BOARD!r} is the appraisal itself", "Give it another name.")
    _known(file, (*keys, "measure"), honour.measure, known)
    if honour.months > 1 and honour.measure in OF_ONE_MONTH:
        file.problem((*keys, "months"), f"{honour.measure} does not add up over months", "Leave months out.")
    if honour.least_months > honour.months:
        file.problem((*keys, "least_months"), f"{honour.least_months} is more than months {honour.months}")


def _known(file: YamlFile, keys: Keys, measure: str, known: Collection[str]) -> None:
    if measure not in known:
        file.problem(keys, f"{measure!r} is not a measure that people can be appraised by", nearest(measure, known))


def _whole(file: YamlFile, keys: Keys, weights: Sequence[float]) -> None:
    total = math.fsum(weights)
    if weights and abs(total - 1) > 1e-9:
        file.problem(keys, f"the weights add up to {total:.10g}", "They must add up to 1.")
    if not weights and len(keys) > 1:
        file.problem(keys, "is empty", "Name at least one measure.")


def _rises(file: YamlFile, keys: Keys, curve: Sequence[tuple[float, float]]) -> None:
    if len(curve) < 2:
        file.problem(keys, "needs two points or more", "Write it like [[0.6, 0], [1.0, 80], [1.2, 100]].")
    for number, ((before, _), (value, _)) in enumerate(pairwise(curve), start=1):
        if value <= before:
            file.problem((*keys, number), f"{value:g} is not more than {before:g} before it", "The values must rise.")
    for number, (_, points) in enumerate(curve):
        if not 0 <= points <= 100:
            file.problem((*keys, number), f"{points:g} points are not between 0 and 100")


def _differ(file: YamlFile, list_name: str, names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            file.problem((list_name, place, "name"), f"{name!r} is the name of an earlier entry")
