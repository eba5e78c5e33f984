"""``make bench``: all ways in turn, round after round, on the same slices and the same notebook.

All read the facts and slices of one run that published everything beforehand; what it costs to derive them is told
apart. Rounds go around the ways, so that a machine that is busy for a while is busy for all of them.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench import company, machine, measuring, parts, telling
from bench.reckoning import Result, Taken, judged, result
from bench.ways import BIN, Bench, Way, ways

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
IMPORTS = "from reviewbook import figures, open_review, tables"
#: How often what is short is measured, and how many documents a worker is watched at.
SHORT, PROFILED = 5, 3
#: Reviews for which the targets are meant.
MEANT = 50


def main() -> int:
    """Measure, tell, write; 1 when something of ours failed."""
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder.resolve(), company.teams(asked.documents), asked.loop, asked.notebooker)
        about = machine.described()
        lines = {**pulled(bench, asked.months), **short(bench)}
        if any(line.failure for line in lines.values()):
            return failed(lines.values())
        chosen = [way for way in ways(bench) if way.key == "ours" or not asked.only or way.key in asked.only.split(",")]
        taken = rounds(bench, chosen, asked.rounds)
        results = summed(chosen, taken)
        if results["ours"].failure:
            return failed([results["ours"]])
        lines |= derived(taken["ours"]) | {"again": single("publish again, nothing changed", bench.ours_again)}
        report = telling.Report(
            about, results, judged(results), lines, notes(bench, results, chosen), profile(bench, chosen)
        )
        files = telling.write(report, asked.out)
    print(report.markdown())
    print("\n".join(map(str, files)))
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--documents", type=int, default=50, help="team reviews (50)")
    parser.add_argument("--loop", type=int, default=4, help="of these, how many the slow ways make in a round (4)")
    parser.add_argument("--whole", action="store_true", help="let the slow ways make all of them")
    parser.add_argument("--rounds", type=int, default=3, help="how often each way is measured (3)")
    parser.add_argument("--months", type=int, default=5, help="months of history of the simulated company (5)")
    parser.add_argument("--only", default="", help="keys of ways, like loop,floor; ours is always measured")
    parser.add_argument("--notebooker", default="", help="an interpreter that has Notebooker")
    parser.add_argument("--folder", type=Path, help="where everything is made; a company that stands there is used")
    parser.add_argument("--out", type=Path, default=ROOT / ".cache" / "bench", help="for table, JSON and chart")
    asked = parser.parse_args()
    asked.loop = asked.documents if asked.whole else min(asked.loop, asked.documents)
    return asked


def pulled(bench: Bench, months: int) -> dict[str, Result]:
    """Simulate the company and pull it, twice; pull the sample company of this workbook as well."""
    pull = [BIN / "reviewbook", "pull"]
    lines = {}
    if not (bench.base / "output" / "warehouse.duckdb").is_file():
        company.written(bench.base, len(bench.teams), months)
        lines["pull"] = single("pull", lambda: measuring.run(pull, bench.base, bench.log("pull")))
        if not lines["pull"].failure:
            lines["pull again"] = single("pull again", lambda: measuring.run(pull, bench.base, bench.log("pull")))
    if not (bench.sample_base / "output" / "warehouse.duckdb").is_file():
        company.as_it_stands(bench.sample_base)
        name = "pull of the sample company"
        lines["pull sample"] = single(name, lambda: measuring.run(pull, bench.sample_base, bench.log("pull_sample")))
    return lines


def short(bench: Bench) -> dict[str, Result]:
    """Measure what is short a few times: the start of Python, of the command line, and what a kernel imports."""
    python = sys.executable
    commands: dict[str, tuple[str, list[str | Path]]] = {
        "python": ("python -c pass", [python, "-c", "pass"]),
        "help": ("reviewbook --help", [BIN / "reviewbook", "--help"]),
        "imports": ("a notebook's imports", [python, "-c", IMPORTS]),
    }
    taken: defaultdict[str, list[Taken]] = defaultdict(list)
    for _ in range(SHORT):
        for key, (_, words) in commands.items():
            taken[key].append(measuring.run(words, bench.folder, bench.log(key)))
    return {key: result(name, taken[key], 1, 1) for key, (name, _) in commands.items()}


def rounds(bench: Bench, chosen: Sequence[Way], count: int) -> dict[str, list[Taken]]:
    """Run the ways in turn; the first of all is ours, whose run the others read."""
    taken: dict[str, list[Taken]] = {way.key: [] for way in chosen}
    for number in range(1, count + 1):
        for way in chosen:
            if way.missing or any(one.failure for one in taken[way.key]):
                continue
            one = way.run()
            taken[way.key].append(one)
            print(
                f"{number}/{count} {way.name}: {one.failure or f'{one.wall:.1f} s, {one.cpu:.1f} s CPU'}",
                file=sys.stderr,
            )
            if way.key == "ours" and number == 1:
                if one.failure:
                    return taken
                company.copied(bench.folder / "ours", bench.folder / "reference")
    return taken


def summed(chosen: Iterable[Way], taken: dict[str, list[Taken]]) -> dict[str, Result]:
    """Give the results in the order of the table; of ours the part that comes after the facts as well."""
    results = {}
    for way in chosen:
        measured = taken[way.key] or [Taken(failure=way.missing or "was not run")]
        results[way.key] = result(way.name, measured, way.count, way.scaled or way.count)
        if way.key == "ours":
            results["ours_after"] = result(
                f"{way.name}, once facts are there", measured, way.count, way.count, after=True
            )
    return results


def derived(ours: Iterable[Taken]) -> dict[str, Result]:
    """Give what came before the documents: deriving the facts and cutting the slices, once for all."""
    before = [Taken(one.wall - one.after[0], one.cpu - one.after[1]) for one in ours if one.after]
    return {"derive": result("of publish: derive and cut, once for all", before, 1, 1)}


def single(name: str, measure: Callable[[], Taken]) -> Result:
    """Measure a command once."""
    return result(name, [measure()], 1, 1)


def notes(bench: Bench, results: dict[str, Result], chosen: Iterable[Way]) -> list[str]:
    """Say what one must know to read the table."""
    ours, forms = results["ours"], {way.key: way.forms for way in chosen}
    said = [
        f"Each document is one team's weekly review as HTML, PDF and xlsx, with {company.charts(bench.reference.notebook)} charts; "
        "facts and slices are there for all ways but the first, and for those of one review, which derive them.",
        "The loop runs one document after another, as typed; reviewbook uses all cores.",
    ]
    if len(bench.teams) < MEANT:
        said.append(f"The targets are meant for {MEANT} reviews: of fewer, each bears more of what is paid once.")
    by_hand = results.get("one_by_hand")
    if by_hand and by_hand.wall:
        whole = by_hand.wall.median * len(bench.teams)
        said.append(
            f"Without prepared facts each notebook of the loop derives them for itself: {whole:,.0f} s for all."
        )
    if ours.notebook and ours.largest and ours.worker and ours.memory:
        said.append(
            f"Memory that nobody shares with it, at its most: of a kernel {telling.said(ours.notebook, 0)} MB in the "
            f"median of all kernels of a round, {telling.said(ours.largest, 0)} MB for the largest; of a worker "
            f"{telling.said(ours.worker, 0)} MB. All processes of reviewbook at once: {ours.memory.median:.0f} MB, "
            "what several share counted once."
        )
    if "sample" in results and not results["sample"].failure:
        said.append(
            "One review of the sample company is what `reviewbook publish` makes for one audience as the params stand: "
            f"{len(company.LANGUAGES)} languages, each HTML, PDF and xlsx; by hand each language is executed for itself."
        )
    for key, count in (("loop", bench.sample), ("floor", len(bench.teams))):
        if key in results and not results[key].failure:
            compared = [form for form in forms[key] if key != "loop" or form != "html"]
            other = bench.differing(key, count, compared)
            same = f"differ in {len(other)}: {', '.join(other[:3])}" if other else "are the same bytes as ours"
            said.append(f"{' and '.join(compared)} of the {key} {same}.")
    return said


def profile(bench: Bench, chosen: Iterable[Way]) -> dict[str, dict[str, float]]:
    """Give the seconds by part: in the run, of a worker with ordinary kernels, and of the floor where it was run."""
    found = {"in the run (wall)": parts.of_run(bench.reference.run)}
    if not bench.script("worker", min(PROFILED, len(bench.teams))).failure:
        found |= parts.of_script("worker", bench.timings("worker"))
    if bench.timings("floor").is_file() and any(way.key == "floor" for way in chosen):
        found |= parts.of_script("floor", bench.timings("floor"))
    return found


def failed(results: Iterable[Result]) -> int:
    """Say what failed."""
    for one in results:
        if one.failure:
            print(f"{one.name}: {one.failure}", file=sys.stderr)
    return 1
