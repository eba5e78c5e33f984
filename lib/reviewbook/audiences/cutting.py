"""The rule by which each frame is cut; a frame without a rule here is handed to nobody."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reviewbook.audiences.derived import Cut, Derived
from reviewbook.audiences.scope import Scope, of_period
from reviewbook.engine import empty
from reviewbook.params.conditions import Condition
from reviewbook.schema.changed import CHANGED
from reviewbook.slices import Audience

__all__ = ["cut", "facts_of"]

#: Who may be named besides those whom the rows are about: answers, complaints, honours and tasks have people.
_NAMED = {
    "owed": ("person_id",),
    "unowed": ("person_id",),
    "replies": ("person_id", "manager_id", "answered_by"),
    "cases": ("person_id",),
    "away": ("person_id",),
    "sales": ("person_id",),
    "honoured": ("person_id",),
    "findings": ("owner_id",),
    "follow_ups": ("owner_id", "escalated_to"),
}

#: Of fewer peers than these no number is shown to one of them: it would tell too much of each.
_PEERS = 5


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
        the rows of the period under review. A team does not see rejected rows: they may be anybody's. A person
        sees only what is about that person, with the names of those who answer for it.
    """
    scope = Scope(derived, who)
    frames = {**_reported(scope), **_sold(scope), **_concluded(scope), **_around(scope)}
    frames |= _names(scope, frames)
    tidy = {name: frame.reset_index(drop=True) for name, frame in frames.items()}
    return Cut(who, derived.publication.name, derived.period, derived.as_of, tidy)


def _reported(scope: Scope) -> dict[str, pd.DataFrame]:
    """Give what is known of reports and of what they say."""
    by_period = ("checks", "copies", "mentions", "themes")
    return {
        "owed": _owed(scope),
        "voluntary": scope.mine(scope.frame("voluntary")),
        "unowed": scope.mine(scope.frame("unowed")),
        "claims": _claims(scope),
        "replies": _replies(scope),
        "market": _charts(scope, "market"),
        "terms": scope.frame("terms")[scope.about(scope.frame("terms"))],
        **{name: scope.mine_of_period(name) for name in by_period},
    }


def _sold(scope: Scope) -> dict[str, pd.DataFrame]:
    """Give the numbers, with their charts, the complaints, and the customers who order no more."""
    numbers = {"facts": facts_of(scope), "signals": _charts(scope, "signals")}
    return {**numbers, "sales": scope.mine(scope.frame("sales")), "cases": _cases(scope), "away": _away(scope)}


def _concluded(scope: Scope) -> dict[str, pd.DataFrame]:
    """Give what was concluded about the audience; what is said of the whole company is for the company alone."""
    personal = ("deals", "promises", "scores", "standings", "courses", "career", "weakest", "experience", "findings")
    frames = {name: scope.mine(scope.frame(name)) for name in personal}
    if scope.who.kind == "person":
        frames |= _without_others(scope, frames)
    given, agreed, evidence = (scope.frame(name) for name in ("honoured", "follow_ups", "evidence"))
    ours = given["team_id"].isna() | given["team_id"].isin(scope.teams or scope.homes)
    mine = (given["person_id"].isna() & ours) | given.index.isin(scope.mine(given).index)
    owned = agreed["owner_id"] == scope.who.id if scope.who.kind == "person" else pd.Series(False, index=agreed.index)
    return {
        **frames,
        "honoured": given[mine],
        "discipline": _for_the_company(scope, "discipline"),
        "evidence": evidence[evidence["finding_id"].isin(frames["findings"]["finding_id"])],
        "follow_ups": _measured(scope, agreed[agreed.index.isin(scope.mine(agreed).index) | owned]),
    }


def _measured(scope: Scope, agreed: pd.DataFrame) -> pd.DataFrame:
    """Withhold what the test of a follow-up measures where it is a number of somebody whom the audience may not see."""
    if scope.who.kind == "company":
        return agreed
    seen = {("person", person) for person in scope.people} | {("team", team) for team in scope.teams}
    tests = [Condition.parse(str(test)) if pd.notna(test) else None for test in agreed["test"]]
    others = [test is not None and (test.entity_kind, test.entity_id) not in seen for test in tests]
    strange = pd.Series(others, index=agreed.index, dtype="bool")
    return agreed.assign(**{name: agreed[name].mask(strange) for name in ("measured", "measured_then")})


