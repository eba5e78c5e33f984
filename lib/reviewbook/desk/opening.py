"""Opening a review by hand: words as one types them, and what is missing said instead of refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook import analysis
from reviewbook import audiences as cutting
from reviewbook.audiences import Cut, Derived
from reviewbook.blocks import Notice
from reviewbook.calendars import days_frame
from reviewbook.desk.context import Desk, kept_for
from reviewbook.desk.missing import lacking, notice
from reviewbook.desk.naming import whom
from reviewbook.engine import empty
from reviewbook.errors import ParamsError, Problem
from reviewbook.params.loading import Params, load
from reviewbook.params.notebook import NotebookParams, check, read_flat
from reviewbook.params.publications import Publication
from reviewbook.params.rulebook import Rulebook
from reviewbook.periods import Cadence, Period
from reviewbook.places import Places
from reviewbook.schema import COMPANY, FACTS, FRAMES, TABLES
from reviewbook.slices import Audience
from reviewbook.sources import complete_until
from reviewbook.warehouse import Warehouse
from reviewbook.wording import Wording

__all__ = ["Opened", "newest_whole", "open_by_hand", "pulled_until", "roster"]

#: Columns of ``people``, ``teams`` and ``products`` as a review holds them.
_AROUND = {
    "people": ("person_id", "name"),
    "teams": ("team_id", "name", "parent_id", "zone", "calendar"),
    "products": ("product_id", "name"),
}


@dataclass(frozen=True)
class Opened:
    """
    What was found.

    Parameters
    ----------
    part : Cut
        Facts and rows of the audience; empty frames where there are none.
    rules : Rulebook
        The params that they are printed with.
    missing : tuple of Notice
        What is missing, and what to do about it; empty where nothing is.
    desk : Desk, optional
        What it was derived from; None where nothing could be.
    """

    part: Cut
    rules: Rulebook
    missing: tuple[Notice, ...]
    desk: Desk | None


@dataclass(frozen=True)
class _Asked:
    """What was asked for, checked."""

    places: Places
    params: Params
    publication: Publication
    period: Period
    texts: NotebookParams
    until: datetime | None

    @property
    def words(self) -> Wording:
        return Wording(self.texts.language)

    @property
    def zone(self) -> str:
        return self.params.company.zone

    def at(self, instant: datetime) -> str:
        """Write an instant."""
        return self.words.instant(instant, self.zone)


def open_by_hand(name: str, company: str, texts: Mapping[str, str]) -> Opened:
    """
    Open a review for an audience, both named as people name them.

    Parameters
    ----------
    name : str
        The review; empty for the one that is published of such periods.
    company : str
        A further company of the workbook; empty for its own.
    texts : dict
        ``period`` (empty for the newest that is whole), ``audience`` (id or name), ``language`` and ``as_of``.

    Raises
    ------
    ParamsError
        When a word means nothing: what is mistyped is told at once, with what is like it.
    """
    places = Places.find(Path.cwd(), company)
    params = load(places)
    until = pulled_until(places, params)
    publication = _publication(params, name, texts["period"])
    chosen = texts["period"] or _newest(places, params, publication, until)
    given = {**texts, "period": chosen, "audience": texts["audience"] or COMPANY, "company": company}
    checked = check(given, publication.cadence, where="open_review")
    asked = _Asked(places, params, publication, Period.parse(chosen, publication.cadence), checked, until)
    if until is None:
        who = Audience(COMPANY, COMPANY, params.company.name(checked.language))
        return _nothing(asked, who, notice(asked.words, "pulled"))
    return _opened(asked, until)


def pulled_until(places: Places, params: Params) -> datetime | None:
    """Give until when all sources were pulled; None where nothing can be derived yet."""
    until = complete_until(places, [entry.name for entry in params.sources.sources])
    return until if until is not None and places.warehouse.is_file() else None


def newest_whole(params: Params, publication: Publication, until: datetime) -> Period:
    """Give the newest period of a review whose slot had come at an instant."""
    period = Period.containing(until.astimezone(ZoneInfo(params.company.zone)).date(), publication.cadence)
    while analysis.slot(params, publication, period) > until:
        period = period.previous
    return period


def roster(places: Places) -> dict[str, pd.DataFrame]:
    """Read who there is: the tables from which an audience is looked up."""
    with Warehouse.open(places.warehouse) as warehouse:
        return {name: warehouse.frame(name) for name in cutting.STAFF}


def _publication(params: Params, name: str, period: str) -> Publication:
    """Give the review of that name; without one the first that is published of such periods."""
    if name:
        return params.publication(name)
    cadence = Period.parse(period).cadence if period else Cadence.WEEKLY
    fitting = [one for one in params.publications.values() if one.cadence is cadence]
    fitting.sort(key=lambda one: not one.scheduled)
    if fitting:
        return fitting[0]
    some = ", ".join(f"{one.name} ({one.cadence})" for one in params.publications.values())
    what = f"no review of {cadence} periods is published"
    raise ParamsError(Problem("open_review: period", what, f"There are: {some}", "Name one, or another period."))


def _newest(places: Places, params: Params, publication: Publication, until: datetime | None) -> str:
    """Give the newest period that is whole; without data that of ``weekly.yaml`` or its like."""
    if until is None:
        file = places.params / f"{publication.cadence}.yaml"
        return read_flat(file).get("period", "") if file.is_file() else ""
    return newest_whole(params, publication, until).key


def _opened(asked: _Asked, until: datetime) -> Opened:
    staff = roster(asked.places)
    kind, entity = whom(asked.texts.audience, _names(asked.params, staff), "open_review: team")
    slot = analysis.slot_for(asked.places, asked.params, asked.publication, asked.period, entity)
    wanted = asked.texts.cut_off or slot
    cut_off, missing = min(wanted, until), []
    if asked.period.start_at(asked.zone) >= cut_off:
        who = Audience(kind, entity, _names(asked.params, staff)[kind, entity])
        newest = asked.words.period(newest_whole(asked.params, asked.publication, until))
        period = asked.words.period(asked.period)
        said = notice(
            asked.words, "not_begun", period=period, at=asked.at(cut_off), until=asked.at(until), newest=newest
        )
        return _nothing(asked, who, said, staff)
    if wanted > until:
        missing.append(notice(asked.words, "later", slot=asked.at(wanted), until=asked.at(until)))
    kept = kept_for(asked.places)
    if kept is None:
        missing.append(notice(asked.words, "code"))
    derived = analysis.derive(
        asked.places, asked.params, asked.publication, asked.period, cut_off.astimezone(wanted.tzinfo), kept
    )
    who = cutting.audience(entity, derived, asked.params.company.name(asked.texts.language))
    part = cutting.cut(derived, who)
    missing += lacking(asked.words, derived, part)
    desk = Desk(asked.places, asked.params, derived, who)
    return Opened(part, cutting.rulebook(asked.params, derived, who), tuple(missing), desk)


def _nothing(asked: _Asked, who: Audience, said: Notice, staff: Mapping[str, pd.DataFrame] | None = None) -> Opened:
    """Give a review without a single fact, from which every table and figure says that there is none."""
    frames = {name: empty(table) for name, table in FRAMES.items()}
    around = {name: empty(TABLES[name]) for name in _AROUND}
    around |= {name: staff[name] for name in ("people", "teams") if staff and name in staff}
    frames |= {name: around[name].reindex(columns=list(columns)) for name, columns in _AROUND.items()}
    frames["days"] = _days(asked)
    cut_off = asked.texts.cut_off or analysis.slot(asked.params, asked.publication, asked.period)
    part = Cut(who, asked.publication.name, asked.period, cut_off, {**frames, "facts": empty(FACTS)})
    derived = Derived(asked.publication, asked.period, cut_off, part.frames)
    rules = Rulebook.of(asked.params, cutting.cut_publication(derived.publication))
    return Opened(part, rules, (said,), None)


def _days(asked: _Asked) -> pd.DataFrame:
    """Give the days of the period by the company's calendar, which needs no data."""
    company, period = asked.params.company, asked.period
    days = days_frame({company.calendar}, company, period.start_on, period.last_on)
    on, flags = pd.to_datetime(days["on"]), {name: days[name] == 1 for name in ("working", "provisional")}
    return days.assign(on=on, **flags)[["on", "working", "kind", "name", "provisional"]]


def _names(params: Params, staff: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], str]:
    """Give who can be meant: the company by each of its names, every team and person."""
    names = {(COMPANY, COMPANY): params.company.name(params.company.languages[0])}
    for kind, frame in (("team", "teams"), ("person", "people")):
        rows = staff[frame]
        names |= {(kind, str(one)): str(name) for one, name in zip(rows[f"{kind}_id"], rows["name"], strict=True)}
    return names
