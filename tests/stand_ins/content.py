"""Small tables with which the scenarios fill a stand-in: every column that a system may carry has something in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

from reviewbook.schema import TABLES, Kind

#: When the content happened: a Monday.
MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
PEOPLE = (("p1", "王芳", "wang.fang@yunling.example"), ("p2", "Li Wei", "li.wei@yunling.example"))
EMOJI = "客户很满意 👍🏽，下周签约 <b>&amp;</b> \"引号\" 'q'"


def content(count: int, text: str = EMOJI) -> dict[str, pd.DataFrame]:
    """
    Give ``count`` rows of each table that systems carry, and two people.

    Reports are those of one person on ``count`` days in a row at most, with a comment each; times differ by an hour.
    """
    at = [MONDAY + timedelta(hours=number) for number in range(count)]
    days = [pd.Timestamp(one.date()) for one in at]
    ids = [f"{number:03}" for number in range(1, count + 1)]
    who = [PEOPLE[number % 2][0] for number in range(count)]
    tables = {
        "people": {"person_id": [one[0] for one in PEOPLE], "name": [one[1] for one in PEOPLE],
                   "email": [one[2] for one in PEOPLE]},
        "customers": {"customer_id": [f"c{one}" for one in ids], "name": [f"客户 {one}" for one in ids],
                      "owner_id": who, "created_on": days},
        "orders": {"order_id": [f"so{one}" for one in ids], "line_id": "1", "person_id": who,
                   "customer_id": [f"c{one}" for one in ids], "ordered_at": at, "recorded_at": at, "quantity": 1.0,
                   "amount": [1000.25 + number for number in range(count)], "currency": "CNY", "status": "confirmed"},
        "opportunities": {"opportunity_id": [f"op{one}" for one in ids], "person_id": who,
                          "customer_id": [f"c{one}" for one in ids], "stage": "谈判", "created_on": days,
                          "expected_on": pd.Timestamp("2026-12-31"), "outcome": "open",
                          "amount": [5000.5 + number for number in range(count)], "currency": "CNY",
                          "probability": 0.6},
        "targets": {"owner_kind": "person", "owner_id": who, "measure": "revenue",
                    "period": [f"20{20 + number // 2}-{number % 2 + 1:02}" for number in range(count)],
                    "amount": 90000.0, "currency": "CNY"},
        "satisfaction": {"response_id": [f"sv{one}" for one in ids], "customer_id": [f"c{one}" for one in ids],
                         "person_id": who, "responded_at": at, "score": 4.0, "scale_min": 1.0, "scale_max": 5.0,
                         "comment": text},
        "complaints": {"complaint_id": [f"cp{one}" for one in ids], "customer_id": [f"c{one}" for one in ids],
                       "person_id": who, "opened_at": at, "resolved_at": [None, *at[1:]] if count else [],
                       "severity": "low", "category": "交付", "text": text},
        "reports": {"report_id": [f"r{one}" for one in ids], "person_id": "p1", "cadence": "daily",
                    "period": [(MONDAY + timedelta(days=_day(number))).date().isoformat() for number in range(count)],
                    "template": "daily_sales",
                    "submitted_at": [MONDAY + timedelta(days=_day(number), hours=9) for number in range(count)],
                    "revision": 1, "source": "x"},
        "report_fields": {"report_id": [f"r{one}" for one in ids for _ in range(4)], "revision": 1,
                          "field": ["sales_amount", "visits", "progress", "plan"] * count,
                          "text": [one for number in range(count) for one in (f"{12000 + number}.5", "3", text, "明天回访")]},
        "feedback": {"feedback_id": [f"f{one}" for one in ids], "report_id": [f"r{one}" for one in ids],
                     "author_id": "p2", "given_at": [MONDAY + timedelta(days=_day(number), hours=11) for number in range(count)],
                     "kind": "comment", "text": text},
        "follow_ups": {"follow_up_id": [f"t{one}" for one in ids], "title": [f"回访 {one} {text[:200]}" for one in ids],
                       "owner_id": who, "created_at": at, "due_on": [one + pd.Timedelta(days=7) for one in days],
                       "done_at": [one + timedelta(days=2) if number % 2 else None for number, one in enumerate(at)],
                       "status": ["done" if number % 2 else "open" for number in range(count)], "origin": "x"},
    }  # fmt: skip
    return {name: _typed(name, columns) for name, columns in tables.items()}


def _day(number: int) -> int:
    """Days after the Monday before `MONDAY`: working days, the first ten of which have passed when pulls are made."""
    return number + 2 * (number // 5) - 7


def _typed(name: str, columns: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    for column in TABLES[name].columns:
        if column.name not in frame:
            continue
        match column.kind:
            case Kind.INSTANT:
                frame[column.name] = pd.to_datetime(frame[column.name], utc=True).astype("datetime64[us, UTC]")
            case Kind.DATE:
                frame[column.name] = pd.to_datetime(frame[column.name]).astype("datetime64[us]")
            case Kind.NUMBER | Kind.MONEY:
                frame[column.name] = frame[column.name].astype("float64")
            case Kind.INTEGER:
                frame[column.name] = frame[column.name].astype("Int64")
            case _:
                frame[column.name] = frame[column.name].astype("str")
    return frame
