"""Each rule on both sides of its limits, and what one defect is found by: its own rule and no other."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from reviewbook.gate import outcome, refusals
from reviewbook.gate.stage import ASKED
from reviewbook.params.checks import RULES, Checks
from reviewbook.schema import FRAMES

Asked = Callable[..., pd.DataFrame]
Made = dict[str, Callable[..., pd.DataFrame]]


def faults(frame: pd.DataFrame) -> set[tuple[str, str]]:
    wrong = frame[frame["outcome"].isin(["caveat", "withheld"])]
    return set(zip(wrong["check"], wrong["outcome"], strict=True))


def row(frame: pd.DataFrame, check: str) -> pd.Series:
    """Give the row about a table, or about the company."""
    own = frame[(frame["check"] == check) & (frame["entity_kind"].fillna("company") == "company")]
    return own.sort_values("table").iloc[0]


def test_where_all_is_well_every_rule_says_so(asked: Asked) -> None:
    frame = asked()
    assert faults(frame) == set()
    assert set(frame["check"]) == set(RULES) == set(ASKED)
    assert outcome(frame) == "published"


def test_the_frame_is_as_the_schema_says(asked: Asked) -> None:
    frame = asked()
    assert list(frame.columns) == FRAMES["gate"].names
    assert not frame.duplicated(list(FRAMES["gate"].key)).any()


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        (11.9, set()),
        (12, {("freshness", "caveat")}),
        (44.9, {("freshness", "caveat")}),
        (45, {("freshness", "withheld")}),
    ],
)
def test_the_newest_row_is_too_old(asked: Asked, made: Made, hours: float, found: set[tuple[str, str]]) -> None:
    assert faults(asked(ages=made["ages"](hours))) == found


def test_a_pull_is_too_old_whatever_it_brought(asked: Asked, made: Made) -> None:
    frame = asked(ages=made["ages"](1.0, pull=12.0))
    assert faults(frame) == {("freshness", "caveat")}
    assert frame[frame["outcome"] == "caveat"]["table"].isna().all()


def test_of_rows_that_come_seldom_no_age_is_too_old(asked: Asked, made: Made) -> None:
    frame = asked(volumes=made["sold"](5), ages=made["ages"](60))  # 6.7 rows in 12 of 9 hours a day: fewer than 8
    assert row(frame, "freshness")[["outcome", "detail"]].tolist() == ["not_applicable", "too_seldom"]


def test_of_rows_that_come_once_a_week_no_age_is_too_old(asked: Asked, made: Made) -> None:
    sold = made["sold"](50)
    frame = asked(volumes=sold[sold["on"].dt.day_of_week == 0], ages=made["ages"](60))
    assert row(frame, "freshness")[["outcome", "detail"]].tolist() == ["not_applicable", "too_seldom"]
    assert row(frame, "silent_days")["outcome"] == "not_applicable"


@pytest.mark.parametrize(("rows", "found"), [(6, set()), (5, set()), (3, {("too_few_rows", "caveat")})])
def test_far_fewer_rows_than_usual_and_than_vary_by_themselves(asked: Asked, made: Made, rows: int, found: set) -> None:
    # 10 a day are usual, and vary by 4 x sqrt(10 / 5) = 5.7: 5 a day are half of it and may be chance.
    sold = made["sold"](10)
    sold.loc[sold["on"] >= "2026-11-16", "rows"] = rows
    frame = asked(volumes=sold)
    assert faults(frame) == found
    assert row(frame, "too_few_rows")[["found", "usual", "rows"]].tolist() == [rows / 10, 50, rows * 5]


def test_none_where_some_are_usual_withholds(asked: Asked, made: Made) -> None:
    sold = made["sold"](10)
    gone = asked(volumes=sold[sold["on"] < "2026-11-16"], ages=made["ages"](46))
    assert faults(gone) == {("freshness", "withheld"), ("too_few_rows", "withheld")}
    assert outcome(gone) == "withheld"


def test_for_want_of_complaints_nothing_is_withheld(asked: Asked, made: Made) -> None:
    sold = made["sold"](10, table="complaints")
    frame = asked(volumes=sold[sold["on"] < "2026-11-16"], ages=made["ages"]())
    assert ("too_few_rows", "caveat") in faults(frame)
    assert outcome(frame) == "caveats"


def test_fewer_than_eight_usual_rows_tell_nothing(asked: Asked, made: Made) -> None:
    sold = made["sold"](1)  # five a week
    frame = asked(volumes=sold[sold["on"] < "2026-11-16"])
    assert row(frame, "too_few_rows")[["outcome", "detail"]].tolist() == ["not_applicable", "too_seldom"]


def test_a_new_source_has_nothing_that_is_usual(asked: Asked, made: Made) -> None:
    sold = made["sold"](10)
    frame = asked(volumes=sold[sold["on"] >= "2026-10-19"])  # four earlier weeks
    assert row(frame, "too_few_rows")[["outcome", "detail"]].tolist() == ["not_applicable", "too_few_periods"]


@pytest.mark.parametrize(("rows", "found"), [(29, set()), (30, {("too_many_rows", "caveat")})])
def test_far_more_rows_than_usual(asked: Asked, made: Made, rows: int, found: set[tuple[str, str]]) -> None:
    sold = made["sold"](10)
    sold.loc[sold["on"] >= "2026-11-16", "rows"] = rows
    assert faults(asked(volumes=sold)) == found


def test_days_that_did_not_arrive(asked: Asked, made: Made) -> None:
    sold = made["sold"](10)
    frame = asked(volumes=sold[~sold["on"].isin(pd.to_datetime(["2026-11-16", "2026-11-17"]))])
    assert faults(frame) == {("silent_days", "caveat")}
    told = row(frame, "silent_days")
    assert told[["found", "rows", "detail"]].tolist() == [2, 5, "2026-11-16 2026-11-17"]


def test_days_at_the_end_are_told_once_by_the_age_of_the_newest_row(asked: Asked, made: Made) -> None:
    sold = made["sold"](10)
    sold = sold[sold["on"] < "2026-11-19"]
    assert faults(asked(volumes=sold)) == {("silent_days", "caveat")}
    assert faults(asked(volumes=sold, ages=made["ages"](18))) == {("freshness", "caveat")}


def test_a_short_week_is_compared_by_its_working_days(asked: Asked, made: Made) -> None:
    days = made["days"]()
    holiday = days["on"].isin(pd.to_datetime(["2026-11-16", "2026-11-17", "2026-11-18"]))
    sold = made["sold"](10)
    frame = asked(volumes=sold[(sold["on"] < "2026-11-16") | (sold["on"] > "2026-11-18")],
                  days=days.assign(kind=days["kind"].mask(holiday, "holiday")))  # fmt: skip
    assert faults(frame) == set()
    assert row(frame, "too_few_rows")["found"] == 1.0


def test_a_made_up_saturday_need_not_sell(asked: Asked, made: Made) -> None:
    frame = asked(days=made["days"](make_up=("2026-11-21",)))
    assert faults(frame) == set()
    assert row(frame, "silent_days")["rows"] == 5


def test_a_week_without_a_working_day_is_not_asked(asked: Asked, made: Made) -> None:
    days = made["days"]()
    frame = asked(days=days.assign(kind=days["kind"].mask(days["on"] >= "2026-11-16", "holiday")))
    assert row(frame, "too_few_rows")["detail"] == row(frame, "silent_days")["detail"] == "no_working_day"


@pytest.mark.parametrize(("count", "outcome_of"), [(0, "passed"), (1, "caveat"), (19, "caveat"), (20, "withheld")])
@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("unknown_people", "unknown person 'p9'"),
        ("repeated_rows", "replaced by line 3 of b.csv, which has the same order_id"),
    ],
)
def test_rejected_rows_by_their_reason(
    asked: Asked, made: Made, count: int, outcome_of: str, check: str, reason: str
) -> None:
    frame = asked(rejected=made["rejected"](*[reason] * count))  # of 100 rows that were pulled
    assert faults(frame) == ({(check, outcome_of)} if count else set())
    assert row(frame, check)[["outcome", "rows"]].tolist() == [outcome_of, count]


@pytest.mark.parametrize(("again", "told"), [(0, "passed"), (1, "caveat"), (29, "caveat"), (30, "withheld")])
def test_orders_that_stand_there_twice(asked: Asked, again: int, told: str) -> None:
    frame = asked(doubled=pd.DataFrame({"rows": [100], "again": [again]}))
    assert row(frame, "doubled_orders")["outcome"] == told


def test_of_seven_order_lines_nothing_is_said(asked: Asked) -> None:
    frame = asked(doubled=pd.DataFrame({"rows": [7], "again": [3]}))
    assert row(frame, "doubled_orders")["outcome"] == "not_applicable"


def test_a_used_column_is_gone_and_others_only_changed(asked: Asked, made: Made) -> None:
    assert faults(asked(columns=made["columns"](gone=("cost",)))) == {("columns_gone", "withheld")}
    harmless = asked(columns=made["columns"](others=("colour",)))
    assert faults(harmless) == set()
    assert row(harmless, "columns_changed")[["found", "detail"]].tolist() == [1, "colour"]
    assert row(asked(columns=made["columns"](None, None)), "columns_gone")["detail"] == "first_snapshot"


def test_who_sells_without_a_target(asked: Asked, made: Made) -> None:
    frame = asked(facts=made["facts"]("li"))
    own = frame[frame["check"] == "missing_targets"].set_index("entity_id")
    assert own["found"].dropna().to_dict() == {
        "company": 0.25, "north": 0.5, "south": 0.0, "li": 1.0, "wang": 0.0, "zhao": 0.0, "chen": 0.0,
    }  # fmt: skip
    assert own.loc["company", ["outcome", "rows", "detail"]].tolist() == ["caveat", 1, "north"]
    assert own.loc["south", "outcome"] == "passed"


def test_where_no_targets_are_kept_none_is_missing(asked: Asked, made: Made) -> None:
    frame = asked(facts=made["facts"]().iloc[:0])
    assert row(frame, "missing_targets")[["outcome", "detail"]].tolist() == ["not_applicable", "no_targets"]


def test_claims_that_nobody_can_explain(asked: Asked, made: Made) -> None:
    def told(**causes: int) -> str:
        return str(row(asked(claims=made["claims"](**causes)), "unexplained_claims")["outcome"])

    assert told(match=28, unexplained=2) == "passed"
    assert told(match=18, unexplained=2) == "caveat"
    assert told(match=10, unexplained=9) == "not_applicable"  # of nineteen
    assert told(match=18, timing=2) == "passed"


def test_days_that_are_not_announced_up_to_the_end_of_the_month(asked: Asked, made: Made) -> None:
    assert faults(asked(days=made["days"](provisional=("2026-12-01",)))) == set()
    frame = asked(days=made["days"](provisional=("2026-11-30", "2026-11-29", "2026-11-15")))
    assert row(frame, "provisional_days")[["outcome", "found", "source"]].tolist() == ["caveat", 2, "CN"]


def _checks(name: str, **said: object) -> Checks:
    words = {"zh": "问", "en": "asked"}
    return Checks.model_validate({"checks": [{"name": name, "what": words, "reason": words, **said}]})


@pytest.mark.parametrize(("most", "told"), [("caveat", "caveat"), ("passed", "not_applicable")])
def test_a_rule_is_softened_or_switched_off_for_one_table(asked: Asked, made: Made, most: str, told: str) -> None:
    softer = [{"table": "orders", "most": most, "because": "moved"}]
    frame = asked(_checks("columns_gone", withheld=1, softer=softer), columns=made["columns"](gone=("cost",)))
    assert row(frame, "columns_gone")["outcome"] == told
    assert row(frame, "columns_gone")["found"] == 1
    elsewhere = [{"source": "web", "most": most, "because": "moved"}]
    strict = asked(_checks("columns_gone", withheld=1, softer=elsewhere), columns=made["columns"](gone=("cost",)))
    assert row(strict, "columns_gone")["outcome"] == "withheld"


def test_the_owner_is_as_named_or_who_leads_the_team(asked: Asked, made: Made) -> None:
    frame = asked(_checks("missing_targets", caveat=0.1, owner="manager"), facts=made["facts"]("li"))
    own = frame[frame["check"] == "missing_targets"].set_index("entity_id")["owner"]
    assert own[["north", "li"]].tolist() == ["boss", "boss"]
    assert own[["company", "south"]].isna().all()
    named = asked(_checks("columns_gone", withheld=1, owner="data@example.com"))
    assert row(named, "columns_gone")["owner"] == "data@example.com"


def test_reasons_are_counted_and_say_nothing_of_the_rows(made: Made) -> None:
    told = refusals(made["rejected"](
        "unknown team 'north'", "'一万' is not a number like 1234.50", "is empty, and every row needs it",
        "'2026-01-01' is before hired_on", "'x' is not among the `values` of sources.yaml", "the moon was full",
        "replaced by line 9 of a.csv, which has the same order_id", "the same key stands again in a.csv, line 9",
    ))  # fmt: skip
    assert dict(zip(told["reason"], told["rows"], strict=True)) == {
        "unknown": 1, "unreadable": 1, "empty": 1, "impossible": 1, "unlisted": 1, "other": 1, "repeated": 2,
    }  # fmt: skip


def test_a_row_with_two_faults_is_one_and_what_was_not_counted_is_as_many_as_it_says(made: Made) -> None:
    twice = made["rejected"]("is empty, and every row needs it", "unknown person 'p9'").assign(line=7)
    uncounted = made["rejected"]("no rate: 12 not counted").assign(source="analysis")
    assert refusals(twice)["rows"].tolist() == [1]
    assert refusals(uncounted)[["reason", "rows"]].values.tolist() == [["uncounted", 12]]
