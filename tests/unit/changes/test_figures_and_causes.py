"""Which figures differ, at which station, and what each is laid to."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from reviewbook.changes import Reading, Stations, differing, explained

COLUMNS = ["row", "table", "kind", "size", "entity_kind", "entity_id", "first_on", "last_on"]
IN_WEEK, WEEK_BEFORE, WEEK_AFTER = date(2026, 11, 11), date(2026, 11, 4), date(2026, 11, 18)
TABLES = {"revenue": {"orders"}, "on_time_rate": {"reports"}, "growth": {"orders"}, "target": {"targets"}}
BUILT_ON = {"attainment": {"revenue", "target"}}


def touches(*rows):
    """Give what rows bear on: number, table, kind, person and day, and by how much the amount differs."""
    frame = [(n, table, kind, size, "person", who, on, on) for n, table, kind, who, on, size in rows]
    return pd.DataFrame(frame, columns=COLUMNS)


def reading(rules="rule"):
    def reads(measure, differing):
        built = BUILT_ON.get(measure, set()) & differing
        return frozenset().union(TABLES.get(measure, set()), *(TABLES[one] for one in built))

    def widely(measure, kind):
        return frozenset().union(TABLES.get(measure, set()), *(TABLES[one] for one in BUILT_ON.get(measure, ())))

    return Reading(reads, widely, {"revenue": "target"}, rules)


def causes(stations, behind, rules="rule"):
    frame, used = explained(differing(stations), behind, reading(rules))
    return frame.set_index("measure"), used


REVENUE, MORE = ("revenue", "p1", "2026-W46", 100.0), ("revenue", "p1", "2026-W46", 130.0)


def test_a_figure_that_is_the_same_is_not_told(facts):
    assert differing(Stations(facts(REVENUE), facts(REVENUE))).empty


def test_how_sums_are_rounded_is_no_difference(facts):
    close = ("revenue", "p1", "2026-W46", 100.0 + 1e-11)
    assert differing(Stations(facts(REVENUE), facts(close))).empty
    assert len(differing(Stations(facts(REVENUE), facts(("revenue", "p1", "2026-W46", 100.0 + 1e-9))))) == 1


@pytest.mark.parametrize("part", ["numerator", "denominator", "target", "lower", "upper"])
def test_a_part_that_differs_beside_an_equal_value_is_told(facts, part):
    found = differing(Stations(facts(REVENUE, **{part: 1.0}), facts(REVENUE, **{part: 2.0})))
    assert found[["part", "before", "after"]].values.tolist() == [[part, 1.0, 2.0]]


def test_a_value_that_has_come_to_be_has_the_note_of_before(facts):
    nothing = facts(("revenue", "p1", "2026-W46", None), note="no orders")
    found = differing(Stations(nothing, facts(MORE)))
    assert found.loc[0, ["part", "after", "note_before"]].tolist() == ["value", 130.0, "no orders"]
    assert pd.isna(found.loc[0, "before"])


def test_a_note_that_differs_is_told(facts):
    found = differing(Stations(facts(REVENUE, note="partly"), facts(REVENUE)))
    assert found[["part", "note_before"]].values.tolist() == [["note", "partly"]]


def test_a_figure_that_only_one_of_them_has_is_told(facts):
    other = ("growth", "p1", "2026-W46", 1.0)
    found = differing(Stations(facts(REVENUE), facts(REVENUE, other)))
    assert found["measure"].tolist() == ["growth"]


def test_the_kind_with_most_rows_is_named_and_all_are_told(facts):
    behind = touches(
        (0, "orders", "correction", "p1", IN_WEEK, 900.0),
        (1, "orders", "backdated", "p1", IN_WEEK, 10.0),
        (2, "orders", "backdated", "p1", IN_WEEK, 10.0),
    )
    told, used = causes(Stations(facts(REVENUE), facts(MORE)), behind)
    assert told.loc["revenue", ["cause", "rows", "detail"]].tolist() == [
        "backdated", 3, "backdated orders 2; correction orders 1",
    ]  # fmt: skip
    assert used == {0, 1, 2}


def test_of_as_many_rows_those_of_the_larger_amounts_are_named(facts):
    rows = [(0, "orders", "backdated", "p1", IN_WEEK, 10.0), (1, "orders", "withdrawn", "p1", IN_WEEK, 900.0)]
    told, _ = causes(Stations(facts(REVENUE), facts(MORE)), touches(*rows))
    assert told.loc["revenue", "cause"] == "withdrawn"


@pytest.mark.parametrize(
    "row",
    [
        (0, "reports", "late_report", "p1", IN_WEEK, 0.0),  # a table that revenue does not read
        (0, "targets", "target", "p1", IN_WEEK, 0.0),
    ],
)
def test_rows_of_tables_that_a_figure_does_not_read_explain_nothing(facts, row):
    told, used = causes(Stations(facts(REVENUE), facts(MORE)), touches(row))
    assert told.loc["revenue", ["cause", "rows"]].tolist() == ["unexplained", 0]
    assert used == set()


@pytest.mark.parametrize("who_and_when", [("p1", WEEK_BEFORE), ("p1", WEEK_AFTER), ("p2", IN_WEEK)])
def test_rows_of_another_week_or_of_somebody_else_make_it_follow(facts, who_and_when):
    row = (0, "orders", "backdated", *who_and_when, 5.0)
    told, used = causes(Stations(facts(REVENUE), facts(MORE)), touches(row))
    assert told.loc["revenue", ["cause", "rows", "detail"]].tolist() == ["follows", 1, "backdated orders 1"]
    assert used == {0}


def test_rows_of_its_own_week_come_before_those_of_another(facts):
    rows = [(0, "orders", "correction", "p1", IN_WEEK, 1.0), (1, "orders", "backdated", "p1", WEEK_BEFORE, 1.0)]
    told, used = causes(Stations(facts(REVENUE), facts(MORE)), touches(*rows))
    assert told.loc["revenue", ["cause", "rows"]].tolist() == ["correction", 1]
    assert used == {0}


def test_a_row_counts_once_however_often_it_bears_on_a_figure(facts):
    row = (0, "orders", "backdated", "p1", IN_WEEK, 5.0)
    told, _ = causes(Stations(facts(REVENUE), facts(MORE)), touches(row, row))
    assert told.loc["revenue", "rows"] == 1


def test_a_target_that_differs_is_laid_to_targets_and_not_to_orders(facts):
    rows = [(0, "orders", "backdated", "p1", IN_WEEK, 5.0), (1, "targets", "target", "p1", IN_WEEK, 5.0)]
    told, used = causes(Stations(facts(REVENUE, target=90.0), facts(REVENUE, target=95.0)), touches(*rows))
    assert told.loc["revenue", ["part", "cause", "rows"]].tolist() == ["target", "target", 1]
    assert used == {1}


@pytest.mark.parametrize("rules", ["rule", "code", "rule_or_code"])
def test_what_differs_already_with_the_former_rows_is_laid_to_rules_or_code(facts, rules):
    told, used = causes(Stations(facts(REVENUE), facts(MORE), ruled=facts(MORE)), touches(), rules)
    row = told.loc["revenue"]
    assert row[["cause", "detail"]].tolist() == [rules, rules]
    assert row[["rows", "after_rules"]].isna().all()
    assert used == set()


def test_what_differs_only_by_the_clock_is_laid_to_the_cut_off(facts):
    told, _ = causes(Stations(facts(REVENUE), facts(MORE), timed=facts(MORE)), touches())
    assert told.loc["revenue", "cause"] == "cut_off"


def test_a_figure_that_rules_clock_and_rows_changed_is_split_step_by_step(facts):
    def at(value):
        return facts(("revenue", "p1", "2026-W46", value))

    behind = touches((0, "orders", "backdated", "p1", IN_WEEK, 5.0))
    told, _ = causes(Stations(at(100.0), at(200.0), ruled=at(110.0), timed=at(140.0)), behind, "code")
    row = told.loc["revenue"]
    assert row[["before", "after_rules", "after_cut_off", "after"]].tolist() == [100.0, 110.0, 140.0, 200.0]
    assert row[["cause", "rows", "detail"]].tolist() == ["backdated", 1, "code; cut_off; backdated orders 1"]


def test_the_larger_step_is_the_cause(facts):
    def at(value):
        return facts(("revenue", "p1", "2026-W46", value))

    behind = touches((0, "orders", "backdated", "p1", IN_WEEK, 5.0))
    told, _ = causes(Stations(at(100.0), at(160.0), ruled=at(150.0)), behind)
    assert told.loc["revenue", ["cause", "detail"]].tolist() == ["rule", "rule; backdated orders 1"]


def test_a_measure_built_on_others_reads_only_through_those_that_differ(facts):
    """Revenue differs, the target does not: a target of the same days is not why attainment differs."""
    rows = [(0, "orders", "backdated", "p1", IN_WEEK, 5.0), (1, "targets", "target", "p1", IN_WEEK, 5.0)]
    shares = [("attainment", "p1", "2026-W46", share) for share in (0.5, 0.6)]
    told, used = causes(Stations(facts(REVENUE, shares[0]), facts(MORE, shares[1])), touches(*rows))
    assert told.loc["attainment", ["cause", "detail"]].tolist() == ["backdated", "backdated orders 1"]
    assert used == {0}
