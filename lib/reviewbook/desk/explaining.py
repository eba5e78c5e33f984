"""Any number of a review, explained: what it means, what it is made of, its rows, and where they came from."""

from __future__ import annotations

import html
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from reviewbook.blocks import Block, Cell, Definitions, Head, Notice, Statements, Table, Tone
from reviewbook.desk.behind import Behind, behind, computed_by
from reviewbook.desk.naming import whom
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.periods import Period
from reviewbook.slices import Slice
from reviewbook.tables import data_origins, rejected
from reviewbook.verdicts import in_words, verdict
from reviewbook.wording import DASH

__all__ = ["Explain", "Explanation"]

#: So many rows are shown; all are in `Explanation.rows`.
_SHOWN = 8

#: Characters of a text in a row that is shown.
_LONGEST = 60


@dataclass(frozen=True, repr=False)
class Explanation:
    """
    What there is to say of a number.

    Parameters
    ----------
    title : str
        Which number.
    said : Statements
        Its value with what it is made of, or why there is none.
    definition : Definitions
        What it means, who answers for that, and where it is computed.
    frame : str
        The frame of the review in which its rows are; empty where they are in none.
    rows : DataFrame
        All rows that it stands on.
    shown : Table or Notice
        The first of them, or why there are none.
    sources : tuple of Block
        Where the rows came from, and those that could not be used.
    """

    title: str
    said: Statements
    definition: Definitions
    frame: str
    rows: pd.DataFrame
    shown: Block
    sources: tuple[Block, ...]

    @property
    def _blocks(self) -> tuple[Block, ...]:
        return (self.said, self.definition, self.shown, *self.sources)

    def _repr_html_(self) -> str:
        return f"<h4>{html.escape(self.title)}</h4>" + "".join(block._repr_html_() for block in self._blocks)

    def __repr__(self) -> str:
        return "\n".join([self.title, *(block.plain() for block in self._blocks)])


class Explain:
    """
    Explains the numbers of a review: ``review.explain("attainment", "East")``, or ``review.explain.attainment("East")``.

    Parameters
    ----------
    review : Slice
        Whose numbers.
    """

    def __init__(self, review: Slice) -> None:
        self._review = review

    def __call__(self, measure: str, whom: str = "", period: str = "") -> Explanation:
        """
        Explain one number.

        Parameters
        ----------
        measure : str
            A name of ``params/measures.yaml``; ``review.measures`` lists them.
        whom : str
            Id or name of a team, a person or a product; the audience of the review when not given.
        period : str
            ``2026-W46``; the period under review when not given.

        Returns
        -------
        Explanation
            Definition, value, rows and sources; where there is no value, the reason.

        Raises
        ------
        ParamsError
            When there is no such measure, or nobody of that name in this review.
        PeriodError
            When the period is none.
        """
        return explained(self._review, measure, whom, period)

    def __getattr__(self, name: str) -> Callable[..., Explanation]:
        if name.startswith("_") or name not in self._review.measures:
            raise AttributeError(f"{name!r} is no measure. {nearest(name, self._review.measures)}")
        return partial(self, name)

    def __getitem__(self, asked: str | tuple[str, ...]) -> Explanation:
        return self(asked) if isinstance(asked, str) else self(*asked)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._review.measures]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._review.measures)


def explained(review: Slice, measure: str, asked: str = "", period: str = "") -> Explanation:
    """Explain a number; see `Explain`."""
    if measure not in review.measures:
        what = f"{measure!r} is no measure"
        said = "Why a report has its status tells review.explain_reports(person)."
        raise ParamsError(Problem("explain", what, nearest(measure, review.measures), said))
    own = (review.audience.kind, review.audience.id)
    kind, entity = whom(asked, {**review.names, own: review.audience.name}, "explain") if asked else own
    of = Period.parse(period) if period else review.period
    words, who = review.words, review.name(kind, entity)
    found = behind(review, measure, kind, entity, of)
    title = words("desk.explain.title", what=review.title(measure), who=who, period=words.period(of))
    inside = review.period.start_on <= of.start_on and of.last_on <= review.period.last_on
    return Explanation(
        title=title,
        said=_said(review, measure, kind, entity, of),
        definition=_definition(review, measure),
        frame=found.frame,
        rows=found.rows if inside else found.rows.iloc[:0],
        shown=_shown(review, found, None if inside else of),
        sources=_sources(review, found.tables),
    )


