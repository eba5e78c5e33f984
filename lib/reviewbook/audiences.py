"""Cutting a run for its audiences: a notebook is given the rows its readers may see, and no others.

The cut is made before a kernel starts and fails closed: an audience that is
unknown gets nothing, and a frame that has no rule here is handed to nobody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params.publications import Publication
from reviewbook.periods import Cadence, Period
from reviewbook.schema import COMPANY
from reviewbook.slices import Audience

__all__ = ["Cut", "Derived", "audience", "audiences", "cut", "folder", "read", "write"]


@dataclass(frozen=True)
class Derived:
    """
    What the analysis yields once per run, for everybody.

    Parameters
    ----------
    publication : Publication
        The review it was derived for.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off.
    frames : mapping of DataFrame
        ``facts`` and the frames of `schema.FRAMES`, with ``people``, ``teams``, ``memberships`` and ``days``.
    """

    publication: Publication
    period: Period
    as_of: datetime
    frames: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Cut:
    """
    The part of a run that one audience may see.

    Parameters
    ----------
    audience : Audience
        Who may see it.
    publication : str
        Name of the review.
    period : Period
        The period under review.
    as_of : datetime
        The cut-off.
    frames : mapping of DataFrame
        The frames of `Derived`, cut.
    """

    audience: Audience
    publication: str
    period: Period
    as_of: datetime
    frames: Mapping[str, pd.DataFrame]


def audiences(publication: Publication, derived: Derived, company: str) -> list[Audience]:
    """
    Everyone to whom a review goes, the company first.

    Raises
    ------
    ParamsError
        When ``publications.yaml`` names somebody who does not exist.
    """
    wanted: list[str] = []
    for entry in publication.audiences:
        wanted += list(derived.frames["teams"]["team_id"]) if entry == "teams" else [entry]
    return [audience(name, derived, company) for name in dict.fromkeys(wanted)]


def audience(name: str, derived: Derived, company: str) -> Audience:
    """
    Look an audience up by ``company`` or the id of a team or a person.

    Raises
    ------
    ParamsError
        When there is no such team or person.
    """
    if name == COMPANY:
        return Audience("company", COMPANY, company)
    for kind, frame, key in (("team", "teams", "team_id"), ("person", "people", "person_id")):
        rows = derived.frames[frame]
        found = rows[rows[key] == name]
        if len(found):
            return Audience(kind, name, str(found.iloc[0]["name"]))
    known = [COMPANY, *derived.frames["teams"]["team_id"]]
    raise ParamsError(Problem("audience", f"{name!r} is neither a team nor a person", nearest(name, known)))


def cut(derived: Derived, who: Audience) -> Cut:
    """
    Take what an audience may see: its own rows, those of the teams below it and of their people.

    Parameters
    ----------
    derived : Derived
        The whole run.
    who : Audience
        For whom.

    Returns
    -------
    Cut
        ``facts`` of the audience's entities and of the periods that its review speaks of; of the other frames
        the rows of the period under review. A team does not see rejected rows: they may be anybody's.
    """
    whole = derived.frames
    teams = _teams_below(whole["teams"], who)
    people = _people(derived, who, teams)
    frames = {
        "facts": _facts(derived, who, teams, people),
        "owed": _owed(derived, who, teams),
        "voluntary": _mine(whole["voluntary"], who, teams),
        "unowed": _mine(whole["unowed"], who, teams),
        "checks": _of_period(_mine(whole["checks"], who, teams), "due_on", derived.period),
        "copies": _of_period(_mine(whole["copies"], who, teams), "due_on", derived.period),
        "claims": _claims(derived, who, teams, people),
        "signals": _charts(derived, "signals", who, teams, people),
        "replies": _replies(derived, who, teams),
        "mentions": _of_period(_mine(whole["mentions"], who, teams), "due_on", derived.period),
        "market": _charts(derived, "market", who, teams, people),
        "terms": whole["terms"][_about(whole["terms"], who, teams, people)],
        "themes": _of_period(_mine(whole["themes"], who, teams), "due_on", derived.period),
        "cases": _cases(derived, who, teams),
        "rejected": whole["rejected"] if who.kind == "company" else whole["rejected"].iloc[:0],
        "origins": whole["origins"],
        "days": _days(derived, who),
        "teams": whole["teams"][whole["teams"]["team_id"].isin(teams)][["team_id", "name", "parent_id"]],
    }
    named = {
        *people,
        *frames["owed"]["person_id"],
        *frames["unowed"]["person_id"],
        *frames["replies"]["manager_id"],
        *frames["replies"]["answered_by"],
        *frames["cases"]["person_id"],
    }
    frames["people"] = whole["people"][whole["people"]["person_id"].isin(named)][["person_id", "name"]]
    tidy = {name: frame.reset_index(drop=True) for name, frame in frames.items()}
    return Cut(who, derived.publication.name, derived.period, derived.as_of, tidy)


def folder(run: Path, publication: str, period: str, audience_id: str) -> Path:
    """Give the folder of an audience's slice in the folder of a run."""
    return run / "slices" / publication / period / audience_id


