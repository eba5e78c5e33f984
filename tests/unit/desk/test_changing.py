"""Params with a value changed: read like the files, refused like the files, and no file is touched."""

from __future__ import annotations

import re
from datetime import time

import pytest

from reviewbook.desk.changing import changed
from reviewbook.errors import ParamsError
from reviewbook.params.loading import load
from reviewbook.places import Places


@pytest.fixture(scope="module")
def places(root) -> Places:
    return Places(root)


def bytes_of(places):
    return {file: file.read_bytes() for file in places.params.rglob("*.yaml")}


def test_a_value_is_changed_in_every_entry_of_the_name_and_nowhere_else(places):
    before, files = load(places), bytes_of(places)
    after = changed(places, {"templates.rules.daily.due.time": "21:00"})
    assert {rule.due.time for rule in after.templates.rules if rule.name == "daily"} == {time(21)}
    others = [[rule for rule in params.templates.rules if rule.name != "daily"] for params in (before, after)]
    assert others[0] == others[1]
    assert after.company == before.company
    assert after.digest != before.digest
    assert bytes_of(places) == files


def test_an_entry_is_meant_by_its_place_too(places):
    after = changed(places, {"templates.rules[1].grace_minutes": 45})
    assert [rule.grace_minutes for rule in after.templates.rules[:3]] == [0, 45, 0]


def test_what_is_not_written_in_the_file_can_be_set_and_what_is_can_be_taken_away(places):
    after = changed(places, {"company.work_hours.end": "19:00", "templates.rules.daily.grace_minutes": None})
    assert after.company.work_hours.end == time(19)
    assert [rule.grace_minutes for rule in after.templates.rules if rule.name == "daily"] == [0, 0]


def test_without_a_change_the_params_are_the_same(places):
    assert changed(places, {"templates.rules.weekly.grace_minutes": 0}).templates == load(places).templates
    assert changed(places, {"company.zone": "Asia/Shanghai"}).digest == load(places).digest


def test_a_further_company_has_its_own_and_leaves_those_of_the_workbook(places):
    kubernetes = Places(places.root, "kubernetes")
    after = changed(kubernetes, {"company.currency": "EUR", "measures.measures.revenue.owner": "somebody"})
    assert after.company.currency == "EUR"
    assert after.measures["revenue"].owner == "somebody"


@pytest.mark.parametrize(
    ("way", "value", "said"),
    [
        ("templates.rules.daily.due.time", "25:00",
         "what_if: templates.rules[0].due.time: '25:00' is not a time of day; write it like '18:00' (in quotes)."),
        ("templates.rules.dayly.due.time", "21:00",
         "what_if: templates.rules.dayly.due.time: no entry is called 'dayly'. Did you mean 'daily'?"),
        ("templates.rules.daily.graze_minutes", 5,
         "what_if: templates.rules[0].graze_minutes: is not a key that is known here. Did you mean 'grace_minutes'?"),
        ("template.rules", 1, "what_if: template.rules: there is no params/template.yaml. Did you mean 'templates'?"),
        ("templates", 1, "what_if: templates: names a file and no value in it. Write templates.key."),
        ("templates.rules[99].grace_minutes", 1, "what_if: templates.rules[99].grace_minutes: there is no entry [99]"),
        ("templates.rules.daily.due.time.hour", 21, "Shorten the way."),
        ("templates.copied.similar", 2, "what_if: templates.copied.similar: 2 is more than 1."),
    ],
)  # fmt: skip
def test_what_could_not_be_published_so_is_refused_with_the_way_that_was_typed(places, way, value, said):
    with pytest.raises(ParamsError, match=re.escape(said)):
        changed(places, {way: value})


def test_what_no_longer_fits_another_file_is_refused(places):
    with pytest.raises(ParamsError, match=re.escape("no answer to 'weekly' is asked for")):
        changed(places, {"templates.rules.weekly.reply_within": None})


def test_all_problems_are_told_at_once(places):
    with pytest.raises(ParamsError) as refused:
        changed(places, {"templates.rules.dayly.x": 1, "tamplates.y": 1})
    assert len(refused.value.problems) == 2
