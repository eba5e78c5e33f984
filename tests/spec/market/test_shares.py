"""The share of reports that name a competitor, and when its change is a signal."""

from __future__ import annotations

import pandas as pd
import pytest

from reviewbook.market import Span, mentions, shares
from reviewbook.market.heard import heard
from reviewbook.periods import Cadence, Period

WEEKS = [week.key for week in Period.parse("2026-W47").last(12)]


@pytest.fixture
def shared(templates, market, entities):
    """Give the shares of both competitors by (entity, topic, period)."""

    def made(*reports: pd.DataFrame) -> dict[tuple[str, str, str], dict[str, object]]:
        fields = heard(pd.concat(reports, ignore_index=True), templates)
        named = mentions(fields, market)
        rows = shares(fields, named, ["hengrui", "jixie"], entities, Span(Cadence.WEEKLY, WEEKS))
        keys = zip(rows["entity_id"], rows["topic"], rows["period"], strict=True)
        return dict(zip(keys, rows.to_dict("records"), strict=True))

    return made


def test_the_denominator_is_every_report_that_could_have_named_it(shared, reported):
    daily = reported("""
        who  | on         | field      | said
        -----+------------+------------+-----------
        Li   | 2026-11-09 | competitor | 恒锐降价
        Li   | 2026-11-16 | competitor | 恒锐降价
        Li   | 2026-11-16 | problem    | 又是恒锐
        Li   | 2026-11-17 | competitor |
        Wang | 2026-11-17 | competitor |
        Zhao | 2026-11-17 | competitor | Apex 报价
    """)
    bare = reported("who | on | field | said\nLi | 2026-11-18 | plan | 打听恒锐", template="bare")
    rows = shared(daily, bare)
    week = rows["company", "hengrui", "2026-W47"]
    assert (week["reports"], week["submitted"], week["share"], week["previous"]) == (1, 4, 0.25, 1.0)
    assert (week["lower"], week["upper"]) == (pytest.approx(0.0456, abs=1e-4), pytest.approx(0.6994, abs=1e-4))
    assert rows["Li", "hengrui", "2026-W47"]["submitted"] == 2
    assert [rows[who, "jixie", "2026-W47"]["reports"] for who in ("sales", "west", "east")] == [1, 1, 0]
    assert rows["east", "jixie", "2026-W47"]["share"] == 0.0
    assert ("west", "jixie", "2026-W46") not in rows


def test_a_report_counts_in_the_period_in_which_it_was_due(shared, reported):
    rows = shared(
        reported("who | on | field | said\nLi | 2026-11-22 | competitor | 恒锐\nLi | 2026-11-23 | competitor | 恒锐")
    )
    assert rows["Li", "hengrui", "2026-W47"]["submitted"] == 1


def test_a_rise_beyond_chance_is_a_signal_and_the_other_competitor_is_none(shared, reported):
    def week(start: str, naming: int) -> str:
        days = [day.isoformat() for day in Period.parse(start)]
        told = [f"{who}{n} | {day} | competitor | {'恒锐' if n + 5 * d < naming else ''}"
                for d, day in enumerate(days[:5]) for n in range(5) for who in ("R",)]  # fmt: skip
        return "\n".join(told)

    text = "who | on | field | said\n" + "\n".join(week(key, 10 if key == WEEKS[-1] else 1) for key in WEEKS)
    rows = shared(reported(text))
    risen, still = rows["company", "hengrui", "2026-W47"], rows["company", "jixie", "2026-W47"]
    assert (risen["verdict"], risen["side"], risen["rule"], risen["since"]) == (
        "signal",
        "above",
        "outside",
        "2026-W47",
    )
    assert (risen["reports"], risen["submitted"], risen["baseline"]) == (10, 25, 11)
    assert (still["verdict"], pd.isna(still["side"])) == ("routine", True)
    assert rows["company", "hengrui", "2026-W46"]["verdict"] == "routine"
    assert rows["company", "hengrui", WEEKS[0]]["verdict"] == "too_few"
