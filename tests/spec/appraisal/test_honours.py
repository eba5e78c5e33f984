"""Honours: to whom, over how many months, within what, and why to nobody."""

from __future__ import annotations

import pandas as pd
import pytest

#: What the facts say, in many orders of one size.
MANY = {"Li": [250.0] * 440, "Wang": [250.0] * 320, "Zhao": [250.0] * 200}

YEAR = """
    entity_id | measure    | value | numerator | denominator | n
    ----------+------------+-------+-----------+-------------+----
    Li        | attainment | {li}  | {li}00000 | 100000      | 30
    Wang      | attainment | 0.8   | 80000     | 100000      | 20
"""


def honour(**how):
    return {"honours": [{"name": "best", "title": {"zh": "之星", "en": "Best"}, "measure": "attainment"} | how]}


def told(found):
    rows = found["honoured"].astype("object").where(found["honoured"].notna(), None)
    return [(row["person_id"], row["team_id"], row["outcome"], row["reason"]) for row in rows.to_dict("records")]


def test_who_is_distinguishable_from_everybody_has_the_honour(appraised, orders):
    # 440 orders against 320: 0.3 of the target ahead, where the root of 760 orders of 250 each is 0.07 of it.
    found = appraised(honour(), sold=orders(MANY))
    assert told(found) == [("Li", "east", "given", None)]
    row = found["honoured"].iloc[0]
    assert (row["honour"], row["period"], row["cadence"], row["decision"]) == ("best", "2026-10", "monthly", "clear")
    assert pd.isna(row["edition"])


def test_without_a_clear_winner_all_who_may_be_the_best_are_named(appraised):
    # Eleven orders against eight and five: chance alone does that.
    assert told(appraised(honour())) == [
        ("Li", "east", "no_clear_winner", None),
        ("Wang", "east", "no_clear_winner", None),
        ("Zhao", "west", "no_clear_winner", None),
    ]


def test_the_highest_has_it_where_the_company_wants_that(appraised):
    assert told(appraised(honour(decision="highest"))) == [("Li", "east", "given", None)]


def test_those_with_the_same_highest_value_have_it_together(appraised, facts):
    level = facts().assign(value=lambda rows: rows["value"].where(rows["entity_id"] != "Wang", 1.1))
    level.loc[(level["entity_id"] == "Wang") & (level["measure"] == "attainment"), "numerator"] = 110_000.0
    assert told(appraised(honour(decision="highest"), facts=level)) == [
        ("Li", "east", "given", None), ("Wang", "east", "given", None),
    ]  # fmt: skip


def test_an_honour_within_teams_is_decided_team_by_team_and_needs_two(appraised, orders):
    assert told(appraised(honour(within="team"), sold=orders(MANY))) == [
        ("Li", "east", "given", None),
        (None, "west", "nobody", "only one eligible"),
    ]


def test_nobody_has_it_where_nobody_was_there(appraised):
    assert told(appraised(honour() | {"least_days": 20})) == [(None, None, "nobody", "nobody eligible")]


@pytest.mark.parametrize(
    ("least", "reasons"),
    [({"least": 9}, {"New": "too few working days", "Wang": "rests on too little", "Zhao": "rests on too little"}),
     ({"months": 2, "least_months": 2}, dict.fromkeys(("Li", "Wang", "Zhao"), "too few months")
      | {"New": "too few working days"})],
)  # fmt: skip
def test_who_is_not_eligible_stands_on_the_board_with_the_reason(appraised, least, reasons):
    board = appraised(honour(**least))["standings"]
    assert board.set_index("person_id")["reason"].dropna().to_dict() == reasons
    assert board.loc[~board["eligible"], "rank"].isna().all()


def test_months_are_added_up_with_their_targets_and_their_orders(appraised, facts, orders, sold):
    before = facts(YEAR.format(li="2.0").replace("2.000000", "200000"), "2026-09")
    both = pd.concat([before, facts()], ignore_index=True)
    orders_of_both = pd.concat([orders({"Li": [10_000.0] * 20, "Wang": [10_000.0] * 8}, "2026-09"), orders(sold)])
    found = appraised(honour(months=2), facts=both, sold=orders_of_both.reset_index(drop=True))
    board = found["standings"].set_index("person_id")
    # Li sold 200,000 and 110,000 of twice 100,000; Zhao's September has no figures and so no part in it.
    assert board["score"].dropna().round(6).to_dict() == {"Li": 1.55, "New": 2.0, "Wang": 0.8, "Zhao": 0.5}
    alone = appraised(honour(), facts=both, sold=orders_of_both.reset_index(drop=True))
    assert alone["standings"].set_index("person_id").loc["Li", "score"] == pytest.approx(1.1)


def test_orders_of_a_month_without_a_target_are_no_evidence(appraised, facts, orders, sold):
    # Wang's October orders count; those of a September in which he had no target do not make him surer.
    extra = pd.concat([orders(sold), orders({"Wang": [10_000.0] * 500}, "2026-09")], ignore_index=True)
    rows = [appraised(honour(months=2), sold=each)["standings"] for each in (orders(sold), extra)]
    assert rows[0].equals(rows[1])


def test_fewer_complaints_are_better_and_a_refund_takes_away(appraised, facts):
    complaints = facts("""
        entity_id | measure                   | value | numerator | denominator | n
        ----------+---------------------------+-------+-----------+-------------+----
        Li        | complaints_per_100_orders | 9.0   | 90        | 1000        | 90
        Wang      | complaints_per_100_orders | 0.1   | 1         | 1000        | 1
        Zhao      | complaints_per_100_orders | 8.0   | 80        | 1000        | 80
    """)
    assert told(appraised(honour(measure="complaints_per_100_orders"), facts=complaints)) == [
        ("Wang", "east", "given", None)
    ]


def test_an_honour_may_rest_on_the_whole_appraisal(appraised, rules):
    found = appraised(rules | honour(measure="appraisal", decision="highest"))
    assert told(found) == [("Li", "east", "given", None)]
    boards = found["standings"].query("person_id == 'Li'").set_index("board")["score"]
    assert boards["best"] == boards["appraisal"] == pytest.approx(88)
