"""What is typed after ``publish``, made into reviews, periods and cut-offs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reviewbook.errors import ParamsError
from reviewbook.run.orders import orders

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.fixture
def asked(workbook):
    """Give what an order is understood as: review, period and cut-off."""

    def understood(*words: str, now: datetime = NOW, as_of: str = "") -> list[tuple[str, str, datetime]]:
        made = orders(workbook.places, workbook.params, words, now, as_of)
        return [(order.publication.name, order.period.key, order.as_of) for order in made]

    return understood


@pytest.fixture
def refused(asked):
    """Give the lines with which an order is refused."""

    def lines(*words: str, as_of: str = "") -> list[str]:
        with pytest.raises(ParamsError) as refusal:
            asked(*words, as_of=as_of)
        return str(refusal.value).splitlines()

    return lines


def test_a_review_with_its_period_is_cut_off_at_its_slot(asked):
    # The first working day after the week, at nine.
    assert asked("weekly", "2026-W47") == [("weekly_review", "2026-W47", datetime(2026, 11, 23, 9, tzinfo=SHANGHAI))]


def test_without_a_period_that_of_the_params_is_meant(asked, workbook):
    workbook.change("params/monthly.yaml", '"2026-10"', '"2026-09"')
    reviews = asked("weekly", "2026-W45", "monthly")
    assert {order[:2] for order in reviews} == {("weekly_review", "2026-W45"), ("monthly_review", "2026-09")}


def test_a_review_is_called_by_its_cadence_or_its_name(asked):
    assert asked("daily_brief", "2026-11-20") == asked("daily", "2026-11-20")


def test_reviews_are_made_in_the_order_of_their_cut_offs_so_that_each_knows_what_the_earlier_agreed(asked):
    # Third working day of November; first working day after each week.
    assert [order[:2] for order in asked("weekly", "2026-W47", "monthly", "2026-10", "weekly", "2026-W44")] == [
        ("weekly_review", "2026-W44"),  # 2 November
        ("monthly_review", "2026-10"),  # 4 November
        ("weekly_review", "2026-W47"),
    ]


def test_of_two_reviews_with_one_cut_off_the_longer_cadence_is_made_first(asked):
    made = asked("weekly", "2026-W45", "monthly", "2026-10", as_of="2026-11-10T12:00+08:00")
    assert [order[0] for order in made] == ["monthly_review", "weekly_review"]


def test_one_review_may_be_ordered_for_several_periods(asked):
    assert [period for _, period, _ in asked("weekly", "2026-W46", "weekly", "2026-W47")] == ["2026-W46", "2026-W47"]


@pytest.mark.parametrize(
    ("now", "period"),
    [
        ("2026-11-23T08:59+08:00", "2026-W46"),
        ("2026-11-23T09:00+08:00", "2026-W47"),  # the slot itself has passed
        ("2026-11-29T23:00+08:00", "2026-W47"),
        ("2026-11-30T01:00+00:00", "2026-W48"),
        ("2026-10-08T08:00+08:00", "2026-W39"),  # seven days off: the slot of W40 is the first working day after it
    ],
)
def test_last_is_the_newest_period_whose_slot_has_passed(asked, now, period):
    assert [order[:2] for order in asked("weekly", "last", now=datetime.fromisoformat(now))] == [
        ("weekly_review", period)
    ]


@pytest.mark.parametrize(
    ("now", "period"),
    [("2026-11-23T19:59+08:00", "2026-11-22"), ("2026-11-23T20:00+08:00", "2026-11-23")],
)
def test_last_of_a_daily_review_may_be_today(asked, now, period):
    assert asked("daily", "last", now=datetime.fromisoformat(now))[0][1] == period


@pytest.mark.parametrize("reviews", [["weekly"], ["weekly", "2026-W45", "monthly", "2026-10"]])
def test_a_cut_off_that_is_typed_holds_for_all(asked, reviews):
    typed = "2026-11-20T12:00+08:00"
    assert {as_of for *_, as_of in asked(*reviews, as_of=typed)} == {datetime.fromisoformat(typed)}


def test_a_cut_off_of_the_params_holds_where_none_is_typed(asked, workbook):
    workbook.change("params/weekly.yaml", 'as_of: ""', 'as_of: "2026-11-22T12:00+08:00"')
    noon = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)
    assert asked("weekly")[0][2] == noon
    assert asked("weekly", as_of="2026-11-22T13:00+08:00")[0][2] == noon + timedelta(hours=1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["weakly"], "publish: 'weakly' is neither a review nor a period. Did you mean 'weekly'?"),
        (
            ["weekly", "W47"],
            "publish: 'W47' is neither a review nor a period. "
            "Use one of: compliance_review, daily, daily_brief, monthly, monthly_review, rep_review, weekly, weekly_review.",
        ),
        (["2026-W47"], "publish: '2026-W47' follows no review. Each period stands after its review: weekly 2026-W47."),
        (
            ["weekly", "2026-W46", "2026-W47"],
            "publish: '2026-W47' follows no review. Each period stands after its review: weekly 2026-W47.",
        ),
        (["last"], "publish: 'last' follows no review. Each period stands after its review: weekly 2026-W47."),
        (["weekly", "2026-11"], "publish: period: '2026-11' is not a week. Write it like '2026-W47'."),
        (
            ["weekly", "2026-W54"],
            "publish: period: '2026-W54' is not a week; 2026 has 53 weeks. Use 2026-W01 to 2026-W53.",
        ),
    ],
)
def test_a_word_that_cannot_be_meant_is_told_what_could(refused, words, told):
    assert refused(*words) == [told]


def test_everything_that_is_wrong_is_told_at_once(refused, workbook):
    workbook.change("params/daily.yaml", "language: zh", "language: fr")
    assert refused("weakly", "weekly", "2026-W54", "daily", "monthly", "2026-13") == [
        "publish: 'weakly' is neither a review nor a period. Did you mean 'weekly'?",
        "publish: period: '2026-W54' is not a week; 2026 has 53 weeks. Use 2026-W01 to 2026-W53.",
        "params/daily.yaml: language: 'fr' is not a language of the reviews. Use one of: en, zh.",
        "publish: period: '2026-13' is not a month; use 2026-01 to 2026-12.",
    ]


def test_what_was_typed_and_what_stands_in_the_params_are_told_apart(refused, workbook):
    workbook.change("params/weekly.yaml", "audience: company", 'audience: ""')
    assert refused("weekly", "2026-W47", as_of="yesterday") == [
        "params/weekly.yaml: audience: is empty. Write company, or the id of a team or a person.",
        "publish: as_of: 'yesterday' is not a time. Write it like 2026-11-23T09:00+08:00.",
    ]


def test_a_cut_off_names_its_zone(refused):
    assert refused("weekly", as_of="2026-11-23T09:00") == [
        "publish: as_of: '2026-11-23T09:00' does not say in which zone it is. Write it like 2026-11-23T09:00+08:00."
    ]


def test_a_period_that_is_typed_makes_up_for_one_that_is_wrong_in_the_params(asked, workbook):
    workbook.change("params/weekly.yaml", '"2026-W47"', '"soon"')
    assert asked("weekly", "2026-W47")[0][1] == "2026-W47"
