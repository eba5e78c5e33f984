"""The results in words: a table for the terminal and for the README, the targets, a chart, and all of it as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.machine import words
from bench.reckoning import Result, Spread, Verdict, ratio

__all__ = ["Report", "write"]

HEADS = ("way", "documents", "wall s", "CPU s", "peak MB", "wall: loop ÷ it", "CPU: loop ÷ it", "CPU: it ÷ floor")


@dataclass(frozen=True)
class Report:
    """
    All that is told.

    Parameters
    ----------
    machine : dict
        As `machine.described` gives it.
    results : dict of Result
        By the key of the way.
    verdicts : list of Verdict
        One for each target.
    lines : dict of Result
        Single commands.
    notes : list of str
        What one must know to read the table.
    parts : dict
        Seconds a document by part, one column for each process that was watched.
    """

    machine: dict[str, object]
    results: Mapping[str, Result]
    verdicts: Sequence[Verdict]
    lines: Mapping[str, Result] = field(default_factory=dict)
    notes: Sequence[str] = ()
    parts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def markdown(self) -> str:
        """Give it as Markdown."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from table(HEADS, [self._row(key, result) for key, result in self.results.items()])
        yield ""
        for result in self.results.values():
            if result.failure:
                yield f"- {result.name}: {result.failure}"
        yield from (f"- {verdict.words}" for verdict in self.verdicts)
        yield from (f"- {note}" for note in self.notes)
        if self.lines:
            yield ""
            yield from table(("command", "wall s", "CPU s", "peak MB"), [_line(one) for one in self.lines.values()])
        if self.parts:
            yield ""
            yield from table(("seconds a document", *self.parts), list(self._parts()))
        yield ""
        yield f"Medians (least–most). {words(self.machine)}."

    def _row(self, key: str, result: Result) -> tuple[str, ...]:
        one = result.is_of_one
        by_hand = f"{key.removesuffix('_by_hand')}_by_hand" if one else "loop"
        loop, floor = self.results.get(by_hand), self.results.get("floor")
        return (
            result.name,
            counted(result),
            said(result.wall),
            said(result.cpu),
            said(result.memory, 0),
            times(ratio(loop and loop.wall, result.wall)),
            times(ratio(loop and loop.cpu, result.cpu)),
            "" if one else times(ratio(result.cpu, floor and floor.cpu)),
        )

    def _parts(self) -> Iterator[tuple[str, ...]]:
        names = dict.fromkeys(name for parts in self.parts.values() for name in parts)
        for name in names:
            yield name, *(f"{parts[name]:.2f}" if name in parts else "" for parts in self.parts.values())


def counted(result: Result) -> str:
    """Say of how many documents the times are, and on how many they were measured."""
    if result.measured == result.scaled:
        return str(result.scaled)
    return f"{result.scaled}, scaled from {result.measured}"


def said(spread: Spread | None, places: int = 1) -> str:
    """Say a median with its spread."""
    if spread is None:
        return "–"
    shown = [f"{value:,.{places}f}" for value in (spread.median, spread.least, spread.most)]
    return shown[0] if shown[1] == shown[2] else f"{shown[0]} ({shown[1]}–{shown[2]})"


def times(value: float | None) -> str:
    """Say a ratio."""
    return "–" if value is None else f"{value:.2f}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Set a table that is read in a terminal as well as on a page."""
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    for row in (heads, ["-" * width for width in widths], *rows):
        cells = (
            f"{text:<{width}}" if not place else f"{text:>{width}}"
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"| {' | '.join(cells)} |"


def _line(one: Result) -> tuple[str, ...]:
    name = f"{one.name} (failed: {one.failure})" if one.failure else one.name
    return name, said(one.wall, 2), said(one.cpu, 2), said(one.memory, 0)


def write(report: Report, into: Path) -> list[Path]:
    """Write the report as Markdown, JSON and a chart; give the files."""
    into.mkdir(parents=True, exist_ok=True)
    markdown, data, chart = (into / f"bench.{kind}" for kind in ("md", "json", "svg"))
    markdown.write_text(report.markdown(), "utf-8")
    held = {**asdict(report), "verdicts": [{**asdict(one), "words": one.words} for one in report.verdicts]}
    data.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")
    draw(report, chart)
    return [markdown, data, chart]


def draw(report: Report, path: Path) -> None:
    """Draw wall and processor time of the ways that make all documents, the spread as a line."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    shown = [one for one in report.results.values() if one.wall and one.cpu and not one.is_of_one]
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "bench"}):
        figure, axes = plt.subplots(figsize=(8, 0.6 * len(shown) + 1.2), layout="constrained")
        for offset, part, colour in ((-0.2, "wall", "#1f5fa8"), (0.2, "cpu", "#b9c7d8")):
            spreads = [getattr(one, part) for one in shown]
            middles = [spread.median for spread in spreads]
            beside = [
                [spread.median - spread.least for spread in spreads],
                [spread.most - spread.median for spread in spreads],
            ]
            places = [place + offset for place in range(len(shown))]
            name = "wall seconds" if part == "wall" else "CPU seconds"
            axes.barh(places, middles, 0.38, xerr=beside, color=colour, label=name)
            for place, value in zip(places, middles, strict=True):
                axes.text(value, place, f" {value:,.0f}", va="center", fontsize=8)
        axes.set_yticks(range(len(shown)), [one.name for one in shown])
        axes.invert_yaxis()
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, loc="lower right")
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)
