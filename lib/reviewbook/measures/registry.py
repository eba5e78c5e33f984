"""All measures, and the rows from which they are computed.

A measure is declared above its function (`declaring.measure`); here stands none by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

import narwhals as nw

from reviewbook import measures
from reviewbook.engine import Engine, Frame
from reviewbook.measures import (
    bridge,
    cases,
    deals,
    forecast,
    order_lines,
    people,
    quality,
    refunds,
    returning,
    revenue,
    working_days,
)
from reviewbook.measures.declaring import Measure, declared
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.measured import complete
from reviewbook.measures.rows import ROWS
from reviewbook.schema.facts import UNRECORDED

__all__ = ["MEASURES", "Sources", "measure_all"]


def _all() -> tuple[Measure, ...]:
    """Load every module of the package, so that what it declares is known."""
    for module in iter_modules(measures.__path__):
        import_module(f"{measures.__name__}.{module.name}")
    return declared(ROWS)


MEASURES = _all()


@dataclass(frozen=True)
class Sources:
    """
    The frames from which all measures are made; the caller keeps them (`Engine.keep`), since each is read often.

    Parameters
    ----------
    grid : Grid
        The periods and entities.
    cells : Frame
        `measured.cells`: the entities that existed in each period.
    owed, checks, copies, claims, replies : Frame
        `schema.FRAMES` of these names, in the analysis' form.
    lines : Frame
        `order_lines.lines` of the whole history up to the cut-off: a customer is new only once.
    bookings : Frame
        `booking.booked`, placed by ``recorded_at``.
    answers : Frame
        Table ``satisfaction``: `customers.attributed`, placed, then `customers.scored`.
    complaints : Frame
        Table ``complaints``: `customers.attributed`, placed, then `cases.timed`.
    deals : Frame
        `deals.valued`.
    promises : Frame
        `say_do.promises`.
    members : Frame
        `people.members`.
    trainings, goals : Frame
        The tables of these names.
    targets : Frame
        `targets.daily_targets`.
    workdays : Frame
        `working_days.workdays`.
    through : str
        `working_days.worked_through` of the cut-off.
    """

    grid: Grid
    cells: Frame
    owed: Frame
    checks: Frame
    copies: Frame
    claims: Frame
    replies: Frame
    lines: Frame
    bookings: Frame
    answers: Frame
    complaints: Frame
    deals: Frame
    promises: Frame
    members: Frame
    trainings: Frame
    goals: Frame
    targets: Frame
    workdays: Frame
    through: str


def measure_all(engine: Engine, sources: Sources, chosen: Sequence[Measure] = MEASURES) -> dict[str, Frame]:
    """
    Compute every measure for every cell.

    Parameters
    ----------
    engine : Engine
        Keeps each measure, so that what builds on it does not compute it again.
    sources : Sources
        The rows.
    chosen : sequence of Measure
        What is computed, each behind those that it needs.

    Returns
    -------
    dict of Frame
        Measures by name, in that order and the form of `schema.Measured`: every cell of the sources
        has a row, with a value or with the note that says why not.
    """
    known: dict[str, Frame | Grid] = {"grid": sources.grid, **_rows(engine, sources)}
    found = {}
    for measure in chosen:
        values = measure.compute(*(known[name] for name in measure.needs))
        absent = UNRECORDED if _unkept(engine, sources, measure) else measure.absent
        found[measure.name] = known[measure.name] = engine.keep(complete(values, absent, sources.cells))
    return found


def _unkept(engine: Engine, sources: Sources, measure: Measure) -> bool:
    return bool(measure.kept) and engine.collect(getattr(sources, measure.kept).head(1)).empty


def _rows(engine: Engine, sources: Sources) -> dict[str, Frame]:
    """Spread the rows over the grid; names are those of `ROWS` and differ from those of the measures."""
    grid = sources.grid
    sales = engine.keep(grid.spread(order_lines.by_day(sources.lines)))
    numbered = engine.keep(working_days.numbered(sources.workdays, grid))
    steps = engine.keep(working_days.steps(sales, numbered))
    passed = engine.keep(working_days.elapsed(numbered, grid, sources.through))
    return {
        "owed": engine.keep(grid.spread(sources.owed, on="due_on")),
        "checks": grid.spread(sources.checks, on="due_on"),
        "judged": grid.spread(quality.judged(engine, sources.owed, sources.checks, sources.copies), on="due_on"),
        "copies": grid.spread(sources.copies, on="due_on"),
        "runs": grid.spread(quality.running(engine, sources.owed), on="due_on"),
        "claims": engine.keep(grid.spread(sources.claims, on="due_on")),
        "replies": engine.keep(grid.spread(sources.replies, on="submitted_on", person="manager_id")),
        "sales": sales,
        "ordered": grid.spread(revenue.ordered(sources.lines)),
        "firsts": grid.spread(revenue.firsts(sources.lines)),
        "expected": engine.keep(returning.expected_back(engine, sources.lines, grid, sources.cells)),
        "given_back": engine.keep(grid.spread(refunds.given_back(sources.lines))),
        "booked": engine.keep(grid.spread(sources.bookings)),
        "quantities": grid.spread(revenue.quantities(sources.lines)),
        "bridged": _bridged(engine, sources, sales),
        "goals": sources.targets,
        "steps": steps,
        "passed": passed,
        **forecast.projections(engine, steps, passed),
        "answers": grid.spread(sources.answers),
        "cases": grid.spread(sources.complaints),
        "resolved": grid.spread(sources.complaints.filter(~nw.col("resolved_on").is_null()), on="resolved_on"),
        "standing": cases.standing(sources.complaints, grid, sources.cells),
        **_developed(sources),
        **_sold_next(engine, sources),
    }


def _sold_next(engine: Engine, sources: Sources) -> dict[str, Frame]:
    """Give the deals under way at the end of each period and those that ended in it, and what was promised for it."""
    grid = sources.grid
    underway = deals.standing(sources.deals, sources.members, grid, sources.cells)
    ended = grid.spread(sources.deals.filter(~nw.col("closed_on").is_null()), on="closed_on")
    return {
        "underway": engine.keep(underway),
        "ended": engine.keep(ended),
        "promised": grid.shared(sources.promises),
        "periods": grid.periods,
    }


def _developed(sources: Sources) -> dict[str, Frame]:
    """Give the courses and goals that were due by the end of each period, and the courses done in it."""
    grid, members, through = sources.grid, sources.members, sources.through
    return {
        "courses_due": grid.shared(people.due(sources.trainings, members, through, "completed_on")),
        "courses_done": grid.shared(people.done(sources.trainings, members)),
        "goals_due": grid.shared(people.due(sources.goals, members, through, "done_on")),
    }


def _bridged(engine: Engine, sources: Sources, sales: Frame) -> Frame:
    """Take apart the change of every cell that has revenue, be it the zero of an entity that sold nothing."""
    days = engine.keep(bridge.company_days(sources.workdays, sources.through))
    known = engine.keep(nw.concat([sources.cells.select(*BY), sales.select(*BY)], how="vertical").unique())
    return engine.keep(bridge.parts(engine, sources.lines, sources.grid, days, known))
