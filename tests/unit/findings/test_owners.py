"""Who sees to a finding, and by when."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from reviewbook.findings import Finding
from reviewbook.findings.owners import due_on, owner, team_of


def about(kind, name):
    return Finding("less_punctual", kind, name, {})


@pytest.mark.parametrize(
    ("kind", "name", "who"),
    [
        ("person", "li", "ma"),  # her manager
        ("person", "ma", "boss"),  # a manager's own failing: the one above
        ("person", "boss", "boss"),  # nobody is above
        ("person", "gone", "boss"),  # left before the period: the head
        ("team", "east", "ma"),
        ("team", "all", "boss"),
        ("company", "company", "boss"),
        ("product", "pr03", "boss"),
    ],
)
def test_it_falls_to_whoever_leads(known, kind, name, who):
    assert owner(known(), about(kind, name)) == who


def test_a_team_without_a_manager_is_the_next_ones_above(known):
    frames = known().frames
    left = frames["memberships"].assign(
        valid_to=frames["memberships"]["valid_to"].where(
            frames["memberships"]["person_id"] != "ma", pd.Timestamp("2026-11-20")
        )
    )
    assert owner(known(memberships=left), about("team", "east")) == "boss"


def test_where_nobody_leads_nobody_is_named(known):
    frames = known().frames
    nobody = frames["memberships"][frames["memberships"]["role"] == "rep"]
    assert owner(known(memberships=nobody), about("team", "east")) is None


def test_the_head_is_who_leads_most_of_the_topmost_teams(known):
    teams = pd.DataFrame({"team_id": ["east", "south", "west"], "parent_id": [None] * 3}, dtype="object")
    rows = pd.DataFrame({"person_id": ["ma", "he", "he"], "team_id": ["east", "south", "west"], "role": "manager"})
    rows = rows.assign(valid_from=pd.Timestamp("2024-01-01"), valid_to=pd.NaT).astype({"valid_to": "datetime64[s]"})
    assert owner(known(teams=teams, memberships=rows), about("company", "company")) == "he"


def test_a_finding_belongs_to_the_team_of_its_person(known):
    assert [team_of(known(), about(*of)) for of in (("person", "li"), ("team", "south"), ("product", "li"))] == [
        "east", "south", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2026-W47", date(2026, 11, 26)),  # Friday the 27th is a holiday here
        ("2026-W46", date(2026, 11, 20)),
        ("2026-10", date(2026, 11, 13)),  # ten working days after the 1st, a Sunday
        ("2026-11-20", date(2026, 11, 23)),  # after a Friday comes Monday
    ],
)
def test_it_is_due_by_the_end_of_the_next_week_or_ten_working_days_after_the_month(known, period, due):
    assert due_on(known(period)) == due


def test_the_day_of_the_cut_off_is_the_companys(known):
    # Eleven at night of the 23rd in London is the 24th in Shanghai.
    late = replace(known("2026-10"), as_of=datetime(2026, 11, 23, 23, tzinfo=UTC))
    assert due_on(late) == date(2026, 12, 9)


def test_a_week_without_working_days_is_passed_over(known):
    days = known().frames["days"]
    closed = days.assign(working=days["working"] & ~days["on"].between("2026-11-23", "2026-11-27"))
    assert due_on(known(days=closed)) == date(2026, 12, 4)
