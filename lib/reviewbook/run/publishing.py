"""From the warehouse to editions: derive once, cut for each audience, render in parallel, put on the shelf."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from reviewbook import __version__, analysis, audiences
from reviewbook.audiences import Cut, Derived
from reviewbook.document import Masthead
from reviewbook.editions import Code, Draft, Edition, Shelf
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run.code import code_digest
from reviewbook.run.orders import Order
from reviewbook.run.record import Record
from reviewbook.run.rendering import Rendered, Task, heard_in, render
from reviewbook.slices import Audience
from reviewbook.warehouse import Warehouse
from reviewbook.wording import Wording

__all__ = ["Options", "Outcome", "publish"]

#: The frames that go with an edition, so that a reader can recompute and look up what the pages cut short.
_ROWS = ("facts", "owed", "unowed", "voluntary", "checks", "copies", "claims", "replies", "signals",
         "mentions", "market", "terms", "themes", "cases", "away", "deals", "promises", "scores", "standings",
         "honoured", "courses", "career", "weakest", "experience", "discipline", "findings", "evidence", "follow_ups")  # fmt: skip


@dataclass(frozen=True)
class Options:
    """
    How much is published, and how.

    Parameters
    ----------
    audiences : tuple of str
        Ids of the only audiences wanted; all of the publication when empty.
    workers : int
        Notebooks executed at once; 0 for one per processor.
    progress : callable
        Told of each edition as it is done.
    """

    audiences: tuple[str, ...] = ()
    workers: int = 0
    progress: Callable[[str], None] = lambda _: None


@dataclass(frozen=True)
class Outcome:
    """
    What became of one order.

    Parameters
    ----------
    order : Order
        What was to be published.
    editions : list of Edition
        One for each audience that has one now; ``is_new`` tells whether it was made.
    failures : dict
        Audience to the reason why it has none of this run.
    evidence : Path
        Folder of the run.
    """

    order: Order
    evidence: Path
    editions: list[Edition] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Tell it, one line for what happened and one for each failure."""
        new = [edition for edition in self.editions if edition.is_new]
        same = len(self.editions) - len(new)
        said = [f"{len(new)} published"] if new else []
        said += [f"{same} unchanged and left as they are"] if same else []
        said += [f"{len(self.failures)} failed"] if self.failures else []
        yield f"{self.order.publication.name} {self.order.period}: {', '.join(said) or 'nobody to publish for'}"
        for audience, reason in self.failures.items():
            yield f"  {audience}: {reason}"
        if self.failures:
            yield f"  Evidence: {self.evidence}"


def publish(places: Places, params: Params, order: Order, options: Options, clock: Callable[[], datetime]) -> Outcome:
    """
    Publish one review of one period for its audiences.

    Parameters
    ----------
    places, params
        The company.
    order : Order
        Which review, period and cut-off.
    options : Options
        For whom, and with how many workers.
    clock : callable
        The present instant, for the log.

    Returns
    -------
    Outcome
        A failure of one audience touches no other, and leaves its last good edition as it is.

    Raises
    ------
    ParamsError
        When an audience that is wanted does not exist; that is said before anything is derived.
    MissingData
        When the warehouse does not hold what the review needs.
    """
    _must_exist(places, order, options)
    record = Record(places.runs, clock, f"{order.publication.name} {order.period.key}")
    outcome = Outcome(order, record.folder)
    job = _Job(places, params, order, record, Shelf(places.published))
    with record.timed("derive"):
        derived = analysis.derive(places, params, order.publication, order.period, order.as_of)
        analysis.write(derived, record.folder / "facts")
    with record.timed("cut"):
        prepared = [job.prepare(derived, who) for who in _readers(derived, order, params, options)]
    record.write_json("params.json", {**job.about(), "audiences": [one.audience.id for one in prepared]})
    outcome.editions.extend([one.unchanged for one in prepared if one.unchanged is not None])
    with record.timed("render"):
        changed = [one for one in prepared if one.unchanged is None]
        for one, results in _rendered(changed, options.workers, record.folder / "kernels.log"):
            _conclude(job, one, results, outcome)
            options.progress(one.audience.name)
    if any(edition.is_new for edition in outcome.editions):
        job.shelf.write_index()
    outcome.editions.sort(key=lambda edition: str(edition.folder))
    record.log("finished", editions=len(outcome.editions), failures=len(outcome.failures))
    return outcome


def _conclude(job: _Job, one: _Prepared, results: Sequence[Rendered], outcome: Outcome) -> None:
    """Put what was rendered for one audience on the shelf, or keep the reason why it cannot be."""
    failure = next((result.failure for result in results if result.failure), "")
    if failure:
        outcome.failures[one.audience.id] = failure
        job.record.log("failed", audience=one.audience.id, reason=failure)
        return
    documents = {file.name: file for result in results for file in result.files}
    edition = job.shelf.publish(replace(one.draft, files={**one.draft.files, **documents}), index=False)
    shutil.rmtree(job.documents(one.audience))  # they stand on the shelf now
    outcome.editions.append(edition)
    job.record.log("published", audience=one.audience.id, edition=edition.number, is_new=edition.is_new)


