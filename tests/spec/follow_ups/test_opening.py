"""What opens a follow-up, and what does not."""

from __future__ import annotations

import pandas as pd
import pytest

title = "Follow-ups: opened"


def test_a_bad_finding_that_is_more_than_chance_opens_one(reviews, make):
    told = reviews("2026-W44", findings=[make.finding(test="on_time_rate team:east >= 0.95 x2")])
    row = told["late.team.east.2026-W44"]
    assert [row[name] for name in ("origin", "status", "opened_in", "carried", "age_days")] == [
        "finding", "new", "2026-W44", 0, 0,
    ]  # fmt: skip
    assert [row[name] for name in ("kind", "finding_id", "entity_id", "team_id", "owner_id")] == [
        "late", "late.team.east", "east", "east", "boss",
    ]  # fmt: skip
    assert row["due_on"] == pd.Timestamp("2027-01-31")
    assert row["opened_at"] == pd.Timestamp("2026-11-02T09:00", tz="Asia/Shanghai")


@pytest.mark.parametrize("more", [{"tone": "good"}, {"verdict": "routine"}], ids=lambda more: next(iter(more.values())))
def test_a_finding_that_calls_for_nothing_opens_none(reviews, make, more):
    assert not reviews("2026-W44", findings=[make.finding(**more)])


def test_what_is_nobodys_fault_calls_for_something_all_the_same(reviews, make):
    assert reviews("2026-W44", findings=[make.finding(tone="plain")])


def test_a_certain_one_opens_one_without_any_judgement(reviews, make):
    assert reviews("2026-W44", findings=[make.finding(verdict="certain")])


def test_only_what_stands_on_page_one_opens_one(reviews, make):
    found = [make.finding(f"late.team.t{place}", rank=place) for place in range(1, 9)]
    assert len(reviews("2026-W44", findings=found)) == 7
    assert "late.team.t8.2026-W44" not in reviews("2026-W45", findings=found)


def test_a_good_finding_takes_a_place_on_page_one(reviews, make):
    found = [make.finding("better.team.east", tone="good", rank=1)]
    found += [make.finding(f"late.team.t{place}", rank=place) for place in range(2, 9)]
    assert sorted(reviews("2026-W44", findings=found)) == [f"late.team.t{place}.2026-W44" for place in range(2, 8)]


def test_what_is_found_again_while_one_is_open_opens_no_second(reviews, make):
    reviews("2026-W44", findings=[make.finding()])
    assert list(reviews("2026-W45", findings=[make.finding()])) == ["late.team.east.2026-W44"]


def test_what_is_found_again_after_it_was_done_opens_another(reviews, make):
    reviews("2026-W44", findings=[make.finding()])
    done = {"id": "late.team.east.2026-W44", "done": "2026-11-04"}
    told = reviews("2026-W45", findings=[make.finding()], entries=[done])
    assert {name: row["status"] for name, row in told.items()} == {
        "late.team.east.2026-W44": "done",
        "late.team.east.2026-W45": "new",
    }


def test_a_day_is_too_short_to_open_one(reviews, make):
    assert not reviews("2026-11-02", findings=[make.finding()])


def test_a_tool_opens_what_it_lists_with_its_own_words(reviews, make):
    url = "https://trello.example/card"
    row = reviews("2026-W44", listed=[make.listed(title="Ring <b>Acme</b>", url=url)])["card"]
    told = ("origin", "title", "owner_id", "team_id", "opened_in", "status", "age_days", "url")
    assert [row[name] for name in told] == ["trello", "Ring <b>Acme</b>", "li", "east", "2026-W44", "new", 6, url]


def test_what_a_tool_lists_from_earlier_is_not_new_in_the_first_review(reviews, make):
    row = reviews("2026-W44", listed=[make.listed(created_at="2026-09-01T10:00")])["card"]
    assert [row["status"], row["opened_in"], row["age_days"], row["carried"]] == ["open", "2026-W36", 62, 0]


def test_an_entry_by_hand_has_both_languages(reviews, make):
    row = reviews("2026-W44", entries=[make.entry(due="2026-12-01", team="west")])["ours"]
    told = ("origin", "title", "title_en", "owner_id", "team_id", "status")
    assert [row[name] for name in told] == ["by_hand", "回访", "Call back", "wang", "west", "new"]


def test_an_entry_without_a_team_is_shown_to_that_of_its_owner(reviews, make):
    assert reviews("2026-W44", entries=[make.entry()])["ours"]["team_id"] == "east"


def test_an_entry_of_later_is_not_there_yet(reviews, make):
    later = make.entry(opened="2026-11-03")
    assert not reviews("2026-W44", entries=[later])
    assert reviews("2026-W45", entries=[later])
