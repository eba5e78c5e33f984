"""What holds for every system: whatever goes wrong on the way, what it holds arrives once, whole, and as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from pydantic import TypeAdapter
from stand_ins.clocks import QuickClock
from stand_ins.content import content

from reviewbook.errors import SourceError
from reviewbook.params.loading import load
from reviewbook.params.sources import SourceEntry
from reviewbook.places import Places
from reviewbook.schema import TABLES
from reviewbook.sources import changed_columns, meant, receive, snapshots
from reviewbook.sources.options import PullOptions
from reviewbook.sources.systems import SYSTEMS

ROOT = Path(__file__).parents[2]
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MANY = 8  # with pages of three: three pages
HUGE = "长" * 350_000 + " 🏭" * 10  # a megabyte


def stand_ins(kind):
    """Give the servers of a kind: some come in two editions."""
    module = import_module(f"stand_ins.{kind}")
    return [one for one in vars(module).values() if getattr(one, "kind", None) == kind]


@pytest.fixture(params=[one for kind in SYSTEMS for one in stand_ins(kind)], ids=lambda one: one.__name__)
def system(request, monkeypatch, tmp_path):
    """The stand-in of a system, running; its secrets set; tokens kept in a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with request.param() as system:
        for name, value in system.secrets.items():
            monkeypatch.setenv(name, value)
        yield system
    assert system.violations == []


class Source:
    """One source that pulls from a stand-in into a folder."""

    def __init__(self, system, folder, **more):
        self.system, self.clock = system, QuickClock(FRIDAY)
        self.places = Places(folder)
        self.entry = TypeAdapter(SourceEntry).validate_python({"person_ids": "own", **system.entry(), **more})
        self.params = load(Places(ROOT))

    def pull(self, whole=False, hours=0):
        self.clock.at = max(self.clock.at, FRIDAY + timedelta(hours=hours))
        self.clock.at += timedelta(seconds=1)
        return receive(self.entry, self.places, self.clock.at, PullOptions(whole=whole, clock=self.clock))

    def mapped(self):
        return meant(snapshots(self.places, self.entry.name)[-1], self.entry, self.places, self.params)

    def holds(self, expected):
        """Whether what has arrived is what the system was told, no more and no less."""
        mapped = self.mapped()
        assert mapped.rejected.to_dict("records") == []
        for name in self.system.tables:
            wanted = expected.get(name)
            found = mapped.tables.get(name)
            if wanted is None or wanted.empty:
                assert found is None or found.empty, name
                continue
            assert found is not None, f"no {name} came"
            columns = [one for one in TABLES[name].names if one in wanted]
            key = [*TABLES[name].key]
            pd.testing.assert_frame_equal(
                found[columns].sort_values(key, ignore_index=True),
                wanted[columns].sort_values(key, ignore_index=True).astype(found[columns].dtypes.to_dict()),
                check_dtype=False,
            )
        return True


@pytest.fixture
def source(system, tmp_path):
    return Source(system, tmp_path)


def test_a_system_that_holds_nothing_gives_nothing_and_no_error(system, source):
    expected = system.tell(content(0))
    assert source.pull().is_new
    assert source.holds(expected)


@pytest.mark.parametrize("count", [2, MANY])
def test_everything_arrives_on_one_page_or_on_many(system, source, count):
    expected = system.tell(content(count))
    source.pull()
    assert source.holds(expected)
    assert len(expected[system.main_table]) >= count


def test_pulling_again_brings_nothing_new_and_doubles_nothing(system, source):
    expected = system.tell(content(MANY))
    source.pull()
    for whole in (False, True):
        assert not source.pull(whole=whole).is_new
    assert source.holds(expected)
    assert len(snapshots(source.places, source.entry.name)) == 1


@pytest.mark.parametrize("trouble", ["too many", "away", "cut", "dropped"])
def test_trouble_on_the_way_is_waited_out(system, source, trouble):
    expected = system.tell(content(MANY))
    match trouble:
        case "too many":
            system.storm(3)
        case "away":
            system.fault("status", times=2, status=503)
        case "cut":
            system.fault("cut", times=2, after=1)
        case "dropped":
            system.fault("drop", times=2)
    source.pull()
    assert source.holds(expected)
    assert source.clock.slept


def test_trouble_that_does_not_end_is_told_and_what_was_known_stays(system, source):
    expected = system.tell(content(2))
    source.pull()
    system.fault("status", ".", times=999, status=503)
    with pytest.raises(SourceError, match=rf"^source {source.entry.name}: .*503"):
        source.pull(hours=1)
    assert source.holds(expected)


