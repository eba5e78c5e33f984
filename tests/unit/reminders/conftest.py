"""A small company whose reports, leave and answers are written as text, and what it is reminded of at an instant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook.analysis.owing import owed_frames
from reviewbook.engine import as_analysed
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.params.company import Company
from reviewbook.params.loading import load
from reviewbook.params.reminders import Reminders
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.reminders import reach, reminders
from reviewbook.schema import FRAMES, TABLES, Kind

BOTH = {"zh": "甲", "en": "A"}
HOME = ZoneInfo("Asia/Shanghai")
QUIET = {"from": "20:30", "until": "08:00"}

#: Boss leads all; East is led by Ma, West by Wu, both in Shanghai; Jo leads London. Li, Zhao and Kim are reps.
TEXTS = {
    "people": "person_id | name | hired_on | left_on\n"
    + "\n".join(f"{name} | {name} | |" for name in ("Boss", "Ma", "Wu", "Jo", "Li", "Zhao", "Kim")),
    "teams": "team_id | name | parent_id | zone | calendar\n"
    "All | All | | Asia/Shanghai | CN\n"
    "East | East | All | Asia/Shanghai | CN\n"
    "West | West | All | Asia/Shanghai | CN\n"
    "London | London | All | Europe/London | GB",
    "memberships": "person_id | team_id | role | valid_from | valid_to\n"
    "Boss | All | manager | 2026-01-01 |\n"
    "Ma | East | manager | 2026-01-01 |\n"
    "Wu | West | manager | 2026-01-01 |\n"
    "Jo | London | manager | 2026-01-01 |\n"
    "Li | East | rep | 2026-01-01 |\n"
    "Zhao | West | rep | 2026-01-01 |\n"
    "Kim | London | rep | 2026-01-01 |",
    "leave": "person_id | starts_on | ends_on | kind | portion",
    "reports": "person_id | period | submitted_at",
    "replies": "person_id | team_id | period | submitted_at | status | age_hours | reply_within_hours",
}


def daily(due="18:00", **changes):
    """Give the rule that asks for a report each day."""
    return {"name": "daily", "template": "day", "due": {"time": due}, "valid_from": "2026-01-01", **changes}


def weekly():
    """Give the rule that asks for a report on Friday at 18:00."""
    return {**daily(), "name": "weekly", "template": "week", "due": {"time": "18:00", "weekday": "friday"}}


def read(name, text):
    """Read a text table as `schema` types it; what is not written is empty."""
    heads, *rows = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()]
    written = pd.DataFrame(rows, columns=heads)
    if name in ("reports", "replies"):
        written["report_id"] = [f"r{n}" for n in range(len(written))]
        written["cadence"] = [str(Period.parse(key).cadence) for key in written["period"]]
        written["template"] = written["cadence"].map({"daily": "day", "weekly": "week"})
        written["revision"] = 1
    of = {**TABLES, **FRAMES}[name]
    return pd.DataFrame({column.name: _typed(written, column) for column in of.columns})


def _typed(written, column):
    values = written.get(column.name, pd.Series([None] * len(written), dtype="object"))
    if column.kind is Kind.DATE:
        return pd.to_datetime(values).astype("datetime64[s]")
    if column.kind is Kind.INSTANT:
        local = pd.to_datetime(values).astype("datetime64[us]")
        return local.dt.tz_localize(HOME).dt.tz_convert("UTC")
    types = {Kind.NUMBER: "float64", Kind.INTEGER: "Int64", Kind.FLAG: "boolean"}
    return values.astype(types.get(column.kind, "str"))


def instant(text, zone=HOME):
    """Read a wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@dataclass(frozen=True)
class Office:
    """What is asked, what came, and by which rules people are reminded."""

    params: object
    rules: tuple = ()
    quiet: dict | None = field(default_factory=lambda: QUIET)
    texts: dict = field(default_factory=dict)
    asked: tuple = (daily(),)

    def where(self, **changes):
        """Give the office with other tables or rules; ``rule`` is the only one."""
        if "rule" in changes:
            changes["rules"] = ({"name": "it", **changes.pop("rule")},)
        texts = {name: changes.pop(name) for name in list(changes) if name in TEXTS}
        return replace(self, **changes, texts={**self.texts, **texts})

    def with_rows(self, **rows):
        """Give the office with further rows of tables."""
        return self.where(**{name: f"{self.texts.get(name, TEXTS[name])}\n{more}" for name, more in rows.items()})

    def bundles(self, now, pulled="", only=()):
        """Give what is told at a wall clock of Shanghai, when the sources were pulled just then or at another."""
        at = now if isinstance(now, datetime) else instant(now)
        as_of = instant(pulled) if pulled else at - timedelta(seconds=1)
        forms = [
            {"name": n, "title": BOTH, "cadence": c, "fields": ()} for n, c in (("day", "daily"), ("week", "weekly"))
        ]
        params = replace(
            self.params,
            company=Company(name=BOTH, zone="Asia/Shanghai", calendar="CN", currency="CNY"),
            templates=Templates(templates=forms, rules=self.asked),
            reminders=Reminders(quiet_hours=self.quiet, rules=self.rules),
        )
        frames = {name: read(name, self.texts.get(name, text)) for name, text in TEXTS.items()}
        frames["owed"] = self._owed(frames, params, reach(params, at), as_of.astimezone(UTC))
        return reminders(params, frames, at, as_of, only)

    def _owed(self, frames, params, span, as_of):
        """Derive who owed what, where a rule asks."""
        if all(rule["about"] == "unanswered" for rule in self.rules):
            return pd.DataFrame(columns=FRAMES["owed"].names)
        engine = PandasEngine()
        tables = {name: engine.frame(as_analysed(frames[name], TABLES[name])) for name in frames if name in TABLES}
        return owed_frames(engine, tables, params, span, as_of)["owed"]

    def told(self, now, pulled="", only=()):
        """Give who is told of whose reports: ``Ma: Li 2026-11-23``."""
        return [
            f"{bundle.reader or 'owner'}: " + ", ".join(f"{one.person_id} {one.period}" for one in bundle.things)
            for bundle in self.bundles(now, pulled, only)
        ]


@pytest.fixture(scope="session")
def params(root):
    """Give params of which the tests take what they do not change."""
    return load(Places(root))


@pytest.fixture
def office(params):
    """Give the office in which daily reports are due at 18:00, and nobody is reminded."""
    return Office(params)


@pytest.fixture
def asks():
    """Give the makers of rules that ask for reports."""
    return {"daily": daily, "weekly": weekly}