def _said(review: Slice, measure: str, kind: str, entity: str, period: Period) -> Statements:
    words, entry = review.words, review.measures[measure]
    if not review.holds(measure, kind, entity, period):
        keys = review.facts["period"][review.facts["cadence"] == review.period.cadence.value]
        said = words("desk.explain.no_fact", who=review.name(kind, entity), period=words.period(period))
        do = words("desk.explain.no_fact_do", periods=f"{keys.min()} – {keys.max()}") if len(keys) else ""
        return Statements((Notice(said, Tone.WARN, action=do),))
    value = review.value(measure, kind, entity, period)
    if value is None:
        reason = review.reason(measure, kind, entity, period)
        return Statements((Notice(words("desk.explain.absent", reason=reason), Tone.WARN),))

    def part(name: str) -> float | None:
        return review.value(measure, kind, entity, period, name)

    def told(number: float | None) -> str:
        return words.value(number, entry.unit, review.company.currency)

    lines = [words("desk.explain.value", what=review.title(measure), value=told(value))]
    if part("denominator") is not None:
        both = {name: _exact(review, part(name)) for name in ("numerator", "denominator")}
        lines.append(words("desk.explain.ratio", value=told(value), **both))
    if part("lower") is not None:
        bounds = {name: told(part(name)) for name in ("lower", "upper")}
        lines.append(words("desk.explain.interval", count=words.number(part("n")), **bounds))
    lines += [
        words(f"desk.explain.{name}", **{name: told(part(name))})
        for name in ("target", "previous")
        if part(name) is not None
    ]
    judged = verdict(review, measure, kind, entity, period)
    lines += [in_words(review, measure, judged)] if judged is not None else []
    note = review.note(measure, kind, entity, period)
    lines += [words("desk.explain.noted", note=note)] if note else []
    return Statements(tuple(Notice(line) for line in lines))


def _exact(review: Slice, value: float | None) -> str:
    """Write a part of a ratio so that it can be counted again: whole as whole, else to the cent."""
    return review.words.number(value, 0 if value is None or float(value).is_integer() else 2)


def _definition(review: Slice, measure: str) -> Definitions:
    words, entry = review.words, review.measures[measure]
    unit = words(f"desk.explain.unit_names.{entry.unit}", currency=review.company.currency)
    direction = words(f"desk.explain.direction.{entry.direction}")
    items = [
        (words("desk.explain.meaning"), entry.meaning(review.language)),
        (words("desk.explain.unit"), words.join([unit, direction])),
        (words("desk.explain.owner"), words("desk.explain.owned", owner=entry.owner, since=entry.since.isoformat())),
    ]
    by = computed_by(measure)
    return Definitions((*items, (words("desk.explain.computed"), by)) if by else tuple(items))


def _shown(review: Slice, found: Behind, other: Period | None) -> Block:
    """Show the first rows; of a period that the review has no rows of, say where they are."""
    words = review.words
    if not found.frame:
        return Notice(words("desk.explain.no_frame", tables=", ".join(found.tables)), Tone.MUTED)
    if other is not None:
        period = words.period(review.period)
        return Notice(words("desk.explain.other_period", period=period, of=other.key), Tone.MUTED)
    rows = found.rows.head(_SHOWN)
    rows = rows[[name for name in rows.columns if rows[name].notna().any()]]
    rest = len(found.rows) - len(rows)
    return Table(
        f"behind-{found.frame}",
        words("desk.explain.rows", frame=found.frame, count=words.number(len(found.rows))),
        tuple(Head(str(name)) for name in rows.columns),
        tuple(_row(review, row) for row in rows.to_dict("records")),
        note=words("desk.explain.rows_more", count=words.number(rest)) if rest else "",
        empty=words("desk.explain.rows_none", frame=found.frame),
    )


def _row(review: Slice, row: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    return tuple(_cell(review, str(name), value) for name, value in row.items())


def _cell(review: Slice, column: str, value: Any) -> Cell:
    """Write a value as it stands in the frame, a person or team with the name beside the id."""
    if pd.isna(value):
        return Cell(DASH, None, Tone.MUTED)
    kind = "team" if column == "team_id" else "person"
    if (
        column in ("team_id", "person_id", "manager_id", "answered_by", "owner_id")
        and (kind, str(value)) in review.names
    ):
        return Cell(f"{review.name(kind, str(value))} ({value})", str(value))
    if isinstance(value, pd.Timestamp):
        if value.tzinfo is None:
            return Cell(f"{value:%Y-%m-%d}")
        return Cell(review.words.clock(value.to_pydatetime(), review.zone), value.isoformat())
    if isinstance(value, float):
        return Cell(_exact(review, value), value)
    text = " ".join(str(value).split())
    return Cell(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…", text)


def _sources(review: Slice, tables: tuple[str, ...]) -> tuple[Block, ...]:
    """Give the origins of the tables that were read, and their rows that could not be used."""
    frames = {name: review.frames[name] for name in ("origins", "rejected")}
    read = {name: frame[frame["table"].isin(tables)] for name, frame in frames.items()}
    part = replace(review, frames={**review.frames, **read})
    origins = replace(data_origins(part), title=review.words("desk.explain.sources"))
    refused = rejected(part) if len(read["rejected"]) else None
    return (origins, refused) if refused is not None else (origins,)
