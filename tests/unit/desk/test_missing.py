"""Who had nobody in a period is told from whom nothing is on record of."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook.audiences import Cut, Derived
from reviewbook.desk.missing import lacking
from reviewbook.periods import Period
from reviewbook.slices import Audience
from reviewbook.wording import Wording

WEEK = Period.parse("2026-W47")
AS_OF = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def said(whole_company, who, memberships, value=1.0, language="en"):
    """Say what lacks of an audience whose single fact has a value, with memberships of p1."""
    spans = pd.DataFrame(memberships, columns=["team_id", "valid_from", "valid_to"]).assign(person_id="p1", role="rep")
    spans = spans.assign(**{name: pd.to_datetime(spans[name]) for name in ("valid_from", "valid_to")})
    teams = pd.DataFrame({"team_id": ["east", "east-1"], "parent_id": [None, "east"]})
    fact = {"entity_kind": who.kind, "entity_id": who.id, "period": WEEK.key, "cadence": "weekly", "value": value}
    frames = {"memberships": spans, "teams": teams, "facts": pd.DataFrame([fact])}
    derived = Derived(whole_company.publication, WEEK, AS_OF, frames)
    return [one.text for one in lacking(Wording(language), derived, Cut(who, "weekly_review", WEEK, AS_OF, frames))]


EAST, LI = Audience("team", "east", "East"), Audience("person", "p1", "Li")


@pytest.mark.parametrize("who", [EAST, LI])
def test_who_was_there_and_has_numbers_lacks_nothing(whole_company, who):
    assert said(whole_company, who, [("east-1", "2026-01-05", None)]) == []
    assert said(whole_company, who, [("east-1", "2026-01-05", "2026-11-18")]) == []


def test_whose_last_member_left_is_told_when(whole_company):
    left = [("east-1", "2026-01-05", "2026-11-16")]
    assert said(whole_company, EAST, left) == [
        "East had no member in Week 47 of 2026 (16–22 Nov), and so no numbers; "
        "it had some in Week 46 of 2026 (9–15 Nov)."
    ]
    assert said(whole_company, LI, left)[0].endswith("the last team was in Week 46 of 2026 (9–15 Nov).")


def test_who_never_had_a_member_is_told(whole_company):
    later = [("east-1", "2026-11-23", None)]
    assert said(whole_company, EAST, later)[0].startswith(
        "East had no member in Week 47 of 2026 (16–22 Nov) nor before"
    )
    assert said(whole_company, LI, [], language="zh")[0].endswith("都不属于任何团队，因此没有数字。")


@pytest.mark.parametrize("value", [None, 0.0])
def test_who_was_there_and_has_no_number_is_told_that_nothing_is_on_record(whole_company, value):
    there = [("east-1", "2026-01-05", None)]
    assert said(whole_company, EAST, there, value)[0].startswith("Nothing of East is on record in Week 47")
    company = Audience("company", "company", "We")
    assert said(whole_company, company, [], value)[0].startswith("Nothing of We is on record")
    assert said(whole_company, company, []) == []
