"""What reports claim otherwise than it is recorded, by cause."""

import pandas as pd

from reviewbook.findings.claimed import claims_off


def claims(*rows):
    """Give the frame ``claims`` of weekly reports: (person, weeks ago, claimed, recorded, cause)."""
    data = [
        (
            "li" if person == "" else person,
            pd.Timestamp("2026-11-20") - pd.Timedelta(weeks=ago),
            claimed,
            recorded,
            cause,
        )
        for person, ago, claimed, recorded, cause in rows
    ]
    frame = pd.DataFrame(data, columns=["person_id", "due_on", "claimed", "recorded_now", "cause"])
    return frame.assign(
        template="weekly_sales", field="sales_amount", measure="revenue", accurate=frame["cause"] == "match",
        difference=frame["claimed"] - frame["recorded_now"],
    )  # fmt: skip


def values(finding):
    return {name: number.value for name, number in finding.numbers.items()}


def test_a_cause_that_comes_again_is_certain_and_states_the_claims_since_it_began(known):
    rows = [("", 4, 90, 90, "match"), ("", 3, 120, 100, "unexplained"), ("", 1, 50, 50, "match")]
    (li,) = claims_off(known(claims=claims(*rows, ("", 0, 240, 200, "unexplained"))))
    assert (li.kind, li.topic, li.verdict, li.since) == ("claims_off", "unexplained", "certain", "2026-W44")
    assert values(li) == {"claims": 2, "compared": 3, "difference": 60, "recorded": 300}
    assert (li.effect_money, li.test) == (40, "accuracy_rate person:li >= 1 x2")


def test_a_single_claim_that_nobody_can_explain_is_routine(known):
    (li,) = claims_off(known(claims=claims(("", 0, 120, 100, "unexplained"))))
    assert li.verdict == "routine"


def test_after_five_weeks_without_it_a_cause_is_another_thing(known):
    (li,) = claims_off(known(claims=claims(("", 5, 120, 100, "timing"), ("", 0, 120, 100, "timing"))))
    assert (li.verdict, li.since) == ("routine", "2026-W47")


def test_another_unit_proves_itself_and_a_report_is_at_stake_and_no_money(known):
    (li,) = claims_off(known(claims=claims(("", 0, 1_000_000, 100, "unit"))))
    assert (li.verdict, li.effect_money, li.effect_reports) == ("certain", None, 1)


def test_no_more_than_what_is_recorded_is_at_stake(known):
    (li,) = claims_off(known(claims=claims(("", 0, 1_000, 100, "unexplained"), ("", 1, 1_000, 100, "unexplained"))))
    assert (li.verdict, li.effect_money, values(li)["difference"]) == ("certain", 100, 1_800)


def test_what_was_claimed_is_at_stake_where_nothing_is_recorded(known):
    (li,) = claims_off(known(claims=claims(("", 0, 700, 0, "not_recorded"))))
    assert li.effect_money == 700


def test_claims_that_agree_now_are_not_told_however_they_were_before(known):
    assert (
        claims_off(known(claims=claims(("", 1, 9, 5, "owner"), ("", 2, 9, 5, "owner"), ("", 0, 5, 5, "match")))) == []
    )


def test_each_person_and_each_cause_is_told_by_itself(known):
    rows = [("", 0, 9, 5, "owner"), ("wang", 0, 9, 5, "owner"), ("wang", 0, 9, 5, "duplicate")]
    found = claims_off(known(claims=claims(*rows)))
    assert [(f.entity_id, f.topic) for f in found] == [("li", "owner"), ("wang", "duplicate"), ("wang", "owner")]


def test_the_newest_claim_of_who_claims_the_next_week_cannot_be_explained_yet(known):
    rows = [("", 2, 9, 5, "timing"), ("", 1, 9, 5, "timing"), ("", 0, 9, 5, "unexplained")]
    (li,) = claims_off(known(claims=claims(*rows)))
    assert (li.topic, li.verdict, values(li)["claims"]) == ("timing", "certain", 3)


def test_claims_of_counts_are_told_in_counts(known):
    orders = claims(("", 0, 9, 5, "owner")).assign(measure="orders", field="orders")
    (li,) = claims_off(known(claims=orders))
    assert (li.kind, li.numbers["difference"].unit, li.effect_money, li.effect_reports) == (
        "counts_off",
        "count",
        None,
        1,
    )
