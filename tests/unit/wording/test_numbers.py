"""Numbers, money, dates and spans as a Chinese and an English reader writes them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from reviewbook.wording.numbers import DASH, Formats

ZH, EN = Formats("zh"), Formats("en")


@pytest.mark.parametrize(
    ("amount", "short", "full"),
    [
        (1234567.0, "+¥1.23m", "+1,234,567"),
        (-1234567.0, "−¥1.23m", "−1,234,567"),
        (0.0, "¥0", "0"),
        (0.001, "¥0.0", "0"),
        (None, DASH, DASH),
    ],
)
def test_a_change_of_money_has_its_sign_and_no_plus_before_nothing(amount, short, full):
    assert (EN.signed(amount, "CNY"), EN.signed(amount)) == (short, full)


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0, 0, "0"),
        (1234567, 0, "1,234,567"),
        (1234.5, 1, "1,234.5"),
        (-1234, 0, "−1,234"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),  # half up, as people and Excel do, and not to the even one
        (-2.5, 0, "−3"),
        (1.005, 2, "1.01"),  # as it is written, not as it is stored
        (-0.4, 0, "0"),
        (-0.0, 1, "0.0"),
    ],
)
def test_numbers_are_grouped_and_rounded_as_people_do(value, digits, written):
    assert EN.number(value, digits) == ZH.number(value, digits) == written


@pytest.mark.parametrize(
    ("share", "digits", "written"),
    [
        (0.985, 1, "98.5%"),
        (1, 1, "100.0%"),
        (1.234, 0, "123%"),
        (0.9996, 1, "99.96%"),  # short of the whole, and does not read as the whole
        (0.996, 0, "99.6%"),
        (0.125, 0, "13%"),
        (0.8845, 1, "88.5%"),  # 0.8845 × 100 is 88.44999… for a machine
        (0.0005, 1, "0.1%"),
        (-0.0004, 1, "0.0%"),
        (-0.031, 1, "−3.1%"),
    ],
)
def test_shares_are_written_in_percent(share, digits, written):
    assert EN.percent(share, digits) == ZH.percent(share, digits) == written


@pytest.mark.parametrize(
    ("share", "change", "points_zh", "points_en"),
    [
        (0.052, "+5.2%", "+5.2 个百分点", "+5.2 pts"),
        (-0.052, "−5.2%", "−5.2 个百分点", "−5.2 pts"),
        (0, "0.0%", "0.0 个百分点", "0.0 pts"),
        (0.0004, "0.0%", "0.0 个百分点", "0.0 pts"),  # what rounds to nothing has no sign
        (-0.0004, "0.0%", "0.0 个百分点", "0.0 pts"),
        (0.0005, "+0.1%", "+0.1 个百分点", "+0.1 pts"),  # and what has a sign does not round to nothing
        (-0.0005, "−0.1%", "−0.1 个百分点", "−0.1 pts"),
    ],
)
def test_changes_carry_their_sign(share, change, points_zh, points_en):
    assert EN.change(share) == ZH.change(share) == change
    assert (ZH.points(share), EN.points(share)) == (points_zh, points_en)


@pytest.mark.parametrize(
    ("amount", "currency", "digits", "zh", "en"),
    [
        (1234567, "CNY", 0, "¥1,234,567", "¥1,234,567"),
        (-1234.5, "CNY", 2, "−¥1,234.50", "−¥1,234.50"),
        (-0.4, "CNY", 0, "¥0", "¥0"),
        (-0.5, "CNY", 0, "−¥1", "−¥1"),
        (12, "USD", 0, "US$12", "$12"),
        (12, "EUR", 0, "€12", "€12"),
    ],
)
def test_money_in_full(amount, currency, digits, zh, en):
    assert (ZH.money(amount, currency, digits), EN.money(amount, currency, digits)) == (zh, en)


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (0, "¥0", "¥0"),
        (9.5, "¥9.5", "¥9.5"),
        (99.97, "¥100", "¥100"),
        (999, "¥999", "¥999"),
        (9_990, "¥9,990", "¥9.99k"),
        (9_999, "¥1.00万", "¥10.0k"),
        (12_345, "¥1.23万", "¥12.3k"),
        (99_949, "¥9.99万", "¥99.9k"),
        (99_999, "¥10.0万", "¥100k"),
        (999_499, "¥99.9万", "¥999k"),
        (999_999, "¥100万", "¥1.00m"),
        (1_234_567, "¥123万", "¥1.23m"),
        (99_999_999, "¥1.00亿", "¥100m"),
        (123_456_789, "¥1.23亿", "¥123m"),
        (2_500_000_000, "¥25.0亿", "¥2.50bn"),
        (-1_234_567, "−¥123万", "−¥1.23m"),
        (-0.04, "¥0.0", "¥0.0"),
    ],
)
def test_money_in_short_has_three_figures_and_the_unit_of_what_is_written(amount, zh, en):
    assert (ZH.short_money(amount, "CNY"), EN.short_money(amount, "CNY")) == (zh, en)
    assert ZH.short_money(amount, "CNY").replace("¥", "") == ZH.short(amount)


@pytest.mark.parametrize("missing", [None, math.nan, math.inf])
@pytest.mark.parametrize("formats", [ZH, EN], ids=["zh", "en"])
def test_what_does_not_exist_is_a_dash(missing, formats):
    written = [
        formats.number(missing, 1),
        formats.percent(missing),
        formats.change(missing),
        formats.points(missing),
        formats.money(missing, "CNY"),
        formats.short_money(missing, "CNY"),
        formats.short(missing),
        formats.duration(missing),
    ]
    assert set(written) == {DASH}


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (20, "1分", "1 min"),  # something late is never late by nothing
        (60 * 59, "59分", "59 min"),
        (3600, "1小时", "1 h"),
        (3600 * 2 + 60 * 27 + 29, "2小时27分", "2 h 27 min"),
        (86_400 * 3, "3天", "3 d"),
        (86_400 + 3600 * 5 + 60 * 40, "1天5小时", "1 d 5 h"),  # the two largest
        (86_400 + 60 * 40, "1天", "1 d"),
    ],
)
def test_spans_of_time_in_their_two_largest_units(seconds, zh, en):
    assert (ZH.duration(seconds), EN.duration(seconds)) == (zh, en)


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("2026-11-23", "2026年11月23日 周一", "23 Nov 2026, Mon"),
        ("2026-W47", "2026年第47周（11月16日–22日）", "Week 47 of 2026 (16–22 Nov)"),
        ("2026-W49", "2026年第49周（11月30日–12月6日）", "Week 49 of 2026 (30 Nov–6 Dec)"),
        ("2026-W01", "2026年第1周（12月29日–1月4日）", "Week 1 of 2026 (29 Dec–4 Jan)"),
        ("2026-11", "2026年11月", "November 2026"),
        ("2026-Q4", "2026年第四季度", "Q4 2026"),
        ("2026", "2026年", "2026"),
    ],
)
def test_periods(key, zh, en):
    assert (ZH.period(key), EN.period(key)) == (zh, en)


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("2026-11-03", "11/3", "11/3"),
        ("2026-W07", "W07", "W07"),
        ("2026-11", "11月", "Nov"),
        ("2026-Q4", *["2026-Q4"] * 2),
    ],
)
def test_periods_on_an_axis(key, zh, en):
    assert (ZH.short_period(key), EN.short_period(key)) == (zh, en)


def test_dates():
    on = date(2026, 11, 23)
    assert (ZH.day(on), EN.day(on)) == ("11月23日 周一", "Mon 23 Nov")
    assert (ZH.long_date(on), EN.long_date(on)) == ("2026年11月23日", "23 Nov 2026")
    assert (ZH.weekday(on), EN.weekday(on)) == ("周一", "Mon")


def test_instants_are_written_in_the_zone_of_the_reader_which_is_named():
    at = datetime(2026, 11, 22, 16, 5, tzinfo=UTC)
    assert ZH.instant(at, "Asia/Shanghai") == "2026-11-23 00:05（北京时间）"
    assert EN.instant(at, "Asia/Shanghai") == "23 Nov 2026, 00:05 (Shanghai time)"
    assert EN.instant(at, "America/New_York") == "22 Nov 2026, 11:05 (New York time)"
    assert ZH.clock(at, "Asia/Shanghai") == EN.clock(at, "Asia/Shanghai") == "11-23 00:05"


def test_words_in_a_row():
    assert (ZH.join(["李娜", "王伟"]), EN.join(["Li", "Wang"])) == ("李娜、王伟", "Li, Wang")
