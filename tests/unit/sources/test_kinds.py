"""Every way in which a value is refused, with its words."""

import pandas as pd
import pytest

from reviewbook.errors import SourceError
from reviewbook.schema import TABLES, Column, Kind
from reviewbook.sources.kinds import Manner, typed

OUTCOME = TABLES["opportunities"].column("outcome")


def read(values, kind, **manner):
    column = kind if isinstance(kind, Column) else Column("x", kind)
    found, why = typed(pd.Series(values), column, Manner(**manner))
    return found, why.to_dict()


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (Kind.NUMBER, "1,234.50", "is not a number like 1234.50"),
        (Kind.NUMBER, "12%", "is not a number like 1234.50"),
        (Kind.NUMBER, "(5)", "is not a number like 1234.50"),
        (Kind.NUMBER, "１２", "is not a number like 1234.50"),
        (Kind.NUMBER, "1e999", "is too large"),
        (Kind.MONEY, "3万", "is not a number like 1234.50"),
        (Kind.INTEGER, "1.0", "is not a whole number"),
        (Kind.INTEGER, "9223372036854775808", "is too large"),
        (Kind.FLAG, "maybe", "is neither true nor false"),
        (Kind.DATE, "2026-02-30", "is not a day of the calendar"),
        (Kind.DATE, "23.11.2026", "is not a date like 2026-11-23"),
        (Kind.DATE, "2026-1-5", "is not a date like 2026-11-23"),
        (Kind.DATE, "2026-11-23T09:00", "is not a date like 2026-11-23"),
        (Kind.PERIOD, "2026-W54", "is not a week; 2026 has 53 weeks. Use 2026-W01 to 2026-W53."),
        (Kind.INSTANT, "yesterday", "is not a time like 2026-11-23T09:00+08:00"),
        (Kind.INSTANT, "2026-02-30T09:00Z", "is not a time of the calendar"),
        (Kind.INSTANT, "2026-11-23T24:30", "is not a time of the calendar"),
        (
            Kind.INSTANT,
            "2026-11-23",
            'is a date without a time of day; say in sources.yaml which (time: "00:00")',
        ),
        (Kind.INSTANT, "2026-03-29T02:30", "does not exist in Europe/Berlin: the clocks skip that time"),
        (
            Kind.INSTANT,
            "2026-10-25 02:30",
            "happens twice in Europe/Berlin; write it with its offset, like +02:00",
        ),
        (OUTCOME, "Won", "is not a value of outcome. Did you mean 'won'?"),
    ],
)
def test_what_is_not_clear_is_refused_with_a_reason(kind, text, reason):
    found, why = read([text], kind, zone="Europe/Berlin")
    assert why == {0: reason}
    assert found.isna().all()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.ID, " 0012 ", "0012"),
        (Kind.ID, "1234567890123456789", "1234567890123456789"),
        (Kind.NUMBER, ".0000", 0.0),
        (Kind.NUMBER, "-1.5", -1.5),
        (Kind.INTEGER, "9007199254740993", 9007199254740993),
        (Kind.FLAG, "TRUE", True),
        (Kind.FLAG, "0", False),
        (Kind.PERIOD, "2026-W47", "2026-W47"),
        (Kind.DATE, "2026-11-23", pd.Timestamp("2026-11-23")),
        (Kind.DATE, "2026-11-23T00:00:00", pd.Timestamp("2026-11-23")),
        (Kind.INSTANT, "2026-11-23T09:00+08:00", pd.Timestamp("2026-11-23T01:00Z")),
        (Kind.INSTANT, "2026-11-23 09:00:00.123456", pd.Timestamp("2026-11-23T08:00:00.123456Z")),
        (Kind.INSTANT, "2026-10-25T02:30+01:00", pd.Timestamp("2026-10-25T01:30Z")),
        (Kind.TEXT, " two  blanks ", " two  blanks "),
        (OUTCOME, "won", "won"),
    ],
)
def test_what_is_clear_is_read_exactly(kind, text, value):
    found, why = read([text], kind, zone="Europe/Berlin")
    assert found.tolist() == [value]
    assert why == {}


def test_numbers_are_read_with_the_marks_that_are_named_and_no_others():
    found, why = read(["1.234,50", "12", "1234,5", "1.23,4", "1,234.50"], Kind.MONEY, decimal=",", thousands=".")
    assert found.tolist()[:3] == [1234.5, 12.0, 1234.5]
    reason = "is not a number like 1.234,50"
    assert why == {3: reason, 4: reason}


def test_dates_are_read_in_the_form_that_is_named():
    found, why = read(["31.12.2026", "12.31.2026"], Kind.DATE, format="%d.%m.%Y")
    assert found.tolist() == [pd.Timestamp("2026-12-31"), pd.NaT]
    assert why == {1: "is not a date like %d.%m.%Y"}


def test_a_named_form_may_hold_an_offset_or_be_given_a_time_of_day():
    found, _ = read(["31.12.2026 08:00 +0800"], Kind.INSTANT, format="%d.%m.%Y %H:%M %z")
    assert found.tolist() == [pd.Timestamp("2026-12-31T00:00Z")]
    found, _ = read(["31.12.2026"], Kind.INSTANT, format="%d.%m.%Y", time="09:00", zone="Asia/Shanghai")
    assert found.tolist() == [pd.Timestamp("2026-12-31T01:00Z")]


def test_a_bare_date_is_an_instant_only_with_a_time_of_day():
    found, why = read(["2026-11-23", "2026-11-23T10:00"], Kind.INSTANT, time="09:00", zone="Asia/Shanghai")
    assert found.tolist() == [pd.Timestamp("2026-11-23T01:00Z"), pd.Timestamp("2026-11-23T02:00Z")]
    assert why == {}


def test_a_time_without_offset_needs_a_zone():
    with pytest.raises(SourceError) as refusal:
        read(["2026-11-23T09:00"], Kind.INSTANT)
    assert str(refusal.value) == (
        "sources.yaml: zone: times like 2026-11-23T09:00:00 have no offset, and no zone is named. "
        "A time without a zone is not an instant. Name the zone in which they are written, like Asia/Shanghai."
    )


def test_values_that_parquet_holds_need_no_text():
    stamps = pd.to_datetime(pd.Series(["2026-11-23T00:00", "2026-11-23T09:00"]))
    assert read(stamps, Kind.DATE)[1] == {1: "has a time of day where a date is wanted"}
    assert read(stamps.dt.tz_localize("UTC"), Kind.DATE)[1] == dict.fromkeys(
        [0, 1], "is an instant where a date is wanted"
    )
    assert read(stamps, Kind.INSTANT, zone="Asia/Shanghai")[0].tolist()[1] == pd.Timestamp("2026-11-23T01:00Z")
    assert read([1.5, float("inf")], Kind.NUMBER)[1] == {1: "is not a finite number"}
    assert read(pd.Series([9007199254740993, None], dtype="Int64"), Kind.ID)[0].tolist()[0] == "9007199254740993"
    assert read([12.0, 1.5, 2.0**60], Kind.ID)[0].tolist()[0] == "12"
    assert read([12.0, 1.5, 2.0**60], Kind.ID)[1] == dict.fromkeys(
        [1, 2], "was stored as a decimal number and is no longer a sure id; store ids as text"
    )
    assert read([2.0, 1.5], Kind.INTEGER)[1] == {1: "is not a whole number"}
    assert read([2.0, 1.5], Kind.TEXT)[0].tolist() == ["2", "1.5"]
