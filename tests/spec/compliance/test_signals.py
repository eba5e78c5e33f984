"""Signals: which change of a measure is more than routine variation, in the form of facts."""

import pandas as pd
import pytest

from reviewbook.engine import as_read
from reviewbook.periods import Period
from reviewbook.schema import FACTS, FRAMES, Kind
from reviewbook.signals import signals

title = "Signal or routine variation"

WEEKS = [week.key for week in Period.parse("2026-W47").last(13)]
STEADY = [34, 33, 34, 34, 33, 35, 34, 33, 34, 34, 33, 34]


def facts(measure, entity, numerators, wholes=35, periods=WEEKS, cadence="weekly"):
    """Give the facts of a rate of one entity: ``team East``; None is a week in which nothing was due."""
    kind, name = entity.split()
    rows = pd.DataFrame({"period": periods[-len(numerators) :], "numerator": numerators, "denominator": wholes})
    rows.loc[rows["numerator"].isna(), ["numerator", "denominator"]] = 0
    filled = rows.assign(
        measure=measure,
        cadence=cadence,
        entity_kind=kind,
        entity_id=name,
        value=rows["numerator"] / rows["denominator"].where(rows["denominator"] > 0),
        unit="share",
        n=rows["denominator"],
    )
    return as_read(filled.reindex(columns=FACTS.names), FACTS)


def judge(*rows, charted=None, periods=WEEKS, cadence="weekly"):
    return signals(pd.concat(rows, ignore_index=True), charted or {"on_time_rate": "rate"}, cadence, periods)


def last(rows, *columns):
    row = rows.iloc[-1][list(columns)].astype("object")
    return row.where(row.notna(), None).tolist()


def test_a_rate_outside_its_limits_is_a_signal_in_its_own_week():
    rows = judge(facts("on_time_rate", "team East", [*STEADY, 25]))
    assert last(rows, "period", "verdict", "rule", "side", "since", "baseline") == [
        "2026-W47",
        "signal",
        "outside",
        "below",
        "2026-W47",
        12,
    ]
    assert last(rows, "value", "centre") == pytest.approx([25 / 35, 405 / 420])
    assert last(rows, "lower", "upper") == pytest.approx([29 / 35, 1])


def test_a_rate_within_its_limits_is_routine_variation_and_says_nothing_more():
    rows = judge(facts("on_time_rate", "team East", [*STEADY, 31]))
    assert last(rows, "verdict", "rule", "side", "since") == ["routine", None, None, None]


def test_a_run_names_the_week_with_which_it_began():
    longer = [week.key for week in Period.parse("2026-W47").last(20)]
    rows = judge(facts("on_time_rate", "team East", STEADY + [31] * 8, periods=longer), periods=longer)
    assert last(rows, "verdict", "rule", "side", "since") == ["signal", "run", "below", "2026-W40"]


def test_fewer_than_eight_earlier_weeks_are_too_few_and_counted():
    rows = judge(facts("on_time_rate", "person Li", [5, 5, 5, 5, 5, 0], wholes=5))
    assert last(rows, "verdict", "baseline", "centre", "lower", "upper") == ["too_few", 5, None, None, None]


def test_a_week_without_a_fact_has_no_row_and_one_in_which_nothing_was_due_has_no_value():
    east = facts("on_time_rate", "team East", [*STEADY[:6], None, *STEADY[6:]])
    rows = judge(east[east["period"] != "2026-W40"])
    assert rows["period"].tolist() == [week for week in WEEKS if week != "2026-W40"]
    assert rows.set_index("period").loc["2026-W41", ["verdict", "baseline"]].tolist() == ["too_few", 5]
    assert rows["value"].isna().tolist() == [week == "2026-W41" for week in rows["period"]]
    assert last(rows, "baseline") == [10]


def test_each_entity_and_measure_is_judged_by_its_own_history():
    rows = judge(
        facts("on_time_rate", "team East", [*STEADY, 25]),
        facts("on_time_rate", "team West", [25] * 13),
        facts("on_time_rate", "person East", [35] * 13),
        facts("submitted_rate", "team East", [35] * 13),
        facts("reply_rate", "team East", [*STEADY, 0]),
        charted={"on_time_rate": "rate", "submitted_rate": "rate"},
    )
    found = rows[rows["verdict"] == "signal"]
    assert found[["measure", "entity_kind", "entity_id"]].to_numpy().tolist() == [["on_time_rate", "team", "East"]]
    assert len(rows) == 4 * 13


def test_a_change_from_one_period_to_the_next_is_not_judged_of_persons():
    rows = judge(
        *(facts("growth", whose, STEADY) for whose in ("company all", "team East", "person Li")),
        charted={"growth": "change"},
    )
    assert rows["entity_kind"].unique().tolist() == ["company", "team"]


def test_other_cadences_periods_and_entities_are_left_out():
    later = facts("on_time_rate", "team East", [0], periods=["2026-W48"])
    monthly = facts("on_time_rate", "team East", [0], periods=["2026-11"], cadence="monthly")
    assert judge(later, monthly, cadence="monthly", periods=["2026-W48", "2026-11"])["period"].tolist() == ["2026-11"]
    product = facts("on_time_rate", "product East", [*STEADY, 0])
    rows = judge(facts("on_time_rate", "team East", [*STEADY, 34]), later, monthly, product)
    assert rows["period"].tolist() == WEEKS
    assert set(rows["verdict"]) == {"too_few", "routine"}


def test_a_value_is_judged_by_its_value_and_not_by_its_counts():
    hours = [100, 103, 98, 101, 97, 102, 99, 100, 103, 98, 101, 97, 130]
    rows = facts("median_lateness", "team East", [35] * 13).assign(value=[float(hour) for hour in hours])
    judged = judge(rows, charted={"median_lateness": "value"})
    assert last(judged, "value", "verdict", "side") == [130.0, "signal", "above"]
    assert last(judged, "centre") == pytest.approx([1199 / 12])


def test_a_rate_whose_parts_are_no_counts_is_refused():
    with pytest.raises(ValueError, match="judged by whole counts"):
        judge(facts("on_time_rate", "team East", [33.5] * 13))


def test_the_frame_has_the_columns_and_types_of_the_schema():
    rows = judge(facts("on_time_rate", "team East", [*STEADY, 25]))
    nothing = judge(facts("reply_rate", "team East", [*STEADY, 25]))
    types = {Kind.NUMBER: "float64", Kind.INTEGER: "Int64"}
    expected = {column.name: types.get(column.kind, "str") for column in FRAMES["signals"].columns}
    assert rows.dtypes.astype(str).to_dict() == nothing.dtypes.astype(str).to_dict() == expected
    assert (len(rows), len(nothing)) == (13, 0)
