"""The composer inside a notebook: opens what one audience may see of one period.

A scheduled run has prepared the slice already and names itself by ``run``; an
analyst names no run, and the slice is derived on the spot from the warehouse.
"""

from __future__ import annotations

import html
from pathlib import Path

from reviewbook import audiences as cutting
from reviewbook.blocks import Statements
from reviewbook.errors import MissingData, Problem
from reviewbook.params.loading import load
from reviewbook.params.notebook import check
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.slices import Slice

__all__ = ["Review", "open_review"]


class Review(Slice):
    """A slice as an analyst meets it: it says what it is when shown, and why a report has its status."""

    def explain(self, person: str, period: str, template: str = "") -> Statements:
        """
        Explain a person's reports of a period in words, from what this slice holds.

        Parameters
        ----------
        person : str
            Id, name, or a part of a name that only one has.
        period : str
            ``2026-11-20``, ``2026-W47`` or ``2026-11``.
        template : str
            Only this report; all of them when not given.

        Returns
        -------
        Statements
            An item for each report. ``reviewbook explain`` knows more: memberships, revisions and other periods.

        Raises
        ------
        ParamsError
            When nobody or more than one is meant.
        PeriodError
            When the period is none.
        """
        # Loaded when asked: a scheduled notebook explains nothing and starts without it.
        from reviewbook.tables.explained import as_statements, explained
        from reviewbook.tables.known import Known

        known = Known.of(self)
        told = explained(known, known.find_person(person), Period.parse(period), template)
        return as_statements(told, self.words)

    def _repr_html_(self) -> str:
        words = self.words
        lines = [
            f"<b>{html.escape(self.publication.title(self.language))}</b>",
            f"{html.escape(self.audience.name)} · {html.escape(words.period(self.period))}",
            html.escape(words.instant(self.as_of, self.zone)),
            ", ".join(f"{name} {len(frame)}" for name, frame in sorted(self.frames.items())),
        ]
        return "<br>".join(lines)


def open_review(  # noqa: PLR0913  (the scalars of a notebook's parameters cell, by name)
    name: str,
    *,
    period: str,
    audience: str = "company",
    language: str = "zh",
    as_of: str = "",
    company: str = "",
    run: str = "",
) -> Review:
    """
    Open the review of a period for an audience.

    Parameters
    ----------
    name : str
        The review: ``weekly_review``.
    period : str
        ``2026-11-23``, ``2026-W47`` or ``2026-10``, as the review asks.
    audience : str
        ``company``, or the id of a team or a person.
    language : str
        ``zh`` or ``en``.
    as_of : str
        The cut-off with its offset from UTC; empty for the slot of the review.
    company : str
        A further company of the workbook; empty for its own.
    run : str
        The run whose prepared slice is read; empty to derive it now.

    Returns
    -------
    Review
        Facts and rows of that audience alone.

    Raises
    ------
    ParamsError
        When a parameter is impossible; all problems at once.
    MissingData
        When the warehouse does not hold the period.
    """
    places = Places.find(Path.cwd(), company)
    texts = {"period": period, "audience": audience, "language": language, "as_of": as_of, "company": company}
    where = f"open_review({name!r})"
    if run:
        # A prepared slice holds all there is to know, the params too: its kernel looks nowhere else, and starts
        # without engine and warehouse.
        check({**texts, "run": run}, Period.parse(period).cadence, where=where)
        written = _prepared(places, name, period, audience, run)
        return cutting.opened(cutting.read(written), cutting.read_rules(written), language, Review)
    params = load(places)
    publication = params.publication(name)
    asked = check({**texts, "run": run}, publication.cadence, where=where)
    from reviewbook import analysis

    reviewed = Period.parse(asked.period)
    cut_off = asked.cut_off or analysis.slot_for(places, params, publication, reviewed, audience)
    derived = analysis.derive(places, params, publication, reviewed, cut_off)
    who = cutting.audience(audience, derived, params.company.name(language))
    return cutting.opened(cutting.cut(derived, who), cutting.rulebook(params, derived, who), language, Review)


def _prepared(places: Places, name: str, period: str, audience: str, run: str) -> Path:
    folder = cutting.folder(places.runs / run, name, period, audience)
    if not folder.is_dir():
        raise MissingData(
            Problem(f"run {run!r}", f"it prepared no {name} {period} for {audience!r}", "", "Leave run empty.")
        )
    return folder
