"""Whether people have what they are measured by, and whether what they claim can be explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from reviewbook.gate.known import Known, Seen
from reviewbook.schema import COMPANY

__all__ = ["missing_targets", "unexplained_claims"]

_WHOLE = ("company", COMPANY)


def missing_targets(known: Known) -> Iterator[Seen]:
    """
    People who sell and have no target in the period ÷ people who sell; of the company, each team and each person.

    Where nobody ever had a target, teams are asked for theirs; where no team had one either, none is missing.
    """
    facts = known.frames["facts"]
    goals = facts[(facts["measure"] == "target") & facts["value"].notna()]
    having = goals[(goals["cadence"] == known.period.cadence.value) & (goals["period"] == known.period.key)]
    reps = _reps(known)
    if (goals["entity_kind"] == "person").any():
        lacking = ~reps["person_id"].isin(_of(having, "person"))
        yield from _shares(known, "revenue", reps.assign(found=lacking))
    elif (goals["entity_kind"] == "team").any():
        teams = reps.drop_duplicates("team_id")
        lacking = ~teams["team_id"].isin(_of(having, "team"))
        told = teams.assign(found=lacking, person_id=None)
        yield from _shares(known, "revenue", told)
    else:
        yield Seen(None, measure="revenue", entity=_WHOLE, detail="no_targets")


def _reps(known: Known) -> pd.DataFrame:
    """Give who sold in the period: ``person_id, team_id``."""
    staff = known.frames["staff"]
    return staff[(staff["role"] == "rep") & (staff["working_days"] > 0)][["person_id", "team_id"]]


def _of(facts: pd.DataFrame, kind: str) -> set[str]:
    return set(facts.loc[facts["entity_kind"] == kind, "entity_id"])


def unexplained_claims(known: Known) -> Iterator[Seen]:
    """Claims of the period that disagree with the records for no known cause ÷ claims; of company, teams, persons."""
    claims, period = known.frames["claims"], known.period
    due_on = pd.to_datetime(claims["due_on"])
    own = claims[(due_on >= pd.Timestamp(period.start_on)) & (due_on < pd.Timestamp(period.end_on))]
    told = own[["person_id", "team_id"]].assign(found=own["cause"] == "unexplained")
    fewest = max(known.checks["unexplained_claims"].fewest, 1)
    yield from _shares(known, None, told, fewest)


def _shares(known: Known, measure: str | None, rows: pd.DataFrame, fewest: int = 1) -> Iterator[Seen]:
    """Give the share of the rows that were found, of the company and of each of its teams and people."""
    parts: list[tuple[tuple[str, str], pd.DataFrame]] = [(_WHOLE, rows)]
    for kind, column in (("team", "team_id"), ("person", "person_id")):
        parts += [((kind, str(one)), own) for one, own in rows.groupby(column)]
    leaders = _leaders(known)
    for entity, own in parts:
        teams = sorted(own.loc[own["found"], "team_id"].dropna().unique())
        share = float(own["found"].mean()) if len(own) >= fewest else None
        names = " ".join(teams) if entity == _WHOLE else None
        yield Seen(
            share, measure=measure, entity=entity, usual=0.0 if share is not None else None,
            rows=int(own["found"].sum()) if share is not None else len(own),
            detail=(names or None) if share is not None else "too_few", owner=leaders.get(entity),
        )  # fmt: skip


def _leaders(known: Known) -> Mapping[tuple[str, str], str]:
    """Give who leads each team, and each person."""
    staff = known.frames["staff"]
    led = staff[staff["role"] == "manager"].drop_duplicates("team_id")
    leaders = {("team", str(team)): str(who) for team, who in zip(led["team_id"], led["person_id"], strict=True)}
    above = staff.dropna(subset=["manager_id"])
    people = zip(above["person_id"], above["manager_id"], strict=True)
    return leaders | {("person", str(person)): str(manager) for person, manager in people}
