from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from reviewbook.document.entries import LONGEST, Entry, cut, entry, is_day, length
from reviewbook.wording import Wording

HOURS = '0.0" h"'


def of(text: str, value: Any = None, head: str = "", dated: bool = False) -> Entry:
    return entry({"text": text, "value": value}, head, dated)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("432", 432, '#,##0;"−"#,##0'),
        ("1,049", 1049.0, '#,##0;"−"#,##0'),
        ("82.30", 82.3, '#,##0.00;"−"#,##0.00'),
        ("94.8%", 0.94770, '0.0%;"−"0.0%'),
        ("100%", 1.0, '0%;"−"0%'),
        ("99.97%", 0.99968, '0.00%;"−"0.00%'),
        ("1,234.5%", 12.345, '#,##0.0%;"−"#,##0.0%'),
        ("−27.7%", -0.27731, '0.0%;"−"0.0%'),
        ("+13.1%", 0.1306, '+0.0%;"−"0.0%;0.0%'),
        ("¥35,599,684", 35599683.72, '"¥"#,##0;"−¥"#,##0'),
        ("−¥12", -12.0, '"¥"#,##0;"−¥"#,##0'),
        ("+8.5 pts", 8.49139, '+#,##0.0" pts";"−"#,##0.0" pts";#,##0.0" pts"'),
        ("−0.4 个百分点", -0.36, '#,##0.0" 个百分点";"−"#,##0.0" 个百分点"'),
        ("0", -0.3, "#,##0;#,##0"),
    ],
)
def test_a_number_has_the_format_that_makes_it_read_as_the_page_does(text: str, value: float, code: str) -> None:
    assert of(text, value) == Entry(value, code)


@pytest.mark.parametrize(
    ("text", "value"),
    [("¥7.75m", 7747531.29), ("¥775万", 7747531.29), ("¥1.23亿", 123_400_000), ("¥2.10bn", 2_099_000_000.0)],
)
def test_an_amount_that_the_page_shortens_has_all_its_figures(text: str, value: float) -> None:
    assert of(text, value) == Entry(value, '"¥"#,##0;"−¥"#,##0')


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9 / 19", 9.0),  # says more than its number
        ("3 of 12", 3),
        ("More than chance (0.2%)", 0.00158),
        ("yes", True),
        ("1", True),
        ("94.8%", 0.95),  # is another number
        ("12", 12_000.5),
        ("2 h 13 min", 2.21),  # its column has no format for it
        ("12345678901234567", 12345678901234567),  # no number of a workbook is as exact
        ("360", None),
        ("Overdue", "overdue"),
        ('1"&A1', 1),
    ],
)
def test_what_a_number_cannot_say_stays_words(text: str, value: Any) -> None:
    assert of(text, value) == Entry(text)


def test_what_the_page_prints_in_a_way_of_its_own_has_the_format_of_its_column() -> None:
    assert of("2 h 13 min", 2.21125, HOURS) == Entry(2.21125, HOURS)
    assert of("–", None, HOURS) == Entry("–")
    assert of("–", 0, HOURS) == Entry("–")  # a dash on the page is never a zero


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("05-05", "2026-05-05", "yyyy-mm-dd"),
        ("2026-05-05", "2026-05-05", "yyyy-mm-dd"),
        ("Tue 5 May", "2026-05-05", "yyyy-mm-dd"),
        ("5月5日 周二", "2026-05-05", "yyyy-mm-dd"),
        ("2026-05-05 (passed)", "2026-05-05", 'yyyy-mm-dd" (passed)"'),
    ],
)
def test_a_day_is_a_date_with_its_year(text: str, value: str, code: str) -> None:
    assert of(text, value, dated=True) == Entry(date(2026, 5, 5), code)
    assert is_day({"text": text, "value": value})
    assert of(text, value) == Entry(text)  # in a column of days, weeks and months


@pytest.mark.parametrize(
    ("text", "value"),
    [("W44", "2026-W44"), ("05-06", "2026-05-05"), ("30 Feb", "2026-02-30"), ("1900-01-02", "1900-01-02")],
)
def test_what_is_no_day_or_another_one_stays_words(text: str, value: str) -> None:
    assert not is_day({"text": text, "value": value})
    assert of(text, value, dated=True) == Entry(text)


@pytest.mark.parametrize(
    ("text", "value", "local"),
    [
        ("10-02 01:30", "2026-10-01T17:30:00+00:00", datetime.fromisoformat("2026-10-02T01:30")),
        ("01-01 00:30", "2025-12-31T16:30:00+00:00", datetime.fromisoformat("2026-01-01T00:30")),
        ("2025-12-31 23:00", "2026-01-01T04:00:00+00:00", datetime.fromisoformat("2025-12-31T23:00")),
    ],
)
def test_an_instant_is_the_local_time_that_the_page_prints(text: str, value: str, local: datetime) -> None:
    assert of(text, value) == Entry(local, "yyyy-mm-dd hh:mm")


def test_another_time_than_the_one_printed_stays_words() -> None:
    assert of("10-02 01:30", "2026-04-01T17:30:00+00:00") == Entry("10-02 01:30")
    assert of("02-29 01:30", "2026-03-01T01:30:00+00:00") == Entry("02-29 01:30")
    assert of("10-02 01:30", "soon") == Entry("10-02 01:30")


def test_a_text_of_which_the_page_shows_the_beginning_is_all_there() -> None:
    assert of("One two…", "One two three") == Entry("One two three")


@pytest.mark.parametrize("letter", ["x", "\U0001f600", "字"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(letter: str, language: str) -> None:
    words, fits = Wording(language), LONGEST // length(letter)
    assert cut(letter * fits, words) == letter * fits
    shown = cut(letter * 40_000, words)
    said = {"zh": " …〔到此截断，全文共 40,000 个字符〕", "en": " … [cut off here; 40,000 characters in all]"}[language]
    assert LONGEST - 1 <= length(shown) <= LONGEST
    assert shown.endswith(letter + said)
