"""What is planted in the sample company is among the findings of its time, and next to nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from reviewbook.findings import findings
from reviewbook.periods import Period
from reviewbook.sources.sample import SampleOptions

WEEKS = tuple(week.key for week in Period.parse("2026-W47").last(8))
MONTHS = ("2026-09", "2026-10")

#: Kind of a truth → kind of the finding that tells it.
KINDS = {
    "late_rep": "less_punctual",
    "missing_rep": "not_reporting",
    "copier": "copied",
    "near_copier": "copied",
    "over_claim": "claims_off",
    "silent_manager": "unanswered",
    "reading_manager": "only_read",
    "unfilled_field": "unfilled_field",
    "team_shift": "less_punctual",
    "training_gap": "training_gap",
    "reporting_pays": "reporting_pays",
    "better_rep": "stands_out",
    "competitor_rise": "competitor",
    "price_fall": "price_change",
    "refund_wave": "refunds",
    "complaint_rise": "complaints_about",
    "lost_customers": "lost_customers",
    "late_recorded": "late_booking",
}

#: What is true of these is that nothing is to be told of them.
SILENT = {"equal_reps"}

#: Frames whose rows have a day, and its column.
DATED = {"owed": "due_on", "checks": "due_on", "copies": "due_on", "claims": "due_on", "replies": "submitted_on"}

#: Kinds of findings about reporting and those who report.
OF_REPORTING = {
    "less_punctual", "more_punctual", "not_reporting", "copied", "claims_off", "counts_off", "unanswered", "only_read",
    "unfilled_field", "training_gap",
}  # fmt: skip


@pytest.fixture(scope="module")
def company(lived: Callable[..., Any]) -> Any:
    """The company with everything that is planted."""
    return lived(SampleOptions(), 28)


@pytest.fixture(scope="module")
def found(company: Any) -> pd.DataFrame:
    """The findings of the last eight weeks and the last two months."""
    return company.found(*WEEKS, *MONTHS)


def about(truth: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give whom a truth is about, and the topic under which it is told."""
    match truth["kind"]:
        case "over_claim":
            yield truth["people"][0], truth["cause"]
        case "unfilled_field":
            yield truth["teams"][0], f"{truth['template']}.{truth['field']}"
        case "training_gap":
            yield truth["teams"][0], truth["skill"]
        case "competitor_rise":
            yield truth["teams"][0], "hengrui"
        case "better_rep":
            yield truth["people"][0], "best_sales_of_team"
        case "reporting_pays":
            yield "company", ""
        case _:
            yield from ((who, "") for who in (*truth["people"], *truth["teams"], *truth["products"]))


def lasts(truth: dict[str, Any]) -> list[str]:
    """Give the weeks and months in which a truth shows."""
    days = pd.to_datetime([*truth["days"], *(Period.parse(key).start_on for key in truth["periods"])]).sort_values()
    first = truth["starts_on"] or (days[0] if len(days) else "2025-09-01")
    last = truth["ends_on"] or (days[-1] if len(days) else "2026-11-22")
    spans = [Period.parse(key) for key in (*WEEKS, *MONTHS)]
    return [
        p.key
        for p in spans
        if pd.Timestamp(p.last_on) >= pd.Timestamp(first) and pd.Timestamp(p.start_on) <= pd.Timestamp(last)
    ]


def told(found: pd.DataFrame, kind: str, whom: tuple[str, str]) -> pd.DataFrame:
    rows = found[(found["kind"] == kind) & (found["entity_id"] == whom[0]) & (found["topic"].fillna("") == whom[1])]
    return rows[rows["verdict"] != "routine"]


def test_every_planted_truth_is_among_the_findings_of_its_time(company, found):
    missed = [
        (truth["id"], whom)
        for truth in company.truths
        if truth["kind"] in KINDS
        for whom in about(truth)
        if not told(found, KINDS[truth["kind"]], whom)["period"].isin(lasts(truth)).any()
    ]
    assert missed == []


def test_no_kind_of_truth_is_forgotten(company):
    assert {truth["kind"] for truth in company.truths} - SILENT == set(KINDS)


def test_a_lasting_truth_is_told_in_every_week_with_the_week_in_which_it_began(company, found):
    weekly = found[found["cadence"] == "weekly"]
    began = {"silent_manager": "2026-W41", "reading_manager": "2026-W41", "team_shift": "2026-W42"}
    for truth in company.truths:
        if truth["kind"] in began:
            ((whom, topic),) = about(truth)
            rows = told(weekly, KINDS[truth["kind"]], (whom, topic)).sort_values("period").tail(5)
            assert list(rows["period"]) == list(WEEKS[-5:])
            assert set(rows["since"]) == {began[truth["kind"]]}
            assert rows["finding_id"].nunique() == 1


def test_of_reporting_nothing_is_told_that_was_not_planted(company, found):
    """The late bookings of October are claims of that month that nothing recorded bears out; all else is planted."""
    planted = {(KINDS[t["kind"]], whom) for t in company.truths if t["kind"] in KINDS for whom in about(t)}
    (booker,) = (t["people"][0] for t in company.truths if t["kind"] == "late_recorded")
    ours = found[found["kind"].isin(OF_REPORTING) & (found["verdict"] != "routine")]
    rows = zip(ours["kind"], ours["entity_id"], ours["topic"].fillna(""), strict=True)
    others = {(kind, (who, topic)) for kind, who, topic in rows} - planted
    assert others <= {("claims_off", (booker, "not_recorded")), ("claims_off", (booker, "timing"))}


def test_everybody_who_is_to_see_to_a_finding_leads_somebody(company, found):
    leaders = set(company.frames["memberships"].query("role == 'manager'")["person_id"])
    assert set(found["owner_id"]) <= leaders
    assert found["owner_id"].notna().all()


def test_every_number_that_is_a_fact_is_that_fact(company):
    key = ["measure", "cadence", "period", "entity_kind", "entity_id"]
    evidence = findings(company.known("2026-W47"))[1]
    stated = evidence[(evidence["source"] == "facts") & evidence["period"].notna()]
    facts = company.frames["facts"].set_index(key)
    assert len(stated) > 3
    for number in stated.to_dict("records"):
        assert facts.loc[tuple(number[name] for name in key), number["part"]] == number["value"]


def test_of_equal_reps_nothing_is_told(company, found):
    (truth,) = (truth for truth in company.truths if truth["kind"] == "equal_reps")
    assert not found["entity_id"].isin(truth["people"]).any()


def test_what_a_finding_says_does_not_depend_on_what_came_after(company):
    """Rows of later periods are in the frames; without them the findings are the same."""
    known = company.known("2026-W46")
    end = pd.Timestamp(known.period.last_on)
    cut = dict(known.frames)
    for name, on in DATED.items():
        cut[name] = cut[name][cut[name][on] <= end]
    starts = {key: Period.parse(key).start_on for key in cut["facts"]["period"].unique()}
    cut["facts"] = cut["facts"][cut["facts"]["period"].map(starts) <= known.period.last_on]
    then, now = (findings(one)[0] for one in (replace(known, frames=cut), known))
    assert len(now) > 10
    pd.testing.assert_frame_equal(now, then)
