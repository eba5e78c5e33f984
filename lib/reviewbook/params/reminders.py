"""``reminders.yaml``: who is told of reports that are owed, missing or unanswered, when, and when nobody is disturbed.

A company without this file reminds nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Literal

from pydantic import Field

from reviewbook.errors import nearest
from reviewbook.params.base import Clock, Entry
from reviewbook.params.reading import Keys, YamlFile
from reviewbook.params.templates import Template, Templates
from reviewbook.periods import Cadence

__all__ = ["QuietHours", "Reminders", "Reminding", "check_reminders"]

#: What says when, by what a rule is about; of several one is given.
_WHEN: Mapping[str, tuple[str, ...]] = {
    "owed": ("before_minutes",),
    "missing": ("after_minutes", "after_working_hours"),
    "unanswered": ("at",),
}

#: Whom a rule may tell, by what it is about.
_TELLS: Mapping[str, tuple[str, ...]] = {
    "owed": ("author",),
    "missing": ("author", "manager", "above"),
    "unanswered": ("manager", "above"),
}


class QuietHours(Entry):
    """
    When nobody is told anything, in the zone of whoever would be told.

    Parameters
    ----------
    starts : time
        From then on (``from``).
    until : time
        Until then; may lie behind midnight.
    """

    starts: Clock = Field(alias="from")
    until: Clock

    def holds(self, clock: time) -> bool:
        """Say whether a time of day lies in them."""
        if self.starts < self.until:
            return self.starts <= clock < self.until
        return clock >= self.starts or clock < self.until


class Reminding(Entry):
    """
    A rule by which people are reminded.

    Parameters
    ----------
    name : str
        Part of the name by which a reminder is told once.
    about : str
        ``owed``: reports that are soon due and not in. ``missing``: reports past their deadline that are not in.
        ``unanswered``: reports in that wait for an answer.
    of : tuple of str
        Cadences, or names of templates.
    tells : str
        ``author``, ``manager`` (who leads the team of the report) or ``above`` (who leads the next team above).
    before_minutes : int, optional
        About what is owed: so long before the deadline.
    after_minutes : int, optional
        About what is missing: so long after the deadline.
    after_working_hours : float, optional
        The same in working hours of the team.
    at : time, optional
        About what is unanswered: at this time of each working day, in the zone of who is told.
    through : tuple of str
        Channels in order of preference; the company's usual one when empty.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    about: Literal["owed", "missing", "unanswered"]
    of: tuple[str, ...] = Field(min_length=1)
    tells: Literal["author", "manager", "above"]
    before_minutes: int | None = Field(default=None, ge=1, le=20160)
    after_minutes: int | None = Field(default=None, ge=0, le=20160)
    after_working_hours: float | None = Field(default=None, gt=0, le=200)
    at: Clock | None = None
    through: tuple[str, ...] = ()

    def covers(self, template: Template) -> bool:
        """Say whether the rule is about reports on a template."""
        return template.name in self.of or template.cadence.value in self.of


class Reminders(Entry):
    """
    The whole of ``reminders.yaml``.

    Parameters
    ----------
    quiet_hours : QuietHours, optional
        When nobody is disturbed; never when not given.
    rules : tuple of Reminding
        Who is told of what.
    """

    quiet_hours: QuietHours | None = None
    rules: tuple[Reminding, ...] = ()


def check_reminders(file: YamlFile, reminders: Reminders, templates: Templates) -> None:
    """Refuse names that are there twice, reports nobody writes, and a rule that does not say when or whom."""
    quiet = reminders.quiet_hours
    if quiet is not None and quiet.starts == quiet.until:
        told = f"from and until are both {quiet.starts:%H:%M}"
        file.problem(("quiet_hours", "until"), told, "Leave quiet_hours out where there are none.")
    first: dict[str, int] = {}
    for place, rule in enumerate(reminders.rules):
        keys: Keys = ("rules", place)
        if first.setdefault(rule.name, place) != place:
            told = f"{rule.name!r} is the name of rules[{first[rule.name]}] already"
            file.problem((*keys, "name"), told, "By its name it is known what was told; give each rule its own.")
        _check_reports(file, keys, rule, templates)
        _check_tells(file, keys, rule)
        _check_when(file, keys, rule)
        if quiet is not None and rule.at is not None and quiet.holds(rule.at):
            told = f"{rule.at:%H:%M} lies in the quiet hours"
            file.problem((*keys, "at"), told, f"They are from {quiet.starts:%H:%M} until {quiet.until:%H:%M}.")
        _check_once(file, (*keys, "through"), rule.through)


def _check_reports(file: YamlFile, keys: Keys, rule: Reminding, templates: Templates) -> None:
    """Refuse reports that no template asks for, and answers to reports to which nobody is asked to reply."""
    cadences = [cadence.value for cadence in Cadence]
    known = {*cadences, *(template.name for template in templates.templates)}
    answered = {one.template for one in templates.rules if one.reply_within is not None}
    for number, word in enumerate(rule.of):
        way = (*keys, "of", number)
        meant = [one.name for one in templates.templates if word in (one.name, one.cadence.value)]
        if word not in known:
            file.problem(way, f"{word!r} is neither a cadence nor a template", nearest(word, known))
        elif not meant:
            file.problem(way, f"no template is {word}", "Leave it out, or add a template to templates.yaml.")
        elif rule.about == "unanswered" and not answered.intersection(meant):
            told = f"no answer to {word!r} is asked for"
            file.problem(way, told, "A rule of templates.yaml asks for one with reply_within.")
    _check_once(file, (*keys, "of"), rule.of)


def _check_tells(file: YamlFile, keys: Keys, rule: Reminding) -> None:
    allowed = _TELLS[rule.about]
    if rule.tells not in allowed:
        told = f"{rule.tells} is not told of what is {rule.about}"
        file.problem((*keys, "tells"), told, f"Use one of: {', '.join(allowed)}.")


def _check_when(file: YamlFile, keys: Keys, rule: Reminding) -> None:
    """Refuse a rule that says nothing of when, two things, or what belongs to another kind of rule."""
    allowed = _WHEN[rule.about]
    every = [name for names in _WHEN.values() for name in names]
    given = [name for name in every if getattr(rule, name) is not None]
    for name in given:
        if name not in allowed:
            told = f"says nothing of what is {rule.about}"
            file.problem((*keys, name), told, f"Write {' or '.join(allowed)}.")
    fitting = [name for name in given if name in allowed]
    if not fitting and not set(given) - set(allowed):
        needed = f"A rule about what is {rule.about} needs {' or '.join(allowed)}."
        file.problem((*keys, allowed[0]), "is missing", needed)
    if len(fitting) > 1:
        file.problem((*keys, fitting[1]), f"stands beside {fitting[0]}", "Keep one of the two.")


def _check_once(file: YamlFile, keys: Keys, words: tuple[str, ...]) -> None:
    for place, word in enumerate(words):
        if word in words[:place]:
            file.problem((*keys, place), f"{word!r} stands there twice")
