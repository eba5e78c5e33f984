"""Follow-ups live through all editions: their ids stay, and none disappears."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from reviewbook.editions.carried import carried
from reviewbook.periods import Period

title = "Follow-ups: through the editions"

HOME = "Asia/Shanghai"


def test_ids_live_through_nine_editions_of_two_reviews_and_none_disappears(reviews, make):
    reviews.measured("on_time_rate", "east", W44=0.80, W45=0.85, W46=0.96, W47=0.97, W48=0.98, W49=0.6)
    tested = make.finding(test="on_time_rate team:east >= 0.95 x2", due_on="2026-11-13")
    hengrui = make.finding("competitor.team.east", rank=2, due_on="2026-11-06")
    done = {"status": "done", "done_at": "2026-11-18T10:00"}
    dropped = {"on": "2026-11-25", "reason": {"zh": "不再需要", "en": "No longer needed"}}
    every = [
        reviews("2026-W44", findings=[tested, hengrui], listed=[make.listed()]),
        reviews("2026-10", as_of="2026-11-04T09:00", findings=[tested], listed=[make.listed()]),
        reviews("2026-W45", findings=[hengrui], listed=[make.listed(), make.listed("gone")], entries=[make.entry()]),
        reviews("2026-W46", listed=[make.listed()], entries=[make.entry()]),
        reviews("2026-W47", listed=[make.listed(**done)], entries=[make.entry()]),
        reviews("2026-W48", entries=[make.entry(dropped=dropped)]),
        reviews("2026-11", as_of="2026-12-03T09:00"),
        reviews("2026-W49", findings=[tested]),
        reviews("2026-W50"),
    ]
    for earlier, later in pairwise(every):
        assert set(earlier) <= set(later)
    assert {name: row["status"] for name, row in every[-1].items()} == {
        "card": "done",
        "competitor.team.east.2026-W44": "done",  # not found in W46 and W47
        "gone": "open",  # its tool lists it no longer
        "late.team.east.2026-W44": "done",  # 96% and 97%
        "late.team.east.2026-W49": "overdue",  # found again
        "ours": "dropped",
    }
    stands = [[row["late.team.east.2026-W44"][name] for name in ("status", "carried")] for row in every]
    assert stands == [
        ["new", 0], ["new", 0], ["open", 1], ["overdue", 2], ["done", 3], ["done", 3], ["done", 1], ["done", 3],
        ["done", 3],
    ]  # fmt: skip
    gone = [row["gone"] for row in every[2:]]
    assert [row["note"] for row in gone] == [None, *["unlisted"] * 6]
    assert [row["carried"] for row in gone] == [0, 1, 2, 3, 0, 4, 5]  # the monthly review counts its own
    assert [row["escalated_to"] for row in gone] == [None, None, None, *["boss"] * 4]


def _carried(reviews, period, review="weekly_review", before="2026-12-31T00:00"):
    at = Period.parse(before[:10], "daily").start_at(HOME)
    frame = carried(reviews.shelf.published, review, Period.parse(period), at)
    return dict(zip(frame["follow_up_id"], frame["carried"], strict=True))


def test_nothing_is_carried_before_there_is_an_edition(reviews):
    assert not _carried(reviews, "2026-W44")


def test_only_what_was_cut_off_before_is_carried(reviews, make):
    reviews("2026-W44", listed=[make.listed()])  # cut off on Monday, 2 November, at nine
    assert not _carried(reviews, "2026-W45", before="2026-11-02T00:00")
    assert _carried(reviews, "2026-W45", before="2026-11-03T00:00") == {"card": 1}


@pytest.mark.parametrize("period", ["2026-W44", "2026-W43"])
def test_an_edition_of_the_same_or_a_later_period_is_not_before(reviews, make, period):
    reviews("2026-W44", listed=[make.listed()])
    assert not _carried(reviews, period)


def test_the_newest_edition_of_a_period_counts_and_the_period_counts_once(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    reviews("2026-W44", as_of="2026-11-03T09:00", listed=[make.listed(), make.listed("second")])
    assert _carried(reviews, "2026-W45") == {"card": 1, "second": 1}
    assert _carried(reviews, "2026-W45", before="2026-11-03T00:00") == {"card": 1}


def test_an_edition_of_a_team_carries_nothing(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    (whole,) = (reviews.shelf.published / "weekly_review" / "2026-W44").glob("company")
    whole.rename(whole.with_name("team-east"))
    assert not _carried(reviews, "2026-W45")


def test_an_edition_from_before_there_were_follow_ups_is_passed_over(reviews, make):
    reviews("2026-W43", listed=[make.listed(created_at="2026-10-20T10:00")])
    reviews("2026-W44", listed=[])
    (file,) = (reviews.shelf.published / "weekly_review" / "2026-W44").glob("company/1/follow_ups.parquet")
    file.parent.chmod(0o755)
    file.unlink()
    assert _carried(reviews, "2026-W45") == {"card": 1}


def test_an_edition_that_lacks_a_column_carries_the_others(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    (file,) = (reviews.shelf.published / "weekly_review" / "2026-W44").glob("company/1/follow_ups.parquet")
    file.chmod(0o644)
    pd.read_parquet(file).drop(columns="reason_en").to_parquet(file, index=False)
    assert reviews("2026-W45")["card"]["carried"] == 1


def test_what_another_review_knows_newer_holds_and_is_not_counted(reviews, make):
    reviews("2026-W44", listed=[make.listed()])
    reviews("2026-10", as_of="2026-11-04T09:00", listed=[make.listed(status="done", done_at="2026-11-03T10:00")])
    at = Period.parse("2026-11-09", "daily").start_at(HOME)
    (row,) = carried(reviews.shelf.published, "weekly_review", Period.parse("2026-W45"), at).to_dict("records")
    assert (row["status"], row["carried"]) == ("done", 1)
    (row,) = carried(reviews.shelf.published, "monthly_review", Period.parse("2026-11"), at).to_dict("records")
    assert (row["status"], row["carried"]) == ("done", 0)


def test_of_one_cut_off_the_longer_cadence_is_before_whoever_publishes_first(reviews, make):
    at = "2026-11-02T09:00"
    reviews("2026-W44", as_of=at, findings=[make.finding()])
    assert list(reviews("2026-10", as_of=at, findings=[make.finding()])) == ["late.team.east.2026-10"]
    again = reviews("2026-W44", review="weekly_again", as_of=at, findings=[make.finding()])
    assert list(again) == ["late.team.east.2026-10"]
