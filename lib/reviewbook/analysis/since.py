"""What came since an edition, for everybody: rows that are new, other or gone, and facts derived again from the former.

It is asked once for all audiences whose former edition rests on the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from reviewbook import changes
from reviewbook.analysis.computing import computing
from reviewbook.analysis.stages import derive_frames
from reviewbook.analysis.timeline import timeline
from reviewbook.audiences import Derived
from reviewbook.calendars import microseconds
from reviewbook.engine import Engine, Frame, as_read
from reviewbook.measures import read_tables
from reviewbook.params.loading import Params
from reviewbook.schema import FRAMES, TABLES
from reviewbook.warehouse import Moment, Warehouse

__all__ = ["Since", "rederived", "since"]

_TOUCHES = ("row", "table", "kind", "size", "entity_kind", "entity_id", "first_on", "last_on")

#: Of an order or a deal, the column that says when it happened; the first that a table has.
_ON = ("ordered_at", "submitted_at", "given_at", "responded_at", "opened_at", "created_on", "starts_on", "valid_from",
       "completed_on", "done_on", "due_on")  # fmt: skip

#: Columns that stand in no key: people and teams have columns of their own, so that they can be withheld, and why
#: somebody was away is nobody's business.
_NAMING = ("person_id", "team_id", "owner_id", "author_id", "owner_kind", "kind")


@dataclass(frozen=True)
class Since:
    """
    What came since an edition.

    Parameters
    ----------
    arrivals : DataFrame
        Frame ``arrivals`` of everybody, with ``row``, its number, and ``teams``, those whose rows they are.
    touches : DataFrame
        What each of them bears on (`changes.explained`).
    """

    arrivals: pd.DataFrame
    touches: pd.DataFrame


def since(warehouse: Warehouse, derived: Derived, params: Params, former: Moment) -> Since:
    """
    Compare every table that a measure reads with what it was when an edition was made.

    Parameters
    ----------
    warehouse : Warehouse
        The warehouse from which `derived` was derived.
    derived : Derived
        What is known now.
    params : Params
        The company.
    former : Moment
        The cut-off of the edition before, and what was known then.
    """
    now = Moment(derived.as_of)
    found = warehouse.differences(former, now, sorted(read_tables()))
    rows = _Rows(former.as_of, _around(warehouse, derived, params, (former, now), found))
    for name, frame in found.items():
        for row in frame.to_dict("records") if name != "report_fields" else _by_report(frame, found["reports"]):
            rows.add(name, {str(column): value for column, value in row.items()})
    return rows.settled()


def rederived(warehouse: Warehouse, derived: Derived, params: Params, data: Moment, as_of: datetime) -> Derived:
    """
    Derive the facts once more from rows as they were, with the rules and code of now.

    Parameters
    ----------
    warehouse, derived, params
        As for `since`.
    data : Moment
        Of which moment the rows are.
    as_of : datetime
        At which cut-off: which deadlines have passed.

    Returns
    -------
    Derived
        ``facts``, with ``people``, ``teams`` and ``memberships`` as they were: what it takes to cut them.
    """
    plan = timeline(derived.publication, derived.period, as_of, params.company.zone)
    engine, tables = computing(warehouse, warehouse.view(data.as_of, data.known), params.company)
    facts = derive_frames(engine, tables, params, plan)["facts"]
    roster = {name: _read(engine, tables[name], name) for name in ("people", "teams", "memberships")}
    return Derived(derived.publication, derived.period, derived.as_of, {"facts": facts, **roster})


def _read(engine: Engine, frame: Frame, name: str) -> pd.DataFrame:
    return as_read(engine.collect(frame), TABLES[name])


def _around(
    warehouse: Warehouse,
    derived: Derived,
    params: Params,
    moments: tuple[Moment, Moment],
    found: Mapping[str, pd.DataFrame],
) -> changes.Around:
    """Read what has to be known besides the rows, as it was and as it is."""
    engine = warehouse.engine()
    views = [warehouse.view(moment.as_of, moment.known) for moment in moments]
    both = {
        name: pd.concat([_read(engine, view[name], name).assign(moment=n) for n, view in enumerate(views)])
        for name in ("memberships", "teams", "customers")
    }
    spoken_of = pd.concat([found[name]["report_id"] for name in ("report_fields", "feedback")]).drop_duplicates()
    wanted = engine.frame(pd.DataFrame({"report_id": spoken_of.astype("str")}))
    reports = [_read(engine, view["reports"].join(wanted, on="report_id"), "reports") for view in views]
    told = pd.concat(reports).drop_duplicates("report_id", keep="last")
    had = both["customers"].dropna(subset="owner_id")
    owed, replies = derived.frames["owed"], derived.frames["replies"].dropna(subset="manager_id")
    keys = zip(owed["person_id"], owed["template"], owed["period"], strict=True)
    return changes.Around(
        memberships=both["memberships"],
        teams=both["teams"],
        reports=told.drop(columns="revision"),
        owners=dict(zip(had["customer_id"], had["owner_id"], strict=True)),
        dues=dict(zip(keys, owed["due_on"].dt.date, strict=True)),
        answerers=dict(zip(replies["report_id"], replies["manager_id"], strict=True)),
        zone=params.company.zone,
    )


def _by_report(fields: pd.DataFrame, reports: pd.DataFrame) -> list[dict[str, Any]]:
    """Give one row for each report whose fields differ; those of a report that came or went itself are its own."""
    whole = reports[reports["state"] != "other"][["report_id", "revision"]]
    left = fields.merge(whole, on=["report_id", "revision"], how="left", indicator=True)
    left = left[left["_merge"] == "left_only"]
    rows = []
    for (report, revision), part in left.groupby(["report_id", "revision"]):
        names = ", ".join(sorted(part["field"]))
        rows.append({"report_id": report, "revision": revision, "field": names, "state": "other",
                     "came_at": part["came_at"].max()})  # fmt: skip
    return rows


@dataclass
class _Rows:
    """The arrivals while they are being collected."""

    former: datetime
    around: changes.Around
    told: list[dict[str, Any]] = field(default_factory=list)
    touches: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        """Take in a row that is new, other or gone."""
        number, kind = len(self.told), changes.kind_of(table, row, self.former)
        bears, size = changes.touched(table, row, self.around), _size(row)
        self.touches += [
            (number, table, kind, size, one.entity_kind, one.entity_id, one.first_on, one.last_on) for one in bears
        ]
        self.told.append(
            {"row": number, "table": table, "kind": kind, "state": row["state"], **self._about(table, row)}
        )

    def _about(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """Tell whose a row is, of which day, and what differs in it."""
        ways = [self._whose(table, version) for version in changes.versions(row)]
        people = [person for person, _, _ in ways if person]
        on = next((day for _, _, day in ways if day is not None), None)
        before = people[-1] if len(set(people)) > 1 else None
        teams = sorted({team for person, team, day in ways for team in self._teams(person, team, day)})
        came = row["came_at"]
        return {
            "key": " ".join(str(_plain(row[name])) for name in TABLES[table].key if name not in _NAMING),
            "person_id": people[0] if people else None,
            "person_before": before,
            "team_id": teams[0] if teams else None,
            "teams": tuple(teams),
            "on": on.isoformat() if on else None,
            "came_at": None if pd.isna(came) else microseconds(pd.Timestamp(came).to_pydatetime()),
            "differs": changes.what_differs(table, row) if table != "report_fields" else None,
        }

    def _whose(self, table: str, version: Mapping[str, Any]) -> tuple[str | None, str | None, date | None]:
        """Give person, team and day of a row."""
        if table in ("report_fields", "feedback"):
            version = {**self.around.report.get(str(version["report_id"]), {}), **version}
        person, team = version.get("person_id"), version.get("team_id")
        if pd.isna(person) and version.get("customer_id") in self.around.owners:
            person = self.around.owners[str(version["customer_id"])]
        if table == "customers":
            person = version["owner_id"]
        if table == "targets":
            owner = {str(version["owner_kind"]): version["owner_id"]}
            person, team = owner.get("person"), owner.get("team")
        at = next((version[name] for name in _ON if pd.notna(version.get(name))), None)
        return _known(person), _known(team), None if at is None else pd.Timestamp(at).date()

    def _teams(self, person: str | None, team: str | None, day: date | None) -> list[str]:
        own = [team] if team else []
        if person is None:
            return own
        return own + self.around.teams_of(person, day or date.min, day or date.max)

    def settled(self) -> Since:
        """Give what was collected."""
        table = FRAMES["arrivals"]
        rows = pd.DataFrame(self.told, columns=["row", "teams", *table.names])
        typed = as_read(rows, FRAMES["arrivals"])
        order = rows.sort_values(list(table.key), kind="stable", na_position="first")
        kept = typed.assign(row=order["row"].to_list(), teams=order["teams"].to_list())
        return Since(kept, pd.DataFrame(self.touches, columns=list(_TOUCHES)))


def _size(row: Mapping[str, Any]) -> float:
    """Give by how much the amount of a row differs; nothing of a row without one."""
    now, before = (0.0 if pd.isna(row.get(name)) else float(row[name]) for name in ("amount", "amount_before"))
    return abs(now - before)


def _known(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _plain(value: Any) -> Any:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value
