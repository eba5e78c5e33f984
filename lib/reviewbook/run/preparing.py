"""From what was derived to what one reader's edition is made of: the slice, the draft, and the documents to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pydantic import JsonValue

from reviewbook import __version__, analysis, audiences, gate
from reviewbook.audiences import Cut, Derived, Reader
from reviewbook.editions import Code, Draft, Edition, Meaning, Shelf, audience_folder
from reviewbook.params.loading import Params
from reviewbook.params.measures import MeasureEntry
from reviewbook.params.recipients import Sections
from reviewbook.params.rulebook import Rulebook
from reviewbook.places import Places, slug
from reviewbook.run import chosen
from reviewbook.run.code import code_digest
from reviewbook.run.mastheads import masthead
from reviewbook.run.orders import Order
from reviewbook.run.record import Record
from reviewbook.run.rendering import Task
from reviewbook.slices import Audience

__all__ = ["Job", "Prepared", "documents", "notice_of", "tasks"]


@dataclass(frozen=True)
class Prepared:
    """
    A slice that is ready, and what is to be made of it.

    Parameters
    ----------
    audience : Audience
        For whom.
    draft : Draft
        The edition, still without its documents.
    unchanged : Edition or None
        The latest edition where it was made from the same; then there is nothing to do.
    tasks : tuple of Task
        The documents to be made.
    withheld : tuple of str
        Why nothing is published, one sentence for each rule; empty where something is.
    """

    audience: Audience
    draft: Draft
    unchanged: Edition | None
    tasks: tuple[Task, ...] = ()
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """
    What all readers of one order share.

    Parameters
    ----------
    places, params
        The company.
    order : Order
        What is published.
    record : Record
        The evidence of the run.
    shelf : Shelf
        Where the editions stand.
    compared : Compared
        Tells what differs from an edition before, and why.
    """

    places: Places
    params: Params
    order: Order
    record: Record
    shelf: Shelf
    compared: analysis.Compared

    @property
    def notebook(self) -> Path:
        """The notebook of the review."""
        return self.places.notebook(self.order.publication.name)

    def about(self) -> dict[str, str]:
        """Give what every edition of the order is made with, as plain text."""
        return {
            "review": self.order.publication.name,
            "period": self.order.period.key,
            "as_of": self.order.as_of.isoformat(),
            "company": self.places.company,
        }

    def prepare(self, derived: Derived, reader: Reader) -> Prepared:
        """Cut and write the slice of one reader, and see whether the edition is already there."""
        who = reader.audience
        part = self._chosen(audiences.cut(derived, who), reader)
        rules = audiences.rulebook(self.params, derived, who)
        draft = self._draft(part, rules, reader)
        if gate.outcome(part.frames["gate"]) == "withheld":
            return Prepared(who, draft, None, withheld=self._withheld(part))
        unchanged = self.shelf.unchanged(draft)
        if unchanged:
            return Prepared(who, draft, unchanged)
        latest = self.shelf.latest(draft.review, draft.period, who)
        folder = audiences.folder(self.record.folder, part.publication, part.period.key, who.id)
        known = latest is not None and audiences.holds(latest.folder)
        beside, same_rows = self.compared.beside(part, latest) if latest and known else (part, False)
        audiences.write(self._chosen(beside, reader), rules, folder)
        whole = replace(draft, files={file.name: file for file in sorted(folder.iterdir())}, same_rows=same_rows)
        return Prepared(who, whole, None, tuple(tasks(self.places, self.record, whole, rules, self.shelf.next(whole))))

    def _chosen(self, part: Cut, reader: Reader) -> Cut:
        return chosen.limited(part, self.notebook, reader.sections, set(self.params.measures))

    def _withheld(self, part: Cut) -> tuple[str, ...]:
        """Leave a notice for whoever owns the rules that withhold the review, and give what they say in short."""
        found, order = part.frames["gate"], self.order
        held = gate.Held(
            title=order.publication.title,
            period=part.period,
            audience=part.audience,
            as_of=part.as_of,
            zone=self.params.company.zone,
            checks=self.params.checks,
            evidence=str(self.record.folder.relative_to(self.places.root)),
        )
        self.places.notices.mkdir(parents=True, exist_ok=True)
        notice = notice_of(self.places, order, part.audience)
        notice.write_text(gate.notice(found, held), "utf-8")
        return tuple(gate.told(found, self.params.company.languages[0]))

    def _draft(self, part: Cut, rules: Rulebook, reader: Reader) -> Draft:
        figures, company = _figures(part), self.params.company
        return Draft(
            review=part.publication,
            title=self.order.publication.title.model_dump(),
            period=part.period,
            audience=reader.audience,
            as_of=part.as_of,
            zone=company.zone,
            parameters={**self.about(), "languages": ",".join(reader.languages), **_choice(reader.sections)},
            code=Code(version=__version__, digest=code_digest(self.notebook)),
            inputs=audiences.checksum(part),
            rules=rules.digest,
            params=self.params.digest,
            files={},
            figures=figures,
            company={language: company.name(language) for language in company.languages},
            currency=company.currency,
            measures={str(one["measure"]): _meaning(rules.measures[str(one["measure"])]) for one in figures},
        )


def _choice(sections: Sections) -> dict[str, str]:
    """Give the sections that were chosen as parameters; none where everything is shown."""
    named = {"sections": ",".join(sections.only), "without": ",".join(sections.without)}
    return {name: text for name, text in named.items() if text}


def _chosen(parameters: Mapping[str, JsonValue]) -> Sections:
    """Read back what `_choice` wrote."""
    only, without = (tuple(str(parameters.get(name, "")).split(",")) for name in ("sections", "without"))
    return Sections(*(() if names == ("",) else names for names in (only, without)))


def notice_of(places: Places, order: Order, who: Audience) -> Path:
    """Give the file that says why a review is withheld from an audience."""
    return places.notices / f"{order.publication.name}-{order.period.key}-{audience_folder(who)}.txt"


def documents(record: Record, who: Audience) -> Path:
    """Give the folder in which a reader's documents are written before they go on the shelf."""
    return record.folder / "documents" / slug(who.id)


