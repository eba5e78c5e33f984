"""Systems among the sources: what is away keeps nobody from being pulled, and who is matched has his rows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from stand_ins.clocks import QuickClock
from stand_ins.content import content
from stand_ins.trello import Trello

from reviewbook.errors import ParamsError, SourceError
from reviewbook.run import pulling
from reviewbook.sources import PullOptions, complete_until, snapshots
from reviewbook.warehouse import Warehouse


@pytest.fixture
def trello(workbook, monkeypatch):
    """A board with four cards of the owners p1 and p2, and a workbook that has two people besides."""
    with Trello() as trello:
        for name, value in trello.secrets.items():
            monkeypatch.setenv(name, value)
        trello.tell(content(4))
        workbook.name_sources(f"- {json.dumps(trello.entry())}", workbook.ours)
        yield trello


def pull(workbook, *names, hours=0, whole=False):
    at = workbook.monday + timedelta(hours=hours)
    return pulling.pull(workbook.places, names, at, PullOptions(whole=whole, clock=QuickClock(at)))


def owners(workbook):
    with Warehouse.open(workbook.places.warehouse) as warehouse:
        tasks = warehouse.engine().collect(warehouse.view(workbook.monday + timedelta(days=9))["follow_ups"])
    return sorted(tasks["owner_id"])


def _noted(lines, said):
    """Note each line when it is said; what is said before an end with an error counts, too."""
    for line in lines:
        said.append(line)
    return ()


def match(workbook, trello):
    who = {"p1": "0012", "p2": "0013"}
    lines = [f"trello,{trello.members[told]['username']},{person}" for told, person in who.items()]
    workbook.write("params/identities.csv", "\n".join(["system,external_id,person_id", *lines]) + "\n")


def test_a_system_is_pulled_beside_the_files(workbook, trello):
    assert list(pull(workbook))[1] == "ours: new; 7 rows of 4 files, 7 changed in the warehouse, 0 rejected"
    assert workbook.counts()["follow_ups"] == 4
    again = list(pull(workbook, hours=1))
    assert again[0].startswith("trello: nothing new; ")
    assert again[0].endswith(" 0 changed in the warehouse, 0 rejected")


def test_who_is_matched_later_has_his_rows_although_nothing_new_came(workbook, trello):
    list(pull(workbook))
    assert set(owners(workbook)) == {"trello:p1", "trello:p2"}
    match(workbook, trello)
    said = list(pull(workbook, hours=1))
    assert said[2] == "identities: new; 2 rows of 1 files, 2 changed in the warehouse, 0 rejected"
    assert owners(workbook) == ["0012", "0012", "0013", "0013"]


def test_a_system_that_is_loaded_before_its_people_are_known_is_loaded_again(workbook, trello):
    """Trello stands before the files with the people, and `identities` is always last."""
    match(workbook, trello)
    list(pull(workbook))
    assert owners(workbook) == ["0012", "0012", "0013", "0013"]


def test_a_system_that_is_away_keeps_nobody_from_being_pulled_and_is_told_at_the_end(workbook, trello):
    list(pull(workbook))
    workbook.change("data/orders.csv", ",250,", ",300,")
    trello.fault("status", ".", times=99, status=503)
    said = []
    with pytest.raises(SourceError, match=r"^source trello: .* was refused, 6 times 503"):
        said.extend(_noted(pull(workbook, hours=1), said))
    assert said[0] == "trello: not pulled; what is known of it is from its last pull"
    assert said[1] == "ours: new; 7 rows of 4 files, 1 changed in the warehouse, 0 rejected"
    assert workbook.amounts()["2"] == 300.0
    assert workbook.counts()["follow_ups"] == 4
    assert complete_until(workbook.places, ["trello"]) == workbook.monday
    assert complete_until(workbook.places, ["ours"]) > workbook.monday


def test_everything_can_be_asked_for_again(workbook, trello):
    list(pull(workbook))
    trello.requests.clear()
    list(pull(workbook, "trello", hours=1, whole=True))
    assert len(snapshots(workbook.places, "trello")) == 1
    assert trello.asked(trello.main_list)


def test_a_deleted_warehouse_is_rebuilt_from_the_increments_with_its_history(workbook, trello):
    list(pull(workbook))
    trello.now = workbook.monday + timedelta(hours=5)
    trello.tell(content(6))
    list(pull(workbook, hours=6))
    before = workbook.counts()
    workbook.places.warehouse.unlink()
    list(pull(workbook, hours=7))
    assert workbook.counts() == before
    with Warehouse.open(workbook.places.warehouse) as warehouse:
        known = warehouse.view(workbook.monday + timedelta(days=9), workbook.monday + timedelta(hours=1))
        assert len(warehouse.engine().collect(known["follow_ups"])) == 4


def test_identities_is_no_name_for_a_source(workbook):
    workbook.name_sources(workbook.ours.replace("name: ours", "name: identities"))
    with pytest.raises(ParamsError, match=r"a source cannot be called identities: params/identities\.csv is"):
        list(pull(workbook))


def test_a_pull_that_finishes_a_stopped_one_is_complete_until_that_began(workbook, trello):
    trello.fault("status", "actions", times=99, status=503)
    with pytest.raises(SourceError):
        list(pull(workbook, "trello"))
    trello.faults.clear()
    list(pull(workbook, "trello", hours=5))
    assert complete_until(workbook.places, ["trello"]) == workbook.monday
    list(pull(workbook, "trello", hours=6))
    assert complete_until(workbook.places, ["trello"]) == workbook.monday + timedelta(hours=6)


def test_a_system_that_talks_differently_keeps_nobody_from_being_pulled(workbook, trello, monkeypatch):
    monkeypatch.setattr("reviewbook.sources.systems.trello.talking.Trello.receive", lambda self, pulling: {}["cards"])
    said = []
    with pytest.raises(SourceError, match="source trello: an answer of the system is not made as its vendor"):
        said.extend(_noted(pull(workbook), said))
    assert said[1].startswith("ours: new; ")


def test_a_source_may_become_one_of_another_kind_and_the_warehouse_can_still_be_rebuilt(workbook, trello):
    list(pull(workbook))
    files = "- {kind: files, name: trello, folder: goods}"
    workbook.write("goods/products.csv", "product_id,name\nx,Ex\n")
    workbook.name_sources(files)
    for hours in (1, 2):
        list(pull(workbook, hours=hours))
        assert "follow_ups" not in workbook.counts()
        workbook.places.warehouse.unlink()
    workbook.name_sources(f"- {json.dumps(trello.entry())}", workbook.ours)
    list(pull(workbook, hours=3))
    assert workbook.counts()["follow_ups"] == 4
