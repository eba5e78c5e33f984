"""Answers of systems that are not as their vendors describe them: rows, refusals, and no way back for the nonsense."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from stand_ins.clocks import QuickClock
from stand_ins.content import content
from stand_ins.server import Reply, StandIn

from fuzz.tampering import TREE_EDITS, refused_well, tampered
from reviewbook.errors import SourceError
from reviewbook.params.loading import Params, load
from reviewbook.params.sources import SourceEntry
from reviewbook.places import Places
from reviewbook.sources import receive, snapshots
from reviewbook.sources.increments import records_until
from reviewbook.sources.interpreting import interpreted
from reviewbook.sources.mapped import Mapped
from reviewbook.sources.options import PullOptions
from reviewbook.sources.systems import SYSTEMS
from reviewbook.sources.systems import system as system_of
from reviewbook.sources.systems.matching import Person, proposals
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Ground, LeftOut
from reviewbook.sources.systems.system import understood

ROOT = Path(__file__).parents[2]
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
some = settings(suppress_health_check=[HealthCheck.too_slow])


@dataclass
class Kept:
    """A stand-in that runs as long as this process, and what it held when nothing was wrong."""

    stand_in: StandIn
    records: Records

    @property
    def entry(self) -> Any:
        return TypeAdapter(SourceEntry).validate_python({"person_ids": "own", **self.stand_in.entry()})

    def pull(self, places: Places, hours: float, whole: bool = False) -> None:
        clock = QuickClock(FRIDAY + timedelta(hours=hours))
        receive(self.entry, places, clock.at, PullOptions(whole=whole, clock=clock))

    @property
    def ground(self) -> Ground:
        return Ground(self.entry, params().templates, params().company)

    def mapped(self, records: Records) -> Mapped:
        return interpreted(system_of(self.entry.kind), records, self.ground)

    def rows(self, records: Records) -> int:
        made = system_of(self.entry.kind).rows(records, self.ground)
        return sum(1 for row in made if not isinstance(row, LeftOut))


@cache
def params() -> Params:
    return load(Places(ROOT))


@cache
def kept(kind: str) -> Kept:
    module = import_module(f"stand_ins.{kind}")
    stand_in = next(one for one in vars(module).values() if getattr(one, "kind", None) == kind)()
    stand_in.spec = None  # what it is made to say is meant to break its vendor's description
    stand_in.__enter__()
    os.environ.update(stand_in.secrets)
    stand_in.tell(content(3))
    with TemporaryDirectory() as folder:
        found = Kept(stand_in, Records())
        found.pull(Places(Path(folder)), 0)
        found.records = records_until(snapshots(Places(Path(folder)), found.entry.name), None)
        for versions in [one for each in found.records.kinds.values() for one in each.values()]:
            assert all(version.body for version in versions)
    return found


def _everything(records: Records) -> list[Version]:
    return [version for each in records.kinds.values() for versions in each.values() for version in versions]


@settings(some, max_examples=40)
@given(st.sampled_from(SYSTEMS), st.integers(0, 2**16 - 1), TREE_EDITS)
def test_records_that_are_not_as_described_become_rows_or_are_refused(
    kind: str, number: int, edits: list[tuple[int, str, Any]]
) -> None:
    known, versions = kept(kind), _everything(kept(kind).records)
    place = number % len(versions)
    one = versions[place]
    body = json.loads(json.dumps(tampered(one.body, edits)))
    # What is no object is refused when it is received.
    versions[place] = replace(one, kept=body if isinstance(body, dict) else {"value": body})
    records = Records.of(versions)
    try:
        mapped, made = known.mapped(records), known.rows(records)
    except SourceError as error:
        refused_well(error)
        return
    assert mapped.rejected["reason"].str.strip().ne("").all()
    count = sum(len(table) for table in mapped.tables.values())
    again = mapped.left_out.query("reason == 'the same row stands there again'")["rows"].sum()
    assert count + again + len(mapped.rejected) >= made, "a row is lost"
    assert count + again == made or not mapped.rejected.empty


@settings(some, max_examples=100)
@given(st.sampled_from(SYSTEMS), st.integers(0, 2**16 - 1), TREE_EDITS)
def test_people_of_a_system_that_are_not_as_described_are_known_or_refused(
    kind: str, number: int, edits: list[tuple[int, str, Any]]
) -> None:
    versions = _everything(kept(kind).records)
    one = versions[number % len(versions)]
    body = json.loads(json.dumps(tampered(one.body, edits)))
    versions.append(replace(one, id="another", kept=body if isinstance(body, dict) else {"value": body}))
    try:
        with understood(kind, "a record"):
            contacts = list(system_of(kind).contacts(Records.of(versions)))
        proposals(contacts, [Person("p1", "王芳", "wang.fang@yunling.example")], {})
    except SourceError as error:
        refused_well(error)


@settings(some, max_examples=40)
@given(st.sampled_from(SYSTEMS), st.integers(0, 5), TREE_EDITS)
def test_an_answer_that_is_not_as_described_is_understood_or_refused_and_does_no_lasting_harm(
    kind: str, number: int, edits: list[tuple[int, str, Any]]
) -> None:
    known, given_answers = kept(kind), itertools.count()
    rightly = known.stand_in.answer

    def wrongly(seen: Any) -> Any:
        found = rightly(seen)
        answer = found if isinstance(found, Reply) else Reply(200, found)
        if next(given_answers) == number and not isinstance(answer.body, bytes):
            return Reply(answer.status, json.dumps(tampered(answer.body, edits)).encode(), answer.headers)
        return answer

    with TemporaryDirectory() as folder, patch.object(known.stand_in, "answer", wrongly):
        places = Places(Path(folder))
        try:
            known.pull(places, 0)
        except SourceError as error:
            refused_well(error)
        known.stand_in.answer = rightly
        known.pull(places, 1, whole=True)
        now = records_until(snapshots(places, known.entry.name), None)
        for each, wanted in known.records.kinds.items():
            there = {one.id: one.body for one in now.now(each)}
            assert {name: there.get(name) for name in wanted} == {name: each[-1].body for name, each in wanted.items()}
