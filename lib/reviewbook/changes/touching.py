"""Whom and which days a row bears on: the person, the teams above her on that day, the company, a product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.periods import Period
from reviewbook.roster import ancestry
from reviewbook.schema import COMPANY

__all__ = ["ANY", "Around", "Touch", "touched", "versions"]

#: Stands for every entity, or for every product.
ANY = "*"

_FIRST, _LAST = date.min, date.max

_PEOPLE = ("person_id", "author_id", "owner_id")


@dataclass(frozen=True)
class Touch:
    """
    Something that a row bears on.

    Parameters
    ----------
    entity_kind, entity_id : str
        Whom; `ANY` of either stands for all of them.
    first_on, last_on : date
        On which days.
    """

    entity_kind: str
    entity_id: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Around:
    """
    What has to be known besides a row, as it stood at either moment.

    Parameters
    ----------
    memberships, teams : DataFrame
        The tables of these names; a row of both moments is there twice.
    reports : DataFrame
        Of the reports that rows speak of: ``report_id, person_id, cadence, period, template, submitted_at``.
    owners : mapping
        Customer to who has it.
    dues : mapping
        Person, template and period of a report to the day on which it was due.
    answerers : mapping
        Report to who was to answer it.
    zone : str
        Zone of the company.
    """

    memberships: pd.DataFrame
    teams: pd.DataFrame
    reports: pd.DataFrame
    owners: Mapping[str, str]
    dues: Mapping[tuple[str, str, str], date]
    answerers: Mapping[str, str]
    zone: str

    @cached_property
    def above(self) -> dict[str, list[str]]:
        """Each team, with the teams above it at either moment."""
        found: dict[str, list[str]] = {}
        for _, teams in self.teams.groupby("moment"):
            for team, kind, entity in ancestry(teams).itertuples(index=False):
                if kind == "team" and entity not in found.setdefault(team, []):
                    found[team].append(entity)
        return found

    @cached_property
    def _spans(self) -> dict[str, list[tuple[str, date, date]]]:
        found: dict[str, list[tuple[str, date, date]]] = {}
        rows = self.memberships[["person_id", "team_id", "valid_from", "valid_to"]].drop_duplicates()
        for person, team, begun, end in rows.itertuples(index=False):
            found.setdefault(str(person), []).append((str(team), _day(begun, _FIRST), _day(end, _LAST)))
        return found

    def teams_of(self, person: str, first: date, last: date) -> list[str]:
        """Give the teams in which somebody was on some day of a span, without those above them."""
        spans = self._spans.get(person, [])
        return sorted({team for team, begun, end in spans if begun <= last and end > first})

    @cached_property
    def zones(self) -> dict[str, str]:
        """Each team's zone."""
        return {str(team): str(zone) for team, zone in zip(self.teams["team_id"], self.teams["zone"], strict=True)}

    @cached_property
    def report(self) -> dict[str, Mapping[str, Any]]:
        """The reports by their ids."""
        rows = self.reports.to_dict("records")
        return {str(row["report_id"]): {str(name): value for name, value in row.items()} for row in rows}


def touched(table: str, row: Mapping[str, Any], around: Around) -> list[Touch]:
    """
    Give whom and which days a row of a table bears on, as it is now and as it was.

    Parameters
    ----------
    table : str
        Its table.
    row : mapping
        A row of `warehouse.arrivals.compared`.
    around : Around
        What has to be known besides.
    """
    found: dict[Touch, None] = {}
    for version in _versions(table, row, around):
        for first, last in _days(table, version, around):
            found |= dict.fromkeys(_whom(table, version, (first, last), around))
    return list(found)


