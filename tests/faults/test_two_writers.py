"""Two write at once: one does it, the other does it after him or says who is at it, and it is there once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any


def begun(workbook: Any, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "reviewbook.cli", *words]
    return subprocess.Popen(command, cwd=workbook.root, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_of_two_pulls_at_once_one_pulls_and_the_other_is_told_who(new_workbook: Callable[..., Any]) -> None:
    workbook = new_workbook(pulled=False)
    both = [begun(workbook, "pull") for _ in range(3)]
    said = [one.communicate()[0] for one in both]
    codes = [one.returncode for one in both]
    assert codes.count(0) >= 1, said
    for code, text in zip(codes, said, strict=True):
        assert "Traceback" not in text
        if code:
            assert code == 1
            assert "another run or notebook (process" in text
            assert "Wait until it has finished" in text
    kept = [path.name for path in (workbook.root / "output" / "snapshots" / "sample").iterdir()]
    assert len(kept) == 1, kept
    assert "nothing new" in workbook.type("pull").stdout
