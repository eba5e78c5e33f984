"""Who was there in a period, for how long, and who leads whom."""

from __future__ import annotations

import pandas as pd

from reviewbook.analysis.staff import staff

TEAMS = pd.DataFrame({"team_id": ["all", "east", "west"], "parent_id": [None, "all", "all"]})
NO_LEAVE = pd.DataFrame(columns=["person_id", "starts_on", "ends_on", "portion"])


def _days(text: str) -> pd.DataFrame:
    """Read lines of ``person team role home on on …``; a day in brackets is no working day."""
    rows = []
    for line in text.strip().splitlines():
        person, team, role, home, *days = line.split()
        rows += [(person, day.strip("()"), team, role, int("(" not in day), int(home)) for day in days]
    return pd.DataFrame(rows, columns=["person_id", "on", "team_id", "role", "working", "home"])


WEEK = _days("""
    boss  all  manager 1 2026-11-16 2026-11-17 2026-11-18
    mei   east manager 1 2026-11-16 2026-11-17 2026-11-18
    li    east rep     1 2026-11-16 2026-11-17 (2026-11-18)
    wang  west rep     1 2026-11-16
    wang  east rep     1 2026-11-17 2026-11-18
    zhao  west rep     1 2026-11-16 2026-11-17 2026-11-18
""")


def _row(found: pd.DataFrame, person: str) -> list[object]:
    return found.set_index("person_id").loc[person].tolist()


def test_everybody_is_there_once_with_the_team_of_the_last_day():
    found = staff(WEEK, NO_LEAVE, TEAMS)
    assert sorted(found["person_id"]) == ["boss", "li", "mei", "wang", "zhao"]
    assert _row(found, "wang") == ["east", "rep", 3.0, "mei"]
    assert _row(found, "li") == ["east", "rep", 2.0, "mei"]


def test_a_team_without_a_manager_is_led_from_above_and_a_manager_by_the_next_one():
    found = staff(WEEK, NO_LEAVE, TEAMS)
    assert _row(found, "zhao")[-1] == "boss"
    assert _row(found, "mei")[-1] == "boss"
    assert pd.isna(_row(found, "boss")[-1])


def test_leave_is_no_presence_and_a_half_day_is_half():
    leave = pd.DataFrame(
        {
            "person_id": ["li", "li", "zhao", "zhao"],
            "starts_on": ["2026-11-17", "2026-11-17", "2026-11-18", "2026-12-01"],
            "ends_on": ["2026-11-30", "2026-11-17", "2026-11-18", "2026-12-02"],
            "portion": [1.0, 1.0, 0.5, 1.0],
        }
    )
    found = staff(WEEK, leave, TEAMS)
    assert _row(found, "li")[2] == 1.0  # the two entries of 17 November are one day
    assert _row(found, "zhao")[2] == 2.5
    assert _row(found, "mei")[2] == 3.0


def test_of_two_leaders_the_one_of_the_last_day_leads():
    handed_over = pd.concat([WEEK, _days("ann west manager 1 2026-11-16\nbob west manager 1 2026-11-17 2026-11-18")])
    assert _row(staff(handed_over, NO_LEAVE, TEAMS), "zhao")[-1] == "bob"


def test_a_team_above_itself_does_not_go_round_for_ever():
    circle = pd.DataFrame({"team_id": ["east", "west", "all"], "parent_id": ["west", "east", "all"]})
    alone = _days("zhao west rep 1 2026-11-16")
    assert pd.isna(_row(staff(alone, NO_LEAVE, circle), "zhao")[-1])
