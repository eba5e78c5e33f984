"""Ways are compared on the same documents, and one that made fewer of them has not won."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml
from bench import company, parts
from bench.floor import part_of, shown
from bench.measuring import is_kernel, is_worker, run
from bench.reckoning import Taken
from bench.ways import Bench, found, prepared, told, ways


def test_a_way_that_made_fewer_documents_failed():
    made = told(Taken(1.0, 1.0), {"html": 2, "pdf": 1, "xlsx": 2}, 2)
    assert made.failure == "made 1 of 2 pdf"
    assert made.wall == 0.0
    assert not told(Taken(1.0, 1.0), {"html": 2}, 2).failure
    assert told(Taken(failure="exit code 1: why"), {"html": 0}, 2).failure == "exit code 1: why"


def test_documents_are_counted_by_their_form(tmp_path):
    for name in ("a.pdf", "b.pdf", "a.html"):
        (tmp_path / name).touch()
    assert found(tmp_path) == {"html": 1, "pdf": 2, "xlsx": 0}


def test_a_way_that_cannot_be_run_here_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = {way.key: way.missing for way in ways(Bench(tmp_path, ["east-1"], 1))}
    assert missing["quarto"] == "quarto is not on the PATH"
    assert missing["notebooker"] == "no interpreter that has Notebooker was named (--notebooker)"
    assert not any(missing[key] for key in ("ours", "loop", "floor", "sample", "sample_by_hand", "one", "one_by_hand"))


def test_the_company_has_the_teams_that_are_asked_for_and_one_language(tmp_path):
    workbook = company.written(tmp_path / "base", 50, 5)
    (source,) = yaml.safe_load((workbook / "params" / "sources.yaml").read_text("utf-8"))["sources"]
    assert (source["reps"], source["months"]) == (600, 5)
    held = yaml.safe_load((workbook / "params" / "publications.yaml").read_text("utf-8"))["publications"]
    weekly = next(one for one in held if one["name"] == "weekly_review")
    assert len(set(weekly["audiences"])) == 50
    assert weekly["languages"] == ["en"]
    assert company.charts(workbook / "notebooks" / "weekly_review.ipynb") >= 6


def test_those_teams_are_in_the_simulated_company():
    from reviewbook.sources.sample.options import SampleOptions
    from reviewbook.sources.sample.people import hire_everybody

    there = {team.team_id for team in hire_everybody(SampleOptions(reps=600, months=5)).teams}
    assert {*company.teams(50)} <= there


def test_editions_that_nobody_may_write_to_are_removed(tmp_path):
    edition = tmp_path / "output" / "1"
    edition.mkdir(parents=True)
    (edition / "review.html").touch()
    edition.chmod(0o555)
    company.removed(tmp_path / "output")
    assert not (tmp_path / "output").exists()


def test_facts_are_there_once_the_slices_are_cut(tmp_path):
    are_there = prepared(tmp_path)
    folder = tmp_path / "output" / "runs" / "1-weekly_review-2026-W47"
    folder.mkdir(parents=True)
    assert not are_there()
    (folder / "timings.json").write_text('{"derive": 1.0}', "utf-8")
    assert not are_there()
    (folder / "timings.json").write_text('{"cut": 1.0, "derive": 1.0}', "utf-8")
    assert are_there()


def test_the_last_line_of_a_cell_is_what_it_shows_and_names_are_kept():
    names: dict[str, object] = {}
    assert shown("n = 2", names) is None
    assert shown("m = n + 1\nm * 2", names) == 6
    assert part_of("review = open_review()") == "open"
    assert part_of("period = 1") == "other cells"


def test_an_executed_notebook_tells_what_its_parts_took():
    def cell(source: str, began: int, ended: int) -> dict[str, object]:
        told_by = {"start_time": f"2026-11-27T08:00:{began:02}", "end_time": f"2026-11-27T08:00:{ended:02}"}
        return {"cell_type": "code", "source": [source], "metadata": {"papermill": told_by}}

    notebook = {
        "cells": [cell("from x import y", 2, 5), cell("figures.pace(review)", 5, 9), cell("figures.bridge(r)", 9, 10)],
        "metadata": {"papermill": {"start_time": "2026-11-27T08:00:00", "end_time": "2026-11-27T08:00:12"}},
    }
    assert parts.executed(notebook) == {
        "kernel start": 2.0,
        "imports of the notebook": 3.0,
        "figures": 5.0,
        "between cells, kernel stop": 2.0,
    }


def test_the_first_document_of_a_process_is_told_apart_from_the_later_ones(tmp_path):
    timings = tmp_path / "floor.json"
    timings.write_text(json.dumps([{"pdf": 9.0, "imports": 2.0}, {"pdf": 1.0}, {"pdf": 3.0}]), "utf-8")
    found_parts = parts.of_script("floor", timings)
    assert found_parts == {"floor, first": {"pdf": 9.0, "imports": 2.0}, "floor, later": {"pdf": 2.0}}


def test_kernels_and_workers_are_told_from_what_starts_them():
    zygote = ["python", "-c", "from reviewbook.kernels.zygote import main"]
    spawned = ["python", "-c", "from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5)"]
    assert is_kernel(["python", "-m", "ipykernel_launcher", "-f", "x.json"], [])
    assert is_kernel(zygote, zygote)
    assert not is_kernel(zygote, spawned)
    run_itself = ["reviewbook", "publish"]
    assert is_worker(spawned, run_itself)
    server = ["python", "-c", "from multiprocessing.forkserver import main; main(5, 6, ['__main__'])"]
    assert is_worker(server, server)
    assert not is_worker(server, run_itself)
    assert not is_worker(["python", "-c", "from multiprocessing.resource_tracker import main;main(4)"], run_itself)
    assert not is_worker(run_itself, ["sh"])


BUSY = "sum(range(15_000_000))"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands over what was left behind")
def test_what_a_command_leaves_behind_is_counted_and_ended(tmp_path):
    left = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{BUSY}']); {BUSY}"
    alone, with_left = (run([sys.executable, "-c", words], tmp_path, tmp_path / "log") for words in (BUSY, left))
    assert not with_left.failure
    assert with_left.cpu > 1.3 * alone.cpu


def test_what_ran_before_a_command_is_neither_counted_nor_ended(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            taken = run([sys.executable, "-c", "pass"], tmp_path, tmp_path / "log")
            assert busy.poll() is None
            assert not taken.failure
        finally:
            busy.kill()


def test_a_command_that_fails_is_told_with_its_last_line(tmp_path):
    failed = run([sys.executable, "-c", "raise SystemExit('no such kernel')"], tmp_path, tmp_path / "log")
    assert failed.failure == "exit code 1: no such kernel"
    assert failed.wall == 0.0


def test_what_comes_after_the_mark_is_counted_apart(tmp_path):
    mark = tmp_path / "done"
    words = f"import time, pathlib; time.sleep(0.6); pathlib.Path({str(mark)!r}).touch(); time.sleep(1)"
    taken = run([sys.executable, "-c", words], tmp_path, tmp_path / "log", mark=mark.exists)
    assert taken.after is not None
    assert taken.wall - taken.after[0] >= 0.6


def test_memory_is_that_of_each_kernel_at_its_most_and_the_largest_is_told_apart(tmp_path):
    held = "import sys, time; ipykernel = bytearray({} * 10**6); time.sleep(1)"  # its words name it a kernel
    few, many = (f"{sys.executable} -c '{held.format(size)}'" for size in (20, 90))
    taken = run(["sh", "-c", f"{few} & {few} & {many} & wait"], tmp_path, tmp_path / "log")
    assert 20 <= taken.notebook < 60
    assert 90 <= taken.largest < 130


def test_the_sample_company_is_measured_as_it_stands(tmp_path):
    workbook = company.as_it_stands(tmp_path / "sample")
    held = yaml.safe_load((workbook / "params" / "publications.yaml").read_text("utf-8"))["publications"]
    weekly = next(one for one in held if one["name"] == "weekly_review")
    assert tuple(weekly["languages"]) == company.LANGUAGES
    assert (workbook / "notebooks" / "weekly_review.ipynb").is_file()
