"""What the last periods would be under another rule or measure, beside what they are.

One derivation tells all periods: a review's facts reach back further than it shows. It reads the same rows at
the same cut-off, so that whatever differs comes from the change alone. Only measures are compared: what is
concluded from them (findings, honours, follow-ups) is not derived again, and nothing is published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from inspect import signature
from typing import Any, get_args

import narwhals as nw
import pandas as pd

from reviewbook import analysis
from reviewbook.analysis.computing import computing
from reviewbook.audiences import Derived
from reviewbook.audiences.cutting import facts_of
from reviewbook.audiences.scope import Scope
from reviewbook.desk.changing import ENTERING, changed
from reviewbook.desk.context import Desk, kept_for
from reviewbook.desk.differing import Trial, WhatIf, compared
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.measures import MEASURES, Measure
from reviewbook.measures.rows import ROWS
from reviewbook.params.base import Bilingual
from reviewbook.params.loading import Params
from reviewbook.params.measures import MeasureEntry
from reviewbook.schema import Measured
from reviewbook.slices import Slice
from reviewbook.warehouse import Warehouse

__all__ = ["WhatIf", "tried"]

#: A function, the rows and measures that it takes, and its unit: as an analyst gives them.
Given = tuple[Callable[..., Any] | None, tuple[str, ...], str]

#: Note of a cell for which a function of an analyst has no row.
_ABSENT = "none"


def tried(review: Slice, desk: Desk | None, overrides: Mapping[str, object], given: Given, show: str) -> WhatIf:
    """
    Derive the facts once more with something changed, and compare; see `Review.what_if`.

    Raises
    ------
    ParamsError
        When nothing is changed, the change is impossible, or the review was not opened by an analyst.
    """
    compute, needs, unit = given
    if desk is None:
        what = "this review was not derived here: it was read from a run, or nothing was there to derive"
        raise ParamsError(Problem("what_if", what, "", "Pull, and open it with open_review without run."))
    if not overrides and compute is None:
        example = 'what_if({"templates.rules.daily.due.time": "21:00"}), or what_if(measure=my_function)'
        raise ParamsError(Problem("what_if", "nothing is changed", f"Write {example}."))
    params = changed(desk.places, overrides) if overrides else desk.params
    measure = _measure(compute, needs) if compute is not None else None
    if measure is not None:
        params = _with_entry(params, measure, unit)
    if show and show not in params.measures:
        raise ParamsError(Problem("what_if: show", f"{show!r} is no measure", nearest(show, params.measures)))
    entries = {**review.measures, **({measure.name: params.measures[measure.name]} if measure else {})}
    trial = Trial(
        changes=tuple((way, value) for way, value in overrides.items()),
        measure=measure.name if measure else "",
        without_effect=tuple(sorted({file for way in overrides if (file := way.split(".")[0]) not in ENTERING})),
        show=show,
    )
    return compared(replace(review, measures=entries), _facts(desk, params, measure), trial)


def _facts(desk: Desk, params: Params, measure: Measure | None) -> pd.DataFrame:
    """Derive the facts with other params, or with a measure among the others, as the audience of the desk sees them."""
    derived, places = desk.derived, desk.places
    plan = analysis.timeline(derived.publication, derived.period, derived.as_of, params.company.zone)
    kept = kept_for(places) if measure is None else None  # a function of a notebook has no checksum
    with Warehouse.open(places.warehouse) as warehouse:
        if kept is not None:
            facts = kept.frames(warehouse, params, plan)["facts"]
        else:
            tables = computing(warehouse, warehouse.view(derived.as_of), params.company)
            facts = analysis.derive_frames(*tables, params, plan, _with(measure))["facts"]
    staff = {name: derived.frames[name] for name in ("people", "teams", "memberships")}
    whole = Derived(derived.publication, derived.period, derived.as_of, {"facts": facts, **staff})
    return facts_of(Scope(whole, desk.who))


def _with(measure: Measure | None) -> Sequence[Measure]:
    """Give all measures, one among them or in the place of the one of its name."""
    if measure is None:
        return MEASURES
    others = [measure if one.name == measure.name else one for one in MEASURES]
    return others if measure in others else [*others, measure]


def _measure(compute: Callable[..., Any], needs: tuple[str, ...]) -> Measure:
    """
    Take a function for a measure.

    Raises
    ------
    ParamsError
        When it is not known what to hand to it.
    """
    name = getattr(compute, "__name__", "")
    present = next((one for one in MEASURES if one.name == name), None)
    if not name.isidentifier():
        raise ParamsError(Problem("what_if: measure", "it has no name", "Write def name(rows): …, and give name."))
    takes = needs or _taken(compute)
    known = {*ROWS, *(one.name for one in MEASURES)}
    strange = [one for one in takes if one not in known]
    if strange and present is not None and not needs and len(takes) == len(present.needs):
        takes, strange = present.needs, []
    if strange or not takes:
        what = f"{name} takes {', '.join(map(repr, strange)) or 'nothing'}, which is neither rows nor a measure"
        hint = nearest(strange[0], known) if strange else f"Use some of: {', '.join(sorted(known))}."
        step = "Call its parameters by what they take, or give needs=(…)."
        raise ParamsError(Problem("what_if: measure", what, hint, step))
    if present is not None:
        return replace(present, compute=_checked(compute, name), needs=takes)
    return Measure(name, _checked(compute, name), takes, _ABSENT)


def _checked(compute: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Give a function that refuses what is no measure before it is taken for one."""

    def computed(*rows: Any) -> Any:
        found = compute(*rows)
        wanted = set(Measured)
        columns = set(found.collect_schema().names()) if isinstance(found, nw.LazyFrame) else set()
        if columns != wanted:
            what = f"{name} gives {type(found).__name__} with {', '.join(sorted(columns)) or 'no columns'}"
            step = "End it with measured(rows, value=…), from reviewbook.measures.measured."
            raise ParamsError(Problem("what_if: measure", what, f"It has to have {', '.join(Measured)}.", step))
        return found

    return computed


def _taken(compute: Callable[..., Any]) -> tuple[str, ...]:
    kinds = signature(compute).parameters.values()
    return tuple(one.name for one in kinds if one.default is one.empty and one.kind is not one.VAR_KEYWORD)


def _with_entry(params: Params, measure: Measure, unit: str) -> Params:
    """Give params that know a new measure; one that they know stays as it is."""
    if measure.name in params.measures:
        return params
    units = [str(one) for one in get_args(MeasureEntry.model_fields["unit"].annotation)]
    if unit not in units:
        what = f"the unit of the new measure {measure.name} is {unit!r}" if unit else f"{measure.name} is a new measure"
        raise ParamsError(Problem("what_if: unit", what, nearest(unit, units), f'Give one: unit="{units[0]}".'))
    told = {"name": measure.name, "unit": unit, "direction": "none", "owner": "–", "since": "2000-01-01"}
    meaning = (measure.compute.__doc__ or measure.name).strip().split("\n")[0]
    texts = {"title": measure.name.replace("_", " ").capitalize(), "meaning": meaning}
    both = {name: Bilingual(zh=text, en=text) for name, text in texts.items()}
    entry = MeasureEntry.model_validate({**told, **both})
    return replace(params, measures={**params.measures, measure.name: entry})
