"""A run that is killed leaves whole editions or none, and those who come after it, even two at once, make one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewbook.editions import Edition, Shelf, address, verify

COMMAND = ("publish", "daily", "--audience", "east")
PLACE = "daily_brief/2026-11-23/team-east"

#: Moments of a run, by the file that has just appeared.
MOMENTS = (f"published/{PLACE}/.1.tmp-*",)


@pytest.fixture
def untouched(published_workbook: Any, tmp_path: Path) -> Any:
    """Give the small company's workbook before anything was published."""
    ignored = shutil.ignore_patterns("daily_brief", "runs")  # the other reviews stay: this one carries on from them
    shutil.copytree(published_workbook.root, tmp_path / "workbook", ignore=ignored)
    return type(published_workbook)(tmp_path / "workbook")


def begun(workbook: Any) -> subprocess.Popen[str]:
    """Start to publish, in a process group of its own."""
    command = [sys.executable, "-m", "reviewbook.cli", *COMMAND]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, cwd=workbook.root, text=True, start_new_session=True, **pipes)


def killed_when(workbook: Any, is_so: Callable[[], bool]) -> bool:
    """Publish until something is so, then kill all of it at once; tell whether it came to that."""
    run = begun(workbook)
    while run.poll() is None and not is_so():
        time.sleep(0.001)
    came = run.poll() is None
    if came:
        os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    return came


def _briefs(workbook: Any) -> list[Edition]:
    return [edition for edition in Shelf(workbook.archive) if edition.record.review == "daily_brief"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_only_whole_editions_are_left_and_who_comes_after_makes_the_same(
    untouched: Any, site: Path, moment: str
) -> None:
    output = untouched.root / "output"
    killed = killed_when(untouched, lambda: any(output.glob(moment)))
    left = _briefs(untouched)
    assert killed or left, "it ended by itself before the moment came, and published nothing"
    assert [verify(edition) for edition in left] == [[]] * len(left)
    after = [begun(untouched) for _ in range(2)]
    said = [run.communicate()[0] for run in after]
    assert [run.returncode for run in after] == [0] * len(after), said
    makes = sum("daily_brief 2026-11-23: 1 published" in one for one in said)
    finds = sum("daily_brief 2026-11-23: 1 unchanged and left as they are" in one for one in said)
    assert (makes, finds) == ((1, 1) if not left else (0, 2)), said
    assert [address(edition) for edition in _briefs(untouched)] == [f"{PLACE}/1"]
    there, wanted = untouched.archive / PLACE, site / PLACE
    assert {f.name for f in there.iterdir()} == {f.name for f in wanted.iterdir()}
    assert {f.name: f.read_bytes() for f in (there / "1").iterdir()} == {
        f.name: f.read_bytes() for f in (wanted / "1").iterdir()
    }
    assert (untouched.archive / "index.html").is_file()
