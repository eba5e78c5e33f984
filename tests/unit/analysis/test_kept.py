"""What was derived is read when the same is asked again, and derived anew as soon as anything differs."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from reviewbook.analysis import Kept, kept, timeline
from reviewbook.params.loading import Params
from reviewbook.periods import Period
from reviewbook.warehouse import Warehouse

AS_OF = datetime(2026, 11, 23, 1, tzinfo=UTC)
PULLED = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _people(*names: str) -> dict[str, pd.DataFrame]:
    return {"people": pd.DataFrame({
        "person_id": names, "name": names, "email": None, "hired_on": pd.Timestamp("2026-01-01"), "left_on": pd.NaT,
        "_file": "people.csv", "_line": range(len(names)),
    })}  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path):
    with Warehouse.create_or_open(tmp_path / "warehouse.duckdb") as made:
        made.load("crm", _people("p1", "p2"), PULLED)
        yield made


@pytest.fixture
def plan(params: Params):
    return timeline(params.publication("weekly_review"), Period.parse("2026-W47"), AS_OF, "Asia/Shanghai")


@pytest.fixture
def derived(monkeypatch, warehouse) -> list[int]:
    """Stand in for deriving; tells how often it was done."""
    times: list[int] = []

    def derive(*_):
        times.append(len(times))
        on = pd.Series([date(2026, 11, 23), None], dtype="datetime64[s]")
        return {
            "facts": pd.DataFrame(
                {"on": on, "n": pd.Series([2**53 + 1, None], dtype="Int64"), "said": ["三万五", None]}
            ),
            "nobody": pd.DataFrame({"person_id": pd.Series([], dtype="str"), "done": pd.Series([], dtype="boolean")}),
        }

    monkeypatch.setattr(kept, "derive_frames", derive)
    return times


def test_what_is_read_is_what_was_derived_to_the_last_type(tmp_path, warehouse, params, plan, derived):
    first, second = (Kept(tmp_path / "kept", "code").frames(warehouse, params, plan) for _ in range(2))
    assert derived == [0]
    assert list(second) == list(first)
    for name in first:
        pd.testing.assert_frame_equal(second[name], first[name], check_exact=True)


@pytest.mark.parametrize("other", ["rows", "a row less", "code", "params", "cut-off", "periods"])
def test_as_soon_as_anything_differs_it_is_derived_anew(tmp_path, warehouse, params, plan, derived, other):
    Kept(tmp_path / "kept", "code").frames(warehouse, params, plan)
    code = "other" if other == "code" else "code"
    match other:
        case "rows":
            warehouse.load("crm", _people("p1", "p3"), PULLED + timedelta(hours=1))
        case "a row less":
            warehouse.load("crm", _people("p1"), PULLED + timedelta(hours=1), complete=True)
        case "params":
            params = params.__class__(**{**vars(params), "digest": "other"})
        case "cut-off":
            plan = timeline(params.publication("weekly_review"), plan.reviewed, AS_OF + timedelta(hours=1), plan.zone)
        case "periods":
            plan = plan.__class__(plan.reviewed, plan.periods[:-1], plan.as_of, plan.zone)
    Kept(tmp_path / "kept", code).frames(warehouse, params, plan)
    assert derived == [0, 1]


def test_a_pull_that_brought_nothing_changes_nothing(tmp_path, warehouse, params, plan, derived):
    Kept(tmp_path / "kept", "code").frames(warehouse, params, plan)
    warehouse.load("crm", _people("p1", "p2"), PULLED + timedelta(hours=1), complete=True)
    Kept(tmp_path / "kept", "code").frames(warehouse, params, plan)
    assert derived == [0]


def test_of_many_results_those_that_were_asked_for_last_are_kept(tmp_path, warehouse, params, plan, derived):
    folder = tmp_path / "kept"
    for n in range(10):
        Kept(folder, f"code {n}").frames(warehouse, params, plan)
        for place, names in enumerate(sorted(folder.glob("*/frames.json"), key=os.path.getmtime)):
            os.utime(names, (place, place))  # a second apart, whatever the clock of the file system tells
        Kept(folder, "code 0").frames(warehouse, params, plan)
    assert len(derived) == 10
    assert len(list(folder.iterdir())) == 8
    for n in (0, 9, 3):
        Kept(folder, f"code {n}").frames(warehouse, params, plan)
    assert len(derived) == 10
    Kept(folder, "code 1").frames(warehouse, params, plan)
    assert len(derived) == 11


def test_a_result_that_is_cleared_away_while_it_is_read_is_derived_anew(tmp_path, warehouse, params, plan, derived):
    folder = tmp_path / "kept"
    whole = Kept(folder, "code").frames(warehouse, params, plan)
    (one,) = folder.iterdir()
    (one / "facts.arrow").unlink()
    again = Kept(folder, "code").frames(warehouse, params, plan)
    assert derived == [0, 1]
    assert list(again) == list(whole)
    shutil.rmtree(folder)
    assert list(Kept(folder, "code").frames(warehouse, params, plan)) == list(whole)
