"""Reviews one after the other, each with an edition on a shelf from which the next one carries on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook.calendars import microseconds
from reviewbook.editions import Code, Draft, Shelf
from reviewbook.editions.carried import carried
from reviewbook.engine import as_read, empty
from reviewbook.follow_ups import Agreed, Known, follow_ups
from reviewbook.params.follow_ups import FollowUps
from reviewbook.periods import Period
from reviewbook.schema import COMPANY, FACTS, FRAMES, TABLES, Table
from reviewbook.slices import Audience

HOME = "Asia/Shanghai"
STAFF = pd.DataFrame(
    {
        "person_id": ["li", "wang", "boss", "chief"],
        "team_id": ["east", "east", "east", "top"],
        "manager_id": ["boss", "boss", "chief", None],
    }
)

Row = dict[str, Any]


def finding(name: str = "late.team.east", **more: object) -> Row:
    """Give a finding about the reports of East, bad and a signal, unless said otherwise."""
    kind, entity_kind, entity_id = name.split(".")
    row = {"finding_id": name, "kind": kind, "entity_kind": entity_kind, "entity_id": entity_id, "team_id": "east",
           "verdict": "signal", "tone": "bad", "weight": 1.0, "rank": 1, "owner_id": "boss", "due_on": "2027-01-31"}  # fmt: skip
    return row | more


def listed(name: str = "card", **more: object) -> Row:
    """Give what a tool lists: open, of Li's, agreed on Tuesday of 2026-W44, due next year, unless said otherwise."""
    row = {"follow_up_id": name, "title": "Call Acme", "owner_id": "li", "created_at": "2026-10-27T10:00",
           "due_on": "2027-01-31", "status": "open", "origin": "trello"}  # fmt: skip
    return row | more


def entry(name: str = "ours", **more: object) -> Row:
    """Give an entry of ``follow_ups.yaml``: Wang's, agreed on Tuesday of 2026-W44, unless said otherwise."""
    row = {"id": name, "title": {"zh": "回访", "en": "Call back"}, "owner": "wang", "opened": "2026-10-27"}
    return row | more


@dataclass
class Reviews:
    """A shelf and what is published on it."""

    shelf: Shelf
    facts: list[Row] = field(default_factory=list)

    def measured(self, measure: str, entity: str, **values: float | None) -> None:
        """Let a measure of a team have a value in some weeks: ``W44=0.9``."""
        for week, value in values.items():
            key = {"measure": measure, "cadence": "weekly", "period": f"2026-{week}", "entity_kind": "team"}
            self.facts.append({**key, "entity_id": entity, "value": value, "unit": "share", "n": 10})

    def __call__(self, period: str, review: str = "", as_of: str = "", **given: Iterable[Row]) -> Mapping[str, Row]:
        """
        Publish a review and give its follow-ups by id.

        Parameters
        ----------
        period : str
            The period under review.
        review : str
            Its name; that of its cadence when not given.
        as_of : str
            The cut-off; nine on the day after the period when not given.
        given : lists of rows
            ``findings``, ``listed`` and ``entries``.
        """
        reviewed = Period.parse(period)
        name = review or f"{reviewed.cadence.value}_review"
        at = reviewed.end_at(HOME) + timedelta(hours=9)
        at = datetime.fromisoformat(as_of).replace(tzinfo=ZoneInfo(HOME)) if as_of else at
        before = carried(self.shelf.published, name, reviewed, at)
        by_hand = FollowUps.model_validate({"follow_ups": list(given.get("entries", ()))})
        agreed = Agreed(before, _frame(given.get("listed", ()), TABLES["follow_ups"]), by_hand)
        marked = [{"cadence": reviewed.cadence.value, "period": period, **row} for row in given.get("findings", ())]
        known = Known(reviewed, at, HOME, _frame(self.facts, FACTS), STAFF)
        told = follow_ups(agreed, _frame(marked, FRAMES["findings"]), known)
        self._publish(name, reviewed, at, told)
        plain = told.astype("object").where(told.notna(), None)
        return {str(row["follow_up_id"]): row for row in plain.to_dict("records")}

    def _publish(self, review: str, period: Period, as_of: datetime, told: pd.DataFrame) -> None:
        written = BytesIO()
        told.to_parquet(written, index=False)
        whole = Audience(COMPANY, COMPANY, "Yunling")
        code = Code(version="1", digest="c0de")
        files = {"follow_ups.parquet": written.getvalue()}
        self.shelf.publish(
            Draft(review, {"en": review}, period, whole, as_of, HOME, {}, code, str(as_of), "", "", files), index=False
        )


#: The frames without rows, made once.
_blank = cache(empty)


def _frame(rows: Iterable[Row], table: Table) -> pd.DataFrame:
    rows = list(rows)
    if not rows:
        return _blank(table)
    made = pd.DataFrame([dict.fromkeys(table.names) | row for row in rows], columns=table.names, dtype="object")
    for column in table.columns:
        if column.name.endswith("_at"):
            made[column.name] = made[column.name].map(_instant, na_action="ignore")
    return as_read(made, table)


def _instant(text: str) -> int:
    return microseconds(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(HOME)).astimezone(UTC))


@pytest.fixture
def reviews(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reviews:
    """Give reviews of which none is published yet; what a power cut would do to them is tested elsewhere."""
    monkeypatch.setattr("os.fsync", lambda _: None)
    return Reviews(Shelf(tmp_path / "published"))


@pytest.fixture
def make() -> Callable[..., Row]:
    """Give the rows that tests are made of: ``make.finding()``, ``make.listed()``, ``make.entry()``."""
    return Make


class Make:
    """Findings, cards of a tool, and entries written by hand."""

    finding = staticmethod(finding)
    listed = staticmethod(listed)
    entry = staticmethod(entry)
