"""What a whole review costs: the command as it is typed, from the warehouse to the published edition."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

__all__ = ["published"]

#: A look at memory and disk every so many seconds.
PAUSE = 0.1
MB = 1e6


def published(workbook: Path, period: str, timeout: float) -> dict[str, Any]:
    """
    Publish the weekly review for the company, with its documents, in processes of their own.

    Parameters
    ----------
    workbook : Path
        Pulled already.
    period : str
        The week.
    timeout : float
        Seconds.

    Returns
    -------
    dict
        ``wall`` and ``cpu`` seconds; ``memory``, the most megabytes of the process that derives; ``together``, the most
        of it with its kernels and renderers; ``spilled``. Or ``failure``, how it ended otherwise.
    """
    command = [str(Path(sys.executable).parent / "reviewbook"), "publish", "weekly", period, "--audience", "company"]
    began, before = time.perf_counter(), _cpu()
    most = {"memory": 0.0, "together": 0.0, "spilled": 0.0}
    with tempfile.TemporaryFile("w+") as told:
        process = psutil.Popen(command, cwd=workbook, stdout=subprocess.DEVNULL, stderr=told, text=True)
        while process.poll() is None:
            for name, held in _held(process, workbook).items():
                most[name] = max(most[name], held)
            if time.perf_counter() - began > timeout:
                _end(process)
                return {"failure": f"took longer than {timeout:g} s"}
            time.sleep(PAUSE)
        told.seek(0)
        last = (told.read().strip().splitlines() or [""])[-1]
    if process.returncode:
        return {"failure": f"exit code {process.returncode}: {last}"}
    return {"wall": time.perf_counter() - began, "cpu": _cpu() - before, **most}


def _cpu() -> float:
    """Give the seconds of the processors of all processes that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _held(process: psutil.Popen, workbook: Path) -> dict[str, float]:
    own = _resident(process)
    try:
        others = sum(map(_resident, process.children(recursive=True)))
    except psutil.Error:
        others = 0.0
    spilled = sum(_size(path) for path in (workbook / "output").glob("*/duckdb_temp*"))
    return {"memory": own, "together": own + others, "spilled": spilled / MB}


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / MB
    except psutil.Error:
        return 0.0  # it has ended in between


def _size(path: Path) -> int:
    try:
        return path.stat().st_blocks * 512
    except OSError:
        return 0  # it was removed in between


def _end(process: psutil.Popen) -> None:
    for one in [*process.children(recursive=True), process]:
        one.kill()
    process.wait()
