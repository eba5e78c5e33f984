"""From files to the warehouse, again, and from the snapshots when the warehouse is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reviewbook.errors import ParamsError, SourceError
from reviewbook.sources import complete_until, snapshots

SAMPLE = "- {name: sample, kind: sample, reps: 1, months: 1}"
ALL = {"people": 2, "teams": 1, "memberships": 2, "orders": 2}


def test_what_came_is_told_in_a_line_and_stands_in_the_warehouse(workbook):
    assert workbook.pull() == ["ours: new; 7 rows of 4 files, 7 changed in the warehouse, 0 rejected"]
    assert workbook.counts() == ALL
    assert workbook.amounts() == {"1": 100.0, "2": 250.0}


def test_pulling_again_changes_nothing_but_notes_that_it_looked(workbook):
    workbook.pull()
    assert workbook.pull(day=1) == ["ours: nothing new; 7 rows of 4 files, 0 changed in the warehouse, 0 rejected"]
    assert len(snapshots(workbook.places, "ours")) == 1
    assert complete_until(workbook.places, ["ours"]) == workbook.monday + timedelta(days=1)


def test_a_changed_row_is_a_new_version_and_the_former_one_is_still_known(workbook):
    workbook.pull()
    workbook.change("data/orders.csv", ",250,", ",300,")
    assert workbook.pull(day=1) == ["ours: new; 7 rows of 4 files, 1 changed in the warehouse, 0 rejected"]
    assert workbook.amounts() == {"1": 100.0, "2": 300.0}
    assert workbook.amounts(known_at=workbook.monday) == {"1": 100.0, "2": 250.0}


def test_a_deleted_warehouse_is_rebuilt_from_the_snapshots_with_its_history(workbook):
    workbook.pull()
    workbook.change("data/orders.csv", ",250,", ",300,")
    workbook.change("data/people.csv", "0013,Wu\n", "0013,Wu\n0014,Qi\n")
    workbook.pull(day=1)
    before = workbook.counts(), workbook.amounts(), workbook.amounts(known_at=workbook.monday)
    workbook.places.warehouse.unlink()
    said = workbook.pull(day=2)
    assert said == ["ours: nothing new; 8 rows of 4 files, 9 changed in the warehouse, 0 rejected"]
    assert (workbook.counts(), workbook.amounts(), workbook.amounts(known_at=workbook.monday)) == before


def test_a_row_that_cannot_be_loaded_is_counted_and_the_others_are_loaded(workbook):
    workbook.change("data/orders.csv", ",250,", ",plenty,")
    assert workbook.pull() == ["ours: new; 7 rows of 4 files, 6 changed in the warehouse, 1 rejected"]
    assert workbook.amounts() == {"1": 100.0}


def test_a_mended_mapping_is_read_although_nothing_new_came(workbook):
    mapped = workbook.ours.replace("}", ", tables: [{table: products, rows: [{product_id: a, name: Pump}]}]}")
    workbook.name_sources(mapped)
    workbook.pull()
    renamed = mapped.replace("Asia/Shanghai", "UTC")
    workbook.name_sources(renamed)
    assert workbook.pull(day=1) == ["ours: nothing new; 8 rows of 5 files, 2 changed in the warehouse, 0 rejected"]


def test_a_source_that_cannot_be_read_leaves_the_warehouse_and_its_notes_as_they_are(workbook):
    workbook.pull()
    (workbook.places.root / "data").rename(workbook.places.root / "elsewhere")
    with pytest.raises(SourceError, match="the folder data does not exist"):
        workbook.pull(day=1)
    assert workbook.counts() == ALL
    assert complete_until(workbook.places, ["ours"]) == workbook.monday


def test_only_the_sources_that_are_named_are_pulled(workbook):
    workbook.write("more/products.csv", "product_id,name\na,Pump\n")
    workbook.name_sources(workbook.ours, "- {name: goods, kind: files, folder: more}")
    assert [line.partition(":")[0] for line in workbook.pull("goods")] == ["goods"]
    assert workbook.counts() == {"products": 1}
    assert complete_until(workbook.places, ["ours", "goods"]) is None


def test_every_unknown_source_is_told_with_the_nearest(workbook):
    with pytest.raises(ParamsError) as refusal:
        workbook.pull("our", "ours", "crm")
    assert str(refusal.value).splitlines() == [
        "pull: there is no source 'our' in sources.yaml. Did you mean 'ours'?",
        "pull: there is no source 'crm' in sources.yaml. Use one of: ours.",
    ]
    assert not workbook.places.warehouse.exists()


def test_the_simulated_company_gives_way_to_ones_own_and_may_come_back(workbook):
    workbook.name_sources(SAMPLE)
    workbook.pull()
    simulated = workbook.counts()
    assert simulated["people"] > 2
    workbook.name_sources(workbook.ours)
    taken_back, came = workbook.pull()
    assert taken_back == f"sample: no longer in sources.yaml; its {sum(simulated.values()):,} rows no longer hold"
    assert came.startswith("ours: new; 7 rows")
    assert workbook.counts() == ALL
    assert complete_until(workbook.places, ["ours"]) == workbook.monday  # and not the last day of the sample
    assert [line.partition(":")[0] for line in workbook.pull(day=1)] == ["ours"]
    workbook.name_sources(SAMPLE)
    workbook.pull(day=2)
    assert workbook.counts() == simulated


def test_another_sample_of_the_same_day_takes_the_place_of_the_first(workbook):
    workbook.name_sources(SAMPLE)
    workbook.pull()
    people = workbook.counts()["people"]
    workbook.name_sources(SAMPLE.replace("reps: 1", "reps: 2"))
    [said] = workbook.pull()
    assert said.startswith("sample: new; ")
    assert workbook.counts()["people"] == people + 1


def test_naming_one_source_takes_nothing_back(workbook):
    workbook.pull()
    workbook.write("more/products.csv", "product_id,name\na,Pump\n")
    workbook.name_sources("- {name: goods, kind: files, folder: more}")
    workbook.pull("goods")
    assert workbook.counts() == {**ALL, "products": 1}
