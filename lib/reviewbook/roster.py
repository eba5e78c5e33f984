"""Who was in which team on which day, and in whose local day something happened.

Memberships are dated; everything that happened is placed by them: a sale belongs
to the team of its seller on the local day of the sale, whatever team the seller
is in today. What happened to somebody who was in no team that day belongs to the
person and the company, and to no team.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame
from reviewbook.schema import COMPANY

__all__ = ["NO_TEAM", "Roster", "ancestry", "roster"]

#: Team id of what belongs to no team.
NO_TEAM = ""

_DAY = 86_400_000_000

_STAY = ("person_id", "first_zone", "only_team", "first_on", "last_on")
_OFFSET = ("day", "switch_at", "offset_before", "offset_after")


@dataclass(frozen=True)
class Roster:
    """
    The frames by which events are placed.

    Parameters
    ----------
    days : Frame
        One row per person, day and membership: ``person_id, on, team_id, role, valid_from, working``,
        ``memberships``, how many the person ever has, and ``home``, 1 for the one that counts on the day.
    homes : Frame
        One row per person and day: the team that counts, ``person_id, on, team_id, zone``. A person with several
        teams on a day counts where she is a rep, then where she came last.
    moves : Frame
        `homes` of those who had several memberships.
    stays : Frame
        One row per person: ``person_id, first_zone``, the zone of the first team, and for those who had one
        membership ``only_team`` with the ``first_on`` and ``last_on`` of being there.
    entities : Frame
        ``team_id, entity_kind, entity_id``: a team, the teams above it and the company.
    zones : Frame
        ``zone, day, switch_at, offset_before, offset_after``: the offset from UTC (µs) on each UTC day.
    dates : Frame
        ``day, on``: number of a day since 1970 and its text.
    company_zone : str
        Zone of who has no team.
    """

    days: Frame
    homes: Frame
    moves: Frame
    stays: Frame
    entities: Frame
    zones: Frame
    dates: Frame
    company_zone: str

    def placed(self, events: Frame, at: str, person: str = "person_id") -> Frame:
        """
        Add to each event the local day and the team it belongs to.

        Parameters
        ----------
        events : Frame
            Any rows with an instant and a person.
        at : str
            Name of the instant.
        person : str
            Name of the person's column.

        Returns
        -------
        Frame
            The same rows with ``on``, ``team_id`` (`NO_TEAM` where there is none) and ``local_at``, the local wall
            clock as µs since 1970.
        """
        moves = self._moves.select("_who", "_day_on", "_team")
        placed = self._dated(events, at, person).join(
            moves, left_on=[person, "on"], right_on=["_who", "_day_on"], how="left"
        )
        there = (nw.col("on") >= nw.col("_first_on")) & (nw.col("on") <= nw.col("_last_on"))
        team_id = nw.coalesce(nw.col("_team"), nw.when(there).then(nw.col("_only_team")), nw.lit(NO_TEAM))
        helpers = [name for name in placed.collect_schema().names() if name.startswith("_")]
        return placed.with_columns(team_id=team_id).drop(helpers)

    def _dated(self, events: Frame, at: str, person: str) -> Frame:
        """Add ``local_at`` and ``on``, and what holds for all days of the person."""
        utc_day = events.with_columns(_utc_day=nw.col(at) // _DAY)
        dated = utc_day.join(self.dates.rename({"day": "_utc_day", "on": "_utc_on"}), on="_utc_day", how="left")
        # Most people never move: what holds for all their days is looked up once, and not day by day.
        moves = self._moves.select("_who", "_day_on", "_zone")
        stays = self.stays.rename({name: f"_{name}" for name in _STAY})
        zoned = dated.join(moves, left_on=[person, "_utc_on"], right_on=["_who", "_day_on"], how="left").join(
            stays, left_on=person, right_on="_person_id", how="left"
        )
        zoned = zoned.with_columns(_zone=nw.coalesce(nw.col("_zone"), nw.col("_first_zone"), nw.lit(self.company_zone)))
        offsets = self.zones.rename({"zone": "_of_zone"} | {name: f"_{name}" for name in _OFFSET})
        after = nw.col(at) >= nw.col("_switch_at")
        local = zoned.join(
            offsets, left_on=["_zone", "_utc_day"], right_on=["_of_zone", "_day"], how="left"
        ).with_columns(
            local_at=nw.col(at) + nw.when(after).then(nw.col("_offset_after")).otherwise(nw.col("_offset_before"))
        )
        return local.with_columns(_local_day=nw.col("local_at") // _DAY).join(
            self.dates.rename({"day": "_local_day"}), on="_local_day", how="left"
        )

    @property
    def _moves(self) -> Frame:
        return self.moves.rename({"person_id": "_who", "on": "_day_on", "team_id": "_team", "zone": "_zone"})


def roster(engine: Engine, tables: dict[str, Frame], days: Frame, zones: Frame, company_zone: str) -> Roster:
    """
    Lay out the roster day by day.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frames.
    tables : dict of Frame
        ``people``, ``teams`` and ``memberships`` of the warehouse. ``left_on`` and ``valid_to`` are the first day on
        which it is over.
    days : Frame
        `calendars.days_frame`: ``calendar, on, day, working``, every day of interest.
    zones : Frame
        `calendars.zones_frame`.
    company_zone : str
        Zone of who has no team.
    """
    kept = engine.keep(_present(engine.keep(_spans(tables)), days))
    places = tables["teams"].select("team_id", "zone")
    counting = kept.filter(nw.col("home") == 1)
    homes = counting.select("person_id", "on", "team_id").join(places, on="team_id")
    moves = counting.filter(nw.col("memberships") > 1).select("person_id", "on", "team_id").join(places, on="team_id")
    dates = days.select("day", "on").unique()
    return Roster(
        days=kept,
        homes=homes,
        moves=engine.keep(moves),
        stays=engine.keep(_stays(counting, places)),
        entities=engine.frame(ancestry(engine.collect(tables["teams"].select("team_id", "parent_id")))),
        zones=zones,
        dates=engine.keep(dates),
        company_zone=company_zone,
    )


def _present(spans: Frame, days: Frame) -> Frame:
    """Lay out who was in which team on which day, and which of several teams of a day counts."""
    return (
        spans.join(days.select("calendar", "on", "working"), on="calendar")
        .filter(
            *_within("valid_from", "valid_to"),
            (nw.col("on") >= nw.col("hired_on")) | nw.col("hired_on").is_null(),
            (nw.col("on") < nw.col("left_on")) | nw.col("left_on").is_null(),
        )
        .join(_outranked(spans, days), on=["person_id", "_order", "on"], how="left")
        .with_columns(home=nw.col("_outranked").is_null().cast(nw.Int64))
        .select("person_id", "on", "team_id", "role", "valid_from", "working", "memberships", "home")
    )


def _stays(counting: Frame, places: Frame) -> Frame:
    """Give what holds for all days of a person."""
    stays = counting.group_by("person_id").agg(on=nw.col("on").min(), last_on=nw.col("on").max())
    only = nw.when(nw.col("memberships") == 1).then(nw.col("team_id"))
    return (
        stays.join(counting.select("person_id", "on", "team_id", "memberships"), on=["person_id", "on"])
        .join(places, on="team_id")
        .select("person_id", "last_on", first_on=nw.col("on"), first_zone=nw.col("zone"), only_team=only)
    )


def _spans(tables: dict[str, Frame]) -> Frame:
    """Put to each membership all that decides on which days it counts."""
    people = tables["people"].select("person_id", "hired_on", "left_on")
    teams = tables["teams"].select("team_id", "calendar")
    spans = tables["memberships"].join(teams, on="team_id").join(people, on="person_id")
    counts = spans.group_by("person_id").agg(memberships=nw.len())
    is_rep = (nw.col("role") == "rep").cast(nw.Int64).cast(nw.String)
    return spans.join(counts, on="person_id").with_columns(
        _order=nw.concat_str([is_rep, "valid_from", "team_id"], separator="|")
    )


def _outranked(spans: Frame, days: Frame) -> Frame:
    """Give the days of a membership on which another one of the same person counts."""
    # Only memberships that overlap are laid out day by day a second time: there are few.
    better = spans.select(
        "person_id", "calendar", _better=nw.col("_order"), _from=nw.col("valid_from"), _to=nw.col("valid_to")
    )
    return (
        spans.select("person_id", "_order", "valid_from", "valid_to")
        .join(better, on="person_id")
        .filter(
            nw.col("_better") > nw.col("_order"),
            (nw.col("_from") < nw.col("valid_to")) | nw.col("valid_to").is_null(),
            (nw.col("valid_from") < nw.col("_to")) | nw.col("_to").is_null(),
        )
        .join(days.select("calendar", "on"), on="calendar")
        .filter(*_within("_from", "_to"))
        .select("person_id", "_order", "on", _outranked=nw.lit(1))
        .unique()
    )


def _within(first: str, end: str) -> tuple[nw.Expr, nw.Expr]:
    """Select the days from one on and before another, if there is another."""
    on = nw.col("on")
    return on >= nw.col(first), (on < nw.col(end)) | nw.col(end).is_null()


def ancestry(teams: pd.DataFrame) -> pd.DataFrame:
    """
    Every team with the entities its rows count for.

    Parameters
    ----------
    teams : DataFrame
        ``team_id`` and ``parent_id`` (empty for a team without one).

    Returns
    -------
    DataFrame
        ``team_id, entity_kind, entity_id``: the team itself, each team above it, and the company; what belongs to
        no team counts for the company only.
    """
    parents = {
        str(team): str(parent) if isinstance(parent, str) else None
        for team, parent in zip(teams["team_id"], teams["parent_id"], strict=True)
    }
    rows = [(NO_TEAM, "company", COMPANY)]
    for team in parents:
        rows.append((team, "company", COMPANY))
        above: str | None = team
        seen: set[str] = set()
        while above is not None and above in parents and above not in seen:
            seen.add(above)
            rows.append((team, "team", above))
            above = parents[above]
    return pd.DataFrame(rows, columns=["team_id", "entity_kind", "entity_id"]).astype("str")
