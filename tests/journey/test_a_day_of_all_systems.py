"""A day on which everything is pulled from all systems at once, twice, while much goes wrong on the way.

The same company is laid out twice: once its orders, reports, complaints and tasks lie in
eleven systems, once in files. What arrives, and what is published of it, must be the same.
"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from stand_ins.clocks import QuickClock

from reviewbook.places import Places
from reviewbook.run import pulling
from reviewbook.schema import TABLES
from reviewbook.sources import PullOptions, snapshots
from reviewbook.sources.increments import records_until
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.sources.systems import SYSTEMS, system

#: Noon and evening of the day; the stand-ins keep the same time.
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)

CRMS = ("fxiaoke", "zoho")
FORMS = ("dingtalk", "feishu", "slack", "teams", "wecom")
TASKS = ("asana", "jira", "trello", "worktile")

#: Tables that the systems hold for the sample; everything else comes from files in both workbooks.
HELD = (
    "customers",
    "orders",
    "opportunities",
    "complaints",
    "satisfaction",
    "reports",
    "report_fields",
    "feedback",
    "follow_ups",
)


@pytest.fixture(scope="module")
def company() -> dict[str, pd.DataFrame]:
    """The small company until the evening of the day; of each report its last version."""
    tables = dict(simulate(SampleOptions(reps=12, months=2)).tables)
    last = tables["reports"].sort_values("revision").drop_duplicates("report_id", keep="last")
    fields = tables["report_fields"].merge(last[["report_id", "revision"]])
    tables["reports"], tables["report_fields"] = last.assign(revision=1), fields.assign(revision=1)
    return tables


def shares(tables: dict[str, pd.DataFrame]) -> dict[str, dict[str, pd.DataFrame]]:
    """Give what lies in each system: of half of the reps the orders, of a fifth the daily reports, a fourth of the tasks."""
    people = sorted(tables["people"]["person_id"])
    place = {person: number for number, person in enumerate(people)}
    held: dict[str, dict[str, pd.DataFrame]] = {kind: {"people": tables["people"]} for kind in SYSTEMS}

    def of(name: str, column: str, kinds: tuple[str, ...], number: int) -> pd.DataFrame:
        frame = tables[name]
        return frame[frame[column].map(place).fillna(0).astype(int) % len(kinds) == number].reset_index(drop=True)

    for number, kind in enumerate(CRMS):
        held[kind] |= {
            name: of(name, "person_id", CRMS, number)
            for name in ("orders", "opportunities", "complaints", "satisfaction")
        }
        held[kind]["customers"] = of("customers", "owner_id", CRMS, number)
    daily = tables["reports"][tables["reports"]["template"] == "daily_sales"]
    for number, kind in enumerate(FORMS):
        mine = daily[daily["person_id"].map(place) % len(FORMS) == number]
        held[kind]["reports"] = mine.reset_index(drop=True)
        for name in ("report_fields", "feedback"):
            frame = tables[name]
            held[kind][name] = frame[frame["report_id"].isin(mine["report_id"])].reset_index(drop=True)
    for number, kind in enumerate(TASKS):
        held[kind]["follow_ups"] = of("follow_ups", "owner_id", TASKS, number)
    return held


def until(tables: dict[str, pd.DataFrame], at: datetime) -> dict[str, pd.DataFrame]:
    """Give what had happened by an instant."""
    happened = {"orders": "ordered_at", "reports": "submitted_at", "feedback": "given_at", "complaints": "opened_at",
                "satisfaction": "responded_at", "follow_ups": "created_at"}  # fmt: skip
    found = {name: frame[frame[happened[name]] <= at] if name in happened else frame for name, frame in tables.items()}
    fields = found["report_fields"]
    found["report_fields"] = fields[fields["report_id"].isin(found["reports"]["report_id"])]
    feedback = found["feedback"]
    found["feedback"] = feedback[feedback["report_id"].isin(found["reports"]["report_id"])]
    return {name: frame.reset_index(drop=True) for name, frame in found.items()}


class Day:
    """Two workbooks of one company, and the stand-ins of all systems."""

    def __init__(self, root: Path, folder: Path, stand_ins: dict[str, Any]) -> None:
        self.stand_ins = stand_ins
        self.asked, self.filed = Places(folder / "asked"), Places(folder / "filed")
        for places in (self.asked, self.filed):
            shutil.copytree(root / "params", places.root / "params")
            shutil.copytree(root / "notebooks", places.root / "notebooks")
        entries = [{"name": "hr", "kind": "files", "folder": "hr"}]
        systems = [{**stand_ins[kind].entry(), "name": kind, "since": "2026-09-20"} for kind in SYSTEMS]
        # What files cannot know by themselves: that Feishu tells no answers, and Fxiaoke not when.
        told = {"feishu": "none", "fxiaoke": "untimed"}
        files = [
            {"name": kind, "kind": "files", "folder": kind, "answers": {kind: told[kind]} if kind in told else {}}
            for kind in SYSTEMS
        ]
        self._name(self.asked, entries + systems)
        self._name(self.filed, entries + files)
        self.called: dict[str, dict[str, str]] = {}

    @staticmethod
    def _name(places: Places, entries: list[dict[str, Any]]) -> None:
        (places.params / "sources.yaml").write_text(json.dumps({"sources": entries}, ensure_ascii=False), "utf-8")

    def tell(self, tables: dict[str, pd.DataFrame], at: datetime) -> dict[str, dict[str, pd.DataFrame]]:
        """Let every system hold its share; give what must come of each."""
        expected = {}
        for kind, share in shares(tables).items():
            self.stand_ins[kind].now = at
            expected[kind] = self.stand_ins[kind].tell(share)
        rest = {name: frame for name, frame in tables.items() if name not in HELD}
        weekly = tables["reports"][tables["reports"]["template"] != "daily_sales"]
        rest["reports"] = weekly
        for name in ("report_fields", "feedback"):
            rest[name] = tables[name][tables[name]["report_id"].isin(weekly["report_id"])]
        for places in (self.asked, self.filed):
            write(rest, places.root / "hr")
        return expected

    def pull(self, places: Places, at: datetime) -> list[str]:
        clock = QuickClock(at)
        return list(pulling.pull(places, [], at, PullOptions(clock=clock)))

    def match(self, people: pd.DataFrame) -> None:
        """Write down who is who, as `reviewbook people` does, by name."""
        ids = dict(zip(people["name"], people["person_id"], strict=True))
        rows = []
        for kind in SYSTEMS:
            known = records_until(snapshots(self.asked, kind), None)
            self.called[kind] = {one.external_id: ids[one.name] for one in system(kind).contacts(known)}
            rows += [(kind, external, person) for external, person in sorted(self.called[kind].items())]
        frame = pd.DataFrame(rows, columns=["system", "external_id", "person_id"])
        for places in (self.asked, self.filed):
            frame.to_csv(places.params / pulling.IDENTITIES, index=False)

    def file(self, expected: dict[str, dict[str, pd.DataFrame]]) -> None:
        """Lay what must come of each system into a folder of its own, with the company's people."""
        for kind, tables in expected.items():
            known = self.called[kind]
            named = {name: recalled(name, frame, known) for name, frame in tables.items() if name in HELD}
            write(named, self.filed.root / kind)

    def held(self, places: Places) -> dict[str, list[tuple[Any, ...]]]:
        """Give every row of a warehouse that holds, with the source it is from."""
        with duckdb.connect(str(places.warehouse), read_only=True) as connection:
            return {
                name: connection.sql(
                    f'SELECT pulled_from, CAST(COLUMNS([{listed(table.names)}]) AS VARCHAR) FROM "{name}" WHERE known_to IS NULL '
                    "ORDER BY ALL"
                ).fetchall()
                for name, table in TABLES.items()
            }


def listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def recalled(name: str, frame: pd.DataFrame, known: dict[str, str]) -> pd.DataFrame:
    columns = [one for one in ("person_id", "owner_id", "author_id") if one in frame]
    return frame.assign(**{one: frame[one].map(lambda called: known.get(called, called)) for one in columns})


def write(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        if len(frame.columns):
            frame.drop(columns=[one for one in frame if one not in TABLES[name].names]).to_parquet(
                folder / f"{name}.parquet", index=False
            )


def trouble(stand_ins: dict[str, Any]) -> None:
    """Let something go wrong in each of them."""
    for number, one in enumerate(stand_ins.values()):
        one.storm(2)
        one.fault(("cut", "drop", "status")[number % 3], times=1, after=1)
        one.doubled = True


@pytest.fixture(scope="module")
def day(root: Path, tmp_path_factory: pytest.TempPathFactory, company: dict[str, pd.DataFrame]) -> Any:
    folder = tmp_path_factory.mktemp("day")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        stand_ins = {}
        for kind in SYSTEMS:
            module = import_module(f"stand_ins.{kind}")
            found = next(one for one in vars(module).values() if getattr(one, "kind", None) == kind)
            stand_ins[kind] = stack.enter_context(found())
            stand_ins[kind].page = 50
            for name, value in stand_ins[kind].secrets.items():
                monkeypatch.setenv(name, value)
        day = Day(root, folder, stand_ins)
        # At noon, with trouble; nobody in the systems is known yet, so what they hold waits.
        day.tell(until(company, NOON), NOON - timedelta(minutes=5))
        trouble(stand_ins)
        day.said = [day.pull(day.asked, NOON)]
        day.unmatched = day.held(day.asked)
        day.match(company["people"])
        day.said.append(day.pull(day.asked, NOON + timedelta(minutes=1)))
        # In the evening, with trouble again, more has happened.
        expected = day.tell(until(company, EVENING), EVENING - timedelta(minutes=5))
        trouble(stand_ins)
        day.said.append(day.pull(day.asked, EVENING))
        day.before_the_last = day.held(day.asked)
        day.said.append(day.pull(day.asked, EVENING + timedelta(minutes=1)))
        day.file(expected)
        for minutes in (0, 1):
            day.pull(day.filed, EVENING + timedelta(minutes=minutes))
        day.expected = expected
        yield day


def test_who_is_not_matched_is_in_no_table_and_told(day: Any) -> None:
    assert not [row for row in day.unmatched["orders"] if row[0] in CRMS]
    (line,) = [line for line in day.said[0] if line.startswith("zoho:")]
    assert ", 0 rejected" not in line


def test_nothing_is_lost_and_nothing_is_doubled(day: Any) -> None:
    asked, filed = day.held(day.asked), day.held(day.filed)
    for name in TABLES:
        assert asked[name] == filed[name], name
    for kind, tables in day.expected.items():
        for name in set(tables) & set(HELD):
            assert sum(row[0] == kind for row in asked[name]) == len(tables[name]), (kind, name)
    assert len([row for row in asked["orders"] if row[0] in CRMS]) > 300
    assert {row[0] for row in asked["reports"]} >= {"hr", *FORMS}
    assert {row[0] for row in asked["follow_ups"]} <= set(TASKS)


def test_pulling_once_more_changes_nothing(day: Any) -> None:
    assert all(": nothing new; " in line for line in day.said[-1] if not line.startswith(("hr:", "identities:")))
    assert day.held(day.asked) == day.before_the_last


def test_every_request_and_answer_kept_to_the_vendors_own_description(day: Any) -> None:
    for kind, one in day.stand_ins.items():
        assert one.violations == [], kind
        assert one.requests, kind


def test_the_review_is_the_same_as_that_of_the_files(day: Any, new_workbook: Any) -> None:
    from conftest import Workbook

    editions = []
    for places in (day.asked, day.filed):
        said = Workbook(places.root).type("publish", "daily", "2026-11-23", "--audience", "company")
        assert said.returncode == 0, said.stdout + said.stderr
        (folder,) = places.published.rglob("edition.json")
        editions.append({one.name: one.read_bytes() for one in folder.parent.iterdir() if one.is_file()})
    assert editions[0].keys() == editions[1].keys()
    assert {Path(name).suffix for name in editions[0]} >= {".html", ".pdf", ".xlsx", ".parquet"}
    different = {name for name in editions[0] if editions[0][name] != editions[1][name]}
    # How and when it came is another matter: its params name other sources, and files have other snapshots before them.
    assert different <= {"edition.json", "gate.parquet", "origins.parquet"}
