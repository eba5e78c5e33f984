"""Which rows of a run an audience sees."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from reviewbook.audiences import Cut, Derived

CutFor = Callable[..., Cut]
RowsOf = Callable[..., pd.DataFrame]


def test_a_team_sees_itself_the_teams_below_and_their_people(cut_for: CutFor) -> None:
    facts = cut_for("north").frames["facts"]
    assert set(zip(facts["entity_kind"], facts["entity_id"], strict=True)) == {
        ("team", "north"),
        ("team", "harbour"),
        ("person", "li"),
        ("person", "wang"),
    }


def test_the_team_below_does_not_see_the_team_above(cut_for: CutFor) -> None:
    part = cut_for("harbour")
    assert set(part.frames["facts"]["entity_id"]) == {"harbour", "wang"}
    assert list(part.frames["teams"]["team_id"]) == ["harbour"]


def test_who_left_the_team_before_the_history_that_is_shown_is_not_in_it(cut_for: CutFor) -> None:
    assert "zhao" not in set(cut_for("north").frames["facts"]["entity_id"])
    assert "zhao" in set(cut_for("south").frames["facts"]["entity_id"])


def test_a_person_sees_nobody_else(cut_for: CutFor) -> None:
    part = cut_for("zhao")
    assert set(part.frames["facts"]["entity_id"]) == {"zhao"}
    assert set(part.frames["owed"]["person_id"]) == {"zhao"}
    assert list(part.frames["teams"]["team_id"]) == ["south"]  # its name and zone, and no fact of it


def test_only_the_company_sees_rejected_rows(cut_for: CutFor) -> None:
    assert len(cut_for("company").frames["rejected"]) == 1
    assert len(cut_for("north").frames["rejected"]) == 0


def test_the_history_reaches_as_far_back_as_the_publication_says(cut_for: CutFor) -> None:
    facts = cut_for("north").frames["facts"]
    assert sorted(facts[facts["entity_id"] == "north"]["period"]) == ["2026-W45", "2026-W47"]


def test_owed_rows_are_those_due_in_the_period_and_earlier_ones_still_open(cut_for: CutFor) -> None:
    rows = cut_for("north").frames["owed"]
    assert sorted(f"{row.due_on:%m-%d}" for row in rows.itertuples()) == ["11-13", "11-16", "11-17"]


def test_names_are_given_of_those_who_are_named_and_no_others(cut_for: CutFor) -> None:
    assert set(cut_for("harbour").frames["people"]["name"]) == {"Wang", "Boss"}


def test_a_team_has_the_days_of_its_own_calendar(cut_for: CutFor) -> None:
    assert list(cut_for("south").frames["days"]["working"]) == [False]
    assert list(cut_for("company").frames["days"]["working"]) == [True]


def test_what_is_said_of_texts_claims_and_charts_is_cut_like_the_rest(cut_for: CutFor) -> None:
    north = cut_for("north").frames
    assert north["unowed"]["person_id"].tolist() == ["li"]
    assert north["copies"]["due_on"].tolist() == [pd.Timestamp("2026-11-17")]
    assert north["signals"]["entity_id"].tolist() == ["north", "wang"]  # W44 is older than the history of two weeks
    whole = cut_for("company").frames
    assert [len(whole[name]) for name in ("unowed", "copies", "claims", "signals")] == [2, 2, 3, 4]


def test_a_colleague_of_another_team_to_whom_an_order_is_booked_stays_unnamed(cut_for: CutFor) -> None:
    claims = cut_for("north").frames["claims"]
    named = dict(
        zip(claims["person_id"], claims["detail"].astype("object").where(claims["detail"].notna(), None), strict=True)
    )
    assert named == {"li": "wang", "wang": None}


def test_what_is_said_of_the_market_is_cut_to_those_who_wrote_it_and_to_the_period(cut_for: CutFor) -> None:
    north = cut_for("north").frames
    for name in ("mentions", "themes"):
        assert north[name]["person_id"].tolist() == ["li", "wang"]
        assert set(north[name]["due_on"]) == {pd.Timestamp("2026-11-17")}
    assert north["market"]["entity_id"].tolist() == ["north", "wang"]  # W44 is older than the history of two weeks
    assert north["terms"]["entity_id"].tolist() == ["north"]
    wang = cut_for("wang").frames
    assert [wang[name]["person_id"].tolist() for name in ("mentions", "themes")] == [["wang"], ["wang"]]
    assert (wang["market"]["entity_id"].tolist(), len(wang["terms"])) == (["wang"], 0)
    whole = cut_for("company").frames
    assert [len(whole[name]) for name in ("mentions", "themes", "market", "terms")] == [3, 3, 4, 3]


def test_a_complaint_is_seen_by_its_team_while_it_was_open_in_the_period(cut_for: CutFor) -> None:
    assert cut_for("north").frames["cases"]["complaint_id"].tolist() == ["li-now", "wang-now", "open"]
    assert cut_for("south").frames["cases"]["complaint_id"].tolist() == ["zhao-now"]
    assert cut_for("company").frames["cases"]["complaint_id"].tolist() == [
        "li-now", "wang-now", "zhao-now", "open", "nobody",
    ]  # fmt: skip


def test_a_person_has_the_days_of_the_calendar_of_the_own_team(cut_for: CutFor) -> None:
    assert list(cut_for("zhao").frames["days"]["working"]) == [False]  # the south keeps another calendar
    assert list(cut_for("li").frames["days"]["working"]) == [True]


def test_a_person_who_is_in_no_team_has_the_days_of_the_company(cut_for: CutFor, derived: Derived) -> None:
    spans = derived.frames["memberships"]
    part = cut_for("zhao", memberships=spans[spans["person_id"] != "zhao"])
    assert list(part.frames["days"]["working"]) == [True]


def test_a_person_is_told_who_answers_for_the_reports_and_nobody_else(cut_for: CutFor) -> None:
    assert set(cut_for("zhao").frames["people"]["name"]) == {"Zhao", "Boss"}
    assert set(cut_for("li").frames["people"]["name"]) == {"Li"}


def test_a_colleague_to_whom_an_order_is_booked_stays_unnamed_to_a_person(cut_for: CutFor) -> None:
    assert cut_for("li").frames["claims"]["detail"].isna().tolist() == [True]


def test_what_was_concluded_about_a_person_is_seen_by_that_person_and_by_no_other(
    cut_for: CutFor, rows_of: RowsOf
) -> None:
    names = ("deals", "promises", "scores", "standings", "courses", "career", "experience", "findings")
    both = [{"person_id": who, "team_id": "north"} for who in ("li", "wang")]
    frames = {name: rows_of(name, *both) for name in names}
    li = cut_for("li", **frames).frames
    assert {name: li[name]["person_id"].tolist() for name in names} == {name: ["li"] for name in names}
    south = cut_for("south", **frames).frames
    assert [len(south[name]) for name in names] == [0] * len(names)


def test_a_customer_who_stays_away_is_seen_by_each_seller_and_the_team_of_the_sale(
    cut_for: CutFor, rows_of: RowsOf
) -> None:
    sales = (("li", "north"), ("wang", "harbour"), ("zhao", "south"), ("zhao", "north"), ("wang", ""))
    away = rows_of("away", *({"customer_id": "acme", "person_id": who, "team_id": team} for who, team in sales))
    seen = {who: cut_for(who, away=away).frames for who in ("company", "north", "harbour", "south", "li", "zhao")}
    assert {who: list(zip(frames["away"]["person_id"], frames["away"]["team_id"], strict=True))
            for who, frames in seen.items()} == {
        "company": list(sales), "north": [sales[0], sales[1], sales[3]], "harbour": [sales[1]], "south": [sales[2]],
        "li": [sales[0]], "zhao": [sales[2], sales[3]],
    }  # fmt: skip
    owned = away.assign(owner_id=["li", "wang", "li", "zhao", "boss"])
    owners = {who: cut_for(who, away=owned).frames["away"]["owner_id"] for who in ("company", "north", "south", "zhao")}
    assert {who: [None if pd.isna(one) else one for one in known] for who, known in owners.items()} == {
        "company": ["li", "wang", "li", "zhao", "boss"], "north": ["li", "wang", None], "south": [None],
        "zhao": [None, "zhao"],
    }  # fmt: skip
    assert "Zhao" in set(seen["north"]["people"]["name"])  # who sold there before the history that is shown


def test_an_honour_is_seen_by_who_has_it_and_that_nobody_has_it_by_all(cut_for: CutFor, rows_of: RowsOf) -> None:
    given = rows_of("honoured", {"person_id": "li", "team_id": "north"}, {"honour": "star"})
    assert [len(cut_for(who, honoured=given).frames["honoured"]) for who in ("li", "wang", "north", "south")] == [
        2, 1, 2, 1,
    ]  # fmt: skip


def test_what_is_said_of_the_whole_company_is_for_the_company_alone(cut_for: CutFor, rows_of: RowsOf) -> None:
    pays = rows_of("discipline", {"period": "2026-W47"})
    assert [len(cut_for(who, discipline=pays).frames["discipline"]) for who in ("company", "north", "li")] == [1, 0, 0]


def test_a_number_of_too_few_peers_is_withheld_from_a_person_and_not_from_the_team(
    cut_for: CutFor, rows_of: RowsOf
) -> None:
    of_four, of_five = ({"person_id": "li", "team_id": "north", "peer_count": count} for count in (4, 5))
    weakest = rows_of("weakest", of_four, of_five)
    assert cut_for("li", weakest=weakest).frames["weakest"]["peer_count"].tolist() == [5]
    assert cut_for("north", weakest=weakest).frames["weakest"]["peer_count"].tolist() == [4, 5]


@pytest.mark.parametrize(
    ("kind", "entity", "seen"),
    [("person", "li", True), ("company", "company", True), ("person", "wang", False), ("team", "north", False)],
)
def test_a_finding_that_states_a_number_of_somebody_else_is_withheld_from_a_person(
    kind: str, entity: str, seen: bool, cut_for: CutFor, rows_of: RowsOf
) -> None:
    found = rows_of("findings", {"finding_id": "f", "person_id": "li", "team_id": "north"})
    states = rows_of(
        "evidence",
        *({"finding_id": "f", "entity_kind": k, "entity_id": e} for k, e in (("person", "li"), (kind, entity))),
    )
    li = cut_for("li", findings=found, evidence=states).frames
    assert (len(li["findings"]), len(li["evidence"])) == ((1, 2) if seen else (0, 0))
    assert len(cut_for("north", findings=found, evidence=states).frames["findings"]) == 1


def test_what_was_agreed_is_seen_by_whom_it_is_about_and_by_who_sees_to_it(cut_for: CutFor, rows_of: RowsOf) -> None:
    agreed = rows_of(
        "follow_ups",
        {"follow_up_id": "of li", "person_id": "li", "team_id": "north", "owner_id": "boss", "escalated_to": "zhao"},
        {"follow_up_id": "by wang", "team_id": "north", "owner_id": "wang"},
    )
    seen = {who: cut_for(who, follow_ups=agreed).frames for who in ("li", "wang", "zhao", "north")}
    assert {who: frames["follow_ups"]["follow_up_id"].tolist() for who, frames in seen.items()} == {
        "li": ["of li"], "wang": ["by wang"], "zhao": [], "north": ["of li", "by wang"],
    }  # fmt: skip
    assert set(seen["li"]["people"]["name"]) == {"Li", "Boss", "Zhao"}


def test_what_a_test_measures_of_somebody_else_is_withheld(cut_for: CutFor, rows_of: RowsOf) -> None:
    about = {"person_id": "li", "team_id": "north", "owner_id": "li", "measured": 0.8, "measured_then": 0.7}
    tests = ("on_time_rate team:north >= 0.95", "on_time_rate person:li >= 0.95", "on_time_rate company >= 0.95")
    rows = [{**about, "follow_up_id": f"f{place}", "test": test} for place, test in enumerate(tests)]
    agreed = rows_of("follow_ups", *rows, {**about, "follow_up_id": "f3"})
    for who, known in (
        ("li", [False, True, False, True]),
        ("north", [True, True, False, True]),
        ("company", [True] * 4),
    ):
        seen = cut_for(who, follow_ups=agreed).frames["follow_ups"]
        assert seen["measured"].notna().tolist() == known
        assert seen["measured_then"].notna().tolist() == known


def test_a_product_is_named_where_a_finding_or_a_fact_is_about_it(cut_for: CutFor, rows_of: RowsOf) -> None:
    found = rows_of("findings", {"finding_id": "f", "person_id": "li", "team_id": "north", "topic": "pump"})
    assert cut_for("li", findings=found).frames["products"]["name"].tolist() == ["Pump"]
    assert cut_for("wang", findings=found).frames["products"]["name"].tolist() == []


def test_a_frame_without_a_rule_is_handed_to_nobody(cut_for: CutFor) -> None:
    part = cut_for("company", salaries=pd.DataFrame({"person_id": ["li"], "amount": [1.0]}))
    assert "salaries" not in part.frames
    assert "memberships" not in part.frames


def _asked(rows_of: RowsOf) -> pd.DataFrame:
    """What was asked of a table, of two calendars, of the company, of a team, of a person, each with somebody to tell."""
    about = (
        {"source": "crm", "table": "orders", "owner": "zhao"},
        {"source": "CN", "table": "days", "owner": "sales operations"},
        {"source": "GB", "table": "days", "owner": "Zhao"},
        {"entity_kind": "company", "entity_id": "company", "detail": "south"},
        {"entity_kind": "team", "entity_id": "north", "owner": "boss"},
        {"entity_kind": "team", "entity_id": "south", "owner": "zhao"},
        {"entity_kind": "person", "entity_id": "wang", "owner": "li"},
    )
    return rows_of("gate", *({"check": f"c{number}", "outcome": "caveat", **row} for number, row in enumerate(about)))


def test_what_was_asked_before_publishing_is_for_whom_it_is_about(cut_for: CutFor, rows_of: RowsOf) -> None:
    def checks(name: str) -> list[str]:
        return list(cut_for(name, gate=_asked(rows_of)).frames["gate"]["check"])

    assert checks("company") == ["c0", "c1", "c2", "c3"]
    assert checks("north") == ["c0", "c1", "c4"]
    assert checks("south") == ["c0", "c2", "c5"]
    assert checks("wang") == ["c0", "c1", "c6"]


def test_who_is_told_of_another_team_stays_unnamed(cut_for: CutFor, rows_of: RowsOf) -> None:
    def owners(name: str) -> list[object]:
        told = cut_for(name, gate=_asked(rows_of)).frames["gate"]["owner"]
        return [None if pd.isna(one) else one for one in told]

    assert owners("north") == [None, "sales operations", "boss"]
    assert owners("south") == ["zhao", "Zhao", "zhao"]
    assert owners("wang") == [None, "sales operations", None]
    assert owners("company") == ["zhao", "sales operations", "Zhao", None]


def test_everybody_sees_how_many_rows_could_not_be_used_and_why(cut_for: CutFor, rows_of: RowsOf) -> None:
    refused = rows_of("refusals", {"source": "crm", "table": "orders", "reason": "unknown", "rows": 3})
    assert [len(cut_for(name, refusals=refused).frames["refusals"]) for name in ("company", "north", "wang")] == [
        1,
        1,
        1,
    ]


def test_that_an_honour_of_another_team_went_to_nobody_is_not_told(cut_for: CutFor, rows_of: RowsOf) -> None:
    nobody = [{"honour": "best", "team_id": team, "outcome": "nobody"} for team in (None, "north", "harbour", "south")]
    given = rows_of("honoured", *nobody, {"honour": "best", "team_id": "south", "person_id": "zhao"})
    told = {name: cut_for(name, honoured=given).frames["honoured"] for name in ("company", "north", "harbour", "wang")}
    assert len(told["company"]) == 5
    assert told["north"]["team_id"].fillna("").tolist() == ["", "north", "harbour"]
    assert told["harbour"]["team_id"].fillna("").tolist() == ["", "harbour"]
    assert told["wang"]["team_id"].fillna("").tolist() == ["", "harbour"]
