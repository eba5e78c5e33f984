"""Defects that are planted into a company's week are found, each by exactly its rule; without one nothing is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from reviewbook.analysis import slot, timeline
from reviewbook.analysis.gated import Pulled, gated
from reviewbook.calendars import days_frame
from reviewbook.engine import empty
from reviewbook.params.loading import Params
from reviewbook.params.sources import FilesEntry, Sources
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.schema import FACTS, FRAMES
from reviewbook.sources import note_checked, open_source, pull
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.warehouse import Moment, Warehouse

WEEK = Period.parse("2026-W47")
PULLED = datetime(2026, 11, 24, 4, tzinfo=UTC)
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Give what the gate looks at of twelve reps and four months."""
    whole = simulate(SampleOptions(reps=12, months=4)).tables
    return {name: whole[name] for name in ("people", "teams", "memberships", "orders", "reports", "complaints")}


@dataclass(frozen=True)
class Asked:
    """Asks the gate of the week, of some tables and targets."""

    folder: Path
    params: Params

    def __call__(self, tables: Tables, without_target: int = 0, source: str = "sample") -> pd.DataFrame:
        publication, zone = self.params.publication("weekly_review"), self.params.company.zone
        as_of, places = slot(self.params, publication, WEEK), Places(self.folder)
        note_checked(places, source, PULLED)
        with Warehouse.create_or_open(places.warehouse) as warehouse:
            given = {name: rows.assign(_file=name, _line=range(len(rows))) for name, rows in tables.items()}
            warehouse.load(source, given, PULLED, complete=True)
            frames = {
                "origins": warehouse.origins(),
                "rejected": warehouse.rejected(),
                **self._frames(tables, without_target),
            }
            pulled = Pulled(places, warehouse, Moment(as_of), slot(self.params, publication, WEEK.previous))
            return gated(pulled, frames, self.params, timeline(publication, WEEK, as_of, zone))["gate"]

    def _frames(self, tables: Tables, without_target: int) -> Mapping[str, pd.DataFrame]:
        members = tables["memberships"].drop_duplicates("person_id", keep="last")
        reps = sorted(members.loc[members["role"] == "rep", "person_id"])
        goals = [("2026-W46", who) for who in reps] + [("2026-W47", who) for who in reps[without_target:]]
        facts = [{"measure": "target", "cadence": "weekly", "period": week, "entity_kind": "person", "entity_id": who,
                  "value": 1.0} for week, who in goals]  # fmt: skip
        days = days_frame(["CN"], self.params.company, WEEK.shift(-40).start_on, WEEK.shift(6).last_on)
        days = days.assign(on=pd.to_datetime(days["on"]), provisional=days["provisional"] == 1)
        staff = members[["person_id", "team_id", "role"]].assign(working_days=5.0, manager_id=None)
        return {"facts": pd.DataFrame(facts, columns=FACTS.names), "days": days, "staff": staff,
                "claims": empty(FRAMES["claims"]), "owed": empty(FRAMES["owed"])}  # fmt: skip


@pytest.fixture
def asked(tmp_path: Path, params: Params) -> Asked:
    return Asked(tmp_path, params)


def faults(frame: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Give what is wrong with tables, and with the company."""
    wrong = frame[frame["outcome"].isin(["caveat", "withheld"]) & ~frame["entity_kind"].isin(["team", "person"])]
    return set(zip(wrong["check"], wrong["outcome"], wrong["table"].fillna(""), strict=True))


def _local(orders: pd.DataFrame) -> pd.Series:
    return orders["ordered_at"].dt.tz_convert("Asia/Shanghai").dt.strftime("%m-%d %H")


def _half_a_week_lost(tables: Tables) -> Tables:
    at = _local(tables["orders"])
    return {**tables, "orders": tables["orders"][(at < "11-16 00") | (at >= "11-18 12")]}


def _a_source_that_stopped(tables: Tables) -> Tables:
    return {**tables, "orders": tables["orders"][_local(tables["orders"]) < "11-19 10"]}


def _a_week_that_never_came(tables: Tables) -> Tables:
    at = _local(tables["orders"])
    return {**tables, "orders": tables["orders"][(at < "11-16 00") | (at >= "11-23 00")]}


def _doubled(tables: Tables) -> Tables:
    orders = tables["orders"]
    last = orders.loc[(_local(orders) >= "11-16 00") & (orders["status"] == "confirmed"), "order_id"].unique()[:12]
    again = orders[orders["order_id"].isin(last)]
    return {**tables, "orders": pd.concat([orders, again.assign(order_id=again["order_id"] + "-b")], ignore_index=True)}


def _strangers(tables: Tables) -> Tables:
    orders = tables["orders"]
    return {**tables, "orders": orders.assign(person_id=orders["person_id"].where(orders.index % 40 > 0, "p999"))}


def _contradicting(tables: Tables) -> Tables:
    orders = tables["orders"]
    other = orders[orders.index % 40 == 0].assign(amount=1.0)
    return {**tables, "orders": pd.concat([orders, other], ignore_index=True)}


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (dict, set()),
        (_half_a_week_lost, {("silent_days", "caveat", "orders")}),
        (_a_source_that_stopped, {("freshness", "caveat", "orders")}),
        (_doubled, {("doubled_orders", "caveat", "orders")}),
        (_strangers, {("unknown_people", "caveat", "orders")}),
        (_contradicting, {("repeated_rows", "caveat", "orders")}),
    ],
)
def test_a_defect_of_the_rows_is_found_by_its_rule(
    asked: Asked, tables: Tables, planted: Callable[[Tables], Tables], found: set[tuple[str, str, str]]
) -> None:
    assert faults(asked(planted(tables))) == found


def test_a_week_that_never_came_is_withheld(asked: Asked, tables: Tables) -> None:
    told = faults(asked(_a_week_that_never_came(tables)))
    assert ("too_few_rows", "withheld", "orders") in told
    assert {table for _, _, table in told} == {"orders"}


def test_targets_that_were_taken_away(asked: Asked, tables: Tables) -> None:
    assert faults(asked(tables, without_target=5)) == {("missing_targets", "caveat", "")}


def test_a_column_that_is_left_out_of_a_file(asked: Asked, tables: Tables, params: Params) -> None:
    entry = FilesEntry(kind="files", name="crm", folder="data", zone="Asia/Shanghai")
    places, file = Places(asked.folder), asked.folder / "data" / "orders.csv"
    file.parent.mkdir()
    for day, columns in enumerate(("order_id,line_id,cost", "order_id,line_id")):
        file.write_text(f"{columns}\n{','.join('1' * (columns.count(',') + 1))}\n", "utf-8")
        pull(open_source(entry, places), places, PULLED - timedelta(days=1 - day))
    params_of_files = Asked(asked.folder, type(params)(**{**vars(params), "sources": Sources(sources=(entry,))}))
    frame = params_of_files(tables, source="crm")
    assert faults(frame) == {("columns_gone", "withheld", "orders")}
    assert frame.loc[frame["outcome"] == "withheld", "detail"].tolist() == ["cost"]
