"""A signal is called one with its reason, and everything else is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviewbook.blocks import Tone
from reviewbook.periods import Period
from reviewbook.statistics.behaviour import PHASE
from reviewbook.verdicts import NEEDED, Verdict, in_short, in_words, tone, verdict

RATE = Verdict(0.8, 0.97, 0.91, 1.0, "signal", "outside", "below", "2026-W47", 24)


def test_it_takes_as_many_periods_as_the_charts_take():
    assert NEEDED == PHASE


@pytest.mark.parametrize(
    ("changed", "zh", "en"),
    [
        ({}, "信号，低于此前 24 周给出的控制限 91.0%–100.0%",
         "signal, below the limits 91.0%–100.0% of 24 earlier weeks"),
        ({"rule": "run", "since": "2026-W40"}, "信号，自 W40 起连续 8 期低于中心线 97.0%",
         "signal, 8 in a row below the centre 97.0% since W40"),
        ({"kind": "routine", "rule": "", "side": ""}, "常态波动，在此前 24 周给出的控制限 91.0%–100.0% 之内",
         "routine variation, within the limits 91.0%–100.0% of 24 earlier weeks"),
        ({"kind": "routine", "rule": "", "side": "", "lower": None, "upper": None},
         "无法判断，此前 24 周几乎相同，给不出控制限", "cannot be told, 24 earlier weeks hardly differ and give no limits"),
        ({"kind": "too_few", "rule": "", "side": "", "baseline": 5}, "尚无法判断（此前 5 周，至少需要 8 期）",
         "too early to tell (5 earlier weeks, 8 needed)"),
    ],
)  # fmt: skip
def test_a_verdict_says_what_it_is_and_why(changed, zh, en, sliced):
    found = replace(RATE, **changed)
    assert in_words(sliced("zh"), "on_time_rate", found) == zh
    assert in_words(sliced("en"), "on_time_rate", found) == en


@pytest.mark.parametrize(
    ("changed", "zh", "en"),
    [
        ({}, "信号 ↓", "signal ↓"),
        ({"rule": "run", "since": "2026-W40", "side": "above"}, "信号 ↑ 自 W40 起", "signal ↑ since W40"),
        ({"kind": "routine"}, "常态波动", "routine variation"),
        ({"kind": "routine", "lower": None, "upper": None}, "尚无法判断", "too early to tell"),
        ({"kind": "too_few", "lower": None, "upper": None}, "尚无法判断", "too early to tell"),
    ],
)
def test_a_verdict_in_short_says_which_way_and_since_when(changed, zh, en, sliced):
    found = replace(RATE, **changed)
    assert in_short(sliced("zh"), found) == zh
    assert in_short(sliced("en"), found) == en


@pytest.mark.parametrize(
    ("measure", "kind", "side", "shown"),
    [
        ("on_time_rate", "signal", "below", Tone.BAD),
        ("on_time_rate", "signal", "above", Tone.GOOD),
        ("copied_rate", "signal", "above", Tone.BAD),
        ("claim_bias", "signal", "above", Tone.WARN),
        ("on_time_rate", "routine", "", Tone.NONE),
        ("on_time_rate", "too_few", "", Tone.MUTED),
    ],
)
def test_a_signal_is_good_or_bad_by_the_direction_of_its_measure(measure, kind, side, shown, sliced):
    assert tone(sliced(), measure, replace(RATE, kind=kind, side=side)) == shown


def test_a_target_may_be_outdone_although_attainment_is_a_share(sliced):
    review = sliced("en")
    points = review.frames["signals"].assign(measure="attainment", lower=-0.2, upper=1.3)
    found = verdict(replace(review, frames={**review.frames, "signals": points}), "attainment", "team", "west")
    assert (found.lower, found.upper) == (0.0, 1.3)


def test_limits_are_written_in_the_unit_of_the_measure(sliced):
    money = replace(RATE, lower=90_000.0, upper=120_000.0)
    assert "¥90.0k–¥120k" in in_words(sliced("en"), "revenue", money)


def test_the_point_is_that_of_the_entity_and_period(sliced):
    review = sliced("en")
    assert verdict(review, "on_time_rate", "team", "west").kind == "signal"
    assert verdict(review, "on_time_rate", "team", "east").kind == "routine"
    assert verdict(review, "on_time_rate", "team", "west", Period.parse("2026-W35")).lower is None
    assert verdict(review, "reply_rate", "team", "west") is None


def test_limits_end_where_the_values_of_a_unit_end(sliced):
    review = sliced("en")
    beyond = review.frames["signals"].assign(lower=-0.2, upper=1.3)
    found = verdict(replace(review, frames={**review.frames, "signals": beyond}), "on_time_rate", "team", "west")
    assert (found.lower, found.upper) == (0.0, 1.0)
