"""What a review holds, by name: its measures and its frames, which show themselves and complete as one types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import pandas as pd

from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.errors import nearest
from reviewbook.params.measures import MeasureEntry
from reviewbook.slices import Slice
from reviewbook.wording import DASH, entries

__all__ = ["Frames", "Measures"]

_Held = TypeVar("_Held")


class _Holding(Mapping[str, _Held]):
    """A mapping whose names are attributes too; a name that is not there is told with the one that is like it."""

    def __init__(self, held: Mapping[str, _Held], review: Slice) -> None:
        self._held = held
        self._review = review

    def __getitem__(self, name: str) -> _Held:
        if name not in self._held:
            raise KeyError(f"{name!r} is not there. {nearest(str(name), self._held)}")
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __getattr__(self, name: str) -> _Held:
        if name.startswith("_") or name not in self._held:
            raise AttributeError(f"{name!r} is not there. {nearest(name, self._held)}")
        return self._held[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._held]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._held)

    @property
    def table(self) -> Table:
        """What is there, as a table."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self.table._repr_html_()

    def __repr__(self) -> str:
        return self.table.plain()


class Measures(_Holding[MeasureEntry]):
    """
    The measures of a review: name to what the number means.

    ``review.measures`` shows each with its value for the audience; ``review.measures.attainment`` is its definition.
    """

    @property
    def table(self) -> Table:
        """Each measure with value, target, numerator and denominator of the audience; a dash has its reason beside it."""
        review, words = self._review, self._review.words
        texts, numbers = ("name", "what"), ("value", "target", "numerator", "denominator")
        heads = [Head(words(f"desk.measures.{key}"), share=1.5) for key in texts]
        heads += [Head(words(f"desk.measures.{key}"), "", "right") for key in numbers]
        return Table(
            "measures",
            words("desk.measures.title", who=review.audience.name, period=words.period(review.period)),
            (*heads, Head(words("desk.measures.note"), share=2)),
            tuple(_measure_row(review, name) for name in self),
            empty=words("desk.measures.empty"),
        )


class Frames(_Holding[pd.DataFrame]):
    """
    The frames of a review: name to the rows behind its numbers.

    ``review.frames`` shows what there is; ``review.frames.owed`` is a DataFrame.
    """

    @property
    def table(self) -> Table:
        """Each frame with what one row of it is, how many it has, and its columns."""
        review, words = self._review, self._review.words
        number = Head(words("desk.frames.rows"), "", "right", 0.6, "#,##0")
        return Table(
            "frames",
            words("desk.frames.title", who=review.audience.name, period=words.period(review.period)),
            (
                Head(words("desk.frames.name")),
                Head(words("desk.frames.row"), share=2),
                number,
                Head(words("desk.frames.columns"), share=4),
            ),
            tuple(_frame_row(review, name, self[name]) for name in sorted(self)),
            empty=words("desk.frames.empty"),
        )


def _measure_row(review: Slice, name: str) -> tuple[Cell, ...]:
    unit, currency, value = review.measures[name].unit, review.company.currency, review.value(name)
    cells = [Cell(name), Cell(review.title(name)), _told(review.words.value(value, unit, currency), value)]
    target = review.value(name, part="target")
    cells.append(_told(review.words.value(target, unit, currency), target))
    for part in ("numerator", "denominator"):
        number = review.value(name, part=part)
        cells.append(_told(_plain(review, number), number))
    note = review.note(name) if value is not None else review.reason(name)
    return (*cells, Cell(note, tone=Tone.MUTED))


def _frame_row(review: Slice, name: str, frame: pd.DataFrame) -> tuple[Cell, ...]:
    key = f"desk.frame.{name}"
    row = review.words(key) if key in entries() else DASH
    count = Cell(review.words.number(len(frame)), len(frame))
    return Cell(name), Cell(row), count, Cell(", ".join(map(str, frame.columns)))


def _told(text: str, value: float | None) -> Cell:
    return Cell(text, value) if value is not None else Cell(DASH, None, Tone.MUTED)


def _plain(review: Slice, value: float | None) -> str:
    """Write a number as far as it matters."""
    digits = 0 if value is None or float(value).is_integer() or abs(value) >= 1000 else 2
    return review.words.number(value, digits)
