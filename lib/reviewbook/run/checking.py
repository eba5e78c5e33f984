"""Looking without making anything: what is wrong, what is there, and what this machine lacks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo

from reviewbook import fonts, measures, sources
from reviewbook.editions import Shelf
from reviewbook.errors import Problem, ReviewbookError
from reviewbook.legible import visible
from reviewbook.params.loading import Params, load
from reviewbook.params.notebook import check, read_flat
from reviewbook.places import Places
from reviewbook.run.asking import misfits
from reviewbook.warehouse import Warehouse
from reviewbook.wording import lacking

__all__ = ["Finding", "doctor", "problems", "status"]


@dataclass(frozen=True)
class Finding:
    """
    One thing the doctor looked at.

    Parameters
    ----------
    what : str
        What was looked at.
    fine : bool
        Whether it is as it should be.
    said : str
        What was found, and what to do where it is not fine.
    """

    what: str
    fine: bool
    said: str

    def __str__(self) -> str:
        return f"{'ok ' if self.fine else 'NOT'} {self.what}: {self.said}"


def problems(places: Places) -> list[Problem | str]:
    """
    List what is wrong with params, notebooks and data; empty when all is fit to be published.

    Raises
    ------
    ParamsError
        When the params cannot be read; with all their problems.
    """
    from reviewbook.run import chosen, headings  # they load the writers of documents, which `status` does without

    params = load(places)
    # Reviews of one cadence share a file of parameters: what is wrong in it is told once.
    return [
        *measures.disagreements(params.measures, measures.ONLY_OF_PRODUCTS),
        *(problem for language in params.company.languages for problem in lacking(language)),
        *dict.fromkeys(_of_notebooks(places, params)),
        *dict.fromkeys(headings.problems(places, params)),
        *chosen.problems(places, params),
        *_of_data(places, params),
    ]


def status(places: Places) -> Iterator[str]:
    """Tell what the warehouse holds and which editions are published, one line each."""
    params = load(places)
    names = [entry.name for entry in params.sources.sources]
    until, never = sources.complete_until(places, names), sources.never_checked(places, names)
    if len(never) == len(names):
        yield "Nothing was pulled yet. Type: reviewbook pull"
        return
    if until is None:
        yield f"never pulled: {', '.join(never)}. Type: reviewbook pull"
    else:
        yield f"data complete until {_shown(until, ZoneInfo(params.company.zone))}"
    with Warehouse.open(places.warehouse) as warehouse:
        held = {name: rows for name, rows in warehouse.counts().items() if rows}
        yield "rows: " + ", ".join(f"{name} {rows:,}" for name, rows in held.items())
        yield f"rejected rows: {len(warehouse.rejected()):,}"
    editions = [edition.record for edition in Shelf(places.published)]
    for record in editions:
        yield f"{record.review} {record.period} {visible(record.audience.id)}: edition {record.number}"
    for notice in sorted(places.notices.glob("*.txt")):
        yield f"withheld: {visible(notice.stem)}; what to do stands in {notice}"
    yield f"{len(editions)} editions; open {places.published / 'index.html'}"


def doctor(places: Places) -> list[Finding]:
    """Look at Python, the packages, the fonts, the params, the output folder and the warehouse."""
    return [_python(), _packages(), _fonts(), _params(places), _output(places), _warehouse(places)]


def _of_notebooks(places: Places, params: Params) -> Iterator[Problem | str]:
    for publication in params.publications.values():
        notebook = places.notebooks / f"{publication.name}.ipynb"
        flat = places.params / f"{publication.cadence.value}.yaml"
        if not notebook.is_file():
            yield Problem(f"publications.yaml: {publication.name}", f"{notebook} does not exist")
        try:
            check(read_flat(flat), publication.cadence, where=str(flat.relative_to(places.root)))
        except ReviewbookError as error:
            yield from error.problems


def _of_data(places: Places, params: Params) -> Iterator[Problem | str]:
    if not places.warehouse.is_file():
        yield Problem(str(places.warehouse), "there is no warehouse yet", "", "Type: reviewbook pull")
        return
    with Warehouse.open(places.warehouse) as warehouse:
        for row in warehouse.rejected().itertuples(index=False):
            column = f", column {row.column}" if isinstance(row.column, str) else ""
            yield Problem(
                f"{row.source}: {row.file}, line {row.line}{column}",
                f"the row was rejected: {row.reason}",
                "",
                "Mend it in the source or its mapping and pull again.",
            )
        until = sources.complete_until(places, [entry.name for entry in params.sources.sources])
        if until is not None:
            yield from misfits(warehouse, params, until)


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    fine = (3, 11) <= sys.version_info[:2] < (3, 15)
    return Finding("Python", fine, found if fine else f"{found}; use 3.11 to 3.14")


def _packages() -> Finding:
    wanted = ("duckdb", "narwhals", "pandas", "papermill", "seaborn", "typst")
    try:
        found = ", ".join(f"{name} {version(name)}" for name in wanted)
    except PackageNotFoundError as error:
        return Finding("packages", False, f"{error.name} is missing; type: make review")
    return Finding("packages", True, found)


def _fonts() -> Finding:
    drawn = len(fonts.coverage())
    return Finding("fonts", drawn > 8_105, f"{fonts.FAMILY}, {drawn:,} characters")


def _params(places: Places) -> Finding:
    try:
        params = load(places)
    except ReviewbookError as error:
        return Finding("params", False, str(error))
    return Finding("params", True, f"{params.company.name.en}: {len(params.publications)} reviews")


def _output(places: Places) -> Finding:
    there = next(folder for folder in (places.output, *places.output.parents) if folder.exists())
    fine = os.access(there, os.W_OK)
    return Finding("output", fine, f"{places.output} can{'' if fine else 'not'} be written")


def _warehouse(places: Places) -> Finding:
    if not places.warehouse.is_file():
        return Finding("warehouse", True, "none yet; type: reviewbook pull")
    try:
        with Warehouse.open(places.warehouse) as warehouse:
            return Finding("warehouse", True, f"{sum(warehouse.counts().values()):,} rows")
    except ReviewbookError as error:
        return Finding("warehouse", False, str(error))


def _shown(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
