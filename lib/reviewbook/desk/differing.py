"""Facts as they are beside facts as they would be, for one audience: a table, a drawing, and all that differs."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

from reviewbook.blocks import Block, Cell, Figure, Head, Notice, Statements, Table, Tone
from reviewbook.desk.drawing import course_figure
from reviewbook.slices import Slice
from reviewbook.wording import DASH

__all__ = ["PERIODS", "Trial", "WhatIf", "compared"]

#: Periods beside the present one.
PERIODS = 12

_PARTS = ("value", "numerator", "denominator")

#: Differences below this are of the arithmetic, not of the change.
_LEAST = 1e-9


@dataclass(frozen=True)
class Trial:
    """
    What is tried.

    Parameters
    ----------
    changes : tuple
        Way to each value that is changed, and the value.
    measure : str
        The measure that is computed by another function; empty where none is.
    without_effect : tuple of str
        Changed files that enter into no measure.
    show : str
        The measure whose course is drawn; empty for the one that differs most.
    """

    changes: tuple[tuple[str, object], ...] = ()
    measure: str = ""
    without_effect: tuple[str, ...] = ()
    show: str = ""


@dataclass(frozen=True, repr=False)
class WhatIf:
    """
    What would be, beside what is.

    Parameters
    ----------
    title : str
        What was changed.
    effects : Table
        Each measure of the audience that differs in a period: its value of the period under review now and then.
    course : Table or Notice
        One measure over the periods.
    figure : Block
        The same, drawn.
    notes : Statements
        What was computed, and what was not.
    differences : DataFrame
        Everything that differs, of all whom the audience sees: ``measure, period, entity_kind, entity_id, now, then,
        difference``, with numerators and denominators.
    """

    title: str
    effects: Block
    course: Block
    figure: Block
    notes: Statements
    differences: pd.DataFrame

    @property
    def _blocks(self) -> tuple[Block, ...]:
        shown = (self.effects, self.figure, self.course, self.notes)
        return tuple(block for place, block in enumerate(shown) if block not in shown[:place])

    def _repr_html_(self) -> str:
        return f"<h4>{html.escape(self.title)}</h4>" + "".join(block._repr_html_() for block in self._blocks)

    def __repr__(self) -> str:
        return "\n".join([self.title, *(block.plain() for block in self._blocks)])


def compared(review: Slice, then: pd.DataFrame, trial: Trial) -> WhatIf:
    """
    Compare the facts of a review with those of a trial.

    Parameters
    ----------
    review : Slice
        What is; its measures have an entry for every measure of both.
    then : DataFrame
        `schema.FACTS` as they would be, for the same audience.
    trial : Trial
        What was changed.
    """
    differences = _differences(review, then)
    own = differences[
        (differences["entity_kind"] == review.audience.kind) & (differences["entity_id"] == review.audience.id)
    ]
    measure = trial.show or trial.measure or _largest(own)
    title = review.words("desk.what_if.title", change=_spelt(review, trial))
    if not measure or (own.empty and not trial.show):
        nothing = Notice(_same(review, differences), Tone.MUTED)
        return WhatIf(title, nothing, nothing, nothing, _notes(review, trial, differences, own), differences)
    course = _course(review, then, measure)
    words = review.words
    table = _course_table(review, measure, course)
    rows = [
        words("desk.what_if.spoken", period=words.short_period(period), now=text_now, then=text_then)
        for period, _, _, text_now, text_then in course
    ]
    alt = words("desk.what_if.alt", what=review.title(measure), rows=words("figures.and").join(rows))
    svg = course_figure(review, measure, [(period, now, new) for period, now, new, _, _ in course])
    figure = Figure(f"what-if-{measure.replace('_', '-')}", table.title, alt, svg, table)
    effects = _effects(review, own, then)
    return WhatIf(title, effects, table, figure, _notes(review, trial, differences, own), differences)


def _differences(review: Slice, then: pd.DataFrame) -> pd.DataFrame:
    """Give what differs of the period under review and those before it, sorted by measure, entity and period."""
    keys = [period.key for period in review.period.last(PERIODS + 1)]
    both = []
    for facts in (review.facts, then):
        of = facts[(facts["cadence"] == review.period.cadence.value) & facts["period"].isin(keys)]
        both.append(of.set_index(["measure", "entity_kind", "entity_id", "period"])[list(_PARTS)].astype("float64"))
    joined = both[0].add_suffix("_now").join(both[1].add_suffix("_then"), how="outer")
    differs = pd.Series(False, index=joined.index)
    for part in _PARTS:
        now, new = joined[f"{part}_now"], joined[f"{part}_then"]
        differs |= (now.isna() != new.isna()) | ((now - new).abs() > _LEAST)
    found = joined[differs].sort_index().reset_index()
    found = found.rename(columns={"value_now": "now", "value_then": "then"})
    found = found.assign(difference=found["then"] - found["now"])
    first = ["measure", "period", "entity_kind", "entity_id", "now", "then", "difference"]
    return found[[*first, *(name for name in found.columns if name not in first)]]


def _largest(own: pd.DataFrame) -> str:
    """Give the measure that differs most in relation to what it is; a rate before others, since it is seen best there."""
    if own.empty:
        return ""
    step = (own["difference"].abs() / own["now"].abs().clip(lower=_LEAST)).clip(upper=1.0).fillna(0.0)
    each = pd.DataFrame({"rate": own["denominator_now"].notna(), "step": step}).groupby(own["measure"]).sum()
    ordered = each.assign(rate=each["rate"] > 0).sort_values(["rate", "step"], ascending=False, kind="stable")
    return str(ordered.index[0])


def _effects(review: Slice, own: pd.DataFrame, then: pd.DataFrame) -> Table:
    """Give each measure that differs, in the order of the params: its value now and then, and in how many periods."""
    words = review.words
    keys = ("measures.what", "what_if.now", "what_if.then", "what_if.difference", "what_if.periods")
    rows = []
    for measure in (name for name in review.measures if name in set(own["measure"])):
        now, new = review.value(measure), _value(review, then, measure, review.period.key)
        of = own[own["measure"] == measure]
        some = words("desk.what_if.of_periods", some=words.number(len(of)), all=words.number(PERIODS + 1))
        rows.append((Cell(review.title(measure), measure), *_both(review, measure, now, new), Cell(some, len(of))))
    title = words(
        "desk.what_if.effects",
        who=review.audience.name,
        period=words.period(review.period),
        count=words.number(PERIODS),
    )
    heads = tuple(Head(words(f"desk.{key}"), align="left" if place == 0 else "right") for place, key in enumerate(keys))
    return Table("what-if-effects", title, heads, tuple(rows))


def _course(review: Slice, then: pd.DataFrame, measure: str) -> list[tuple[str, float | None, float | None, str, str]]:
    """Give period, value now, value then, and both as written, the oldest first."""
    found = []
    for period in review.period.last(PERIODS + 1):
        now, new = review.value(measure, period=period), _value(review, then, measure, period.key)
        found.append((period.key, now, new, _text(review, measure, now), _text(review, measure, new)))
    return found


def _course_table(review: Slice, measure: str, course: list[tuple[str, float | None, float | None, str, str]]) -> Table:
    words = review.words
    keys = ("tables.period", "desk.what_if.now", "desk.what_if.then", "desk.what_if.difference")
    heads = tuple(Head(words(key), align="left" if place == 0 else "right") for place, key in enumerate(keys))
    rows = tuple((Cell(words.period(key), key), *_both(review, measure, now, new)) for key, now, new, _, _ in course)
    title = words("desk.what_if.course", what=review.title(measure))
    return Table(f"what-if-{measure.replace('_', '-')}-data", title, heads, rows)


def _both(review: Slice, measure: str, now: float | None, then: float | None) -> tuple[Cell, Cell, Cell]:
    step = None if now is None or then is None else then - now
    told = [Cell(_text(review, measure, one), one) for one in (now, then)]
    sign = "+" if step is not None and step > 0 else ""
    text = DASH if step is None else f"{sign}{_step(review, measure, step)}"
    return told[0], told[1], Cell(text, step, Tone.MUTED if not step else Tone.NONE)


def _step(review: Slice, measure: str, step: float) -> str:
    """Write a difference: of shares in points."""
    if review.measures[measure].unit in ("share", "change"):
        return review.words.points(step).lstrip("+")
    return _text(review, measure, step)


def _text(review: Slice, measure: str, value: float | None) -> str:
    return (
        review.words.value(value, review.measures[measure].unit, review.company.currency) if value is not None else DASH
    )


def _value(review: Slice, facts: pd.DataFrame, measure: str, period: str) -> float | None:
    own = (facts["measure"] == measure) & (facts["period"] == period)
    own &= (facts["entity_kind"] == review.audience.kind) & (facts["entity_id"] == review.audience.id)
    values = facts["value"][own & (facts["cadence"] == review.period.cadence.value)].dropna()
    return float(values.iloc[0]) if len(values) else None


def _spelt(review: Slice, trial: Trial) -> str:
    """Say what is changed."""
    words = review.words
    said = [words("desk.what_if.set", path=way, value=str(value)) for way, value in trial.changes]
    said += [words("desk.what_if.measure", name=trial.measure)] if trial.measure else []
    return words.join(said)


def _same(review: Slice, differences: pd.DataFrame) -> str:
    key = "desk.what_if.same_alone" if len(differences) else "desk.what_if.same"
    return review.words(key, who=review.audience.name, count=len(differences) or PERIODS + 1)


def _notes(review: Slice, trial: Trial, differences: pd.DataFrame, own: pd.DataFrame) -> Statements:
    words, below = review.words, len(differences) - len(own)
    said = [words("desk.what_if.computed"), words("desk.what_if.not_computed")]
    said += [words("desk.what_if.no_effect", file=f"params/{file}.yaml") for file in trial.without_effect]
    said += [words("desk.what_if.below", count=words.number(below))] if below and len(own) else []
    return Statements(tuple(Notice(one) for one in said))
