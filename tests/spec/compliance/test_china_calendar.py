"""
Working days of China, day by day against the State Council's notices; of other countries here and there.

The notices are written down here from the gazette, not taken from the library that the program asks: 国办发明电〔2023〕7号
for 2024, 〔2024〕12号 for 2025 and 〔2025〕7号 for 2026.
"""

from datetime import date, timedelta

import pytest

from reviewbook.calendars import Calendar, days_frame
from reviewbook.params.company import Company
from reviewbook.periods import Period

title = "Working days"

CHINA = Calendar("CN")
COMPANY = Company(name={"zh": "甲", "en": "A"}, zone="Asia/Shanghai", calendar="CN", currency="CNY")

#: 放假: first and last day, both included.
OFF = {
    2024: {
        "元旦": "01-01..01-01",
        "春节": "02-10..02-17",
        "清明节": "04-04..04-06",
        "劳动节": "05-01..05-05",
        "端午节": "06-10..06-10",
        "中秋节": "09-15..09-17",
        "国庆节": "10-01..10-07",
    },
    2025: {
        "元旦": "01-01..01-01",
        "春节": "01-28..02-04",
        "清明节": "04-04..04-06",
        "劳动节": "05-01..05-05",
        "端午节": "05-31..06-02",
        "国庆节、中秋节": "10-01..10-08",
    },
    2026: {
        "元旦": "01-01..01-03",
        "春节": "02-15..02-23",
        "清明节": "04-04..04-06",
        "劳动节": "05-01..05-05",
        "端午节": "06-19..06-21",
        "中秋节": "09-25..09-27",
        "国庆节": "10-01..10-07",
    },
}