@dataclass(frozen=True)
class _Prepared:
    """A slice that is ready, and what is to be made of it."""

    audience: Audience
    draft: Draft
    unchanged: Edition | None
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class _Job:
    """What all audiences of one order share."""

    places: Places
    params: Params
    order: Order
    record: Record
    shelf: Shelf

    @property
    def notebook(self) -> Path:
        """The notebook of the review."""
        return self.places.notebooks / f"{self.order.publication.name}.ipynb"

    def about(self) -> dict[str, str]:
        """Give what an edition is made with, as plain text."""
        order = self.order
        return {
            "review": order.publication.name,
            "period": order.period.key,
            "as_of": order.as_of.isoformat(),
            "company": self.places.company,
            "languages": ",".join(order.publication.languages),
            "params": self.params.digest,
        }

    def documents(self, who: Audience) -> Path:
        """Give the folder in which an audience's documents are written before they go on the shelf."""
        return self.record.folder / "documents" / who.id

    def prepare(self, derived: Derived, who: Audience) -> _Prepared:
        """Cut the slice of one audience, and see whether its edition is already there."""
        part = audiences.cut(derived, who)
        folder = audiences.folder(self.record.folder, part.publication, part.period.key, who.id)
        checksum = audiences.write(part, folder)
        draft = Draft(
            review=part.publication,
            title=self.order.publication.title.model_dump(),
            period=part.period,
            audience=who,
            as_of=part.as_of,
            zone=self.params.company.zone,
            parameters=self.about(),
            code=Code(version=__version__, digest=code_digest(self.notebook)),
            inputs=checksum,
            files={f"{name}.parquet": folder / f"{name}.parquet" for name in _ROWS},
            figures=_figures(part),
        )
        unchanged = self.shelf.unchanged(draft)
        tasks = () if unchanged else tuple(self._task(who, language) for language in self.order.publication.languages)
        return _Prepared(who, draft, unchanged, tasks)

    def _task(self, who: Audience, language: str) -> Task:
        order, words = self.order, Wording(language)
        latest = self.shelf.latest(order.publication.name, order.period, who)
        company = self.params.company.name(language)
        masthead = Masthead(
            company=company,
            review=order.publication.title(language),
            audience=company if who.kind == "company" else who.name,
            period=words.period(order.period),
            as_of=words.instant(order.as_of, self.params.company.zone),
            edition=words("review.edition", number=latest.number + 1 if latest else 1),
            as_of_at=order.as_of.isoformat(),
        )
        parameters = {
            "period": order.period.key,
            "audience": who.id,
            "language": language,
            "as_of": order.as_of.isoformat(),
            "company": self.places.company,
            "run": self.record.id,
        }
        evidence = self.record.folder / "notebooks" / f"{who.id}.{language}.ipynb"
        return Task(self.notebook, parameters, masthead, evidence, self.documents(who))


def _figures(part: Cut) -> list[dict[str, str | float | None]]:
    """Give the facts of the audience itself for the period under review: what the edition states first."""
    facts = part.frames["facts"]
    own = (facts["entity_kind"] == part.audience.kind) & (facts["entity_id"] == part.audience.id)
    rows = facts[own & (facts["period"] == part.period.key) & (facts["cadence"] == part.period.cadence.value)]
    return [
        {"measure": str(measure), "value": None if pd.isna(value) else float(value), "note": note if note else None}
        for measure, value, note in zip(rows["measure"], rows["value"], rows["note"].fillna(""), strict=True)
    ]


def _must_exist(places: Places, order: Order, options: Options) -> None:
    """Refuse an audience that nobody is, where that can be known already."""
    if options.audiences and places.warehouse.is_file():
        with Warehouse.open(places.warehouse) as warehouse:
            named = {table: warehouse.frame(table) for table in ("people", "teams")}
        who = Derived(order.publication, order.period, order.as_of, named)
        for one in options.audiences:
            audiences.audience(one, who, "")


def _readers(derived: Derived, order: Order, params: Params, options: Options) -> list[Audience]:
    name = params.company.name(params.company.languages[0])
    if options.audiences:
        return [audiences.audience(one, derived, name) for one in options.audiences]
    return audiences.audiences(order.publication, derived, name)


def _rendered(prepared: Sequence[_Prepared], workers: int, log: Path) -> Iterator[tuple[_Prepared, list[Rendered]]]:
    """Render everything in parallel; give each audience as soon as its last document is done."""
    if not prepared:
        return
    count = workers or os.cpu_count() or 1
    count = min(count, sum(len(one.tasks) for one in prepared))
    with ProcessPoolExecutor(count, get_context("spawn"), heard_in, (log,)) as pool:
        promised = {one.audience.id: [pool.submit(render, task) for task in one.tasks] for one in prepared}
        owners = {future: one for one in prepared for future in promised[one.audience.id]}
        for future in as_completed(owners):
            one = owners[future]
            documents = promised.get(one.audience.id, [])  # none any more when both were done at once
            if documents and all(document.done() for document in documents):
                del promised[one.audience.id]
                yield one, [_outcome(document) for document in documents]


def _outcome(document: Future[Rendered]) -> Rendered:
    """Give what became of a document; a worker that died is a failure of its own audience only."""
    error = document.exception()
    return Rendered(failure=f"{type(error).__name__}: {error}") if error else document.result()
