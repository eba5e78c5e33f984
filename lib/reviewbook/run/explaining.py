"""Why a report has its status: what `reviewbook explain` and `reviewbook owed` answer, from the warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from reviewbook import analysis
from reviewbook.blocks import Table
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params.loading import Params
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.tables.due_on import due_on, totals
from reviewbook.tables.explained import Explanation, explained
from reviewbook.tables.known import Known
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["STATUSES", "Asking", "explain", "owed_on"]

STATUSES = ("on_time", "late", "missing", "pending", "exempt")

#: Days around a period in which a report may have been handed in that was meant for it.
_AROUND = timedelta(days=14)


@dataclass(frozen=True)
class Asking:
    """
    How somebody asks, whatever the question.

    Parameters
    ----------
    language : str
        ``zh`` or ``en``; empty for the first language of the company.
    as_of : str
        A cut-off with its offset from UTC; empty for the last instant until which everything was pulled.
    """

    language: str = ""
    as_of: str = ""

    def words(self, params: Params) -> Wording:
        """Give the words of the language."""
        language = self.language or params.company.languages[0]
        if language not in LANGUAGES:
            raise ParamsError(Problem("--language", f"{language!r} is not known", nearest(language, LANGUAGES)))
        return Wording(language)

    @property
    def cut_off(self) -> datetime | None:
        """The instant; None when none is named."""
        if not self.as_of:
            return None
        try:
            at = datetime.fromisoformat(self.as_of)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            what = f"{self.as_of!r} is not an instant with its offset from UTC"
            raise ParamsError(Problem("--as-of", what, "Write it like 2026-11-23T09:00+08:00."))
        return at


def explain(
    places: Places, params: Params, words: tuple[str, str], asking: Asking, template: str = ""
) -> Sequence[Explanation]:
    """
    Explain every report of a person that was due in a period or is for it.

    Parameters
    ----------
    places, params
        The company.
    words : tuple of str
        The person (id or name) and the period (``2026-11-20``, ``2026-W47``, ``2026-11``) as typed.
    asking : Asking
        Language and cut-off.
    template : str
        Only this report; all of them when empty.

    Raises
    ------
    ParamsError
        When nobody or more than one is meant, or there is no such template.
    PeriodError
        When the period is none.
    MissingData
        When the data do not reach to the cut-off.
    """
    who, key = words
    period, wording, cut_off = Period.parse(key), asking.words(params), asking.cut_off
    names = [form.name for form in params.templates.templates]
    if template and template not in names:
        raise ParamsError(Problem("--template", f"{template!r} is not a template", nearest(template, names)))
    span = (period.start_on - _AROUND, period.last_on + _AROUND)
    at, frames = analysis.derive_owed(places, params, span, cut_off)
    known = Known(wording, at, params.company, params.templates, frames)
    return explained(known, known.find_person(who), period, template)


def owed_on(
    places: Places, params: Params, on: date, asking: Asking, only: tuple[str, Collection[str]] = ("", ())
) -> tuple[Table, tuple[str, ...]]:
    """
    Give the reports due on a day with status and reason, and the sums.

    Parameters
    ----------
    places, params
        The company.
    on : date
        The day.
    asking : Asking
        Language and cut-off.
    only : tuple
        Id or name of a team, with the teams below it (empty for all), and statuses (none for all).

    Raises
    ------
    ParamsError
        When there is no such team or status.
    MissingData
        When the data do not reach to the cut-off.
    """
    team, statuses = only
    unknown = [status for status in statuses if status not in STATUSES]
    if unknown:
        raise ParamsError(*(Problem("--status", f"{s!r} is not a status", nearest(s, STATUSES)) for s in unknown))
    wording, cut_off = asking.words(params), asking.cut_off
    at, frames = analysis.derive_owed(places, params, (on, on), cut_off)
    known = Known(wording, at, params.company, params.templates, frames)
    teams = set(_below(frames["teams"], team))
    owed, unowed = (_of(frames[name], teams, on) for name in ("owed", "unowed"))
    listed = owed[owed["status"].isin(list(statuses))] if statuses else owed
    return due_on(known, on, listed), totals(known, owed, unowed)


def _of(rows: pd.DataFrame, teams: set[str], on: date) -> pd.DataFrame:
    return rows[rows["team_id"].isin(teams) & (rows["due_on"] == pd.Timestamp(on))]


def _below(teams: pd.DataFrame, named: str) -> Iterator[str]:
    """Give a team and those below it; all of them where none is named."""
    if not named:
        yield from teams["team_id"]
        return
    chosen = teams[(teams["team_id"] == named) | (teams["name"] == named)]["team_id"]
    if len(chosen) != 1:
        what = f"{named!r} is not the id or name of a team" if chosen.empty else f"{named!r} is the name of several"
        raise ParamsError(Problem("--team", what, nearest(named, [*teams["team_id"], *teams["name"]])))
    waiting, seen = list(chosen), set[str]()
    while waiting:
        team = waiting.pop()
        if team not in seen:
            seen.add(team)
            yield team
            waiting += list(teams[teams["parent_id"] == team]["team_id"])
