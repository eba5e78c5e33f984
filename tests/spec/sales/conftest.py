"""A small company for the sales measures: two teams of one region, worked Monday to Friday, on the engine given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import pytest

from reviewbook.engine import Engine, Frame
from reviewbook.measures.grid import BY, Grid
from reviewbook.periods import Period
from reviewbook.roster import ancestry

#: Everybody's team: Li and Wang sell in East, Zhao in West; Wang moves to West on 2026-11-16.
MOVES = [("Li", "east", "2026-01-01"), ("Wang", "east", "2026-01-01"), ("Wang", "west", "2026-11-16"),
         ("Zhao", "west", "2026-01-01")]  # fmt: skip
TEAMS = [("sales", None, "CN"), ("east", "sales", "CN"), ("west", "sales", "CN")]


@dataclass(frozen=True)
class Company:
    """Frames of the small company between two days, periods cut off at the end of `today`."""

    engine: Engine
    first: date
    last: date
    today: date
    holidays: tuple[str, ...] = ()

    @property
    def dates(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def days(self) -> pd.DataFrame:
        rows = [("CN", d.isoformat(), d.weekday() < 5 and d.isoformat() not in self.holidays) for d in self.dates]
        return pd.DataFrame(rows, columns=["calendar", "on", "working"])

    @property
    def teams(self) -> pd.DataFrame:
        return pd.DataFrame(TEAMS, columns=["team_id", "parent_id", "calendar"])

    @property
    def homes(self) -> pd.DataFrame:
        rows = {(who, d.isoformat()): team for who, team, since in MOVES for d in self.dates if d.isoformat() >= since}
        return pd.DataFrame(
            [(who, on, team) for (who, on), team in rows.items()], columns=["person_id", "on", "team_id"]
        )

    def placed(self, rows: pd.DataFrame) -> Frame:
        """Add the team of the day to rows with ``person_id`` and ``on``."""
        home = rows.merge(self.homes, on=["person_id", "on"], how="left")
        return self.engine.frame(home.assign(team_id=home["team_id"].fillna("").astype("str")))

    def grid(self, *cadences: str) -> Grid:
        periods = sorted({Period.containing(d, c) for c in cadences for d in self.dates})
        days = [(p.cadence.value, p.key, d.isoformat()) for p in periods for d in p if self.first <= d <= self.last]
        rows = [(p.cadence.value, p.key, p.start_on.isoformat(), p.end_on.isoformat(), p.previous.key, p.year_ago.key,
                 int(p.last_on <= self.today)) for p in periods]  # fmt: skip
        columns = ["cadence", "period", "start_on", "end_on", "previous", "year_ago", "finished"]
        return Grid(
            days=self.engine.frame(pd.DataFrame(days, columns=["cadence", "period", "on"])),
            periods=self.engine.frame(pd.DataFrame(rows, columns=columns)),
            entities=self.engine.frame(ancestry(self.teams[["team_id", "parent_id"]])),
        )


@pytest.fixture
def company(engine: Engine) -> Callable[..., Company]:
    """Give the company between two days; today is the last of them unless said otherwise."""

    def between(first: str, last: str, today: str = "", holidays: tuple[str, ...] = ()) -> Company:
        end = date.fromisoformat(last)
        return Company(engine, date.fromisoformat(first), end, date.fromisoformat(today) if today else end, holidays)

    return between


@pytest.fixture
def of(engine: Engine) -> Callable[..., dict[str, object]]:
    """Read one column of a measure: ``entity`` or ``(entity, period)`` to its value, None where it is empty."""

    def read(frame: Frame, column: str = "value", period: str = "") -> dict[object, object]:
        rows = engine.collect(frame)
        assert not rows.duplicated(list(BY)).any()
        rows = rows[rows["period"] == period] if period else rows
        keys = rows["entity_id"] if period else list(zip(rows["entity_id"], rows["period"], strict=True))
        values = [None if pd.isna(value) else value for value in rows[column]]
        return dict(zip(keys, values, strict=True))

    return read
