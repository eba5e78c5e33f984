from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reviewbook.params.conditions import Condition
from reviewbook.params.follow_ups import FollowUps

ENTRY = (
    "follow_ups:\n"
    "  - id: call-back\n"
    "    title: {zh: 回访客户, en: Call the customers back}\n"
    "    owner: p1\n"
    "    opened: 2026-11-02\n"
    "    due: 2026-11-20\n"
    "    test: revenue team:east >= 100000 x2\n"
)


def test_a_company_without_the_file_has_none_of_its_own(workbook: Any) -> None:
    assert workbook.load().follow_ups == FollowUps()


def test_what_was_agreed_is_read_and_part_of_the_digest(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.write("follow_ups.yaml", ENTRY)
    (entry,) = workbook.load().follow_ups.follow_ups
    assert (entry.owner, entry.opened, entry.due) == ("p1", date(2026, 11, 2), date(2026, 11, 20))
    assert workbook.load().digest != before


def test_an_entry_without_a_title_says_what_became_of_one_from_elsewhere(workbook: Any) -> None:
    workbook.write("follow_ups.yaml", "follow_ups:\n  - {id: trello-17, done: 2026-11-20}\n")
    assert workbook.load().follow_ups.follow_ups[0].done == date(2026, 11, 20)


def test_everything_that_is_wrong_with_the_follow_ups_is_told_at_once(workbook: Any) -> None:
    workbook.write(
        "follow_ups.yaml",
        "follow_ups:\n"
        "  - {id: a, title: {zh: 甲, en: A}, test: revenu team:east >= 1}\n"
        "  - {id: a, title: {zh: 乙, en: B}, owner: p1, opened: 2026-11-02, due: 2026-10-02, test: soon}\n"
        "  - {id: b, team: east}\n"
        "  - id: c\n"
        "    done: 2026-11-20\n"
        "    dropped: {on: 2026-11-20, reason: {zh: 不再需要, en: No longer needed}}\n"
        "  - {id: '', done: 2026-11-20}\n",
    )
    how = "Write it like 'on_time_rate team:east >= 0.95 x2': measure, whose, comparison, value, periods in a row."
    assert workbook.refusal() == [
        "params/follow_ups.yaml:2: follow_ups[0].owner: is missing.",
        "params/follow_ups.yaml:2: follow_ups[0].opened: is missing.",
        "params/follow_ups.yaml:2: follow_ups[0].test: 'revenu' is not a measure. Did you mean 'revenue'?",
        "params/follow_ups.yaml:3: follow_ups[1].id: 'a' is the id of follow_ups[0] already. Keep one of the two.",
        "params/follow_ups.yaml:3: follow_ups[1].due: 2026-10-02 is before it was opened on 2026-11-02.",
        f"params/follow_ups.yaml:3: follow_ups[1].test: 'soon' is not a condition. {how}",
        "params/follow_ups.yaml:4: follow_ups[2].team: belongs to an entry with a title. "
        "Give it a title, or leave this out.",
        "params/follow_ups.yaml:4: follow_ups[2]: says nothing: it has no title, and neither owner, due, done nor "
        "dropped. Give it a title, or say what became of it.",
        "params/follow_ups.yaml:7: follow_ups[3].dropped: it is done already. Keep done or dropped.",
        "params/follow_ups.yaml:8: follow_ups[4].id: is empty.",
    ]


def test_a_share_that_was_written_as_a_percentage_is_told_how_to_write_it(workbook: Any) -> None:
    workbook.change("measures.yaml", "unit: money", "unit: share")
    workbook.write("follow_ups.yaml", ENTRY.replace("100000", "95"))
    assert workbook.refusal() == [
        "params/follow_ups.yaml:7: follow_ups[0].test: revenue is a share from 0 to 1, not 95. Write 0.95."
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("on_time_rate team:east >= 0.95 x2", Condition("on_time_rate", "team", "east", ">=", 0.95, 2)),
        ("gap company<=0", Condition("gap", "company", "company", "<=", 0.0, 1)),
        ("growth person:0012 > -0.1", Condition("growth", "person", "0012", ">", -0.1, 1)),
        ("open_complaints product:pr-05 < 3 x12", Condition("open_complaints", "product", "pr-05", "<", 3.0, 12)),
    ],
)
def test_a_condition_is_measure_whose_comparison_value_and_periods_in_a_row(text: str, read: Condition) -> None:
    assert Condition.parse(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "on_time_rate >= 0.95", "on_time_rate team >= 0.95", "on_time_rate company:east >= 0.95",
        "on_time_rate city:east >= 0.95", "on_time_rate team:east = 0.95", "on_time_rate team:east >= 95%",
        "on_time_rate team:east >= 0.95 x0", "on_time_rate team:east >= 0.95 twice",
    ],
)  # fmt: skip
def test_what_is_no_condition_is_not_guessed(text: str) -> None:
    assert Condition.parse(text) is None


@pytest.mark.parametrize(
    ("sign", "below", "equal", "above"),
    [(">=", False, True, True), ("<=", True, True, False), (">", False, False, True), ("<", True, False, False)],
)
def test_a_condition_compares_as_it_is_written(sign: str, below: bool, equal: bool, above: bool) -> None:
    condition = Condition("revenue", "company", "company", sign, 10.0)
    assert [condition.holds(value) for value in (9.0, 10.0, 11.0)] == [below, equal, above]
