"""Who works where and when: regions, teams, people, their memberships."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewbook.sources.sample.days import Days, Workdays, day
from reviewbook.sources.sample.names import people_names
from reviewbook.sources.sample.options import COMPANY_ZONE, HOME_CURRENCY, SampleOptions
from reviewbook.sources.sample.truths import seat_spans

__all__ = ["Membership", "Person", "Roster", "Spell", "Team", "hire_everybody"]

TEAM_SIZE = 8
YEARS_BEFORE = 4
#: What happens in the middle of the history to the k-th of every twelve people whom the plan does not need.
CHANGES = {1: "joins", 4: "leaves", 7: "joins", 9: "moves"}
NO_DAYS: Days = np.array([], "datetime64[D]")


@dataclass(frozen=True)
class Team:
    """A region or team; `parent_id` is empty for a region, `currency` is that of its orders."""

    team_id: str
    name: str
    parent_id: str
    zone: str
    calendar: str
    currency: str
    language: str


@dataclass(frozen=True)
class Membership:
    """A person in a team from `start` up to, not including, `end` (or still)."""

    team: Team
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Spell:
    """An absence, both days included; `portion` is 1 or 0.5 of each working day."""

    starts_on: date
    ends_on: date
    kind: str
    portion: float


@dataclass(frozen=True)
class Person:
    """
    An employee.

    Parameters
    ----------
    person_id, name, mail : str
        As in the table `people`; `mail` is the part before the @.
    seat : str
        ``team/number`` as founded, ``team/m`` for its manager, ``company/m`` for the director.
    memberships : tuple of Membership
        In order; the director has one for each region.
    spells : tuple of Spell
        Absences in order, none overlapping another.
    away, half_away : array of datetime64[D]
        Working days of full and of half leave.
    """

    person_id: str
    name: str
    mail: str
    seat: str
    memberships: tuple[Membership, ...]
    spells: tuple[Spell, ...] = ()
    away: Days = field(default_factory=lambda: NO_DAYS)
    half_away: Days = field(default_factory=lambda: NO_DAYS)

    @property
    def is_rep(self) -> bool:
        """Whether the person sells; managers and the director do not."""
        return not self.seat.endswith("/m")

    @property
    def home(self) -> Team:
        """The present (or last) team; all teams of a person share zone, calendar, currency and language."""
        return self.memberships[-1].team

    @property
    def hired_on(self) -> date:
        """First day of work."""
        return self.memberships[0].start

    @property
    def left_on(self) -> date | None:
        """First day no longer employed."""
        return self.memberships[-1].end

    def in_team(self, team_id: str, days: Days) -> NDArray[Any]:
        """Tell of each day whether the person was in that team, or in a team of that region."""
        found = np.zeros(len(days), bool)
        for membership in self.memberships:
            if team_id in (membership.team.team_id, membership.team.parent_id):
                found |= (days >= day(membership.start)) & (days < day(membership.end or date.max))
        return found


@dataclass(frozen=True)
class Roster:
    """Everybody, and the calendars they work by; `people` is ordered: director, managers, reps."""

    teams: list[Team]
    people: list[Person]
    workdays: dict[str, Workdays]

    @property
    def reps(self) -> list[Person]:
        """Those who sell."""
        return [person for person in self.people if person.is_rep]

    @property
    def director(self) -> Person:
        """Who manages the regions."""
        return self.people[0]

    @property
    def managers(self) -> dict[str, Person]:
        """The manager of each team below a region."""
        return {person.home.team_id: person for person in self.people[1:] if not person.is_rep}

    @property
    def seats(self) -> dict[str, tuple[str, str]]:
        """Id and name of whoever sits on each seat."""
        return {person.seat: (person.person_id, person.name) for person in self.people}

    def working(self, person: Person, options: SampleOptions) -> Days:
        """Working days on which the person is employed; leave is not taken off."""
        start = max(options.start, person.hired_on)
        end = min(options.until + timedelta(days=1), person.left_on or date.max)
        return self.workdays[person.home.calendar].between(day(start), day(end))

    def present(self, person: Person, options: SampleOptions) -> Days:
        """Working days on which the person is at work, at least for half the day."""
        return np.setdiff1d(self.working(person, options), person.away)


def hire_everybody(options: SampleOptions) -> Roster:
    """Give the teams and people of the company; nobody is on leave yet."""
    teams = _teams(options.reps)
    below = [team for team in teams if team.parent_id]
    seats = [(f"{team.team_id}/m", team) for team in below]
    for number in range(options.reps):
        team = below[number % len(below)]
        seats.append((f"{team.team_id}/{number // len(below) + 1}", team))
    names = people_names(["zh", *(team.language for _, team in seats)], options.stream("names"))
    founded = _founded(options)
    regions = tuple(Membership(team, founded) for team in reversed(teams) if not team.parent_id)
    people = [Person("p001", *names[0], "company/m", regions)]
    free = 0
    for number, (seat, team) in enumerate(seats, start=2):
        change = None
        if not seat.endswith("/m") and seat not in seat_spans():
            change, free = CHANGES.get(free % 12), free + 1
        person_id = f"p{number:03}"
        memberships = _career(options, options.stream("career", person_id), change, (team, below))
        people.append(Person(person_id, *names[number - 1], seat, memberships))
    workdays = {code: Workdays(code, options.start, options.until) for code in ("CN", "GB")}
    return Roster(teams, people, workdays)


def _teams(reps: int) -> list[Team]:
    regions = [
        Team("east", "华东区", "", COMPANY_ZONE, "CN", HOME_CURRENCY, "zh"),
        Team("south", "华南区", "", COMPANY_ZONE, "CN", HOME_CURRENCY, "zh"),
        Team("intl", "International", "", "Europe/London", "GB", "GBP", "en"),
    ]
    names = {"east": "华东{}部", "south": "华南{}部", "intl": "Export Team {}"}
    found = list(regions)
    for number in range(1, max(2, round(reps / TEAM_SIZE / len(regions))) + 1):
        for region in regions:
            counted = "一二三四五六七八九"[number - 1] if region.language == "zh" and number < 10 else number
            currency = "USD" if region.team_id == "intl" and number % 2 == 0 else region.currency
            place = (region.zone, region.calendar, currency, region.language)
            found.append(
                Team(f"{region.team_id}-{number}", names[region.team_id].format(counted), region.team_id, *place)
            )
    return found


def _founded(options: SampleOptions) -> date:
    return date(options.start.year - YEARS_BEFORE, 3, 1)


def _career(
    options: SampleOptions, rng: np.random.Generator, change: str | None, place: tuple[Team, list[Team]]
) -> tuple[Membership, ...]:
    """Give the memberships of one person; `place` is the first team, and all teams there are."""
    team, teams = place
    founded = _founded(options)
    hired = founded + timedelta(days=int(rng.integers(0, (options.start - founded).days - 60)))
    midway = _middle_monday(options, rng)
    if midway is None or change is None:
        return (Membership(team, hired),)
    if change == "joins":
        return (Membership(team, midway),)
    if change == "leaves":
        return (Membership(team, hired, midway),)
    near = [t for t in teams if t.parent_id == team.parent_id and t.currency == team.currency and t != team]
    return (Membership(team, hired, midway), Membership(near[0], midway)) if near else (Membership(team, hired),)


def _middle_monday(options: SampleOptions, rng: np.random.Generator) -> date | None:
    """Give a Monday in the middle of a month: nobody comes between a month's end and the day its report is due."""
    if options.months < 4:
        return None
    on = options.start + timedelta(days=30 + int(rng.integers(0, (options.until - options.start).days - 60)))
    middle = on.replace(day=14)
    return middle - timedelta(days=middle.weekday())