def versions(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the row as it is now and as it was, where it was or is there."""
    keys = {name: value for name, value in row.items() if not name.endswith("_before")}
    before = {name.removesuffix("_before"): value for name, value in row.items() if name.endswith("_before")}
    states = {"new": [keys], "gone": [{**keys, **before}], "other": [keys, {**keys, **before}]}
    return states[str(row["state"])]


def _versions(table: str, row: Mapping[str, Any], around: Around) -> Iterator[dict[str, Any]]:
    for version in versions(row):
        if table in ("report_fields", "feedback"):
            # The row itself says neither whose report it is nor for when.
            parent = around.report.get(str(version["report_id"]), {})
            yield {**parent, **version}
        else:
            yield version


def _days(table: str, row: Mapping[str, Any], around: Around) -> Iterator[tuple[date, date]]:
    match table:
        case "reports" | "report_fields" | "feedback":
            yield from _of_report(row, around)
        case "orders":
            for at in (row["ordered_at"], row["recorded_at"]):
                yield from _around_instant(at, row, around)
        case "satisfaction":
            yield from _around_instant(row["responded_at"], row, around)
        case "complaints":
            for first, _ in _around_instant(row["opened_at"], row, around):
                yield first, _day(row["resolved_at"], _LAST)
        case "opportunities":
            yield _day(row["created_on"], _FIRST), _day(row["closed_on"], _LAST)
        case "targets":
            period = Period.parse(str(row["period"]))
            yield period.start_on, period.last_on
        case "leave":
            yield _day(row["starts_on"], _FIRST), _day(row["ends_on"], _LAST)
        case "memberships" | "fx_rates":
            yield _day(row["valid_from"], _FIRST), _day(row.get("valid_to"), _LAST)
        case "trainings" | "goals":
            done = row["completed_on" if table == "trainings" else "done_on"]
            yield min(_day(row["due_on"], _LAST), _day(done, _LAST)), _LAST
        case _:
            yield _FIRST, _LAST


def _of_report(row: Mapping[str, Any], around: Around) -> Iterator[tuple[date, date]]:
    """Give the day on which a report was due, and the one on which it came."""
    if "person_id" not in row:
        return
    due = around.dues.get((str(row["person_id"]), str(row["template"]), str(row["period"])))
    if due is not None:
        yield due, due
    yield from _around_instant(row["submitted_at"], row, around)


def _around_instant(at: Any, row: Mapping[str, Any], around: Around) -> Iterator[tuple[date, date]]:
    """Give the days on which an instant may be: in the zone of the company, and in those of the person's teams."""
    if pd.isna(at):
        return
    stamp = pd.Timestamp(at)
    rough = stamp.date()
    teams = [team for person in _people("", row, around) for team in around.teams_of(person, rough, rough)]
    zones = {around.zone, *(around.zones[team] for team in teams if team in around.zones)}
    for on in sorted({stamp.tz_convert(ZoneInfo(zone)).date() for zone in zones}):
        yield on, on


def _whom(table: str, row: Mapping[str, Any], span: tuple[date, date], around: Around) -> Iterator[Touch]:
    if table in ("fx_rates", "products"):
        yield Touch(ANY, ANY, *span)
        return
    yield Touch("company", COMPANY, *span)
    people = list(_people(table, row, around))
    teams = _teams(table, row) + [team for person in people for team in around.teams_of(person, *span)]
    yield from (Touch("person", person, *span) for person in people)
    for above in dict.fromkeys(one for team in teams for one in around.above.get(team, [team])):
        yield Touch("team", above, *span)
    if table == "teams":
        yield Touch("person", ANY, *span)  # its calendar and its zone are those of its people
    if table == "complaints":
        yield Touch("product", ANY, *span)  # products are named in its text
    elif pd.notna(row.get("product_id")):
        yield Touch("product", str(row["product_id"]), *span)


def _people(table: str, row: Mapping[str, Any], around: Around) -> Iterator[str]:
    """Give everybody whom a row names, who has its customer, and who was to answer its report."""
    named = [row[column] for column in _PEOPLE if pd.notna(row.get(column))]
    if table == "targets":
        named = [row["owner_id"]] if row["owner_kind"] == "person" else []
    if pd.isna(row.get("person_id")) and row.get("customer_id") in around.owners:
        named.append(around.owners[str(row["customer_id"])])
    if str(row.get("report_id")) in around.answerers:
        named.append(around.answerers[str(row["report_id"])])
    yield from (str(person) for person in dict.fromkeys(named))


def _teams(table: str, row: Mapping[str, Any]) -> list[str]:
    if table == "targets":
        return [str(row["owner_id"])] if row["owner_kind"] == "team" else []
    named = row.get("team_id")
    return [] if named is None or pd.isna(named) else [str(named)]


def _day(value: Any, otherwise: date) -> date:
    return otherwise if value is None or pd.isna(value) else pd.Timestamp(value).date()
