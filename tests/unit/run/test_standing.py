"""How things stand: in one line of JSON for monitoring, in lines for a person."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook.ledger import Delivery, Ledger, Slot
from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.run import standing as module
from reviewbook.run.scheduling import Schedule
from reviewbook.run.standing import standing

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: The weekly review is due on Monday at 9, by when it is 20 minutes later; it is late an hour after.
BEGUN, DUE = datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
NOW = DUE + timedelta(minutes=20)
EDITION = "weekly_review/2026-W47/company/1"


@pytest.fixture(scope="session")
def params(root):
    """Give the params of a company that has a weekly review alone."""
    params = load(Places(root))
    weekly = params.publications["weekly_review"]
    return replace(params, publications={weekly.name: weekly})


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.of_file(tmp_path / "ledger.sqlite", BEGUN)) as opened:
        yield opened


@pytest.fixture
def staff(monkeypatch):
    """Give the people: a company of one team."""
    teams = {"team_id": ["east"], "name": ["East"], "zone": ["Asia/Shanghai"], "calendar": ["CN"]}
    found = {
        "teams": pd.DataFrame(teams),
        "people": pd.DataFrame(columns=["person_id", "name", "hired_on", "left_on"]),
        "memberships": pd.DataFrame(columns=["person_id", "team_id", "role", "valid_from", "valid_to"]),
    }
    monkeypatch.setattr(module, "staff", lambda _places: found)
    return found


@pytest.fixture
def stands(params, ledger, staff, tmp_path):
    """Give how things stand at an instant."""
    return lambda now=NOW: standing(Places(tmp_path), params, ledger, now)


@pytest.fixture
def noted(ledger):
    """Note what became of the review of company and East."""

    def made(*states, caveats=0):
        for audience, state in zip(("company", "east"), states, strict=False):
            where = f"weekly_review/2026-W47/{audience}/1" if state == "published" else ""
            reason = "" if state == "published" else "no orders"
            ledger.slots.note(
                [Slot("weekly_review", "2026-W47", audience, DUE, state, NOW, where, caveats, reason=reason)]
            )

    return made


@pytest.fixture
def sent(ledger):
    """Plan the letter of the company's edition to so many, in these states."""

    def made(*states, message=f"{EDITION}/zh", edition=EDITION):
        ledger.deliveries.plan(
            Delivery(message, "edition", "mail", f"p{n}", "text", 0, NOW, NOW, state, content={"edition": edition})
            for n, state in enumerate(states)
        )

    return made


def states(found):
    return [(one.audience.id, state) for one, _, state in found.editions]


@pytest.mark.parametrize(("minutes", "state"), [(0, "due"), (59, "due"), (60, "late")])
def test_what_nobody_tried_is_due_and_then_late(stands, minutes, state):
    found = stands(DUE + timedelta(minutes=minutes))
    assert states(found) == [("company", state), ("east", state)]
    assert found.state == ("late" if state == "late" else "fine")


def test_before_the_slot_nothing_is_expected(stands):
    found = stands(DUE - timedelta(microseconds=1))
    assert (found.editions, found.state, found.next_due.due_at) == ([], "fine", DUE)


@pytest.mark.parametrize(("tried", "caveats", "shown", "whole"), [
    (("published", "published"), 0, ["published", "published"], "fine"),
    (("published", "published"), 2, ["caveated", "caveated"], "fine"),
    (("published", "withheld"), 0, ["published", "withheld"], "withheld"),
    (("failed", "withheld"), 0, ["failed", "withheld"], "failed"),
    (("failed",), 0, ["failed", "due"], "failed"),
])  # fmt: skip
def test_the_worst_is_said(stands, noted, tried, caveats, shown, whole):
    noted(*tried, caveats=caveats)
    found = stands()
    assert [state for _, state in states(found)] == shown
    assert found.state == whole


@pytest.mark.parametrize(("parts", "whole"), [
    (("sent", "planned", "refused", "sending"), "fine"), (("sent", "doubtful"), "undelivered"), (("given_up",), "undelivered"),
    (("dropped",), "fine"),
])  # fmt: skip
def test_what_did_not_arrive_is_said(stands, noted, sent, parts, whole):
    noted("published", "published")
    sent(*parts)
    assert stands().state == whole


def test_the_line_for_monitoring_has_everything_in_it(stands, noted, sent, ledger):
    noted("published", "withheld", caveats=1)
    sent("sent", "planned", "refused", "doubtful", "given_up", "dropped")
    sent("sent", message="older/1/zh", edition="weekly_review/2026-W40/company/1")
    ledger.runs.begin("run 1", "run", "me", "1", NOW)
    line = stands().line()
    assert "\n" not in line
    assert json.loads(line) == {
        "at": "2026-11-23T09:20:00+08:00", "state": "undelivered", "expected": 2,
        "published": 0, "caveated": 1, "due": 0, "late": 0, "withheld": 1, "failed": 0,
        "delivered": 1, "waiting": 2, "doubtful": 1, "undelivered": 1,
        "last_run": "2026-11-23T01:20:00+00:00", "last_outcome": "under way",
        "next_due": "2026-11-30T09:00:00+08:00", "data_until": None,
    }  # fmt: skip


def test_the_lines_for_a_person(stands, noted, sent, ledger):
    noted("published", "withheld")
    sent("sent", "doubtful")
    ledger.runs.begin("run 1", "run", "me", "1", NOW)
    ledger.runs.end("run 1", "withheld", NOW)
    assert list(stands().lines()) == [
        "last run: 2026-11-23 09:20, withheld",
        "weekly_review 2026-W47, due 2026-11-23 09:00: 1 published, 1 withheld; 1 of 2 deliveries made",
        "  east: withheld 1 times; tried again from 2026-11-23 09:25: no orders",
        "doubtful: weekly_review/2026-W47/company/1/zh > mail > p1 > text: ",
        "next: weekly_review 2026-W48, due 2026-11-30 09:00",
    ]


def test_a_team_that_came_later_misses_nothing(stands, noted, staff, params, ledger, tmp_path):
    noted("published", "published")
    Schedule(params, ledger, staff, None).settle(NOW, [])
    staff["teams"].loc[1] = ["west", "West", "Asia/Shanghai", "CN"]
    found = stands(NOW + timedelta(days=2))
    assert states(found) == [("company", "published"), ("east", "published")]
    assert found.state == "fine"


def test_what_lies_before_the_beginning_is_not_expected(params, staff, tmp_path):
    with closing(Ledger.of_file(tmp_path / "late.sqlite", DUE)) as ledger:
        assert standing(Places(tmp_path), params, ledger, NOW).editions == []


def test_before_anything_was_pulled_the_company_is_expected(params, ledger, tmp_path):
    found = standing(Places(tmp_path), params, ledger, NOW)
    assert states(found) == [("company", "due")]
    assert (found.state, found.last_run, found.next_due.audience.id) == ("fine", None, "company")
    assert json.loads(found.line())["last_run"] is None
