"""What a command takes with all processes that it starts, those included that outlive it or that nobody waits for.

The processor time is what the system counts for every process that was waited for. Where
more was seen while it ran (a process whose end nobody asked for is counted nowhere),
what was seen is taken. Memory is looked at a few times a second; a short peak between
two looks is missed, for every way alike.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from bench.reckoning import Taken

__all__ = ["Seen", "is_kernel", "is_worker", "run"]

#: Between two looks at the processes, in seconds; memory is looked at every few of them, at first at each.
PAUSE, MEMORY_EVERY, AT_FIRST = 0.1, 3, 20
#: How long what a command left behind may take to end by itself.
PATIENCE = 5.0
MB = 1e6


def is_kernel(words: Sequence[str], parent: Sequence[str]) -> bool:
    """Tell whether a process is a kernel: an ordinary one, or one forked from a zygote, whose words it still has."""
    return any("ipykernel" in word for word in words) or (words == parent and any("zygote" in word for word in words))


def is_worker(words: Sequence[str], parent: Sequence[str]) -> bool:
    """Tell whether a process is a worker of multiprocessing, spawned or forked, and not what helps to start them."""
    said = " ".join(words)
    if "forkserver" in said:  # who was forked from it has its words
        return words == parent
    return "multiprocessing" in said and "import main" not in said  # the trackers of resources


@dataclass
class Seen:
    """
    What was seen of the processes of a command while it ran.

    Parameters
    ----------
    mark : callable, optional
        Tells whether the first part of the work is done; asked at every look until it is.
    before : frozenset of int
        Processes that were there before, and belong to somebody else.
    """

    mark: Callable[[], bool] | None = None
    before: frozenset[int] = frozenset()
    cpu: dict[tuple[int, float], float] = field(default_factory=dict)
    memory: float = 0.0
    kernels: dict[tuple[int, float], float] = field(default_factory=dict)
    worker: float = 0.0
    marked: tuple[float, float] | None = None
    _done: threading.Event = field(default_factory=threading.Event)

    def look(self, began: float, with_memory: bool) -> None:
        """Look once at all that descends from this process since it began."""
        words, total = {}, 0.0
        for process in _since(self.before):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                times = process.cpu_times()
                self.cpu[process.pid, process.create_time()] = times.user + times.system
                if with_memory:
                    words[process.pid] = process.cmdline()
                    held = process.memory_full_info()
                    total += getattr(held, "pss", held.uss) / MB
                    if is_kernel(words[process.pid], parent := words.get(process.ppid(), [])):
                        one = process.pid, process.create_time()
                        self.kernels[one] = max(self.kernels.get(one, 0.0), held.uss / MB)
                    elif is_worker(words[process.pid], parent):
                        self.worker = max(self.worker, held.uss / MB)
        self.memory = max(self.memory, total)
        if self.mark and self.marked is None and self.mark():
            self.marked = time.perf_counter() - began, sum(self.cpu.values())

    def keep_looking(self, began: float) -> None:
        """Look until `stop`."""
        count = 0
        while not self._done.wait(PAUSE):
            self.look(began, count < AT_FIRST or count % MEMORY_EVERY == 0)
            count += 1

    def stop(self) -> None:
        """Look no more."""
        self._done.set()


def run(
    command: Sequence[str | Path],
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    mark: Callable[[], bool] | None = None,
) -> Taken:
    """
    Run a command and measure it with all its processes.

    Parameters
    ----------
    command : sequence
        The words.
    folder : Path
        Where it is run.
    log : Path
        What it says goes there.
    environment : mapping, optional
        Added to that of this process.
    mark : callable, optional
        Tells whether the facts are there; what comes after is counted apart.
    """
    before = frozenset(process.pid for process in psutil.Process().children(recursive=True))
    _adopt_orphans(True)
    seen, began = Seen(mark, before), time.perf_counter()
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={**os.environ, **(environment or {})},
        )
        looking = threading.Thread(target=seen.keep_looking, args=(began,))
        looking.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # who breaks it off leaves nothing running
            seen.stop()
            for one in _since(before):
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            raise
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime + _left_behind(before)
        seen.stop()
        looking.join()
    _adopt_orphans(False)
    if process.returncode:
        return Taken(failure=f"exit code {process.returncode}: {_last_line(log)}")
    cpu = max(cpu, sum(seen.cpu.values()))
    after = (wall - seen.marked[0], cpu - seen.marked[1]) if seen.marked else None
    kernels = list(seen.kernels.values()) or [0.0]
    return Taken(wall, cpu, seen.memory, median(kernels), max(kernels), seen.worker, after)


def _since(before: frozenset[int]) -> list[psutil.Process]:
    """Give the descendants of this process that were not there before, parents before their children."""
    return [process for process in psutil.Process().children(recursive=True) if process.pid not in before]


def _adopt_orphans(yes: bool) -> None:
    """Become the parent of what a command leaves behind, so that it can be waited for and counted (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, int(yes))  # PR_SET_CHILD_SUBREAPER


def _left_behind(before: frozenset[int]) -> float:
    """Give the processor time of what was left behind: it may end by itself, and is ended after a while."""
    cpu, until = 0.0, time.perf_counter() + PATIENCE
    while left := _since(before):
        late = time.perf_counter() > until
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess, ChildProcessError):
                if late:
                    process.kill()
                pid, _, usage = os.wait4(process.pid, os.WNOHANG)
                cpu += usage.ru_utime + usage.ru_stime if pid else 0.0
        time.sleep(0.02)
    return cpu


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"
