"""The composer inside a notebook: opens what one audience may see of one period.

A scheduled run has prepared the slice already and names itself by ``run``; a notebook that is
published hands ``run`` on and fails where something is missing. An analyst leaves it out: names are
taken as people write them, what is missing is said, and the slice is derived on the spot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewbook import audiences as cutting
from reviewbook.blocks import Notice, Statements
from reviewbook.errors import MissingData, ParamsError, Problem
from reviewbook.params.loading import load
from reviewbook.params.notebook import check
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.slices import Slice

if TYPE_CHECKING:  # the desk is loaded where somebody sits at it: a scheduled notebook starts without
    from collections.abc import Callable, Mapping

    from reviewbook.desk.context import Desk
    from reviewbook.desk.explaining import Explain
    from reviewbook.desk.trying import WhatIf

__all__ = ["Review", "open_review"]


@dataclass(frozen=True, repr=False)
class Review(Slice):
    """
    A slice as an analyst meets it: it says what it is, what is missing, and how each of its numbers comes about.

    Parameters
    ----------
    missing : tuple of Notice
        What is missing, and what to do about it; empty where nothing is.
    desk : Desk, optional
        What it was derived from, where an analyst opened it.
    """

    missing: tuple[Notice, ...] = ()
    desk: Desk | None = None

    @cached_property
    def explain(self) -> Explain:
        """Explain a number: ``review.explain("attainment", "East")``; see `desk.explaining.Explain`."""
        from reviewbook.desk.explaining import Explain

        return Explain(self)

    def explain_reports(self, person: str, period: str = "", template: str = "") -> Statements:
        """
        Explain a person's reports of a period in words, from what this slice holds.

        Parameters
        ----------
        person : str
            Id, name, or a part of a name that only one has.
        period : str
            ``2026-11-20``, ``2026-W47`` or ``2026-11``; the period under review when not given.
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
        of = Period.parse(period) if period else self.period
        return as_statements(explained(known, known.find_person(person), of, template), self.words)

    def what_if(
        self,
        params: Mapping[str, object] | None = None,
        *,
        measure: Callable[..., Any] | None = None,
        needs: tuple[str, ...] = (),
        unit: str = "",
        show: str = "",
    ) -> WhatIf:
        """
        See what the last periods would be under another rule or measure, beside what they are.

        Nothing is published, and no file changed. The facts of all periods are derived once more, which takes as long
        as opening the review did.

        Parameters
        ----------
        params : dict, optional
            The way to a value of a params file, and the value that it shall have:
            ``{"templates.rules.daily.due.time": "21:00"}``. An entry of a list is named by its ``name`` (all of that
            name are changed) or its place, ``rules[0]``. None takes a key away.
        measure : callable, optional
            A function in the form of those of `reviewbook.measures`, in place of the measure of its name, or a new one.
        needs : tuple of str
            The rows and measures that the function takes; by the names of its parameters when not given.
        unit : str
            Of a new measure: ``share``, ``money``, ``count`` …
        show : str
            The measure whose course is drawn; the one with the largest difference when not given.

        Returns
        -------
        WhatIf
            Shows what differs now, the course over the last 12 periods, and what was not computed;
            ``differences`` holds all of it.

        Raises
        ------
        ParamsError
            When the params could not be published so, with all that is wrong; or when there is nothing to try it on.
        """
        from reviewbook.desk.trying import tried

        return tried(self, self.desk, params or {}, (measure, needs, unit), show)

    def _repr_html_(self) -> str:
        from reviewbook.desk.shown import as_html

        return as_html(self, self.missing, self.desk is not None)

    def __repr__(self) -> str:
        from reviewbook.desk.shown import as_text

        return as_text(self, self.missing, self.desk is not None)


def open_review(  # noqa: PLR0913  (the scalars of a notebook's parameters cell, by name)
    name: str = "",
    *,
    period: str = "",
    team: str = "",
    audience: str = "",
    language: str = "zh",
    as_of: str = "",
    company: str = "",
    run: str | None = None,
) -> Review:
    """
    Open the review of a period for an audience.

    Parameters
    ----------
    name : str
        The review: ``weekly_review``; the one that is published of such periods when not given. `choices` lists all.
    period : str
        ``2026-11-23``, ``2026-W47`` or ``2026-10``, as the review asks; the newest whole one when not given.
    team : str
        Id or name of a team or a person.
    audience : str
        The same; ``company`` is all of it, as when neither is given.
    language : str
        ``zh`` or ``en``.
    as_of : str
        The cut-off with its offset from UTC; empty for the slot of the review.
    company : str
        A further company of the workbook; empty for its own.
    run : str, optional
        A notebook that is published hands on its parameter of this name: the run whose prepared slice is read, or
        empty to derive it now. Then nothing is guessed, and what is missing is an error.

    Returns
    -------
    Review
        Facts and rows of that audience alone.

    Raises
    ------
    ParamsError
        When a parameter is impossible; all problems at once.
    MissingData
        When the warehouse does not hold the period, and ``run`` was given.
    """
    if team and audience and team != audience:
        problem = f"{team!r} and audience {audience!r} are both given"
        raise ParamsError(Problem("open_review: team", problem, "They mean the same.", "Give one of them."))
    texts = {"period": period, "audience": audience or team, "language": language, "as_of": as_of}
    if run is None:
        return _at_the_desk(name, company, texts)
    return _strictly(name, company, {**texts, "audience": texts["audience"] or "company"}, run)


def _at_the_desk(name: str, company: str, texts: dict[str, str]) -> Review:
    from reviewbook.desk.completing import complete_words
    from reviewbook.desk.holding import Frames, Measures
    from reviewbook.desk.opening import open_by_hand

    opened = open_by_hand(name, company, texts)
    complete_words(company)
    plain = cutting.opened(opened.part, opened.rules, texts["language"], Review)
    frames, measures = Frames(plain.frames, plain), Measures(plain.measures, plain)
    return replace(plain, frames=frames, measures=measures, missing=opened.missing, desk=opened.desk)


def _strictly(name: str, company: str, texts: dict[str, str], run: str) -> Review:
    places = Places.find(Path.cwd(), company)
    given, where = {**texts, "company": company, "run": run}, f"open_review({name!r})"
    period, audience, language = texts["period"], texts["audience"], texts["language"]
    if run:
        # A prepared slice holds all there is to know, the params too: its kernel looks nowhere else, and starts
        # without engine and warehouse.
        check(given, Period.parse(period).cadence, where=where)
        written = _prepared(places, name, period, audience, run)
        return cutting.opened(cutting.read(written), cutting.read_rules(written), language, Review)
    params = load(places)
    publication = params.publication(name)
    asked = check(given, publication.cadence, where=where)
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