def tasks(
    places: Places, record: Record, draft: Draft, rules: Rulebook, edition: tuple[int, tuple[str, ...]]
) -> Iterator[Task]:
    """Give the documents to be made of a slice that stands in the folder of a run, one for each language."""
    who = draft.audience
    for language in str(draft.parameters["languages"]).split(","):
        yield Task(
            notebook=places.notebook(draft.review),
            parameters={
                "period": draft.period.key,
                "audience": who.id,
                "language": language,
                "as_of": draft.as_of.isoformat(),
                "company": places.company,
                "run": record.id,
            },
            masthead=masthead(rules, draft, edition, language),
            evidence=record.folder / "notebooks" / f"{slug(who.id)}.{language}.ipynb",
            folder=documents(record, who),
            sections=_chosen(draft.parameters),
        )


def _meaning(measure: MeasureEntry) -> Meaning:
    return Meaning(
        title=measure.title.model_dump(),
        meaning=measure.meaning.model_dump(),
        unit=measure.unit,
        direction=measure.direction,
        owner=measure.owner,
        since=measure.since.isoformat(),
    )


def _figures(part: Cut) -> list[dict[str, str | float | None]]:
    """Give the facts of the audience itself for the period under review: what the edition states first."""
    facts = part.frames["facts"]
    own = (facts["entity_kind"] == part.audience.kind) & (facts["entity_id"] == part.audience.id)
    rows = facts[own & (facts["period"] == part.period.key) & (facts["cadence"] == part.period.cadence.value)]
    return [
        {"measure": str(measure), "value": None if pd.isna(value) else float(value), "note": note if note else None}
        for measure, value, note in zip(rows["measure"], rows["value"], rows["note"].fillna(""), strict=True)
    ]
