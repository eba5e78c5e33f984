"""What each rule tells whom at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial

import pandas as pd

from reviewbook.params.loading import Params
from reviewbook.params.reminders import QuietHours, Reminding
from reviewbook.reminders.hours import Place, allowed_from, worked_off
from reviewbook.reminders.staff import OWNER, Staff
from reviewbook.reminders.things import Bundle, Thing, asked_for, submitted

__all__ = ["reach", "reminders"]

#: No row of days off is longer.
_DAYS_OFF = timedelta(days=16)

#: Of what was due longer ago nobody is told day by day any more; the reviews go on counting it.
_WAITED = timedelta(days=14)

_DAY = timedelta(days=1)


def reach(params: Params, now: datetime) -> tuple[date, date]:
    """Give the first and last day whose due reports the rules may speak of now."""
    day, hours = now.astimezone(UTC).date(), params.company.work_hours
    a_day = (hours.end.hour - hours.start.hour) + (hours.end.minute - hours.start.minute) / 60
    back, ahead = timedelta(), timedelta()
    for rule in params.reminders.rules:
        # Of seven days at least two and a half are worked on average, whatever holidays there are.
        worked = timedelta(days=3 * (rule.after_working_hours or 0) / a_day)
        missed = timedelta(minutes=rule.after_minutes or 0) + worked + _DAYS_OFF
        back = max(back, {"owed": timedelta(), "missing": missed, "unanswered": _WAITED}[rule.about])
        ahead = max(ahead, timedelta(minutes=rule.before_minutes or 0))
    # The day of a zone is at most one off from that of UTC.
    return day - back - timedelta(days=1), day + ahead + timedelta(days=2)


def reminders(
    params: Params,
    frames: Mapping[str, pd.DataFrame],
    now: datetime,
    as_of: datetime,
    only: Collection[str] = (),
) -> list[Bundle]:
    """
    Give what is to be told now, whether or not it was told before.

    Parameters
    ----------
    params : Params
        The company and its rules.
    frames : mapping of DataFrame
        ``owed`` and ``replies`` (`schema.FRAMES`) of the reports due in `reach`, and the tables ``people``,
        ``teams``, ``memberships`` and ``leave``.
    now : datetime
        When.
    as_of : datetime
        Until when the data reach; nothing is said to be missing whose time ran out later.
    only : collection of str
        Cadences; all of them when empty.

    Returns
    -------
    list of Bundle
        In the order of the rules, then by reader.
    """
    desk = _Desk(params, Staff(frames, params.company), now.astimezone(UTC), as_of.astimezone(UTC))
    owed, waiting = asked_for(frames["owed"]), submitted(frames["replies"])
    wanted = {form.name: form for form in params.templates.templates if not only or form.cadence.value in only}
    found: list[Bundle] = []
    for rule in params.reminders.rules:
        covered = {name for name, form in wanted.items() if rule.covers(form)}
        things = waiting if rule.about == "unanswered" else owed
        made = desk.bundles(rule, [one for one in things if one.template in covered])
        found += sorted(made, key=lambda bundle: (bundle.reader, bundle.named))
    return found


@dataclass(frozen=True)
class _Desk:
    """What is the same for all rules."""

    params: Params
    staff: Staff
    now: datetime
    as_of: datetime

    def bundles(self, rule: Reminding, things: Sequence[Thing]) -> Iterator[Bundle]:
        """Give what a rule tells now; nothing is asked any more of who has left."""
        here = [one for one in things if self.staff.is_there(one.person_id, self.now)]
        match rule.about:
            case "owed":
                return self._owed(rule, here)
            case "missing":
                return self._missing(rule, here)
            case _:
                return self._unanswered(rule, here)

    def _owed(self, rule: Reminding, things: Sequence[Thing]) -> Iterator[Bundle]:
        """Tell each author what is due soon, one bundle for each deadline."""
        ahead = timedelta(minutes=rule.before_minutes or 0)
        soon: dict[tuple[str, datetime], list[Thing]] = defaultdict(list)
        for one in things:
            if one.status == "pending" and one.due_at is not None and one.due_at - ahead <= self.now < one.due_at:
                soon[one.person_id, one.due_at].append(one)
        for (author, due_at), together in soon.items():
            place = self.staff.place(author, self.now)
            if self._reachable(author, place):
                yield Bundle(rule, author, place, f"{due_at:%Y-%m-%dT%H%MZ}", _ordered(together), due_at)

    def _missing(self, rule: Reminding, things: Sequence[Thing]) -> Iterator[Bundle]:
        """
        Tell what did not come, one bundle for each day on which a reader is to be told.

        A bundle is told when the last of its reports is to be told, and the data reach beyond the time of all of
        them: told in parts, the rest would bear the key of what was told already. It may still be told on the next
        working day, if nothing ran on its own.
        """
        by_day: dict[tuple[str, date], list[_Told]] = defaultdict(list)
        for told in self._told(rule, things):
            by_day[told.reader, told.place.day(told.at)].append(told)
        for (reader, on), together in by_day.items():
            place = together[0].place
            expires_at = place.instant(place.calendar.shift_working(on, 1) + _DAY)
            ready = max(told.at for told in together) <= self.now < expires_at
            known = max(told.limit_at for told in together) < self.as_of
            missing = [self._as_of_today(told.thing) for told in together if told.thing.is_missing]
            if missing and ready and known and self._reachable(reader, place):
                yield Bundle(rule, reader, place, on.isoformat(), _ordered(missing), expires_at)

    def _as_of_today(self, thing: Thing) -> Thing:
        """Say whether the author is on leave now."""
        author = thing.person_id
        return replace(thing, away=self.staff.is_away(author, self.staff.place(author, self.now).day(self.now)))

    def _told(self, rule: Reminding, things: Sequence[Thing]) -> Iterator[_Told]:
        """Give of each report whose deadline has passed of late, in or not, who is told of it, and from when on."""
        since = cache(partial(self._since, rule))
        reader = cache(partial(self._reader, rule))
        for one in things:
            if one.due_at is None or one.limit_at is None:
                continue
            at = since(one.team_id, one.due_at, one.limit_at)
            if self.now - _DAYS_OFF <= at <= self.now + _DAY:
                yield _Told(one, one.limit_at, *reader(one.team_id, one.person_id, at))

    def _since(self, rule: Reminding, team: str, due_at: datetime, limit_at: datetime) -> datetime:
        """Give the instant from which a report counts as missing for the rule; never within the grace."""
        if rule.after_working_hours is None:
            return max(limit_at, due_at + timedelta(minutes=rule.after_minutes or 0))
        worked = worked_off(due_at, rule.after_working_hours, self.staff.of_team(team), self.params.company.work_hours)
        return max(limit_at, worked)

    def _reader(self, rule: Reminding, team: str, author: str, at: datetime) -> tuple[str, Place, datetime]:
        """Give who is told from an instant on, where she works, and when it is told."""
        if rule.tells == "author":
            place = self.staff.place(author, at)
            return author, place, self._allowed(at, place, author)
        for person in self._leaders(rule, team, at, author):
            place = self.staff.place(person, at)
            told_at = self._allowed(at, place)
            if not self.staff.is_away(person, place.day(told_at)):
                return person, place, told_at
        return OWNER, self.staff.home, self._allowed(at, self.staff.home)

    def _leaders(self, rule: Reminding, team: str, at: datetime, author: str) -> Iterator[str]:
        """Give who may be told of a report, in the order in which they are looked for."""
        levels = self.staff.leaders(team, at, author)
        for level in levels[1:] if rule.tells == "above" else levels:
            yield from level

    def _allowed(self, at: datetime, place: Place, author: str = OWNER) -> datetime:
        """Give the instant from which one may be told; an author not while she is on leave."""
        today = place.day(self.now)

        def works(on: date) -> bool:
            # Leave may last for years; whether a day after today is worked makes no difference now.
            return on > today or (place.calendar.is_working(on) and not self.staff.is_away(author, on))

        return allowed_from(at, place, self._quiet, works)

    def _unanswered(self, rule: Reminding, things: Sequence[Thing]) -> Iterator[Bundle]:
        """Tell what waits, once each working day; of two managers in a row the upper hears what is beyond its limit."""
        by_reader: dict[str, list[Thing]] = defaultdict(list)
        for one in things:
            if rule.tells == "manager" or one.status == "unanswered":
                by_reader[self._answering(rule, one)].append(one)
        for reader, together in by_reader.items():
            place = self.staff.place(reader, self.now)
            on = place.day(self.now)
            told_at = place.instant(on, rule.at or time.min)
            # Unless something was pulled since the day before, it would be the same once more, answered or not.
            news = self.as_of >= place.instant(place.calendar.shift_working(on, -1), rule.at or time.min)
            if news and told_at <= self.now and self._reachable(reader, place):
                yield Bundle(rule, reader, place, on.isoformat(), _ordered(together), place.instant(on + _DAY))

    def _answering(self, rule: Reminding, thing: Thing) -> str:
        """Give who is told today that a report waits."""
        for person in self._leaders(rule, thing.team_id, self.now, thing.person_id):
            if not self.staff.is_away(person, self.staff.place(person, self.now).day(self.now)):
                return person
        return OWNER

    def _reachable(self, reader: str, place: Place) -> bool:
        """Say whether it is a working day of who is told, and not within the quiet hours."""
        local = place.wall(self.now)
        works = place.calendar.is_working(local.date()) and not self.staff.is_away(reader, local.date())
        return works and not (self._quiet is not None and self._quiet.holds(local.time()))

    @property
    def _quiet(self) -> QuietHours | None:
        return self.params.reminders.quiet_hours


@dataclass(frozen=True)
class _Told:
    """A report with who is told of it, and from when on."""

    thing: Thing
    limit_at: datetime
    reader: str
    place: Place
    at: datetime


def _ordered(things: Sequence[Thing]) -> tuple[Thing, ...]:
    return tuple(sorted(things, key=lambda one: one.order))
