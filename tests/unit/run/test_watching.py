"""The owner is told when nobody runs what is due; a run that takes long is no silence."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from stand_ins.clocks import QuickClock

from reviewbook.ledger import Holder, Ledger
from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.run.setting import LEASE, Setting
from reviewbook.run.watching import watch

DUE = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def holder(name):
    return Holder(name, lambda _: False)


@pytest.fixture(scope="session")
def params(root):
    params = load(Places(root))
    weekly = params.publications["weekly_review"]
    return replace(params, publications={weekly.name: weekly})


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.of_file(tmp_path / "ledger.sqlite", DUE - timedelta(days=1))) as opened:
        yield opened


@pytest.fixture
def watched(params, ledger, tmp_path):
    """Look so many minutes after the slot; give what is wrong, and the letters that lie in the outbox by then."""

    def made(minutes):
        setting = Setting(Places(tmp_path), ledger, None, holder("watch"), QuickClock(DUE + timedelta(minutes=minutes)))
        _, wrong = watch(setting, params)
        return wrong, [one.message for one in ledger.deliveries.in_state("sent")]

    return made


def test_while_nothing_is_late_nothing_is_told(watched):
    assert watched(59) == ([], [])


def test_where_nobody_runs_the_owner_is_told_once(watched, ledger):
    (said,), letters = watched(60)
    assert "weekly_review 2026-W47" in said
    assert letters == ["silent/20261122T010000+0000"]
    assert watched(90)[1] == letters
    assert ledger.leases.held("watch") is None


def test_while_a_run_goes_on_there_is_no_silence(watched, ledger):
    ledger.leases.take(LEASE, holder("run"), DUE + timedelta(minutes=50), timedelta(minutes=15))
    assert watched(60) == ([], [])
    assert watched(65)[1] == ["silent/20261122T010000+0000"]


def test_a_run_that_goes_on_and_on_is_told_of(watched, ledger):
    ledger.runs.begin("run 1", "run", "host/1/2.00", "1", DUE)
    ledger.leases.take(LEASE, holder("run"), DUE, timedelta(days=1))
    assert watched(179) == ([], [])
    assert watched(180)[1] == ["stuck/run 1"]