#: 上班: Saturdays and Sundays that are worked.
MADE_UP = {
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


def day(year, text):
    return date.fromisoformat(f"{year}-{text}")


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def off(year):
    """Give every day of the year that the notice gives off."""
    spans = [span.split("..") for span in OFF[year].values()]
    return {on for first, last in spans for on in days(day(year, first), day(year, last))}


def kinds(year):
    """Say of every day what it is by the notice: worked, made up, off in the week, or free."""
    made_up, free = {day(year, text) for text in MADE_UP[year]}, off(year)
    told = {}
    for on in days(day(year, "01-01"), day(year, "12-31")):
        weekend = on.weekday() >= 5
        told[on] = "make_up" if on in made_up else "free" if weekend else "holiday" if on in free else "working"
    return told


def found(on):
    """Say of a day what it is by the calendar; a holiday on a weekend takes nothing away."""
    kind = CHINA.kind(on)
    return "free" if kind == "weekend" or (kind == "holiday" and on.weekday() >= 5) else kind


@pytest.mark.parametrize("year", OFF)
def test_every_day_of_china_is_what_the_notice_makes_of_it(year):
    expected = kinds(year)
    assert len(expected) == (366 if year == 2024 else 365)
    assert {on: found(on) for on in expected} == expected


@pytest.mark.parametrize("year", OFF)
def test_the_list_above_is_consistent(year):
    # A slip of a day would show: what is made up lies on a weekend, and outside the holidays.
    made_up = [day(year, text) for text in MADE_UP[year]]
    assert all(on.weekday() >= 5 for on in made_up)
    assert not off(year) & set(made_up)


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_the_year(year, count):
    worked = [on for on, kind in kinds(year).items() if kind in ("working", "make_up")]
    assert len(worked) == count
    assert CHINA.working_days(Period.parse(str(year))) == worked


def test_the_frame_of_days_says_the_same():
    frame = days_frame(["CN"], COMPANY, date(2024, 1, 1), date(2026, 12, 31))
    expected = [kind in ("working", "make_up") for year in OFF for kind in kinds(year).values()]
    assert frame["working"].astype("bool").tolist() == expected
    assert frame["seq"].iloc[-1] == 251 + 248 + 248
    assert frame["provisional"].sum() == 0


@pytest.mark.parametrize(
    ("year", "month", "count"),
    [
        (2024, "02", 18),  # 4 February and 18 February are worked, 12 to 16 February are off
        (2024, "05", 21),
        (2025, "01", 19),
        (2025, "10", 18),
        (2026, "01", 21),
        (2026, "02", 16),
        (2026, "09", 22),
        (2026, "10", 18),
    ],
)
def test_working_days_of_a_month(year, month, count):
    # Counted on the wall calendar.
    assert len(CHINA.working_days(Period.parse(f"{year}-{month}"))) == count


@pytest.mark.parametrize(
    ("week", "count"),
    [("2026-W01", 4), ("2026-W07", 6), ("2026-W08", 0), ("2026-W09", 5), ("2026-W38", 6), ("2026-W40", 3)],
)
def test_working_days_of_a_week(week, count):
    assert len(CHINA.working_days(Period.parse(week))) == count


ABROAD = {
    "DE": {
        "01-01": "holiday",
        "04-03": "holiday",  # Good Friday
        "04-06": "holiday",  # Easter Monday
        "05-14": "holiday",  # Ascension
        "05-25": "holiday",  # Whit Monday
        "06-04": "working",  # Corpus Christi is a holiday of some states only
        "10-02": "working",
        "10-05": "working",  # the Day of Unity falls on a Saturday and is not made good
        "12-24": "working",
        "12-25": "holiday",
    },
    "US": {
        "01-19": "holiday",  # third Monday of January
        "05-25": "holiday",
        "06-19": "holiday",
        "07-03": "holiday",  # 4 July is a Saturday: observed on Friday
        "07-06": "working",
        "10-12": "holiday",
        "11-11": "holiday",
        "11-26": "holiday",  # Thanksgiving
        "11-27": "working",
        "12-24": "working",
    },
    "JP": {
        "01-12": "holiday",
        "05-04": "holiday",
        "05-05": "holiday",
        "05-06": "holiday",  # for 3 May, which is a Sunday
        "05-07": "working",
        "09-21": "holiday",
        "09-22": "holiday",  # between two holidays
        "09-23": "holiday",
        "11-03": "holiday",
        "12-31": "working",
    },
    "HU": {
        "01-02": "holiday",  # moved …
        "01-10": "make_up",  # … to this Saturday
        "08-08": "make_up",
        "08-20": "holiday",
        "08-21": "holiday",
        "10-23": "holiday",
    },
}


@pytest.mark.parametrize("country", ABROAD)
def test_days_of_other_countries(country):
    calendar = Calendar(country)
    assert {text: calendar.kind(day(2026, text)) for text in ABROAD[country]} == ABROAD[country]
    assert not any(calendar.is_provisional(day(2026, text)) for text in ABROAD[country])


@pytest.mark.parametrize(("country", "count"), [("DE", 254), ("US", 250), ("JP", 244)])
def test_working_days_of_2026_in_other_countries(country, count):
    # 261 days from Monday to Friday, less 7, 11 and 17 holidays on them.
    assert len(Calendar(country).working_days(Period.parse("2026"))) == count


def test_beyond_the_published_years_no_day_is_worked_or_free_without_saying_so():
    beyond = days(date(2027, 1, 1), date(2028, 12, 31))
    assert all(CHINA.is_provisional(on) for on in beyond)
    assert not any(CHINA.is_provisional(on) for year in OFF for on in kinds(year))
    frame = days_frame(["CN"], COMPANY, beyond[0], beyond[-1])
    assert (frame["provisional"] == 1).all()


@pytest.mark.parametrize("code", ["Atlantis", "cn", "XX", ""])
def test_a_calendar_that_nobody_knows_says_so_on_every_day(code):
    assert all(Calendar(code).is_provisional(on) for on in kinds(2026))


def test_a_country_that_once_moved_days_is_settled_to_the_last_year_announced():
    assert not Calendar("HU").is_provisional(date(2026, 12, 31))
    assert Calendar("HU").is_provisional(date(2027, 1, 1))


def test_the_company_changes_the_days_it_names_and_no_other():
    changed = COMPANY.model_copy(
        update={
            "days_off": (date(2026, 2, 14), date(2026, 3, 4), date(2026, 3, 8), date(2027, 3, 4)),
            "working_days": (date(2026, 2, 23), date(2026, 3, 7), date(2026, 3, 9), date(2027, 3, 6)),
        }
    )
    kept = Calendar.of("CN", changed)
    assert {
        on.isoformat(): kept.kind(on)
        for on in days(date(2026, 1, 1), date(2027, 12, 31))
        if kept.kind(on) != CHINA.kind(on)
    } == {
        "2026-02-14": "company_off",  # a day made up
        "2026-02-23": "company_working",  # a holiday
        "2026-03-04": "company_off",
        "2026-03-07": "company_working",  # a Saturday
        "2027-03-04": "company_off",
        "2027-03-06": "company_working",
    }
    assert len(kept.working_days(Period.parse("2026"))) == 248
    settled = [on for on in days(date(2027, 1, 1), date(2027, 12, 31)) if not kept.is_provisional(on)]
    assert settled == [date(2027, 3, 4), date(2027, 3, 6)]
