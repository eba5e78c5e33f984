"""A company of two teams that sells ten lines each working day, and one week of it before the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest

from reviewbook.engine import empty
from reviewbook.gate import Known, gate
from reviewbook.params.checks import Checks
from reviewbook.periods import Period
from reviewbook.schema import FACTS, FRAMES

WEEK = Period.parse("2026-W47")
FIRST = date(2026, 8, 3)


def _sold(rows: int, *, source: str = "crm", table: str = "orders") -> pd.DataFrame:
    """So many rows each working day, up to the end of the week."""
    days = [FIRST + timedelta(days=n) for n in range((WEEK.end_on - FIRST).days)]
    on = pd.to_datetime([day for day in days if day.weekday() < 5])
    return pd.DataFrame({"source": source, "table": table, "on": on, "rows": rows})


def _days(provisional: tuple[str, ...] = (), make_up: tuple[str, ...] = ()) -> pd.DataFrame:
    on = pd.date_range(FIRST, "2026-12-31")
    kinds = pd.Series(["working" if day.weekday() < 5 else "weekend" for day in on])
    kinds[pd.Series(on.isin(pd.to_datetime(list(make_up))))] = "make_up"
    open_still = on.isin(pd.to_datetime(list(provisional)))
    return pd.DataFrame({"calendar": "CN", "on": on, "kind": kinds, "provisional": open_still})


def _facts(*lacking: str) -> pd.DataFrame:
    rows = [
        {
            "measure": "target",
            "cadence": "weekly",
            "period": week,
            "entity_kind": "person",
            "entity_id": who,
            "value": 9.0,
        }
        for week in ("2026-W46", "2026-W47")
        for who in ("li", "wang", "zhao", "chen")
        if week == "2026-W46" or who not in lacking
    ]
    return pd.DataFrame(rows, columns=FACTS.names)


def _claims(**causes: int) -> pd.DataFrame:
    rows = [
        {"person_id": "li", "team_id": "north", "due_on": pd.Timestamp("2026-11-20"), "cause": cause}
        for cause, count in causes.items()
        for _ in range(count)
    ]
    return pd.DataFrame(rows, columns=FRAMES["claims"].names)


def _rejected(*reasons: str) -> pd.DataFrame:
    rows = [
        {"source": "crm", "table": "orders", "file": "orders.csv", "line": number, "reason": reason}
        for number, reason in enumerate(reasons, 2)
    ]
    return pd.DataFrame(rows, columns=FRAMES["rejected"].names)


def _staff() -> pd.DataFrame:
    rows = [
        ("li", "north", "rep", 5.0, "boss"),
        ("wang", "north", "rep", 5.0, "boss"),
        ("zhao", "south", "rep", 5.0, None),
        ("chen", "south", "rep", 5.0, None),
        ("away", "south", "rep", 0.0, None),
        ("boss", "north", "manager", 5.0, None),
    ]
    return pd.DataFrame(rows, columns=["person_id", "team_id", "role", "working_days", "manager_id"])


def _origins() -> pd.DataFrame:
    return pd.DataFrame(
        [{"source": "crm", "table": "orders", "rows": 90, "rejected": 10}], columns=FRAMES["origins"].names
    )


def _ages(hours: float = 1.0, pull: float = 0.0) -> pd.DataFrame:
    return pd.DataFrame({"source": ["crm", "crm"], "table": ["orders", None], "hours": [hours, pull]})


def _columns(gone: tuple[str, ...] | None = (), others: tuple[str, ...] | None = ()) -> pd.DataFrame:
    return pd.DataFrame(
        [("crm", "orders", gone, others)], columns=["source", "table", "gone", "others"], dtype="object"
    )


#: Builds of each frame, for a test that replaces one.
MADE: dict[str, Callable[..., pd.DataFrame]] = {
    "sold": _sold,
    "days": _days,
    "facts": _facts,
    "claims": _claims,
    "rejected": _rejected,
    "ages": _ages,
    "columns": _columns,
}


@pytest.fixture
def made() -> dict[str, Callable[..., pd.DataFrame]]:
    """Give what builds the frames."""
    return MADE


@pytest.fixture
def asked() -> Callable[..., pd.DataFrame]:
    """Ask the gate of a week in which all is well, but for the frames that are given."""

    def ask(checks: Checks | None = None, period: str = "2026-W47", **frames: pd.DataFrame) -> pd.DataFrame:
        week = Period.parse(period)
        whole = {
            "volumes": _sold(10), "days": _days(), "facts": _facts(), "claims": _claims(match=20),
            "rejected": _rejected(), "ages": _ages(), "columns": _columns(), "staff": _staff(), "origins": _origins(),
            "owed": empty(FRAMES["owed"]), "doubled": pd.DataFrame({"rows": [50], "again": [0]}),
        }  # fmt: skip
        earlier = tuple(reversed(week.previous.last(30)))
        return gate(Known(week, earlier, checks or Checks(), {**whole, **frames}, WEEK.last_on, 9.0))

    return ask
