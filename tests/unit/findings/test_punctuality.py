"""Who is less, or more, punctual than before; one thing is told once."""

import pandas as pd
import pytest

from reviewbook.findings.punctuality import less_punctual, more_punctual

GOOD = "....."
EAST = ("li", "wang", "zhao", "chen")


def found(findings):
    return {(f.kind, f.entity_kind, f.entity_id) for f in findings}


def test_who_is_late_on_most_days_of_a_week_is_found(known, owed):
    (li,) = less_punctual(known(owed=owed({"li": [GOOD, "llll."], "wang": [GOOD]})))
    assert found([li]) == {("less_punctual", "person", "li")}
    assert {name: number.value for name, number in li.numbers.items()} == {
        "rate": 0.2, "on_time": 1, "due": 5, "before": 1.0,
    }  # fmt: skip
    assert (li.since, li.verdict, li.tone, li.effect_reports) == ("2026-W47", "signal", "bad", 4)
    assert li.test == "on_time_rate person:li >= 0.95 x2"


def test_the_chance_is_fishers_times_windows_candidates_and_families(known, owed):
    (li,) = less_punctual(known(owed=owed({"li": [GOOD, "llll."], "wang": [GOOD]})))
    # Four late of 100, all of them among the last five: 5 / C(100, 4). Windows of 1, 2, 4, 8 and 16 weeks, two people,
    # and a third of what is allowed.
    assert li.chance == pytest.approx(5 / 3921225 * 5 * 2 * 3)


@pytest.mark.parametrize("last", ["ll...", "xllxx"])
def test_two_late_reports_are_not_enough(known, owed, last):
    assert less_punctual(known(owed=owed({"li": [GOOD, last], "wang": [GOOD]}))) == []


def test_leave_is_not_lateness(known, owed):
    assert less_punctual(known(owed=owed({"li": [GOOD, "xxxxx", "xx..."], "wang": [GOOD]}))) == []


def test_a_change_lasts_with_its_beginning_until_it_is_over(known, owed):
    weeks = [GOOD, "lll..", "ll...", "lll.."]
    (lasting,) = less_punctual(known(owed=owed({"li": weeks})))
    assert (lasting.since, lasting.numbers["due"].value, lasting.numbers["rate"].value) == ("2026-W45", 15, 7 / 15)
    (still,) = less_punctual(known("2026-W48", 21, owed=later(owed({"li": weeks}), "ll...")))
    assert (still.id, still.since) == (lasting.id, "2026-W45")
    assert less_punctual(known(owed=owed({"li": [*weeks, GOOD, GOOD]}))) == []


def later(owed, letters):
    """Add the week after."""
    week = pd.date_range("2026-11-23", periods=5)
    status = ["late" if letter == "l" else "on_time" for letter in letters]
    more = pd.DataFrame(
        {"person_id": "li", "team_id": "east", "due_on": week.astype("datetime64[s]"), "status": status}
    )
    return pd.concat([owed, more], ignore_index=True)


def test_a_team_that_shifts_as_a_whole_is_told_instead_of_its_members(known, owed):
    late = [GOOD, "l...l", ".ll..", "l..l.", "l.l.l"]
    (team,) = less_punctual(known(owed=owed({**dict.fromkeys(EAST, late), "gao": [GOOD], "sun": [GOOD]})))
    assert found([team]) == {("less_punctual", "team", "east")}
    assert (team.since, team.numbers["due"].value, team.test) == ("2026-W44", 80, "on_time_rate team:east >= 0.95 x2")


def test_one_member_alone_does_not_make_the_team_less_punctual(known, owed):
    weeks = {**{person: [GOOD] for person in EAST}, "li": [GOOD, "lllll", "lllll"]}
    assert found(less_punctual(known(owed=owed(weeks)))) == {("less_punctual", "person", "li")}


def test_the_company_is_told_where_both_of_its_teams_shift(known, owed):
    late = [GOOD, "l...l", ".ll..", "l..l.", "l.l.l"]
    everybody = dict.fromkeys((*EAST, "gao", "sun"), late)
    teams = pd.DataFrame({"team_id": ["east", "south"], "parent_id": [None, None]}, dtype="object")
    (company,) = less_punctual(known(owed=owed(everybody), teams=teams))
    assert found([company]) == {("less_punctual", "company", "company")}
    assert company.test == "on_time_rate company >= 0.95 x2"


def test_who_hands_in_nothing_is_told_once_and_not_by_the_team_either(known, owed):
    weeks = {**{person: [GOOD] for person in EAST}, "li": [GOOD, "mmmmm", "mmmmm"]}
    assert less_punctual(known(owed=owed(weeks))) == []


def test_a_team_states_the_reports_of_all_its_members_even_of_who_is_told_of_elsewhere(known, owed):
    late = [GOOD, "l...l", ".ll..", "l..l.", "l.l.l"]
    weeks = dict.fromkeys(EAST, late) | {"chen": [GOOD, "mmmmm"], "gao": [GOOD], "sun": [GOOD]}
    (team,) = less_punctual(known(owed=owed(weeks)))
    # Nine of twenty are late of each of three, and chen's five of the last week are missing.
    assert (team.entity_id, team.numbers["due"].value, team.numbers["on_time"].value) == ("east", 80, 3 * 11 + 15)


def test_who_has_become_punctual_is_found_and_praised(known, owed):
    (li,) = more_punctual(known(owed=owed({"li": ["ll..."] * 12 + [GOOD] * 8, "wang": [GOOD]})))
    assert (li.kind, li.tone, li.since, li.numbers["before"].value) == ("more_punctual", "good", "2026-W40", 0.6)
    assert li.test == ""
    assert less_punctual(known(owed=owed({"li": ["ll..."] * 12 + [GOOD] * 8, "wang": [GOOD]}))) == []


def test_a_number_of_the_week_itself_is_the_fact(known, owed):
    fact = {"measure": "on_time_rate", "cadence": "weekly", "period": "2026-W47", "entity_kind": "person"}
    rows = [{**fact, "entity_id": "li", "value": 0.2, "numerator": 1.0, "denominator": 5.0, "unit": "share", "n": 5}]
    (li,) = less_punctual(known(facts=pd.DataFrame(rows), owed=owed({"li": [GOOD, "llll."]})))
    stated = {name: (n.source, n.part, n.unit) for name, n in li.numbers.items()}
    assert stated == {
        "rate": ("facts", "value", "share"), "on_time": ("facts", "numerator", "count"),
        "due": ("facts", "denominator", "count"), "before": ("owed", "", "share"),
    }  # fmt: skip
