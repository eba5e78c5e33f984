"""A review is not made of data that are not there yet; slots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from reviewbook.analysis import derive, slot, write
from reviewbook.audiences import Derived
from reviewbook.errors import MissingData, ReviewbookError
from reviewbook.params.sources import FilesEntry, Sources
from reviewbook.periods import Period
from reviewbook.sources import note_checked

WEEK = Period.parse("2026-W47")
SLOT = datetime.fromisoformat("2026-11-23T09:00+08:00")


def refusal(places, params) -> str:
    with pytest.raises(MissingData) as refused:
        derive(places, params, params.publication("weekly_review"), WEEK, SLOT)
    return str(refused.value)


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def test_before_the_first_pull_the_command_is_named(places, params):
    assert refusal(places, params) == (
        f"{places.warehouse}: nothing was pulled yet. Type: reviewbook pull (or run pull_data.ipynb)."
    )


def test_a_warehouse_that_was_deleted_is_to_be_pulled_again(places, params):
    note_checked(places, "sample", SLOT + timedelta(days=1))
    assert "nothing was pulled yet" in refusal(places, params)


def test_a_source_that_was_never_pulled_is_named(places, params):
    more = FilesEntry(kind="files", name="crm", folder="data")
    entries = Sources(sources=(*params.sources.sources, more))
    touch(places.warehouse)
    note_checked(places, "sample", SLOT + timedelta(days=1))
    with pytest.raises(MissingData, match=r"of its sources crm was never pulled\. Type: reviewbook pull"):
        derive(places, replace(params, sources=entries), params.publication("weekly_review"), WEEK, SLOT)


def test_data_that_were_pulled_before_the_cut_off_are_refused_by_the_clock_of_the_company(places, params):
    touch(places.warehouse)
    note_checked(places, "sample", SLOT - timedelta(minutes=1))
    assert refusal(places, params) == (
        "weekly_review 2026-W47: its cut-off is 2026-11-23 09:00, and the sources were last pulled 2026-11-23 08:59. "
        "What came in between would look as if it had never come. "
        "Pull after the cut-off, choose an earlier period, or set as_of to an earlier instant."
    )


def test_data_of_the_very_instant_of_the_cut_off_will_do(places, params):
    touch(places.warehouse)
    note_checked(places, "sample", SLOT)
    with pytest.raises(ReviewbookError) as refused:  # the empty file is no warehouse, but that is looked at later
        derive(places, params, params.publication("weekly_review"), WEEK, SLOT)
    assert not isinstance(refused.value, MissingData)


@pytest.mark.parametrize(
    ("review", "period", "at"),
    [
        ("weekly_review", "2026-W47", "2026-11-23T09:00+08:00"),
        ("weekly_review", "2026-W39", "2026-09-28T09:00+08:00"),
        ("weekly_review", "2026-W40", "2026-10-08T09:00+08:00"),  # the National Day holidays lie between
        ("monthly_review", "2026-10", "2026-11-04T09:00+08:00"),  # the third working day
        ("daily_brief", "2026-11-22", "2026-11-22T20:00+08:00"),  # also on a Sunday
    ],
)
def test_the_slot_of_a_review_is_the_instant_at_which_it_is_due(params, review, period, at):
    found = slot(params, params.publication(review), Period.parse(period))
    assert found.isoformat(timespec="minutes") == at


def test_every_frame_of_a_run_is_written_as_parquet(params, tmp_path):
    frames = {
        "facts": pd.DataFrame({"value": [1.5]}),
        "owed": pd.DataFrame({"due_on": [pd.Timestamp(date(2026, 11, 20))]}),
    }
    files = write(Derived(params.publication("weekly_review"), WEEK, SLOT, frames), tmp_path / "run" / "facts")
    assert [file.name for file in files] == ["facts.parquet", "owed.parquet"]
    for file in files:
        pd.testing.assert_frame_equal(pd.read_parquet(file), frames[file.stem], check_dtype=False)
