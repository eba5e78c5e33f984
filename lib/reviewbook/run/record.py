"""The evidence of a run: one folder with its log, timings, facts, slices and executed notebooks."""

from __future__ import annotations

import json
import platform
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reviewbook.legible import masked

__all__ = ["Record"]

#: Packages on which the numbers and the documents depend.
_PACKAGES = ("duckdb", "matplotlib", "narwhals", "numpy", "pandas", "papermill", "reviewbook", "seaborn", "typst")


class Record:
    """
    The folder of one run.

    Parameters
    ----------
    runs : Path
        Folder of all runs.
    clock : callable
        Gives the present instant; handed in by the command line.
    name : str
        What the run is about: ``publish weekly_review 2026-W47``.
    """

    def __init__(self, runs: Path, clock: Callable[[], datetime], name: str) -> None:
        self._clock = clock
        self._timings: dict[str, float] = {}
        self.id = self._new_id(runs, clock(), name)
        self.folder = runs / self.id
        self.log("started", name=name)
        self.write_json("versions.json", _versions())

    @staticmethod
    def _new_id(runs: Path, now: datetime, name: str) -> str:
        stem = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{'-'.join(name.split())}"
        for number in range(1, 1000):
            candidate = stem if number == 1 else f"{stem}-{number}"
            try:
                (runs / candidate).mkdir(parents=True)
            except FileExistsError:  # another run of the same second
                continue
            return candidate
        raise FileExistsError(f"{runs}: a thousand runs of one name in one second")

    def log(self, event: str, **fields: Any) -> None:
        """Add a line to ``log.jsonl``: the instant, the event and what belongs to it, without any login it quotes."""
        told = {name: masked(value) if isinstance(value, str) else value for name, value in fields.items()}
        at = self._clock().isoformat(timespec="milliseconds")
        line = {"at": at, "run": self.id, "event": event, **told}
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Measure how long a stage takes; kept in ``timings.json``."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._timings[stage] = round(time.perf_counter() - begun, 3)
            self.write_json("timings.json", self._timings)

    def remove(self) -> None:
        """Remove the folder: a run that had nothing to do leaves nothing."""
        shutil.rmtree(self.folder)

    def write_json(self, name: str, value: Any) -> None:
        """Keep a value as a JSON file of the run."""
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
        (self.folder / name).write_text(text + "\n", "utf-8")


@cache
def _versions() -> dict[str, str]:
    """Give what did the work: whoever looks into a run later has other packages by then."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}
