"""Where the month will end, and how earlier forecasts did: every number is a fact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviewbook import tables
from reviewbook.blocks import Notice, Tone
from reviewbook.periods import Period
from reviewbook.tables.forecasts import looking_ahead

MONTH = "2026-11"


def _month(review, measure="forecast", **values):
    """The review with other values of a fact of the month."""
    facts = review.facts.copy()
    facts.loc[(facts["measure"] == measure) & (facts["period"] == MONTH), list(values)] = list(values.values())
    return replace(review, facts=facts)


def _finished(review, came, error):
    """The review with the month over: 400 were forecast half-way through, 300 to 500."""
    facts = review.facts
    row = facts[(facts["measure"] == "forecast_error") & (facts["period"] == "2026-W47")].assign(
        period=MONTH, cadence="monthly", value=error, lower=-0.25, upper=0.25, numerator=came, denominator=400.0
    )
    merged = type(facts)(facts.to_dict("records") + row.to_dict("records"), columns=facts.columns)
    return _month(replace(review, facts=merged), value=came, lower=None, upper=None)


@pytest.mark.parametrize(
    ("target", "said", "tone"),
    [
        (3_600_000.0, "; the target of ¥3.60m is likely to be missed.", Tone.WARN),
        (3_400_000.0, "; the target of ¥3.40m is within reach.", Tone.NONE),
        (3_000_000.0, "; the target of ¥3.00m is likely to be passed.", Tone.GOOD),
        (None, ".", Tone.NONE),
    ],
)
def test_the_target_is_held_against_both_ends_of_the_interval(target, said, tone, sliced):
    wanted = "At this pace November 2026 will end between ¥3.10m and ¥3.51m, 80% likely" + said
    assert looking_ahead(_month(sliced("en"), "target", value=target)) == Notice(wanted, tone)


def test_an_interval_of_nothing_is_one_amount(sliced):
    review = _month(sliced("en"), lower=3_300_000.0, upper=3_300_000.0)
    assert looking_ahead(review).text.startswith("At this pace November 2026 will end at about ¥3.30m;")
    assert "全月销售额预计约为 ¥330万；" in looking_ahead(replace(review, language="zh")).text


def test_a_history_too_short_is_the_reason_for_no_forecast(sliced):
    review = _month(sliced("en"), value=None, lower=None, upper=None, note="history too short")
    reason = "The end of November 2026 cannot be forecast: fewer than 6 finished periods before it."
    assert looking_ahead(review) == Notice(reason, Tone.MUTED)


def test_without_figures_of_the_month_nothing_is_said(sliced):
    assert looking_ahead(replace(sliced("en"), facts=sliced("en").facts.iloc[:0])) is None


@pytest.mark.parametrize(
    ("came", "error", "said"),
    [
        (440.0, 0.1, "¥440 came (+10.0%), inside the interval."),
        (500.0, 0.25, "¥500 came (+25.0%), inside the interval."),
        (501.0, 0.2525, "¥501 came (+25.3%), above the interval."),
        (299.0, -0.2525, "¥299 came (−25.3%), below the interval."),
    ],
)
def test_of_a_month_that_is_over_it_is_said_how_its_forecast_did(came, error, said, sliced):
    text = looking_ahead(_finished(sliced("en"), came, error)).text
    assert text == "Half-way through November 2026, ¥400 was forecast (¥300 to ¥500, 80% likely); " + said


def test_a_finished_month_that_was_not_forecast_is_passed_over(sliced):
    assert looking_ahead(_month(sliced("en"), value=2_400_000.0, lower=None, upper=None)) is None


def test_the_table_has_the_forecast_and_the_end_of_each_period(sliced):
    table = tables.forecasts(sliced("en"))
    assert len(table.rows) == 13
    last = [cell.text for cell in table.rows[-1]]
    # 10 % less than forecast came, and 7 % were allowed.
    assert last == ["Week 47 of 2026 (16–22 Nov)", "888,889", "826,667–951,111", "800,000", "−10.0%", "below"]
    assert [row[5].text for row in table.rows].count("inside") == 8
    assert table.note.startswith("8 of 13 lay inside; in the long run four in five should.")
    assert [row[5].tone for row in table.rows if row[5].text != "inside"] == [Tone.WARN] * 5


def test_a_period_that_was_not_forecast_has_no_row(sliced):
    review = sliced("zh")
    facts = review.facts.copy()
    early = (facts["measure"] == "forecast_error") & (facts["period"] < "2026-W40")
    facts.loc[early, ["value", "lower", "upper", "note"]] = [None, None, None, "history too short"]
    table = tables.forecasts(replace(review, facts=facts))
    assert [row[0].value for row in table.rows] == [p.key for p in Period.parse("2026-W47").last(8)]
    assert table.note.startswith("8 期中有 5 期落在区间内")


def test_no_forecast_at_all_is_a_reason_and_no_table(sliced):
    review = sliced("en")
    facts = review.facts.copy()
    mine = facts["measure"] == "forecast_error"
    facts.loc[mine, ["value", "lower", "upper", "note"]] = [None, None, None, "history too short"]
    table = tables.forecasts(replace(review, facts=facts))
    assert (table.rows, table.note) == ((), "")
    assert table.empty == "Forecast error: fewer than 6 finished periods before it."
