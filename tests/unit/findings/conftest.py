"""Small companies of which a test says in one line per person what became of her reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reviewbook.engine import empty
from reviewbook.findings import Known
from reviewbook.params.loading import Params, load
from reviewbook.periods import Cadence, Period
from reviewbook.places import Places
from reviewbook.schema import FACTS, FRAMES, TABLES

#: The week under review in these tests.
WEEK = Period.parse("2026-W47")

TEAM_OF = {"li": "east", "wang": "east", "zhao": "east", "chen": "east", "gao": "south", "sun": "south"}
MANAGERS = {"east": "ma", "south": "he", "all": "boss"}
STATUS = {".": "on_time", "l": "late", "m": "missing", "x": "exempt"}

#: Daily reports of one week by somebody who is always on time.
GOOD = "....."


@pytest.fixture(scope="session")
def params(root: Path) -> Params:
    """The workbook's own company."""
    return load(Places(root))


@pytest.fixture(scope="session")
def nothing() -> dict[str, pd.DataFrame]:
    """Every frame, without a row; and the people of `TEAM_OF` with their calendar."""
    tables = {name: empty(TABLES[name]) for name in ("trainings", "products", "customers")}
    return {**tables, **{name: empty(table) for name, table in FRAMES.items()}, "facts": empty(FACTS), **_company()}


@pytest.fixture
def known(params: Params, nothing: dict[str, pd.DataFrame]) -> Callable[..., Known]:
    """
    Give what detectors read, over the 20 weeks that end with 2026-W47 (or other periods), with the frames named.

    Everybody of `TEAM_OF` is there, in two teams below the boss's.
    """

    def made(period: str = WEEK.key, back: int = 20, **frames: Any) -> Known:
        reviewed = Period.parse(period)
        history = [one.key for one in reviewed.last(back)]
        as_of = datetime.combine(reviewed.end_on, datetime.min.time(), UTC) + timedelta(hours=1)
        return Known(reviewed, history, as_of, {**nothing, **frames}, params)

    return made


def _company() -> dict[str, pd.DataFrame]:
    teams = pd.DataFrame({"team_id": ["all", "east", "south"], "parent_id": [None, "all", "all"]}, dtype="object")
    people = [(person, team, "rep", MANAGERS[team]) for person, team in TEAM_OF.items()]
    people += [("ma", "east", "manager", "boss"), ("he", "south", "manager", "boss"), ("boss", "all", "manager", None)]
    staff = pd.DataFrame(people, columns=["person_id", "team_id", "role", "manager_id"], dtype="object")
    first, never = pd.Timestamp("2024-01-01"), pd.NaT
    memberships = staff[["person_id", "team_id", "role"]].assign(valid_from=first, valid_to=never)
    days = pd.DataFrame({"on": pd.date_range("2026-01-01", "2027-01-31")})
    holidays = days["on"].isin(pd.to_datetime(["2026-11-27", "2027-01-01"]))
    days = days.assign(calendar="CN", working=(days["on"].dt.day_of_week < 5) & ~holidays)
    memberships = memberships.astype({"valid_to": "datetime64[s]"})
    return {"teams": teams, "staff": staff, "memberships": memberships, "days": days}


@pytest.fixture
def owed() -> Callable[..., pd.DataFrame]:
    """
    Give the frame ``owed``: for each person the weeks up to 2026-W47, one letter for each daily report.

    ``.`` on time, ``l`` late, ``m`` missing, ``x`` exempt. With fewer weeks than `back` the first is repeated.
    """

    def made(weeks: Mapping[str, Sequence[str]], back: int = 20) -> pd.DataFrame:
        rows = [
            (person, TEAM_OF[person], on, STATUS[letter])
            for person, given in weeks.items()
            for week, letters in zip(WEEK.last(back), _filled(given, back), strict=True)
            for on, letter in zip(week.days, letters, strict=False)
        ]
        frame = pd.DataFrame(rows, columns=["person_id", "team_id", "due_on", "status"])
        return frame.assign(due_on=pd.to_datetime(frame["due_on"]))

    return made


def _filled(weeks: Sequence[str], back: int) -> list[str]:
    return [weeks[0]] * (back - len(weeks)) + list(weeks)


@pytest.fixture
def weekly() -> Callable[[int], date]:
    """Give the Friday of the week so many weeks before 2026-W47."""

    def made(ago: int) -> date:
        return Period.containing(WEEK.start_on, Cadence.WEEKLY).shift(-ago).days[4]

    return made


@pytest.fixture
def series() -> Callable[..., pd.DataFrame]:
    """
    Give the frame ``facts``: ``(measure, entity_kind, entity_id)`` to what it was in the last periods, the latest last.

    A number is the value, a pair is numerator and denominator, a mapping is any parts of the fact; None is no fact.
    """

    def made(given: Mapping[tuple[str, str, str], Sequence[Any]], last: str = WEEK.key) -> pd.DataFrame:
        rows = [
            {"measure": measure, "entity_kind": kind, "entity_id": entity, "period": period.key,
             "cadence": period.cadence.value, "n": 0, **_parts(one)}
            for (measure, kind, entity), values in given.items()
            for period, one in zip(Period.parse(last).last(len(values)), values, strict=True)
            if one is not None
        ]  # fmt: skip
        numbers = dict.fromkeys(("value", "numerator", "denominator", "lower", "upper", "n"), "float64")
        return pd.DataFrame(rows, columns=FACTS.names).astype(numbers)

    return made


def _parts(one: Any) -> Mapping[str, Any]:
    if isinstance(one, Mapping):
        return one
    if not isinstance(one, tuple):
        return {"value": one, "n": 1}
    part, whole = one
    return {"value": part / whole if whole else None, "numerator": part, "denominator": whole, "n": whole}