def write(part: Cut, into: Path) -> str:
    """
    Write a cut as Parquet beside a small description.

    Returns
    -------
    str
        Checksum of what the cut says; equal for equal contents, whoever wrote them.
    """
    into.mkdir(parents=True, exist_ok=True)
    for name, frame in part.frames.items():
        frame.to_parquet(into / f"{name}.parquet", index=False)
    about = {
        "audience": {"kind": part.audience.kind, "id": part.audience.id, "name": part.audience.name},
        "publication": part.publication,
        "period": part.period.key,
        "cadence": part.period.cadence.value,
        "as_of": part.as_of.isoformat(),
    }
    (into / "slice.json").write_text(json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    return _checksum(part.frames, about)


def read(written: Path) -> Cut:
    """Read what `write` wrote."""
    about = json.loads((written / "slice.json").read_text("utf-8"))
    return Cut(
        Audience(**about["audience"]),
        about["publication"],
        Period.parse(about["period"], about["cadence"]),
        datetime.fromisoformat(about["as_of"]),
        {file.stem: pd.read_parquet(file) for file in sorted(written.glob("*.parquet"))},
    )


def _checksum(frames: Mapping[str, pd.DataFrame], about: dict[str, Any]) -> str:
    # Of the contents, not of the files: Parquet bytes change with the library that writes them.
    total = sha256(json.dumps(about, ensure_ascii=False, sort_keys=True).encode())
    for name in sorted(frames):
        total.update(name.encode())
        total.update(frames[name].to_csv(index=False, date_format="%Y-%m-%dT%H:%M:%S.%f").encode())
    return total.hexdigest()


def _teams_below(teams: pd.DataFrame, who: Audience) -> set[str]:
    if who.kind == "company":
        return set(teams["team_id"])
    if who.kind == "person":
        return set()
    below, grew = {who.id}, True
    while grew:
        more = set(teams[teams["parent_id"].isin(below)]["team_id"]) - below
        below |= more
        grew = bool(more)
    return below


def _people(derived: Derived, who: Audience, teams: set[str]) -> set[str]:
    """Give those who were in the teams at some time of the history that is shown."""
    if who.kind == "company":
        return set(derived.frames["people"]["person_id"])
    if who.kind == "person":
        return {who.id}
    spans = derived.frames["memberships"]
    first = pd.Timestamp(derived.period.shift(-derived.publication.history).start_on)
    end = pd.Timestamp(derived.period.end_on)
    here = spans["team_id"].isin(teams) & (spans["valid_from"] < end)
    return set(spans[here & (spans["valid_to"].isna() | (spans["valid_to"] > first))]["person_id"])


def _facts(derived: Derived, who: Audience, teams: set[str], people: set[str]) -> pd.DataFrame:
    facts = derived.frames["facts"]
    mine = _about(facts, who, teams, people)
    shown = pd.Series(False, index=facts.index)
    for cadence, keys in _shown_periods(derived).items():
        shown |= (facts["cadence"] == cadence) & facts["period"].isin(keys)
    return facts[mine & shown]


def _about(rows: pd.DataFrame, who: Audience, teams: set[str], people: set[str]) -> pd.Series:
    """Tell which rows are about an entity that the audience may see."""
    kinds = rows["entity_kind"]
    mine = (kinds == "team") & rows["entity_id"].isin(teams)
    mine |= (kinds == "person") & rows["entity_id"].isin(people)
    return mine | (kinds == "company") if who.kind == "company" else mine


def _charts(derived: Derived, name: str, who: Audience, teams: set[str], people: set[str]) -> pd.DataFrame:
    """Give the charts of the history that is shown; what their limits rest upon reaches further back."""
    rows = derived.frames[name]
    shown = {period.key for period in derived.period.last(derived.publication.history + 1)}
    return rows[_about(rows, who, teams, people) & rows["period"].isin(shown)]


def _claims(derived: Derived, who: Audience, teams: set[str], people: set[str]) -> pd.DataFrame:
    """Give the claims of the period; a colleague of another team, to whom an order is booked, stays unnamed."""
    rows = _of_period(_mine(derived.frames["claims"], who, teams), "due_on", derived.period).copy()
    strange = (rows["cause"] == "owner") & ~rows["detail"].isin(people)
    rows["detail"] = rows["detail"].mask(strange, None)
    return rows


def _cases(derived: Derived, who: Audience, teams: set[str]) -> pd.DataFrame:
    """Give the complaints that were open in the period, if only for a while."""
    rows = _mine(derived.frames["cases"], who, teams)
    begun = rows["opened_on"] < pd.Timestamp(derived.period.end_on)
    return rows[begun & ~(rows["resolved_on"] < pd.Timestamp(derived.period.start_on))]


def _shown_periods(derived: Derived) -> dict[str, set[str]]:
    """Give the history of the review's own cadence, and of the others what lies in the month of the period."""
    period, own = derived.period, derived.period.cadence
    month = Period.containing(period.last_on, Cadence.MONTHLY)
    shown = {
        cadence.value: {p.key for p in month.within(cadence) if p.start_on <= period.last_on}
        for cadence in (Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY)
    }
    shown[own.value] = shown.get(own.value, set()) | {p.key for p in period.last(derived.publication.history + 1)}
    return shown


def _mine(rows: pd.DataFrame, who: Audience, teams: set[str]) -> pd.DataFrame:
    if who.kind == "company":
        return rows
    return rows[rows["person_id"] == who.id] if who.kind == "person" else rows[rows["team_id"].isin(teams)]


def _of_period(rows: pd.DataFrame, on: str, period: Period) -> pd.DataFrame:
    return rows[(rows[on] >= pd.Timestamp(period.start_on)) & (rows[on] < pd.Timestamp(period.end_on))]


def _owed(derived: Derived, who: Audience, teams: set[str]) -> pd.DataFrame:
    """Give the reports due in the period, and the earlier ones that may still be handed in."""
    rows = _mine(derived.frames["owed"], who, teams)
    due_in_period = rows.index.isin(_of_period(rows, "due_on", derived.period).index)
    before = rows["due_on"] < pd.Timestamp(derived.period.start_on)
    still_open = rows["status"].isin(["missing", "pending"]) & (rows["closes_at"] > pd.Timestamp(derived.as_of))
    return rows[due_in_period | (before & still_open)]


def _replies(derived: Derived, who: Audience, teams: set[str]) -> pd.DataFrame:
    rows = derived.frames["replies"]
    answers_for = rows["manager_id"] == who.id if who.kind == "person" else pd.Series(False, index=rows.index)
    mine = rows[rows.index.isin(_mine(rows, who, teams).index) | answers_for]
    in_period = mine.index.isin(_of_period(mine, "submitted_on", derived.period).index)
    before = mine["submitted_on"] < pd.Timestamp(derived.period.start_on)
    return mine[in_period | (before & (mine["status"] == "waiting"))]


def _days(derived: Derived, who: Audience) -> pd.DataFrame:
    days, teams = derived.frames["days"], derived.frames["teams"]
    calendar = days["calendar"].iloc[0]  # the company's comes first
    if who.kind == "team":
        calendar = teams.set_index("team_id").loc[who.id, "calendar"]
    rows = days[(days["calendar"] == calendar)]
    return _of_period(rows, "on", derived.period).drop(columns="calendar")
