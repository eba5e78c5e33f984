"""How people grow and what they agreed to do: trainings, goals, meetings, follow-ups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from reviewbook.sources.sample.customers import Clientele
from reviewbook.sources.sample.days import day, instants
from reviewbook.sources.sample.names import courses, products
from reviewbook.sources.sample.people import Person, Team
from reviewbook.sources.sample.phrases import phrases
from reviewbook.sources.sample.setting import Setting

__all__ = ["follow_up", "meet", "set_goals", "train"]

DONE_BEFORE, DONE_AFTER = 0.9, 0.06
GOALS_EACH, GOAL_REACHED = 2, 0.6
ATTENDED, MEETING_TIME = 0.96, 9 * 3600 + 1800
FOLLOW_UPS_A_MONTH = 1.5
ORIGINS = ("review", "trello", "jira")


def train(setting: Setting) -> pd.DataFrame:
    """Give the table `trainings`: every course is due for everybody."""
    rows = [row for person in setting.roster.people[1:] for row in _courses_of(setting, person)]
    names = ["training_id", "person_id", "skill", "completed_on", "due_on", "hours", "score"]
    return pd.DataFrame(rows, columns=names)


def _courses_of(setting: Setting, person: Person) -> list[tuple[Any, ...]]:
    rng = setting.stream("trainings", person.person_id)
    rows = []
    for training_id, skill, hours, due_on in courses():
        due = max(due_on, person.hired_on + timedelta(days=60))
        luck, early, late, score = (
            rng.random(),
            int(rng.integers(0, 60)),
            int(rng.integers(1, 40)),
            int(rng.integers(70, 101)),
        )
        completed = None
        if luck < DONE_BEFORE:
            completed = max(due - timedelta(days=early), person.hired_on)
        elif luck < DONE_BEFORE + DONE_AFTER:
            completed = due + timedelta(days=late)
        for truth in setting.planted.of("training_gap"):
            if truth.skill == skill and person.home.team_id in truth.teams:
                completed = due if person.seat.endswith("/1") else None
        if completed and completed > min(setting.options.until, person.left_on or date.max):
            completed = None
        rows.append((training_id, person.person_id, skill, completed, due, hours, score if completed else None))
    return rows


def set_goals(setting: Setting) -> pd.DataFrame:
    """Give the table `goals`: two steps for each rep, some of them reached."""
    rows = []
    for rep in setting.roster.reps:
        rng = setting.stream("goals", rep.person_id)
        words, names = phrases(rep.home.language).frames, [p.names[rep.home.language] for p in products()]
        for number, kind in enumerate(rng.permutation(len(words["goal"]))[:GOALS_EACH].tolist(), start=1):
            due = setting.options.start + timedelta(days=int(rng.integers(90, 30 * setting.options.months + 120)))
            done = due - timedelta(days=int(rng.integers(-20, 60))) if rng.random() < GOAL_REACHED else None
            if done and not rep.hired_on < done < min(
                setting.options.now.astype("datetime64[D]").item(), rep.left_on or date.max
            ):
                done = None
            title = words["goal"][kind].format(product=names[int(rng.integers(len(names)))])
            rows.append((f"g-{rep.person_id}-{number}", rep.person_id, title, words["goal_level"][kind], due, done))
    return pd.DataFrame(rows, columns=["goal_id", "person_id", "title", "level", "due_on", "done_on"])


def meet(setting: Setting) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the tables `meetings` and `attendance`: each team meets on the first working day of the week."""
    meetings, attendance = [], []
    for team in setting.roster.teams:
        if not team.parent_id:
            continue
        held, came = _meetings_of(setting, team)
        meetings.append(held)
        attendance.append(came)
    return pd.concat(meetings, ignore_index=True), pd.concat(attendance, ignore_index=True)


def _meetings_of(setting: Setting, team: Team) -> tuple[pd.DataFrame, pd.DataFrame]:
    options = setting.options
    working = setting.roster.workdays[team.calendar].between(day(options.start), day(options.until))
    weeks = working - (working.astype(int) + 3) % 7
    days = working[np.unique(weeks, return_index=True)[1]]
    ids = np.array([f"mt-{team.team_id}-{on}" for on in days.astype(str).tolist()], object)
    held_at = instants(days, np.full(len(days), MEETING_TIME), team.zone)
    held = pd.DataFrame({"meeting_id": ids, "team_id": team.team_id, "held_at": held_at, "kind": "weekly"})
    frames = [pd.DataFrame({"meeting_id": ids[:0], "person_id": ids[:0], "attended": np.zeros(0, bool)})]
    for person in setting.roster.people[1:]:
        invited = person.in_team(team.team_id, days)
        if invited.any():
            came = setting.stream("attendance", team.team_id, person.person_id).random(len(days)) < ATTENDED
            came &= ~np.isin(days, person.away)
            frames.append(
                pd.DataFrame({"meeting_id": ids[invited], "person_id": person.person_id, "attended": came[invited]})
            )
    return held, pd.concat(frames, ignore_index=True)


def follow_up(setting: Setting, clients: dict[str, Clientele]) -> pd.DataFrame:
    """Give the table `follow_ups`: what teams agreed to do, mostly done in time."""
    rows = []
    for rep in setting.roster.reps:
        rng = setting.stream("follow_ups", rep.person_id)
        count = int(rng.poisson(FOLLOW_UPS_A_MONTH * setting.options.months / 6))
        present = setting.roster.present(rep, setting.options)[:-1]
        for number in range(1, count + 1 if len(present) else 1):
            rows.append(
                _follow_up(setting, rep, clients[rep.person_id], (f"fu-{rep.person_id}-{number}", present), rng)
            )
    names = ["follow_up_id", "title", "owner_id", "created_at", "due_on", "done_at", "status", "origin", "test", "url"]
    return pd.DataFrame(rows, columns=names)


def _follow_up(
    setting: Setting, rep: Person, clientele: Clientele, which: tuple[str, Any], rng: np.random.Generator
) -> tuple[Any, ...]:
    """Give one row; `which` is its id and the days on which it may begin."""
    name, present = which
    created = present[int(rng.integers(0, len(present)))]
    due = created + int(rng.integers(5, 30))
    done = due + int(rng.integers(-5, 8))
    luck = rng.random()
    language = rep.home.language
    words = phrases(language).frames["follow_up"]
    created_at, done_at = instants(np.array([created, done]), np.array([10 * 3600, 15 * 3600]), rep.home.zone)
    is_done = luck < 0.9 and done_at <= setting.options.now and done > created
    status = "done" if is_done else "dropped" if luck > 0.97 else "open"
    title = words[int(rng.integers(len(words)))].format(
        customer=clientele.short_names[int(rng.integers(len(clientele.short_names)))],
        product=products()[int(rng.integers(len(products())))].names[language],
    )
    origin = ORIGINS[int(rng.integers(len(ORIGINS)))]
    url = None if origin == "review" else f"https://{origin}.yunling.example/{name}"
    when = (created_at, due.item(), done_at if is_done else np.datetime64("NaT"))
    return (name, title, rep.person_id, when[0], when[1], when[2], status, origin, None, url)
