"""The table says what was measured, on how many documents, and which way failed and why."""

from __future__ import annotations

import json

import pytest
from bench.reckoning import Result, Taken, judged, result
from bench.telling import Report, write

MACHINE = {
    "processor": "Slow 3",
    "cores": 2,
    "memory_gb": 4.0,
    "system": "Linux 6",
    "python": "3.11.7",
    "packages": {"typst": "0.15.2"},
    "measured_at": "2026-11-27T08:00+00:00",
    "load_before": 2.5,
}


@pytest.fixture
def report() -> Report:
    """Give a report of ours, a loop that was measured on two of eight, and a way that failed."""
    results = {
        "ours": result("ours", [Taken(40.0, 60.0, 500.0, 90.0, 120.0)], 8, 8),
        "ours_after": result("ours, after", [Taken(40.0, 60.0, after=(20.0, 30.0))], 8, 8, after=True),
        "loop": result("loop", [Taken(20.0, 18.0, 200.0), Taken(30.0, 20.0, 210.0), Taken(24.0, 19.0, 205.0)], 2, 8),
        "quarto": Result("quarto", 2, 8, failure="quarto is not on the PATH"),
        "floor": result("floor", [Taken(25.0, 25.0, 300.0)], 8, 8),
        "one": result("one", [Taken(5.0, 5.0)], 1, 1),
        "one_by_hand": result("one by hand", [Taken(15.0, 15.0)], 1, 1),
    }
    lines = {"help": result("reviewbook --help", [Taken(0.25, 0.2, 20.0)], 1, 1)}
    return Report(
        MACHINE, results, judged(results), lines, ["A note."], {"worker": {"pdf": 1.5}, "floor": {"open": 0.2}}
    )


def rows(report: Report) -> dict[str, list[str]]:
    """Give the cells of each row by its first one."""
    lines = [line for line in report.markdown().splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells}


def test_a_row_says_on_how_many_it_was_measured_and_how_far_the_rounds_lay_apart(report):
    assert rows(report)["loop"][:3] == ["8, scaled from 2", "96.0 (80.0–120.0)", "76.0 (72.0–80.0)"]
    assert rows(report)["floor"][:3] == ["8", "25.0", "25.0"]


def test_ratios_are_those_to_the_loop_and_to_the_floor(report):
    assert rows(report)["ours, after"][4:] == ["4.80", "2.53", "1.20"]


def test_one_review_is_compared_with_one_by_hand_and_not_with_all_of_them(report):
    assert rows(report)["one"][4:] == ["3.00", "3.00", ""]


def test_a_way_that_failed_has_no_numbers_and_is_told_with_its_reason(report):
    assert set(rows(report)["quarto"][1:]) == {"–"}
    assert "- quarto: quarto is not on the PATH" in report.markdown()


def test_targets_notes_commands_parts_and_the_machine_are_told(report):
    text = report.markdown()
    assert (
        "- NOT met: once facts are there, all reviews are made at least 8 times as fast as by the loop (4.80;" in text
    )
    assert "- met: one review, cold, in at most half the time of the hand's (0.33; at most 0.5)" in text
    assert "- A note." in text
    assert rows(report)["reviewbook --help"] == ["0.25", "0.20", "20"]
    assert rows(report)["pdf"] == ["1.50", ""]
    assert "Slow 3, 2 cores, 4.0 GB" in text
    assert "load before 2.5" in text


def test_table_json_and_chart_are_written_and_agree(report, tmp_path):
    markdown, data, chart = write(report, tmp_path / "deep" / "bench")
    assert markdown.read_text("utf-8") == report.markdown()
    held = json.loads(data.read_text("utf-8"))
    assert held["results"]["loop"]["wall"] == {"median": 96.0, "least": 80.0, "most": 120.0}
    assert [one["is_met"] for one in held["verdicts"]] == [False, True, False, None, True]
    drawn = chart.read_text("utf-8")
    assert ">loop<" in drawn
    assert "quarto" not in drawn
