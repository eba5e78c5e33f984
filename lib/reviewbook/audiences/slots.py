"""When an audience is due its review: by its own working days and in its own zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import pandas as pd

from reviewbook.audiences.derived import Derived
from reviewbook.audiences.looking_up import audience, readers
from reviewbook.audiences.scope import in_teams
from reviewbook.calendars import Calendar, due_at
from reviewbook.params.company import Company
from reviewbook.params.publications import Publication
from reviewbook.periods import Cadence, Period
from reviewbook.slices import Audience

__all__ = ["STAFF", "Expected", "by_slot", "expected", "slot"]

#: The tables from which it is known who is there.
STAFF = ("people", "teams", "memberships")

#: No slot lies farther behind its period.
_FARTHEST = timedelta(days=400)


@dataclass(frozen=True)
class Expected:
    """
    An edition that is to be there at an instant.

    Parameters
    ----------
    publication : Publication
        Of which review.
    period : Period
        Of which period.
    audience : Audience
        For whom.
    due_at : datetime
        Its slot, which is its cut-off.
    """

    publication: Publication
    period: Period
    audience: Audience
    due_at: datetime


def slot(
    company: Company, publication: Publication, period: Period, who: Audience, staff: Mapping[str, pd.DataFrame]
) -> datetime:
    """
    Give the instant at which a review is due for an audience.

    Parameters
    ----------
    company : Company
        Whose zone and calendar hold where the audience has none of its own.
    publication : Publication
        The review.
    period : Period
        Of which period.
    who : Audience
        A team has its own zone and calendar; a person those of the team at the end of the period.
    staff : mapping of DataFrame
        The tables of `STAFF`.
    """
    zone, calendar = _where(company, publication, period, who, staff)
    return due_at(publication.due, period, Calendar.of(calendar, company), zone)


def expected(
    company: Company, publication: Publication, staff: Mapping[str, pd.DataFrame], since: datetime, until: datetime
) -> Iterator[Expected]:
    """
    Give the editions of a review whose slot lies after an instant and not after another.

    Parameters
    ----------
    company : Company
        The company.
    publication : Publication
        The review. A daily one is due on the working days of its audience alone.
    staff : mapping of DataFrame
        The tables of `STAFF`.
    since, until : datetime
        The one excluded, the other included.
    """
    name, cadence = company.name(company.languages[0]), publication.cadence
    period = Period.containing((since - _FARTHEST).date(), cadence)
    if cadence is not Cadence.YEARLY and publication.due.on is None:
        period = Period.containing((since - timedelta(days=70)).date(), cadence)
    places = {(company.zone, company.calendar), *_places(staff["teams"])}
    for step in count():
        reviewed = period.shift(step)
        if reviewed.start_at(company.zone) > until + timedelta(days=1):
            return
        slots = {place: _expected_at(company, publication, reviewed, *place) for place in places}
        due = {place: at for place, at in slots.items() if at and since < at <= until}
        if not due:
            continue  # to look up who reads it takes longer than the calendar
        known = Derived(publication, reviewed, until, staff)
        for reader in readers(publication, known, name):
            at = due.get(_where(company, publication, reviewed, reader.audience, staff))
            if at:
                yield Expected(publication, reviewed, reader.audience, at)


def _places(teams: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Give zone and calendar of every team."""
    yield from ((str(zone), str(code)) for zone, code in zip(teams["zone"], teams["calendar"], strict=True))


def _expected_at(company: Company, publication: Publication, period: Period, zone: str, code: str) -> datetime | None:
    """Give the slot of a review in a zone with a calendar; None of a day that is not worked there."""
    calendar = Calendar.of(code, company)
    if publication.cadence is Cadence.DAILY and not calendar.is_working(period.start_on):
        return None
    return due_at(publication.due, period, calendar, zone)


def _where(
    company: Company, publication: Publication, period: Period, who: Audience, staff: Mapping[str, pd.DataFrame]
) -> tuple[str, str]:
    """Give zone and calendar of an audience."""
    team = who.id
    if who.kind == "person":
        spans = in_teams(Derived(publication, period, period.end_at(company.zone), staff))
        own = spans[spans["person_id"] == who.id].sort_values(["valid_from", "team_id"])
        team = str(own.iloc[-1]["team_id"]) if len(own) else ""
    rows = staff["teams"]
    found = rows[rows["team_id"] == team]
    if who.kind == "company" or found.empty:
        return company.zone, company.calendar
    return str(found.iloc[0]["zone"]), str(found.iloc[0]["calendar"])


def by_slot(
    company: Company,
    publication: Publication,
    period: Period,
    staff: Mapping[str, pd.DataFrame],
    wanted: tuple[str, ...] = (),
) -> dict[datetime, tuple[str, ...]]:
    """
    Give whoever is due a review of a period, by the instant of the slot, the earliest first.

    Parameters
    ----------
    company, publication, period, staff
        As in `slot`.
    wanted : tuple of str
        Ids of the only audiences; all of the review when empty.
    """
    name = company.name(company.languages[0])
    known = Derived(publication, period, period.end_at(company.zone), staff)
    audiences = (
        [audience(one, known, name) for one in wanted]
        if wanted
        else [reader.audience for reader in readers(publication, known, name)]
    )
    slots: dict[datetime, list[str]] = {}
    for who in audiences:
        slots.setdefault(slot(company, publication, period, who, staff), []).append(who.id)
    return {at: tuple(slots[at]) for at in sorted(slots)}
