"""How long the stages take on this machine: ``make bench``.

The workbook is copied, so that nothing of what was published is touched. Each
command is a process of its own, as people start it: wall time, time of the
processor (of all its processes), and the most memory that one process had.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).parent / "reviewbook"

#: What is measured, in this order; `again` shows what a second time costs.
STAGES = (
    ("start", ["--help"]),
    ("pull", ["pull"]),
    ("pull again", ["pull"]),
    ("publish weekly", ["publish", "weekly"]),
    ("publish weekly again", ["publish", "weekly"]),
    ("publish monthly", ["publish", "monthly"]),
)


def main() -> int:
    """Measure every stage on a copy of the workbook and print one line for each."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("params", "notebooks"):
            shutil.copytree(ROOT / part, Path(folder) / part)
        print(f"{'stage':24}{'wall s':>8}{'cpu s':>8}{'MB':>7}")
        for name, words in STAGES:
            code, line = measured(words, Path(folder))
            print(f"{name:24}{line}", flush=True)
            if code:
                return code
    return 0


def measured(words: list[str], folder: Path) -> tuple[int, str]:
    """Run one command; give its exit code and what it took."""
    began = time.perf_counter()
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen([COMMAND, *words], cwd=folder, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
    code = process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if code:
        sys.stderr.write((folder / "said.txt").read_text(encoding="utf-8"))
    memory = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return code, f"{wall:8.2f}{usage.ru_utime + usage.ru_stime:8.2f}{memory:7.0f}"


if __name__ == "__main__":
    sys.exit(main())
