"""What it costs to derive the weekly review of a large company, size by size.

``python tests/bench/at_scale.py --reps 120,400,1000 --lines 1e6,1e7``: a company of each
size is made (`growing`), its weekly review is derived in a fresh process, and what that took is
printed: seconds, seconds of the processors, the most memory and the most that was
spilled, in all and stage by stage. At the end a model is fitted to the measurements, and the
power by which they grew from one size to the next is told. With ``--lines`` each number is
derived for the first number of ``--reps``; each other number of ``--reps`` writes as
many lines as so many people do. With ``--publish`` the command ``reviewbook publish`` is measured instead,
documents included.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import machine
from bench.cost_model import exponent, fitted
from bench.growing import REPS, Size, grown, simulated
from bench.whole_review import published

REVIEW, PERIOD, MONTHS = "weekly_review", "2026-W47", 36
#: What is timed apart: functions that `analysis.stages` and `analysis.derive` call, as they name them.
STAGES = {
    "stages": (
        "roster", "duties", "owed", "unowed", "voluntary", "filled", "replies", "known", "checks", "copies", "claims",
        "market", "sales", "away", "signals",
    ),
    "derive": ("computing", "gated", "judged", "moved"),
}  # fmt: skip
#: Methods of the stages that are timed in the same way.
METHODS = ("facts", "uncounted", "inputs")
#: A look at memory and disk every so many seconds.
PAUSE = 0.05
MB = 1e6


@dataclass
class Stage:
    """Seconds without those of the stages inside, and the most memory while it ran."""

    wall: float = 0.0
    memory: float = 0.0


@dataclass
class Looked:
    """What was seen while a derivation ran."""

    spill: Callable[[], list[Path]]
    stages: dict[str, Stage] = field(default_factory=dict)
    spilled: float = 0.0
    memory: float = 0.0
    _running: list[str] = field(default_factory=lambda: ["rest"])
    _since: float = field(default_factory=time.perf_counter)
    _done: threading.Event = field(default_factory=threading.Event)

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that adds to a stage what it takes."""

        @wraps(function)
        def run(*given: Any, **named: Any) -> Any:
            self._turn()
            self._running.append(name)
            try:
                return function(*given, **named)
            finally:
                self._turn()
                self._running.pop()

        return run

    def _turn(self) -> None:
        now = time.perf_counter()
        self._stage().wall += now - self._since
        self._since = now

    def _stage(self) -> Stage:
        return self.stages.setdefault(self._running[-1], Stage())

    def _look(self) -> None:
        own = psutil.Process()
        while not self._done.wait(PAUSE):
            held = own.memory_info().rss / MB
            self.memory = max(self.memory, held)
            stage = self._stage()
            stage.memory = max(stage.memory, held)
            self.spilled = max(self.spilled, sum(map(_size, self.spill())) / MB)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look until the block is over."""
        self._since = time.perf_counter()
        thread = threading.Thread(target=self._look)
        thread.start()
        try:
            yield
        finally:
            self._turn()
            self._done.set()
            thread.join()


def _size(path: Path) -> int:
    try:
        return path.stat().st_blocks * 512
    except OSError:
        return 0  # it was removed in between


def derived(workbook: Path) -> dict[str, Any]:
    """Derive the weekly review in this process; give what it took."""
    from reviewbook import analysis
    from reviewbook.analysis import stages
    from reviewbook.params.loading import load
    from reviewbook.periods import Period
    from reviewbook.places import Places

    places = Places.find(workbook)
    params = load(places)
    publication, period = params.publications[REVIEW], Period.parse(PERIOD)
    looked = Looked(lambda: [*places.output.glob("*/duckdb_temp*")])
    modules = {"stages": stages, "derive": sys.modules[analysis.derive.__module__]}
    for module, names in STAGES.items():
        for name in names:
            setattr(modules[module], name, looked.timed(name, getattr(modules[module], name)))
    for name in METHODS:
        setattr(stages._Stages, name, looked.timed(name, getattr(stages._Stages, name)))
    began, before = time.perf_counter(), time.process_time()
    with looked.looking():
        found = analysis.derive(places, params, publication, period, analysis.slot(params, publication, period))
    wall, cpu = time.perf_counter() - began, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (MB if sys.platform == "darwin" else 1e3)
    return {
        "wall": wall,
        "cpu": cpu,
        "memory": peak,
        "spilled": looked.spilled,
        "facts": len(found.frames["facts"]),
        "stages": {name: asdict(stage) for name, stage in looked.stages.items()},
    }


@dataclass(frozen=True)
class Measured:
    """One size, and what it took."""

    size: Size
    engine: str
    rows: dict[str, int]
    took: dict[str, Any]

    @property
    def whole(self) -> int:
        """All rows of the warehouse."""
        return sum(self.rows.values())

    def told(self) -> str:
        """Say it in one line of the table."""
        took = self.took
        counted = " | ".join(f"{self.rows[name]:,}" for name in ("orders", "reports", "report_fields"))
        size = f"| {self.size.reps:,} | {counted} | {self.whole:,} | {self.engine}"
        if "failure" in took:
            return f"{size} | {took['failure']} | | | |"
        seconds = " | ".join(f"{took[name]:,.1f}" for name in ("wall", "cpu"))
        megabytes = " | ".join(f"{took[name]:,.0f}" for name in ("memory", "spilled"))
        return f"{size} | {seconds} | {megabytes} |"


HEAD = (
    "| reps | order lines | reports | fields | rows in all | engine | wall s | CPU s | peak MB | spilled MB |\n"
    "| ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |"
)


def main() -> int:
    """Make, derive, print, fit."""
    asked = arguments()
    if asked.derive:
        print(json.dumps(derived(asked.derive)))
        return 0
    kept: list[Measured] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        small = simulated(folder, asked.months)
        print(HEAD, flush=True)
        for size in sizes(asked.reps, asked.lines):
            workbook = folder / size.name
            for engine in asked.engine:
                rows = grown(small, size, workbook, engine)
                took = published(workbook, PERIOD, asked.timeout) if asked.publish else apart(workbook, asked.timeout)
                kept.append(Measured(size, engine, rows, took))
                print(kept[-1].told(), flush=True)
                if asked.stages:
                    print(by_stage(kept[-1]), flush=True)
            if not asked.keep:
                shutil.rmtree(workbook)
    for engine in asked.engine:
        of_engine = [one for one in kept if one.engine == engine and "failure" not in one.took]
        print("\n".join(["", f"{engine}:", *growth(of_engine), *models(of_engine)]))
    print(f"\n{machine.words(machine.described())}")
    if asked.json:
        told = [{"reps": one.size.reps, "engine": one.engine, "rows": one.rows, **one.took} for one in kept]
        asked.json.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    return int(any("failure" in one.took for one in kept))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Derive the weekly review of large companies.")
    parser.add_argument("--reps", type=_numbers, default=[120, 400, 1000], help="sales people, such as 120,400,1000")
    parser.add_argument("--lines", type=_numbers, default=[], help="order lines, such as 1e6,1e7")
    parser.add_argument("--engine", type=lambda text: text.split(","), default=["auto"], help="auto, polars, duckdb")
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--timeout", type=float, default=3600, help="seconds for one size")
    parser.add_argument("--folder", type=Path, help="where the companies are made; the small one is used again")
    parser.add_argument("--keep", action="store_true", help="keep the workbooks in it")
    parser.add_argument("--publish", action="store_true", help="the whole review with its documents")
    parser.add_argument("--stages", action="store_true", help="print the stages of each size")
    parser.add_argument("--json", type=Path, help="write all figures into this file")
    parser.add_argument("--derive", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(float(one)) for one in text.split(",") if one]


def sizes(reps: Sequence[int], lines: Sequence[int]) -> list[Size]:
    """Give the sizes to measure, none of them smaller than the company they are made of."""
    people = [max(REPS, round(one / REPS) * REPS) for one in reps]
    return [*(Size(one) for one in people), *(Size(people[0], one) for one in lines)]


def apart(workbook: Path, timeout: float) -> dict[str, Any]:
    """Derive in a process of its own; give what it took, or how it ended."""
    command = [sys.executable, str(Path(__file__).resolve()), "--derive", str(workbook)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return {"failure": f"took longer than {timeout:g} s"}
    if done.returncode:
        return {"failure": f"exit code {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1]}"}
    taken: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return taken


def by_stage(one: Measured) -> str:
    """Say what each stage took, the longest first."""
    stages = one.took.get("stages", {})
    ordered = sorted(stages.items(), key=lambda item: -item[1]["wall"])
    return "\n".join(f"    {name:12}{told['wall']:9.2f} s{told['memory']:9.0f} MB" for name, told in ordered)


def growth(measured: Sequence[Measured]) -> Iterator[str]:
    """Say by which power wall time, processor time and memory grew between one size and the next."""
    by_reps = [one for one in measured if one.size.lines is None]
    by_lines = [one for one in measured if one.size.lines is not None]
    for kind, row in (("reps", by_reps), ("lines", by_lines)):
        for small, large in pairwise(row):
            powers = ", ".join(
                f"{name} {exponent((small.whole, small.took[name]), (large.whole, large.took[name])):.2f}"
                for name in ("wall", "cpu", "memory")
            )
            yield f"rows {small.whole:,} to {large.whole:,} by {kind}: {powers}"


def models(measured: Sequence[Measured]) -> Iterator[str]:
    """Fit time and memory to the number of sales people and of order lines."""
    if len(measured) < 3:
        return
    sized = [(one.size.reps, one.rows["orders"]) for one in measured]
    for name, unit in (("cpu", "s"), ("wall", "s"), ("memory", "MB")):
        model = fitted(("reps", "lines"), sized, [one.took[name] for one in measured])
        fixed, per_rep, per_line = model.coefficients
        yield (
            f"{name} = {fixed:.1f} {unit} + {per_rep * 1000:.2f} {unit} per 1,000 reps + {per_line * 1e6:.2f} {unit} per "
            f"million lines (misses by {model.worst:.0%} at the most)"
        )


if __name__ == "__main__":
    sys.exit(main())
