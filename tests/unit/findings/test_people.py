"""What teams have not learnt that others have, and whether reporting pays."""

import pandas as pd
import pytest

from reviewbook.findings.people import reporting_pays, training_gap
from reviewbook.statistics import students_t

EAST, SOUTH = ("li", "wang", "zhao", "chen"), ("gao", "sun", "he")


def trainings(done, due_on="2026-06-30", on="2026-06-01"):
    """Give the table ``trainings``: who has done the course in negotiation, which was due from all."""
    rows = [(person, "negotiation", on if person in done else None, due_on) for person in (*EAST, *SOUTH)]
    frame = pd.DataFrame(rows, columns=["person_id", "skill", "completed_on", "due_on"])
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("completed_on", "due_on")})


def test_a_team_that_has_not_done_what_others_have_is_found(known):
    (east,) = training_gap(known(trainings=trainings(SOUTH)))
    assert (east.entity_id, east.topic, east.since) == ("east", "negotiation", "2026-W27")
    assert {name: number.value for name, number in east.numbers.items()} == {"done": 0, "due": 4, "others": 1}
    # Fisher: the three that are done are all of the three others: 1 / C(7, 3), for two teams.
    assert east.chance == pytest.approx(2 / 35)


def test_half_of_a_team_is_no_gap(known):
    assert training_gap(known(trainings=trainings((*SOUTH, "li", "wang")))) == []


def test_what_is_due_later_is_not_due_and_what_was_done_later_is_not_done(known):
    assert training_gap(known(trainings=trainings(SOUTH, due_on="2026-12-31"))) == []
    found = training_gap(known(trainings=trainings((*EAST, *SOUTH), on="2026-11-23")))
    assert {f.numbers["done"].value for f in found} == {0}


def discipline(slope, half):
    row = {"pairs": 90, "people": 10, "slope": slope, "lower": slope - half, "upper": slope + half}
    return pd.DataFrame([row]).assign(cadence="monthly", period="2026-10")


def test_reporting_pays_where_the_relation_is_more_than_chance(known):
    (found,) = reporting_pays(known("2026-10", discipline=discipline(0.5, 0.2)))
    stated = {name: (round(n.value, 6), n.unit) for name, n in found.numbers.items()}
    assert stated == {
        "gain": (5, "points"), "lower": (3, "points"), "upper": (7, "points"), "pairs": (90, "count"), "people": (10, "count"),
    }  # fmt: skip
    assert (found.entity_kind, found.tone) == ("company", "good")
    # An interval that just holds 0 is chance once in twenty.
    (edge,) = reporting_pays(known("2026-10", discipline=discipline(0.2, 0.2)))
    assert edge.chance == pytest.approx(0.05, abs=1e-4)
    assert students_t(9) == pytest.approx(2.262, abs=1e-3)


def test_a_relation_the_wrong_way_round_is_told_without_praise(known):
    (found,) = reporting_pays(known("2026-10", discipline=discipline(-0.5, 0.2)))
    assert found.tone == "plain"


def test_a_week_says_nothing_of_months_and_neither_does_too_little(known):
    assert reporting_pays(known("2026-W47", discipline=discipline(0.5, 0.2))) == []
    assert reporting_pays(known("2026-10", discipline=discipline(float("nan"), 0.2))) == []
