"""Reminders as messages: who is to be told, now, of reports that are owed, missing or unanswered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from reviewbook import analysis
from reviewbook.delivery.message import Line, Message, Section
from reviewbook.params.loading import Params
from reviewbook.params.systems.base import FormsEntry
from reviewbook.places import Places
from reviewbook.reminders import OWNER, Bundle, Thing, reach, reminders
from reviewbook.wording import Wording

__all__ = ["Reminder", "due"]


#: So many things are told one by one.
_TOLD = 12


@dataclass(frozen=True)
class Reminder:
    """
    A message that tells somebody of reports.

    Parameters
    ----------
    key : str
        The same whenever the same is told: ``remind/daily-missing/p002/2026-11-24``. What was sent under it is not
        sent again.
    person_id : str
        Who is told; empty for the owner of the workbook, where nobody is there who leads the team.
    through : tuple of str
        Channels in order of preference; the company's usual one when empty.
    message : Message
        What is told; its id is the key.
    expires_at : datetime
        From then on it is of no use: a reminder before a deadline after it, any other on a later day.
    """

    key: str
    person_id: str
    through: tuple[str, ...]
    message: Message
    expires_at: datetime


def due(places: Places, params: Params, now: datetime, only: Collection[str] = ()) -> list[Reminder]:
    """
    Give the reminders that are to be sent now, whether or not they were sent before.

    Parameters
    ----------
    places, params
        The company.
    now : datetime
        With its zone. Whoever has quiet hours or a day off then is left out, and told when they end.
    only : collection of str
        Cadences; all of them when empty.

    Returns
    -------
    list of Reminder
        In the order of the rules. One that is not sent now is given again later, as long as it is of use.

    Raises
    ------
    MissingData
        When a source was never pulled.
    WarehouseError
        When the warehouse cannot be read.
    """
    if not params.reminders.rules:
        return []
    as_of, frames = analysis.derive_waiting(places, params, reach(params, now), now)
    telling = _Telling(params, frames, now, as_of)
    return [
        Reminder(bundle.key, bundle.reader, bundle.rule.through, telling.message(bundle), bundle.expires_at)
        for bundle in reminders(params, frames, now, as_of, only)
    ]


class _Telling:
    """The words of reminders, in the first language of the company: nobody's own is known."""

    def __init__(self, params: Params, frames: Mapping[str, pd.DataFrame], now: datetime, as_of: datetime) -> None:
        self.params, self.now, self.as_of = params, now, as_of
        self.language = params.company.languages[0]
        self.words = Wording(self.language)
        people, teams = frames["people"], frames["teams"]
        self._people = dict(zip(people["person_id"], people["name"], strict=True))
        self._teams = dict(zip(teams["team_id"], teams["name"], strict=True))

    def message(self, bundle: Bundle) -> Message:
        """Write what a bundle tells."""
        rule, words = bundle.rule, self.words
        lead = [words(f"reminders.{rule.about}.lead", as_of=words.instant(self.as_of, bundle.place.zone))]
        if bundle.reader == OWNER:
            lead.append(words("reminders.owner"))
        foot = "reminders.foot.daily" if rule.about == "unanswered" else "reminders.foot.once"
        return Message(
            id=bundle.key,
            language=self.language,
            title=self._title(bundle),
            lead=self._sentences(lead),
            sections=(Section("", self._lines(bundle)),),
            foot=words(foot, company=self.params.company.name(self.language), rule=rule.name),
        )

    def _lines(self, bundle: Bundle) -> tuple[Line, ...]:
        """Tell the first things, and how many more there are: on a phone nobody reads forty."""
        lines = [self._line(bundle, one) for one in bundle.things[:_TOLD]]
        more = len(bundle.things) - _TOLD
        if more > 0:
            lines.append(Line(self.words("reminders.more", count=self.words.number(more))))
        return tuple(lines)

    def _title(self, bundle: Bundle) -> str:
        things, words = bundle.things, self.words
        if bundle.rule.about != "owed":
            return words(f"reminders.{bundle.rule.about}.title", count=len(things))
        number = "one" if len(things) == 1 else "several"
        told = {"report": self._report(things[0]), "count": len(things)}
        at, place = bundle.expires_at, bundle.place
        if place.day(at) == place.day(self.now):
            return words(f"reminders.owed.today.{number}", **told, clock=f"{place.wall(at):%H:%M}")
        return words(f"reminders.owed.{number}", **told, by=self._by(bundle, at))

    def _line(self, bundle: Bundle, thing: Thing) -> Line:
        """Write one report: whose it is, unless it is the reader's own, and what there is to know of it."""
        told = {"report": self._report(thing), "period": self.words.period(thing.period)}
        if thing.person_id == bundle.reader:
            text = self.words("reminders.report", **told)
        else:
            name = self._people.get(thing.person_id, thing.person_id)
            team = self._teams.get(thing.team_id, thing.team_id)
            text = self.words("reminders.of", name=name, team=team, **told)
        if thing.submitted_at is not None:
            return self._waiting(bundle, thing, text)
        return Line(text, note=self._sentences(self._notes(bundle, thing)))

    def _notes(self, bundle: Bundle, thing: Thing) -> list[str]:
        """Say by when it is due, and where it is handed in or whether its author is away."""
        by, notes = self._by(bundle, thing.due_at).strip() if thing.due_at else "", []
        notes.append(self.words(f"reminders.{bundle.rule.about}.note", by=by))
        system = self._system(thing.template)
        if thing.person_id == bundle.reader and system:
            notes.append(self.words("reminders.owed.where", system=self.words(f"reminders.system.{system}")))
        elif thing.away:
            notes.append(self.words("reminders.missing.away"))
        return notes

    def _waiting(self, bundle: Bundle, thing: Thing, text: str) -> Line:
        """Say since when it waits, for how many working hours, and how many were agreed."""
        beyond = thing.status == "unanswered"
        at = self._by(bundle, thing.submitted_at).strip() if thing.submitted_at else ""
        hours = self.words.number(thing.hours, 0 if thing.hours >= 100 else 1)
        limit = self.words.number(thing.within, 1 if thing.within % 1 else 0)
        key = "reminders.unanswered.beyond" if beyond else "reminders.unanswered.within"
        return Line(text, note=self.words(key, at=at, hours=hours, limit=limit), tone="warn" if beyond else "")

    def _by(self, bundle: Bundle, at: datetime) -> str:
        """Write an instant by the reader's clock, with its weekday."""
        local = bundle.place.wall(at)
        return self.words("reminders.by", day=self.words.day(local.date()), clock=f"{local:%H:%M}")

    def _report(self, thing: Thing) -> str:
        return self.params.templates.template(thing.template).title(self.language)

    def _system(self, template: str) -> str:
        """Give the kind of the system in which a report is handed in; empty where none or several are."""
        sources = [entry for entry in self.params.sources.sources if isinstance(entry, FormsEntry)]
        kinds = {entry.kind for entry in sources if any(form.template == template for form in entry.forms)}
        return kinds.pop() if len(kinds) == 1 else ""

    def _sentences(self, said: list[str]) -> str:
        return self.words.written.between_sentences.join(said)
