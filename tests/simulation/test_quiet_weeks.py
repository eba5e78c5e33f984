"""How many findings mean nothing: over 52 weeks of a company in which nothing is planted, fewer than one a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from reviewbook.findings import findings
from reviewbook.periods import Period
from reviewbook.sources.sample import SampleOptions

WEEKS = tuple(week.key for week in Period.parse("2026-W47").last(52))
#: Months with eight measured before them, or more.
MONTHS = tuple(month.key for month in Period.parse("2026-10").last(4))


@pytest.fixture(scope="module")
def company(lived: Callable[..., Any]) -> Any:
    """A company in which every week is like the other."""
    return lived(SampleOptions(reps=24, months=18, plant=False), 64)


def false(found: pd.DataFrame) -> pd.DataFrame:
    """
    Give the findings that say something has changed, where nothing has.

    Who stands out truly does: the targets of some are easier than those of others; how rarely chance gives an honour is
    tested by itself (`test_honours`).
    """
    return found[(found["verdict"] != "routine") & (found["tone"] != "plain") & (found["kind"] != "stands_out")]


def test_over_52_quiet_weeks_fewer_than_one_a_month_means_nothing(company):
    weekly = false(company.found(*WEEKS))
    assert len(weekly) < 12, sorted(zip(weekly["period"], weekly["finding_id"], strict=True))
    # Not as many as one in ten weeks, which is what the params allow, with two standard errors of luck.
    assert len(weekly) <= 52 * company.params.findings.false_per_edition + 2 * (52 * 0.1) ** 0.5


def test_quiet_months_are_quiet(company):
    monthly = false(company.found(*MONTHS))
    assert len(monthly) <= 1, sorted(zip(monthly["period"], monthly["finding_id"], strict=True))


@pytest.mark.parametrize("week", ["2026-W10", "2026-W30", "2026-W47"])
def test_in_the_same_weeks_a_change_is_found_where_there_is_one(company, week):
    known = company.known(week)
    owed = known.frames["owed"]
    inside = owed["due_on"].between(pd.Timestamp(known.period.start_on), pd.Timestamp(known.period.last_on))
    due = owed[inside & owed["status"].isin(["on_time", "late"])]
    team = due["team_id"].value_counts().index[0]
    person = due["person_id"][due["team_id"] != team].value_counts().index[0]
    missing, late = inside & (owed["person_id"] == person), inside & (owed["team_id"] == team)
    status = owed["status"].mask(missing, "missing").mask(late, "late")
    changed = replace(known, frames={**known.frames, "owed": owed.assign(status=status)})
    found = set(findings(changed)[0]["finding_id"])
    assert {f"not_reporting.person.{person}", f"less_punctual.team.{team}"} <= found
