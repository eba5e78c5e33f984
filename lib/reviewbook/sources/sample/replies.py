"""How managers answer: nearly always and in time, but for those of whom the plan says otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.sources.sample.days import Instants, day, instants
from reviewbook.sources.sample.duties import Duty
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.phrases import phrases
from reviewbook.sources.sample.reports import report_id
from reviewbook.sources.sample.setting import Setting

__all__ = ["give_feedback"]

Columns = dict[str, NDArray[Any]]

IN_TIME, ANSWERED = 0.955, 0.985
#: Answers to the manager's own reports are not owed.
DIRECTOR_ANSWERS = 0.8
SAME_DAY, APPROVED, READ_FIRST, LIKED = 0.55, 0.3, 0.35, 0.05
#: The working day after submission on which a late answer comes, by template; past the time that is asked for.
LATE_DAY = {"daily_sales": 3, "weekly_sales": 3, "monthly_sales": 4, "team_weekly": 3}
AFTERNOON = np.timedelta64(15, "h")


def give_feedback(setting: Setting, duties: list[Duty]) -> pd.DataFrame:
    """Give the table `feedback`; instants are UTC without a zone."""
    parts = []
    for duty in duties:
        came = np.flatnonzero(~np.isnat(duty.submitted_at))
        for manager, at in _managers(setting, duty, came):
            if len(at):
                parts += _answers(setting, duty, manager, at)
        parts.append(_likes(setting, duty, came))
    found = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    return found[found["given_at"] <= setting.options.now]


def _managers(setting: Setting, duty: Duty, came: NDArray[Any]) -> list[tuple[Person, NDArray[Any]]]:
    """Give who answers, and the positions of the reports that are theirs to answer."""
    roster = setting.roster
    if duty.person == roster.director:
        return []
    if not duty.person.is_rep:
        return [(roster.director, came)]
    days = duty.submitted_at[came].astype("datetime64[D]")
    return [
        (roster.managers[membership.team.team_id], came[duty.person.in_team(membership.team.team_id, days)])
        for membership in duty.person.memberships
    ]


def _answers(setting: Setting, duty: Duty, manager: Person, at: NDArray[Any]) -> list[Columns]:
    rng = setting.stream("replies", duty.template, duty.person.person_id, manager.person_id)
    submitted_at = duty.submitted_at[at]
    chance = rng.random(len(at))
    given_at = np.where(
        chance < IN_TIME,
        _soon(setting, duty.person, submitted_at, rng),
        _late(setting, duty, submitted_at, rng),
    )
    answers = chance < (DIRECTOR_ANSWERS if duty.template == "team_weekly" else ANSWERED)
    reads = answers & (rng.random(len(at)) < READ_FIRST)
    read_at = submitted_at + ((given_at - submitted_at) * 0.6).astype("timedelta64[s]")
    silent = _since(setting, "silent_manager", manager, given_at)
    only_reads = _since(setting, "reading_manager", manager, given_at)
    answers &= ~silent & ~only_reads
    reads = (reads | only_reads) & ~silent
    approved = rng.random(len(at)) < APPROVED
    frames = phrases(manager.home.language if duty.person.home.language == "zh" else "en").frames
    words = np.where(approved, rng.choice(frames["approval"], len(at)), rng.choice(frames["comment"], len(at)))
    ids = np.array([report_id(duty, duty.keys[position]) for position in at.tolist()], object)
    kinds = np.where(approved, "approval", "comment")
    return [
        _rows(ids[answers], manager.person_id, given_at[answers], kinds[answers], words[answers].astype(object)),
        _rows(ids[reads], manager.person_id, read_at[reads], "read"),
    ]


def _soon(setting: Setting, author: Person, submitted_at: Instants, rng: np.random.Generator) -> Instants:
    """Give a time on the same day, or (for what came in the afternoon) on the next working morning."""
    zone = author.home.zone
    local = pd.DatetimeIndex(submitted_at).tz_localize("UTC").tz_convert(zone).tz_localize(None).to_numpy()
    on = local.astype("datetime64[D]")
    same_day = submitted_at + rng.integers(300, 10_000, len(on)).astype("timedelta64[s]")
    morning = setting.roster.workdays[author.home.calendar].after(on)
    next_day = instants(morning, rng.integers(9 * 3600, 13 * 3600, len(on)), zone)
    is_same = (rng.random(len(on)) < SAME_DAY) | (local - on < AFTERNOON)
    return np.where(is_same, same_day, next_day)


def _late(setting: Setting, duty: Duty, submitted_at: Instants, rng: np.random.Generator) -> Instants:
    home = duty.person.home
    days = setting.roster.workdays[home.calendar].after(submitted_at.astype("datetime64[D]"), LATE_DAY[duty.template])
    return instants(days, rng.integers(9 * 3600, 17 * 3600, len(days)), home.zone)


def _since(setting: Setting, kind: str, manager: Person, given_at: Instants) -> NDArray[Any]:
    found = np.zeros(len(given_at), bool)
    for truth in setting.planted.of(kind, manager.person_id):
        found |= given_at >= day(truth.span[0])
    return found


def _likes(setting: Setting, duty: Duty, came: NDArray[Any]) -> Columns:
    """Give the reactions of colleagues of the same team."""
    peers = [
        p.person_id for p in setting.roster.reps if p.home == duty.person.home and p != duty.person and not p.left_on
    ]
    rng = setting.stream("likes", duty.template, duty.person.person_id)
    liked = came[rng.random(len(came)) < LIKED]
    if not peers:
        liked = liked[:0]
    ids = np.array([report_id(duty, duty.keys[position]) for position in liked.tolist()], object)
    given_at = duty.submitted_at[liked] + rng.integers(600, 40_000, len(liked)).astype("timedelta64[s]")
    authors = rng.choice(np.array(peers, object), len(liked)) if len(liked) else ids
    return _rows(ids, authors, given_at, "reaction")


def _rows(
    ids: NDArray[Any], author: str | NDArray[Any], given_at: Instants, kind: str | NDArray[Any], text: Any = None
) -> Columns:
    kinds = np.broadcast_to(np.asarray(kind, object), ids.shape)
    return {
        "feedback_id": ids + "-" + kinds if len(ids) else ids,
        "report_id": ids,
        "author_id": np.broadcast_to(np.asarray(author, object), ids.shape),
        "given_at": given_at,
        "kind": kinds,
        "text": np.broadcast_to(np.asarray(text, object), ids.shape),
    }
