"""The denominator of the on-time rate adds up, whatever the reports."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reviewbook import tables
from reviewbook.tables.denominator import opened
from reviewbook.wording import Wording

fates = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["on_time", "late", "missing", "pending"]), st.none()),
        st.tuples(st.just("exempt"), st.sampled_from(["leave", "not yet joined", "moon", None])),
    )
)
reasons = st.lists(st.sampled_from(["holiday", "company_off", "not_yet_joined", "left"]))


@settings(max_examples=50, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate])
@given(fates, reasons)
def test_every_report_is_counted_exactly_once(owed, unowed):
    due = pd.DataFrame(owed, columns=["status", "reason"]).astype("object")
    sums = opened(due, pd.DataFrame({"reason": pd.Series(unowed, dtype="object")}))
    assert sums.asked == len(owed) + len(unowed)
    assert sums.due == sum(status in ("on_time", "late", "missing") for status, _ in owed)
    assert sums.less["leave"] == owed.count(("exempt", "leave"))
    assert sums.less["pending"] == sum(status == "pending" for status, _ in owed)
    assert sums.less["other"] == owed.count(("exempt", "moon")) + owed.count(("exempt", None))
    assert sums.less["not_yet_joined"] == owed.count(("exempt", "not yet joined")) + unowed.count("not_yet_joined")


def test_the_sum_in_words():
    owed = [("on_time", None)] * 208 + [("missing", None)] * 4 + [("exempt", "leave")] * 18
    unowed = pd.DataFrame({"reason": ["holiday"] * 6 + ["not_yet_joined"] * 4})
    sums = opened(pd.DataFrame(owed, columns=["status", "reason"]), unowed)
    assert sums.sentence(Wording("en")) == (
        "212 due = 240 asked for − 18 on leave − 6 on public holidays − 4 not yet joined."
    )
    assert sums.sentence(Wording("zh")) == "准时率的分母 212 = 240 应交 − 18 休假 − 6 节假日 − 4 未入职。"


def test_where_everything_is_due_there_is_nothing_to_open():
    all_due = pd.DataFrame([("late", None)], columns=["status", "reason"])
    assert opened(all_due, pd.DataFrame({"reason": []})).sentence(Wording("en")) == ""


def test_the_table_opens_it_by_team_and_says_it_in_words(sliced):
    shown = tables.denominator(sliced("en"))
    assert shown.plain().split("\n")[1:] == [
        "Team | Asked for | On leave | Company day off | Not yet joined | Due",
        "华东 | 19 | 0 | 1 | 0 | 18",
        "华西 | 20 | 1 | 1 | 1 | 17",
        "Total | 39 | 1 | 2 | 1 | 35",
    ]
    assert shown.note == "35 due = 39 asked for − 1 on leave − 2 on company days off − 1 not yet joined."


def test_what_belongs_to_no_part_is_in_the_total_and_in_a_row_of_its_own(sliced):
    review = sliced("en")
    strange = review.frames["unowed"].assign(team_id="north")
    lines = tables.denominator(replace(review, frames={**review.frames, "unowed": strange})).plain().split("\n")
    assert lines[-2:] == ["Others | 3 | 0 | 2 | 1 | 0", "Total | 39 | 1 | 2 | 1 | 35"]


def test_what_was_not_due_in_the_period_is_not_counted(sliced):
    review = sliced("en")
    later = review.frames["unowed"].assign(due_on=pd.Timestamp("2026-11-23"))
    assert tables.denominator(replace(review, frames={**review.frames, "unowed": later})).note == (
        "35 due = 36 asked for − 1 on leave."
    )
