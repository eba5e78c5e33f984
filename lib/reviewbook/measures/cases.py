"""The working hours of a complaint, and which complaints stand open at the end of a period."""

from __future__ import annotations

import narwhals as nw

from reviewbook.engine import Frame, divided
from reviewbook.measures.grid import BY, Grid
from reviewbook.worktime import HOUR, WorkTime

__all__ = ["standing", "timed"]


def timed(placed: Frame, places: Frame, home: tuple[str, str], clock: WorkTime, until: int) -> Frame:
    """
    Add to each complaint how long it took, or how long it has been open.

    Parameters
    ----------
    placed : Frame
        Table ``complaints``: `customers.attributed`, placed by ``opened_at``.
    places : Frame
        ``team_id, zone, calendar`` of the teams.
    home : tuple of str
        Zone and calendar of the company, for a complaint that belongs to no team.
    clock : WorkTime
        Working hours; its days reach over every instant.
    until : int
        The end of the period under review, or the cut-off where that comes first.

    Returns
    -------
    Frame
        The complaints with ``resolved_on``, the day in the zone of the team; ``hours`` from the opening to the
        resolution; ``age_hours`` at `until` of those that are open then. Empty where there is none.
    """
    zone, calendar = home
    known = placed.join(places.select("team_id", "zone", "calendar"), on="team_id", how="left").with_columns(
        zone=nw.coalesce(nw.col("zone"), nw.lit(zone)),
        calendar=nw.coalesce(nw.col("calendar"), nw.lit(calendar)),
        _until=nw.lit(until),
    )
    begun = clock.worked(clock.worked(known, "opened_at", "_begun"), "_until", "_now")
    ended = clock.worked(known.filter(~nw.col("resolved_at").is_null()), "resolved_at", "_ended", on="resolved_on")
    rows = begun.join(ended.select("complaint_id", "resolved_on", "_ended"), on="complaint_id", how="left")
    open_then = (nw.col("opened_at") < until) & (nw.col("resolved_at").is_null() | (nw.col("resolved_at") >= until))
    return rows.with_columns(
        hours=nw.when(~nw.col("_ended").is_null()).then(_between("_begun", "_ended")),
        age_hours=nw.when(open_then).then(_between("_begun", "_now")),
    ).drop("zone", "calendar", "_until", "_begun", "_now", "_ended")


def standing(complaints: Frame, grid: Grid, grid_cells: Frame) -> Frame:
    """
    Repeat each complaint for every period at whose end it is open, and every entity it counts for.

    Parameters
    ----------
    complaints : Frame
        `timed`.
    grid : Grid
        The periods; of one that is not over the cut-off is the end.
    grid_cells : Frame
        `measured.cells`: who has left by then has no open complaints, his team has.

    Returns
    -------
    Frame
        ``complaint_id`` with `BY`.
    """
    periods = grid.periods.select("cadence", "period", "end_on")
    rows = complaints.select("complaint_id", "person_id", "team_id", "on", "resolved_on").join(periods, how="cross")
    lasting = nw.col("resolved_on").is_null() | (nw.col("resolved_on") >= nw.col("end_on"))
    there = rows.filter(nw.col("on") < nw.col("end_on"), lasting)
    return grid.shared(there).select("complaint_id", *BY).join(grid_cells, on=list(BY), how="semi")


def _between(begun: str, ended: str) -> nw.Expr:
    return divided(nw.max_horizontal(nw.col(ended) - nw.col(begun), nw.lit(0)), HOUR)