def test_a_pull_that_was_stopped_goes_on_behind_its_last_page(system, source):
    expected = system.tell(content(MANY))
    system.fault("status", times=999, status=503, after=1)
    with pytest.raises(SourceError):
        source.pull()
    system.faults.clear()
    before = len(system.asked(system.main_list))
    source.pull()
    resumed = len(system.asked(system.main_list)) - before
    assert source.holds(expected)
    source.pull(whole=True)
    assert resumed < len(system.asked(system.main_list)) - before - resumed


def test_a_row_that_comes_twice_is_one(system, source):
    expected = system.tell(content(MANY))
    system.doubled = True
    source.pull()
    assert source.holds(expected)


def test_what_changed_came_and_went_is_seen_by_the_next_pulls(system, source):
    first, second = content(5), content(6)
    for name, frame in second.items():
        for column in ("text", "title", "name", "comment", "stage"):
            if column in frame and name != "people":
                frame.loc[frame.index[-1], column] = frame[column].iloc[-1] + " (geändert)"
    system.tell(first)
    source.pull()
    system.now = FRIDAY + timedelta(hours=20)
    expected = system.tell(second)
    assert source.pull(hours=21).is_new
    assert source.holds(expected)
    system.now = FRIDAY + timedelta(hours=40)
    fewer = {
        name: frame if name == "people" else frame.iloc[: -4 if name == "report_fields" else -1]
        for name, frame in second.items()
    }
    expected = system.tell(fewer)
    assert source.pull(whole=True, hours=41).is_new
    assert source.holds(expected)
    gone = [one for one in _records(source, system.main_kind) if one.gone]
    assert gone  # it is marked, and what it said is still there


def test_a_clock_that_is_behind_loses_nothing(system, source):
    system.now = FRIDAY - timedelta(minutes=90)
    system.tell(content(3))
    source.pull()
    system.now = FRIDAY - timedelta(minutes=80)  # ten minutes later, by its own clock before the first pull
    expected = system.tell(content(5))
    source.pull(hours=1)
    assert source.holds(expected)


def test_a_token_that_ends_in_the_middle_is_renewed(system, source):
    expected = system.tell(content(MANY))
    answer, asked = system.answer, []

    def expiring(seen):
        if system.main_list and seen in system.asked(system.main_list):
            asked.append(seen)
            if len(asked) == 2:
                system.expire_tokens()
        return answer(seen)

    system.answer = expiring
    if not system.renews:
        with pytest.raises(SourceError, match=r"401|token"):
            source.pull()
        return
    source.pull()
    assert source.holds(expected)


def test_a_key_that_goes_away_is_told_by_its_name_and_a_new_one_is_kept(system, source):
    system.tell(content(3))
    source.pull()
    system.dropped, system.added = {system.droppable}, {"brandNew__c": "kept"}
    source.pull(whole=True, hours=1)
    former, now = snapshots(source.places, source.entry.name)
    (change,) = [one for one in changed_columns(former, now, source.entry) if one.table == system.main_kind]
    assert change.gone == (system.droppable,)
    assert "brandNew__c" in change.others
    assert _records(source, system.main_kind)[0].body["brandNew__c"] == "kept"
    source.mapped()


def test_a_megabyte_of_text_arrives_whole(system, source):
    expected = system.tell(content(2, HUGE))
    source.pull()
    assert source.holds(expected)


def test_no_secret_is_kept_in_a_snapshot(system, source):
    system.tell(content(2))
    source.pull()
    kept = b"".join(file.read_bytes() for file in source.places.snapshots.rglob("*") if file.is_file())
    bodies = "".join(str(one.body) for kind in _known(source).kinds for one in _known(source).now(kind))
    for value in system.secrets.values():
        assert value.encode() not in kept
        assert value not in bodies


def test_the_probes_find_nothing_missing_where_nothing_is(system, source):
    from reviewbook.sources.systems import system as of

    system.tell(content(2))
    probes = list(of(source.entry.kind).talk(source.entry, source.clock).probes())
    assert probes
    for probe in probes:
        probe.ask()
    names = {one.external_id for one in of(source.entry.kind).contacts(_pulled(source))}
    assert names


def _pulled(source):
    source.pull()
    return _known(source)


def _known(source):
    from reviewbook.sources.increments import records_until

    return records_until(snapshots(source.places, source.entry.name), None)


def _records(source, kind):
    return [versions[-1] for versions in _known(source).versions(kind).values()]