def _without_others(scope: Scope, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Withhold from a person what states a number of somebody else, of a team, or of too few peers."""
    evidence, found, weakest = scope.frame("evidence"), frames["findings"], frames["weakest"]
    strange = evidence["entity_kind"].isin(["person", "team"]) & (evidence["entity_id"] != scope.who.id)
    return {
        "findings": found[~found["finding_id"].isin(evidence[strange]["finding_id"])],
        "weakest": weakest[weakest["peer_count"] >= _PEERS],
    }


def _around(scope: Scope) -> dict[str, pd.DataFrame]:
    teams = scope.frame("teams")
    named = scope.teams or scope.homes
    return {
        # What the edition before had is compared only once this one is known to differ (`analysis.compared`).
        **{table.name: empty(table) for table in CHANGED},
        "rejected": _for_the_company(scope, "rejected"),
        "origins": scope.frame("origins"),
        "refusals": scope.frame("refusals"),
        "gate": _gate(scope),
        "days": _days(scope),
        "teams": teams[teams["team_id"].isin(named)][["team_id", "name", "parent_id", "zone", "calendar"]],
    }


def _gate(scope: Scope) -> pd.DataFrame:
    """
    Give what was asked of sources and tables, and of the audience itself; of calendars that of its own.

    Who is told stays unnamed where that is somebody whom the audience does not see. What was asked of other teams and
    people is not for it, nor for the company: it has a share of the whole instead.
    """
    rows, who, people = scope.frame("gate"), scope.who, scope.frame("people")
    own = (rows["entity_kind"] == who.kind) & (rows["entity_id"] == who.id)
    shown = own | (rows["entity_kind"].isna() & ((rows["table"] != "days") | (rows["source"] == _calendar(scope))))
    if who.kind == "company":
        return rows[own | rows["entity_kind"].isna()]
    strange = people[~people["person_id"].isin(scope.people)]
    unnamed = rows["owner"].isin([*strange["person_id"], *strange["name"]])
    return rows.assign(owner=rows["owner"].mask(unnamed, None))[shown]


def _names(scope: Scope, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Give the names of the people and products that the cut frames speak of."""
    named = {*scope.people}
    for frame, columns in _NAMED.items():
        for column in columns:
            named |= set(frames[frame][column])
    products, people, facts = scope.frame("products"), scope.frame("people"), frames["facts"]
    about = {*frames["findings"]["topic"], *facts["entity_id"][facts["entity_kind"] == "product"]}
    return {
        "products": products[products["product_id"].isin(about)][["product_id", "name"]],
        "people": people[people["person_id"].isin(named)][["person_id", "name"]],
    }


def _for_the_company(scope: Scope, name: str) -> pd.DataFrame:
    return scope.frame(name) if scope.who.kind == "company" else scope.frame(name).iloc[:0]


def facts_of(scope: Scope) -> pd.DataFrame:
    """Give the facts of the audience's entities and of the periods that its review speaks of."""
    facts = scope.derived.facts_spoken_of
    return facts[scope.about(facts)]


def _charts(scope: Scope, name: str) -> pd.DataFrame:
    rows = scope.derived.charts[name]
    return rows[scope.about(rows)]


def _claims(scope: Scope) -> pd.DataFrame:
    """Give the claims of the period; a colleague of another team, to whom an order is booked, stays unnamed."""
    rows = scope.mine_of_period("claims").copy()
    strange = (rows["cause"] == "owner") & ~rows["detail"].isin(scope.people)
    rows["detail"] = rows["detail"].mask(strange, None)
    return rows


def _cases(scope: Scope) -> pd.DataFrame:
    """Give the complaints that were open in the period, if only for a while."""
    rows, period = scope.mine(scope.frame("cases")), scope.derived.period
    begun = rows["opened_on"] < pd.Timestamp(period.end_on)
    return rows[begun & ~(rows["resolved_on"] < pd.Timestamp(period.start_on))]


def _away(scope: Scope) -> pd.DataFrame:
    """Give the customers who stay away; a colleague of another team, to whom one belongs now, stays unnamed."""
    rows = scope.mine(scope.frame("away"))
    return rows.assign(owner_id=rows["owner_id"].where(rows["owner_id"].isin(scope.people), None))


def _owed(scope: Scope) -> pd.DataFrame:
    """Give the reports due in the period, and the earlier ones that may still be handed in."""
    rows, derived = scope.mine(scope.frame("owed")), scope.derived
    due_in_period = rows.index.isin(of_period(rows, "due_on", derived.period).index)
    before = rows["due_on"] < pd.Timestamp(derived.period.start_on)
    still_open = rows["status"].isin(["missing", "pending"]) & (rows["closes_at"] > pd.Timestamp(derived.as_of))
    return rows[due_in_period | (before & still_open)]


def _replies(scope: Scope) -> pd.DataFrame:
    rows, who, period = scope.frame("replies"), scope.who, scope.derived.period
    answers_for = rows["manager_id"] == who.id if who.kind == "person" else pd.Series(False, index=rows.index)
    mine = rows[rows.index.isin(scope.mine(rows).index) | answers_for]
    in_period = mine.index.isin(of_period(mine, "submitted_on", period).index)
    before = mine["submitted_on"] < pd.Timestamp(period.start_on)
    return mine[in_period | (before & (mine["status"] == "waiting"))]


def _days(scope: Scope) -> pd.DataFrame:
    days = scope.frame("days")
    rows = days[days["calendar"] == _calendar(scope)]
    return of_period(rows, "on", scope.derived.period).drop(columns="calendar")


def _calendar(scope: Scope) -> str:
    """Give the calendar of a team, or of the team in which a person was last; the company's, which comes first."""
    calendars = scope.frame("teams").set_index("team_id")["calendar"]
    if scope.who.kind == "team":
        return str(calendars[scope.who.id])
    if scope.who.kind == "person" and scope.homes:
        return str(calendars[scope.homes[-1]])
    return str(scope.frame("days")["calendar"].iloc[0])
