"""What stands out of one rep."""

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook.findings.reps import late_booking, stands_out
from reviewbook.params.appraisal import Honour


def booked(li):
    """Give the orders that people booked late, of how many, week by week; with the median days of li's."""
    days = [{"value": 10.0 if part else 0.5, "n": whole} for part, whole in li]
    return {
        ("late_booking_rate", "person", "li"): li,
        ("recording_days", "person", "li"): days,
        ("late_booking_rate", "person", "wang"): [(0, 12)] * len(li),
        ("recording_days", "person", "wang"): [{"value": 0.5, "n": 12}] * len(li),
    }


def test_who_books_late_since_some_weeks_is_found(known, series):
    (found,) = late_booking(known(facts=series(booked([(0, 10)] * 18 + [(8, 9), (3, 3)]))))
    assert (found.entity_id, found.since, found.tone) == ("li", "2026-W46", "bad")
    assert {name: number.value for name, number in found.numbers.items()} == {
        "late": 11.0, "recorded": 12.0, "rate": 11 / 12, "before": 0.0, "days": 10.0,
    }  # fmt: skip
    assert (found.effect_reports, found.test) == (3.0, "late_booking_rate person:li <= 0.05 x2")


def test_a_single_week_stands_as_the_fact_it_is(known, series):
    (found,) = late_booking(known(facts=series(booked([(0, 10)] * 19 + [(9, 9)]))))
    rate = found.numbers["rate"]
    assert (rate.measure, rate.period, rate.part, rate.value) == ("late_booking_rate", "2026-W47", "value", 1.0)


def test_one_late_order_is_nothing(known, series):
    assert late_booking(known(facts=series(booked([(0, 10)] * 19 + [(1, 10)])))) == []


@pytest.fixture
def honoured(known):
    """Give what is known when an honour was given to li, of East, who had three rivals, one of them in East."""

    def made(outcome="given", decision="clear", within="company", period="2026-10"):
        people = {"li": ("east", True), "wang": ("east", True), "zhao": ("east", False), "gao": ("south", True)}
        people["sun"] = ("south", True)
        rows = [("star", name, team, eligible, "2026-10") for name, (team, eligible) in people.items()]
        standings = pd.DataFrame(rows, columns=["board", "person_id", "team_id", "eligible", "period"])
        given = {"honour": "star", "period": period, "person_id": "li", "team_id": "east"}
        given |= {"outcome": outcome, "decision": decision}
        reviewed = known("2026-10", 12, standings=standings, honoured=pd.DataFrame([given]))
        star = Honour(name="star", title={"zh": "星", "en": "star"}, measure="attainment", within=within)
        appraisal = reviewed.params.appraisal.model_copy(update={"honours": (star,)})
        return replace(reviewed, params=replace(reviewed.params, appraisal=appraisal))

    return made


def test_who_was_given_an_honour_stands_out(honoured):
    (found,) = stands_out(honoured())
    assert (found.id, found.verdict, found.tone) == ("stands_out.person.li.star", "certain", "good")
    assert (found.numbers["people"].value, found.numbers["people"].unit) == (4, "count")


def test_of_a_teams_honour_only_the_team_are_rivals(honoured):
    assert stands_out(honoured(within="team"))[0].numbers["people"].value == 2


@pytest.mark.parametrize(
    "otherwise", [{"outcome": "no_clear_winner"}, {"decision": "highest"}, {"period": "2026-09"}], ids=str
)
def test_who_shares_the_lead_or_has_only_the_highest_value_does_not(honoured, otherwise):
    assert stands_out(honoured(**otherwise)) == []
