"""A disk of a few megabytes that a test fills or makes unwritable, and what is said when something is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


class Disk:
    """A disk in memory, mounted for a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mounted(self, options: str) -> bool:
        return _mount("-t", "tmpfs", "-o", options, "tmpfs", str(self.folder))

    def remounted(self, options: str) -> None:
        assert _mount("-o", f"remount,{options}", str(self.folder))

    def leaves(self, size: int) -> Path:
        """Fill it up to so many bytes; give the file that takes the room."""
        filler = self.folder / "others.bin"
        free = shutil.disk_usage(self.folder).free
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free - size)
        return filler


def _mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Give a disk of 200 MB. Mounting takes root, which CI is; elsewhere the test is skipped."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = Disk(folder)
    if os.geteuid() or not made.mounted("size=200m"):
        pytest.skip("mounting a disk takes root")
    yield made
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def on_disk(disk: Disk) -> Callable[[Any], Any]:
    """Give a function that copies a workbook to the disk."""

    def copied(workbook: Any) -> Any:
        ignored = shutil.ignore_patterns("runs")
        shutil.copytree(workbook.root, disk.folder / "workbook", symlinks=True, ignore=ignored)
        return type(workbook)(disk.folder / "workbook")

    return copied


@pytest.fixture(scope="session")
def refused() -> Callable[..., None]:
    """Give a function that looks whether a command was refused in words: what is wrong and what to do, no traceback."""

    def look(said: subprocess.CompletedProcess[str], *words: str, code: int = 1) -> None:
        whole = said.stdout + said.stderr
        assert said.returncode == code, whole
        assert "Traceback" not in whole, whole
        assert [word for word in words if word not in whole] == [], whole

    return look
