"""Until when the data are known to be complete."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from reviewbook.sources import complete_until, never_checked, note_checked

NOON = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=8)))


def test_nothing_is_known_before_the_first_pull(places):
    assert complete_until(places, ["crm"]) is None
    assert complete_until(places, []) is None
    assert never_checked(places, ["crm", "hr"]) == ["crm", "hr"]


def test_data_are_complete_until_the_source_that_was_looked_at_first(places):
    note_checked(places, "crm", NOON)
    note_checked(places, "hr", NOON - timedelta(days=2))
    assert complete_until(places, ["crm", "hr"]) == NOON - timedelta(days=2)
    assert complete_until(places, ["crm"]) == NOON


def test_a_source_that_was_never_looked_at_leaves_everything_open(places):
    note_checked(places, "crm", NOON)
    assert complete_until(places, ["crm", "hr"]) is None
    assert never_checked(places, ["crm", "hr"]) == ["hr"]


def test_a_source_of_the_past_holds_nothing_up(places):
    note_checked(places, "sample", NOON - timedelta(days=90))
    note_checked(places, "crm", NOON)
    assert complete_until(places, ["crm"]) == NOON


def test_looking_again_moves_on_and_never_back(places):
    for at in (NOON, NOON + timedelta(hours=1), NOON - timedelta(hours=1)):
        note_checked(places, "crm", at)
    assert complete_until(places, ["crm"]) == NOON + timedelta(hours=1)


def test_the_note_is_kept_in_utc_and_names_each_source(places):
    note_checked(places, "hr", NOON)
    note_checked(places, "crm", NOON.astimezone(UTC))
    assert json.loads((places.snapshots / "checked.json").read_text("utf-8")) == {
        "crm": "2026-11-23T04:00:00+00:00",
        "hr": "2026-11-23T04:00:00+00:00",
    }
    assert [file.name for file in places.snapshots.iterdir()] == ["checked.json"]
