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


@dataclass(frozen=True)
class Roster:
    """
    The frames by which events are placed.

    Parameters
    ----------
    days : Frame
        One row per person, day and team: ``person_id, on, team_id, role, calendar, zone, working, valid_from``.
    homes : Frame
        One row per person and day: the team that counts, ``person_id, on, team_id, zone``. A person with several
        teams on a day counts where she is a rep, then where she came last.
    first_zones : Frame
        The zone of each person's first team: ``person_id, first_zone``.
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
    first_zones: Frame
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
        utc_day = events.with_columns(_utc_day=nw.col(at) // _DAY)
        dated = utc_day.join(self.dates.rename({"day": "_utc_day", "on": "_utc_on"}), on="_utc_day", how="left")
        here = self.homes.select(
            nw.col("person_id").alias("_who"), nw.col("on").alias("_utc_on"), nw.col("zone").alias("_zone")
        )
        zoned = dated.join(here, left_on=[person, "_utc_on"], right_on=["_who", "_utc_on"], how="left").join(
            self.first_zones.rename({"person_id": "_first"}), left_on=person, right_on="_first", how="left"
        )
        zoned = zoned.with_columns(_zone=nw.coalesce(nw.col("_zone"), nw.col("first_zone"), nw.lit(self.company_zone)))
        offsets = self.zones.rename({"zone": "_z", "day": "_d"})
        local = zoned.join(offsets, left_on=["_zone", "_utc_day"], right_on=["_z", "_d"], how="left").with_columns(
            local_at=nw.col(at)
            + nw.when(nw.col(at) >= nw.col("switch_at")).then(nw.col("offset_after")).otherwise(nw.col("offset_before"))
        )
        with_day = local.with_columns(_local_day=nw.col("local_at") // _DAY).join(
            self.dates.rename({"day": "_local_day"}), on="_local_day", how="left"
        )
        homes = self.homes.select(nw.col("person_id").alias("_who"), nw.col("on").alias("_on"), "team_id")
        placed = with_day.join(homes, left_on=[person, "on"], right_on=["_who", "_on"], how="left")
        helpers = [
            name
            for name in placed.collect_schema().names()
            if name.startswith("_") or name in ("first_zone", "switch_at", "offset_before", "offset_after")
        ]
        return placed.with_columns(team_id=nw.col("team_id").fill_null(NO_TEAM)).drop(helpers)


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
    people = tables["people"].select("person_id", "hired_on", "left_on")
    teams = tables["teams"].select("team_id", "calendar", "zone")
    spans = tables["memberships"].join(teams, on="team_id").join(people, on="person_id")
    present = (
        spans.join(days.select("calendar", "on", "working"), on="calendar")
        .filter(
            nw.col("on") >= nw.col("valid_from"),
            (nw.col("on") < nw.col("valid_to")) | nw.col("valid_to").is_null(),
            (nw.col("on") >= nw.col("hired_on")) | nw.col("hired_on").is_null(),
            (nw.col("on") < nw.col("left_on")) | nw.col("left_on").is_null(),
        )
        .select("person_id", "on", "team_id", "role", "calendar", "zone", "working", "valid_from")
    )
    kept = engine.keep(present)
    ranked = kept.with_columns(_rep=(nw.col("role") == "rep").cast(nw.Int64)).with_columns(
        _order=nw.concat_str([nw.col("_rep").cast(nw.String), "valid_from", "team_id"], separator="|")
    )
    top = ranked.group_by("person_id", "on").agg(_order=nw.col("_order").max())
    homes = engine.keep(ranked.join(top, on=["person_id", "on", "_order"]).select("person_id", "on", "team_id", "zone"))
    first = homes.group_by("person_id").agg(on=nw.col("on").min())
    dates = days.select("day", "on").unique()
    return Roster(
        days=kept.select("person_id", "on", "team_id", "role", "calendar", "zone", "working", "valid_from"),
        homes=homes,
        first_zones=engine.keep(
            homes.join(first, on=["person_id", "on"]).select("person_id", nw.col("zone").alias("first_zone"))
        ),
        entities=engine.frame(ancestry(engine.collect(tables["teams"].select("team_id", "parent_id")))),
        zones=zones,
        dates=engine.keep(dates),
        company_zone=company_zone,
    )


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
