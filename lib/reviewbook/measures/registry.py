"""Which measure is computed by what, from which rows, and what a missing cell means.

The names are those of ``params/measures.yaml``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from reviewbook.engine import Engine, Frame
from reviewbook.measures import (
    accuracy,
    attainment,
    booking,
    bridge,
    cases,
    compliance,
    customers,
    deals,
    forecast,
    growth,
    order_lines,
    pace,
    people,
    pipeline,
    quality,
    refunds,
    returning,
    revenue,
    say_do,
    working_days,
)
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.measured import complete
from reviewbook.schema.facts import UNRECORDED

__all__ = ["MEASURES", "Measure", "Sources", "measure_all"]


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
        What it takes, in order: rows of `measure_all` or measures that stand before it.
    absent : str or None
        The note of a cell without a row; None where nothing is a real zero.
    kept : str
        The rows of `Sources` that not every company keeps: where there are none at all, a cell without a row is
        neither a zero nor too few, but not on record.
    charted : str
        How its course is judged (`signals.signals`): ``rate``, ``value`` or ``change``; empty where it is not.
    """

    name: str
    compute: Callable[..., Frame]
    needs: tuple[str, ...]
    absent: str | None
    kept: str = ""
    charted: str = ""


MEASURES = (
    Measure("on_time_rate", compliance.on_time_rate, ("owed",), "nothing due", charted="rate"),
    Measure("submitted_rate", compliance.submitted_rate, ("owed",), "nothing due", charted="rate"),
    Measure("median_lateness", compliance.median_lateness, ("owed",), "nothing late", charted="value"),
    Measure("completeness", compliance.completeness, ("checks",), "nothing submitted", charted="value"),
    Measure("good_report_rate", quality.good_report_rate, ("judged",), "nothing due", charted="rate"),
    Measure("copied_rate", quality.copied_rate, ("copies",), "nothing to compare", charted="rate"),
    Measure("streak", quality.streak, ("runs",), "nothing due"),
    Measure("accuracy_rate", accuracy.accuracy_rate, ("claims",), accuracy.NOTHING_CLAIMED, charted="rate"),
    Measure("claim_bias", accuracy.claim_bias, ("claims",), accuracy.NOTHING_CLAIMED),
    Measure("reply_rate", compliance.reply_rate, ("replies",), "nothing to answer", charted="rate"),
    Measure("reply_in_time_rate", compliance.reply_in_time_rate, ("replies",), "nothing to answer", charted="rate"),
    Measure("median_reply_hours", compliance.median_reply_hours, ("replies",), "nothing answered", charted="value"),
    Measure("revenue", revenue.revenue, ("sales",), None, "lines"),
    Measure("orders", revenue.orders, ("ordered",), None, "lines"),
    Measure("units", revenue.units, ("quantities",), None, "lines"),
    Measure("average_order", revenue.average_order, ("revenue", "orders"), "no orders"),
    Measure("new_customers", revenue.new_customers, ("firsts",), None, "lines"),
    Measure("returning_rate", returning.returning_rate, ("expected",), growth.NO_PREVIOUS, "lines"),
    Measure("refunds", refunds.refunds, ("given_back",), None, "lines"),
    Measure("refund_rate", refunds.refund_rate, ("given_back",), "no orders", "lines"),
    Measure("recording_days", booking.recording_days, ("booked",), booking.NOTHING_BOOKED, "bookings"),
    Measure("late_booking_rate", booking.late_booking_rate, ("booked",), booking.NOTHING_BOOKED, "bookings"),
    Measure("target", attainment.target, ("goals", "grid"), attainment.NO_TARGET),
    Measure("attainment", attainment.attainment, ("revenue", "target"), attainment.NO_TARGET, charted="value"),
    Measure("gap", attainment.gap, ("revenue", "target"), attainment.NO_TARGET),
    Measure("pace", pace.pace, ("target", "steps", "passed"), attainment.NO_TARGET),
    Measure("pace_index", pace.pace_index, ("revenue", "pace"), attainment.NO_TARGET),
    Measure("forecast", forecast.forecast, ("revenue", "passed", "outlook"), forecast.TOO_SHORT),
    Measure("forecast_error", forecast.forecast_error, ("revenue", "passed", "hindsight"), forecast.TOO_SHORT),
    Measure("growth", growth.growth, ("steps", "passed"), growth.NO_PREVIOUS, charted="change"),
    Measure("growth_year", growth.growth_year, ("steps", "passed"), growth.NO_PREVIOUS),
    Measure("bridge_new", bridge.bridge_new, ("bridged",), growth.NO_PREVIOUS, "lines"),
    Measure("bridge_lost", bridge.bridge_lost, ("bridged",), growth.NO_PREVIOUS, "lines"),
    Measure("bridge_volume", bridge.bridge_volume, ("bridged",), growth.NO_PREVIOUS, "lines"),
    Measure("bridge_price", bridge.bridge_price, ("bridged",), growth.NO_PREVIOUS, "lines"),
    Measure("bridge_mix", bridge.bridge_mix, ("bridged",), growth.NO_PREVIOUS, "lines"),
    Measure("bridge_refunds", bridge.bridge_refunds, ("bridged",), growth.NO_PREVIOUS, "lines"),
    Measure("open_pipeline", pipeline.open_pipeline, ("underway",), None, "deals"),
    Measure("weighted_pipeline", pipeline.weighted_pipeline, ("underway",), None, "deals"),
    Measure("coverage", pipeline.coverage, ("underway", "gap", "periods"), attainment.NO_TARGET, "deals"),
    Measure("win_rate", pipeline.win_rate, ("ended",), pipeline.NOTHING_CLOSED, "deals"),
    Measure("cycle_days", pipeline.cycle_days, ("ended",), pipeline.NOTHING_WON, "deals"),
    Measure("say_do", say_do.say_do, ("promised", "periods"), say_do.NOTHING_COMMITTED, "promises"),
    Measure("satisfaction_score", customers.satisfaction_score, ("answers",), customers.TOO_FEW, "answers", "value"),
    Measure("complaints", customers.complaints, ("cases",), None, "complaints"),
    Measure(
        "complaints_per_100_orders",
        customers.complaints_per_100_orders,
        ("complaints", "orders"),
        "no orders",
        "complaints",
    ),
    Measure("resolution_hours", customers.resolution_hours, ("resolved",), customers.NOTHING_RESOLVED, "complaints"),
    Measure("open_complaints", customers.open_complaints, ("standing",), None, "complaints"),
    Measure("training_rate", people.training_rate, ("courses_due",), people.NO_COURSE, "trainings"),
    Measure("training_hours", people.training_hours, ("courses_done",), None, "trainings"),
    Measure("goal_rate", people.goal_rate, ("goals_due",), people.NO_GOAL, "goals"),
)


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


def measure_all(engine: Engine, sources: Sources) -> dict[str, Frame]:
    """
    Compute every measure for every cell.

    Parameters
    ----------
    engine : Engine
        Keeps each measure, so that what builds on it does not compute it again.
    sources : Sources
        The rows.

    Returns
    -------
    dict of Frame
        Measures by name, in the order of `MEASURES` and the form of `schema.Measured`: every cell of the sources
        has a row, with a value or with the note that says why not.
    """
    known: dict[str, Frame | Grid] = {"grid": sources.grid, **_rows(engine, sources)}
    found = {}
    for measure in MEASURES:
        values = measure.compute(*(known[name] for name in measure.needs))
        absent = UNRECORDED if _unkept(engine, sources, measure) else measure.absent
        found[measure.name] = known[measure.name] = engine.keep(complete(values, absent, sources.cells))
    return found


def _unkept(engine: Engine, sources: Sources, measure: Measure) -> bool:
    return bool(measure.kept) and engine.collect(getattr(sources, measure.kept).head(1)).empty


def _rows(engine: Engine, sources: Sources) -> dict[str, Frame]:
    """Spread the rows over the grid; names differ from those of the measures."""
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
