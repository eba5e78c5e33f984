"""The evidence of a run: its own folder, a log of JSON lines, and how long each stage took."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from reviewbook.run.record import Record

AT = datetime(2026, 11, 23, 1, 0, 5, tzinfo=UTC)


@pytest.fixture
def record(tmp_path):
    """Give the record of a run whose clock moves on by a second whenever somebody looks at it."""
    ticks = iter(range(1000))
    return Record(tmp_path / "runs", lambda: AT + timedelta(seconds=next(ticks)), "weekly_review 2026-W47")


def lines(record: Record) -> list[dict[str, object]]:
    return [json.loads(line) for line in (record.folder / "log.jsonl").read_text("utf-8").splitlines()]


def test_the_folder_tells_when_and_what(record, tmp_path):
    assert record.id == "20261123T010005Z-weekly_review-2026-W47"
    assert record.folder == tmp_path / "runs" / record.id


def test_two_runs_of_one_second_have_two_folders(tmp_path):
    runs = [Record(tmp_path, lambda: AT, "weekly_review 2026-W47") for _ in range(3)]
    assert [run.id.removeprefix("20261123T010005Z-") for run in runs] == [
        "weekly_review-2026-W47",
        "weekly_review-2026-W47-2",
        "weekly_review-2026-W47-3",
    ]
    assert [len(lines(run)) for run in runs] == [1, 1, 1]


def test_a_clock_of_another_zone_names_the_same_folder(tmp_path, record):
    shanghai = Record(tmp_path, lambda: datetime.fromisoformat("2026-11-23T09:00:05+08:00"), "weekly_review 2026-W47")
    assert shanghai.id == record.id


def test_each_line_of_the_log_is_an_event_with_its_instant(record):
    record.log("failed", audience="华东", reason="a\nb", evidence=record.folder)
    assert lines(record) == [
        {"at": "2026-11-23T01:00:06.000+00:00", "run": record.id, "event": "started", "name": "weekly_review 2026-W47"},
        {
            "at": "2026-11-23T01:00:07.000+00:00",
            "run": record.id,
            "event": "failed",
            "audience": "华东",
            "reason": "a\nb",
            "evidence": str(record.folder),
        },
    ]
    assert "华东" in (record.folder / "log.jsonl").read_text("utf-8")


def test_the_time_of_a_stage_is_kept_also_when_it_fails(record):
    with record.timed("derive"):
        pass
    with pytest.raises(ZeroDivisionError), record.timed("render"):
        raise ZeroDivisionError
    timings = json.loads((record.folder / "timings.json").read_text("utf-8"))
    assert list(timings) == ["derive", "render"]
    assert all(seconds >= 0 for seconds in timings.values())


def test_what_is_kept_as_json_is_sorted_and_readable(record):
    record.write_json("params.json", {"b": record.folder, "a": "中"})
    text = (record.folder / "params.json").read_text("utf-8")
    assert text == f'{{\n "a": "中",\n "b": "{record.folder}"\n}}\n'


def test_the_log_keeps_no_login(record):
    record.log("failed", audience="east", reason="postgresql://li:hunter2@db/sales refused", tries=3)
    assert lines(record)[-1]["reason"] == "postgresql://•••@db/sales refused"
    assert lines(record)[-1]["tries"] == 3
