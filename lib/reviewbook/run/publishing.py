"""From the warehouse to editions: derive once, cut for each audience, render in parallel, put on the shelf."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from reviewbook import analysis, audiences, gate
from reviewbook.audiences import Derived, Reader
from reviewbook.editions import Edition, Said, Shelf
from reviewbook.kernels import NOTEBOOK_SECONDS
from reviewbook.legible import visible
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run.code import code_digest, library_digest
from reviewbook.run.orders import Order
from reviewbook.run.preparing import Job, Prepared, documents, notice_of
from reviewbook.run.record import Record
from reviewbook.run.renderers import rendered
from reviewbook.run.rendering import Rendered

__all__ = ["Options", "Outcome", "publish", "together"]


@dataclass(frozen=True)
class Options:
    """
    How much is published, and how.

    Parameters
    ----------
    workers : int
        Notebooks executed at once; 0 for one per processor.
    despite : str
        Why it goes out even where the gate withholds it; empty for that it does not.
    progress : callable
        Told of each edition as it is done.
    seconds : float
        How long one notebook may take; one that takes longer is stopped, and its audience has a failure.
    """

    workers: int = 0
    despite: str = ""
    progress: Callable[[str], None] = lambda _: None
    seconds: float = NOTEBOOK_SECONDS


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
    withheld : dict
        Audience to the notice that says why the gate lets nothing out for it, and to what the notice says in short.
    evidence : Path
        Folder of the run.
    """

    order: Order
    evidence: Path
    editions: list[Edition] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    withheld: dict[str, tuple[Path, tuple[str, ...]]] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Tell it, one line for what happened and one for each failure."""
        new = [edition for edition in self.editions if edition.is_new]
        same = len(self.editions) - len(new)
        said = [f"{len(new)} published"] if new else []
        said += [f"{same} unchanged and left as they are"] if same else []
        said += [f"{len(self.failures)} failed"] if self.failures else []
        said += [f"{len(self.withheld)} withheld"] if self.withheld else []
        yield f"{self.order.publication.name} {self.order.period}: {', '.join(said) or 'nobody to publish for'}"
        for audience, reason in self.failures.items():
            yield f"  {visible(audience)}: {reason}"
        for audience, (notice, reasons) in self.withheld.items():
            yield from (f"  {audience}: withheld: {reason}" for reason in reasons)
            yield f"  {audience}: what to do stands in {notice}"
        if self.failures:
            yield f"  Evidence: {self.evidence}"


def together(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Put together what became of orders that are of one review and period, and differ in their slots alone."""
    found: dict[tuple[str, str], Outcome] = {}
    for one in outcomes:
        whole = found.setdefault(one.order.names, Outcome(one.order, one.evidence))
        whole.editions.extend(one.editions)
        whole.failures.update(one.failures)
        whole.withheld.update(one.withheld)
    return list(found.values())


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
        When an audience that is wanted does not exist.
    MissingData
        When the warehouse does not hold what the review needs.
    """
    places.keep_private()
    record = Record(places.runs, clock, f"{order.publication.name} {order.period.key}")
    outcome = Outcome(order, record.folder)
    with record.timed("derive"):
        kept = analysis.Kept(places.derived, library_digest())
        derived = analysis.derive(places, params, order.publication, order.period, order.as_of, kept)
        if options.despite:
            asked = gate.despite(derived.frames["gate"], options.despite)
            derived = replace(derived, frames={**derived.frames, "gate": asked})
        analysis.write(derived, record.folder / "facts")
    compared = analysis.Compared(places, params, derived, code_digest(places.notebook(order.publication.name)))
    job = Job(places, params, order, record, Shelf(places.published, params.site), compared)
    with record.timed("cut"):
        prepared = [job.prepare(derived, reader) for reader in _readers(derived, order, params)]
    record.write_json(
        "params.json", {**job.about(), "params": params.digest, "audiences": [one.audience.id for one in prepared]}
    )
    for one in prepared:
        _tell(job, one, outcome)
    outcome.editions.extend([one.unchanged for one in prepared if one.unchanged is not None])
    with record.timed("render"):
        changed = [one for one in prepared if one.tasks]
        at = params.company.renderers
        for one, results in rendered(changed, options.workers, options.seconds, record, at):
            _conclude(job, one, results, outcome)
            options.progress(one.audience.name)
    job.shelf.write_index()  # also when nothing is new: a run that was killed may have left it behind
    outcome.editions.sort(key=lambda edition: str(edition.folder))
    record.log("finished", editions=len(outcome.editions), failures=len(outcome.failures))
    return outcome


def _tell(job: Job, one: Prepared, outcome: Outcome) -> None:
    """Keep what is withheld from an audience; a notice of which nothing is true any more goes."""
    notice = notice_of(job.places, job.order, one.audience)
    if one.withheld:
        outcome.withheld[one.audience.id] = notice, one.withheld
        job.record.log("withheld", audience=one.audience.id, reasons=one.withheld)
    else:
        notice.unlink(missing_ok=True)


def _conclude(job: Job, one: Prepared, results: Sequence[Rendered], outcome: Outcome) -> None:
    """Put what was rendered for one audience on the shelf, or keep the reason why it cannot be."""
    failure = next((result.failure for result in results if result.failure), "")
    if failure:
        outcome.failures[one.audience.id] = failure
        job.record.log("failed", audience=one.audience.id, reason=failure)
        return
    made = {file.name: file for result in results for file in result.files}
    said = {result.language: [Said(**part) for part in result.said] for result in results}
    edition = job.shelf.publish(replace(one.draft, files={**one.draft.files, **made}, said=said), index=False)
    shutil.rmtree(documents(job.record, one.audience))  # they stand on the shelf now
    outcome.editions.append(edition)
    job.record.log("published", audience=one.audience.id, edition=edition.number, is_new=edition.is_new)


def _readers(derived: Derived, order: Order, params: Params) -> list[Reader]:
    name = params.company.name(params.company.languages[0])
    if order.audiences:
        return [audiences.reader(one, derived, name, order.publication) for one in order.audiences]
    return audiences.readers(order.publication, derived, name)
