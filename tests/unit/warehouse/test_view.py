"""What a reader at the cut-off sees, rule by rule."""

from datetime import UTC, datetime, timedelta

import narwhals as nw
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from reviewbook.engine import as_analysed, as_read
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.schema import TABLES
from reviewbook.warehouse import CUTOFFS, Warehouse

AS_OF = datetime.fromisoformat("2026-11-23T09:00+08:00")
AT = datetime(2026, 12, 1, tzinfo=UTC)
AT_CUTOFF, JUST_AFTER = "2026-11-23T01:00:00Z", "2026-11-23T01:00:00.000001Z"
SAME_DAY, NEXT_DAY = "2026-11-23", "2026-11-24"
WHO = {"person_id": "p1", "author_id": "p1", "team_id": "t1"}

HIDDEN = [
    ("reports", "submitted_at", JUST_AFTER, AT_CUTOFF),
    ("feedback", "given_at", JUST_AFTER, AT_CUTOFF),
    ("orders", "ordered_at", JUST_AFTER, AT_CUTOFF),
    ("orders", "recorded_at", JUST_AFTER, AT_CUTOFF),
    ("opportunities", "created_on", NEXT_DAY, SAME_DAY),
    ("satisfaction", "responded_at", JUST_AFTER, AT_CUTOFF),
    ("complaints", "opened_at", JUST_AFTER, AT_CUTOFF),
    ("follow_ups", "created_at", JUST_AFTER, AT_CUTOFF),
    ("meetings", "held_at", JUST_AFTER, AT_CUTOFF),
]
EMPTIED = [
    (
        "opportunities",
        "closed_on",
        NEXT_DAY,
        SAME_DAY,
        {"outcome": ("won", "open"), "stage": ("closed", ""), "probability": (1.0, None)},
    ),
    ("complaints", "answered_at", JUST_AFTER, AT_CUTOFF, {}),
    ("complaints", "resolved_at", JUST_AFTER, AT_CUTOFF, {}),
    ("follow_ups", "done_at", JUST_AFTER, AT_CUTOFF, {"status": ("done", "open")}),
    ("trainings", "completed_on", NEXT_DAY, SAME_DAY, {"score": (90.0, None)}),
    ("goals", "done_on", NEXT_DAY, SAME_DAY, {}),
]


def seen(warehouse, table, as_of=AS_OF):
    return warehouse.engine().collect(warehouse.view(as_of)[table])


def test_every_rule_of_the_declaration_has_a_test_here():
    hidden = {(name, column) for name, rule in CUTOFFS.items() for column in rule.hidden_until}
    emptied = {
        (name, column, *effects) for name, rule in CUTOFFS.items() for column, effects in rule.empty_until.items()
    }
    assert hidden == {row[:2] for row in HIDDEN}
    assert emptied == {(*row[:2], *row[4]) for row in EMPTIED}
    assert {name for name, rule in CUTOFFS.items() if rule.follows} == {"report_fields", "attendance"}


def test_every_instant_of_every_table_has_a_rule():
    ruled = {(name, column) for name, rule in CUTOFFS.items() for column in (*rule.hidden_until, *rule.empty_until)}
    instants = {(t.name, c.name) for t in TABLES.values() for c in t.columns if c.name.endswith("_at")}
    assert instants <= ruled


@pytest.mark.parametrize(("table", "column", "after", "before"), HIDDEN)
def test_what_happened_after_the_cutoff_is_not_there(warehouse, rows, table, column, after, before):
    key = TABLES[table].key[0]
    frame = rows(table, {**WHO, key: "after", column: after}, {**WHO, key: "before", column: before})
    warehouse.load("s", {table: frame}, AT)
    assert seen(warehouse, table)[key].tolist() == ["before"]


@pytest.mark.parametrize(("table", "column"), [("feedback", "given_at"), ("orders", "recorded_at")])
def test_what_happened_nobody_knows_when_is_there(warehouse, rows, table, column):
    warehouse.load("s", {table: rows(table, {**WHO, column: None})}, AT)
    assert seen(warehouse, table)[column].isna().tolist() == [True]


@pytest.mark.parametrize("rule", EMPTIED)
def test_what_was_not_known_at_the_cutoff_is_empty(warehouse, rows, rule):
    table, column, after, before, effects = rule
    key = TABLES[table].key[0]
    now = {name: value for name, (value, _) in effects.items()}
    told = [{**WHO, **now, key: "1", column: after}, {**WHO, **now, key: "2", column: before}]
    warehouse.load("s", {table: rows(table, *told)}, AT)
    found = seen(warehouse, table).sort_values(key)
    assert found[column].isna().tolist() == [True, False]
    for name, (value, earlier) in effects.items():
        assert [None if pd.isna(v) else v for v in found[name]] == [earlier, value]


def test_the_fields_of_a_report_that_had_not_come_are_not_there(warehouse, rows):
    reports = rows(
        "reports",
        {**WHO, "report_id": "r", "revision": 1, "submitted_at": AT_CUTOFF},
        {**WHO, "report_id": "r", "revision": 2, "submitted_at": JUST_AFTER},
    )
    fields = rows("report_fields", {"report_id": "r", "revision": 1}, {"report_id": "r", "revision": 2})
    warehouse.load("s", {"reports": reports, "report_fields": fields}, AT)
    assert seen(warehouse, "report_fields")["revision"].tolist() == [1]


def test_who_was_at_a_meeting_to_come_is_not_there(warehouse, rows):
    meetings = rows(
        "meetings", {**WHO, "meeting_id": "1", "held_at": AT_CUTOFF}, {**WHO, "meeting_id": "2", "held_at": JUST_AFTER}
    )
    attendance = rows("attendance", {**WHO, "meeting_id": "1"}, {**WHO, "meeting_id": "2"})
    warehouse.load("s", {"meetings": meetings, "attendance": attendance}, AT)
    assert seen(warehouse, "attendance")["meeting_id"].tolist() == ["1"]


def test_the_zone_of_the_cutoff_says_which_day_is_the_last(warehouse, rows):
    warehouse.load("s", {"opportunities": rows("opportunities", {**WHO, "created_on": "2026-11-23"})}, AT)
    instant = datetime.fromisoformat("2026-11-23T00:30+08:00")
    assert len(seen(warehouse, "opportunities", instant)) == 1
    assert len(seen(warehouse, "opportunities", instant.astimezone(UTC))) == 0


def test_plans_and_people_have_no_cutoff(warehouse, rows):
    tables = {
        "memberships": rows("memberships", {**WHO, "valid_from": "2027-01-01"}),
        "targets": rows("targets", {"owner_kind": "company", "period": "2027-01"}),
        "leave": rows("leave", {**WHO, "starts_on": "2027-02-01", "ends_on": "2027-02-02"}),
    }
    warehouse.load("s", tables, AT)
    views = warehouse.view(AS_OF)
    assert [len(warehouse.engine().collect(views[name])) for name in tables] == [1, 1, 1]


FILLED = {"date": "2026-02-28", "instant": "2026-11-20T08:00:00.123456Z", "number": 0.1, "money": 1e9, "integer": 7}
LATER_KEYS = {"date": "2026-03-01", "integer": 2}


def every_table(rows):
    """Give two rows of each table: one with every column filled, one with only what must be."""
    tables = {}
    for name, table in TABLES.items():
        who = {c.name: "t1" if c.name in {"team_id", "parent_id"} else "p1" for c in table.columns if c.kind == "id"}
        full = {c.name: FILLED.get(c.kind, "李") for c in table.columns if c.kind not in {"choice", "flag"}}
        own = [key for key in table.key if key not in WHO] or list(table.key)
        other = {own[-1]: LATER_KEYS.get(table.column(own[-1]).kind, "2")}
        must = {key: value for key, value in {**full, **who}.items() if key in WHO or key in table.key}
        tables[name] = rows(name, {**full, **who}, {**must, **other})
    return tables


def test_views_equal_the_frames_of_pandas_for_every_table(path, rows):
    tables = every_table(rows)
    with Warehouse.create_or_open(path) as warehouse:
        assert warehouse.load("s", tables, AT).rejected == 0
        views = warehouse.view(datetime(2027, 6, 1, tzinfo=UTC))
        pandas = PandasEngine()
        assert set(views) == set(TABLES)
        for name, table in TABLES.items():
            expected = pandas.frame(as_analysed(tables[name], table))
            assert views[name].collect_schema().names() == table.names
            found = as_read(warehouse.engine().collect(views[name]), table)
            assert_frame_equal(found, as_read(pandas.collect(expected), table), obj=name)
            assert_frame_equal(found, warehouse.frame(name), obj=name)
            assert len(found) == 2


def test_dates_are_text_and_instants_are_whole_microseconds(warehouse, rows):
    warehouse.load("s", {"follow_ups": rows("follow_ups", {"created_at": JUST_AFTER, "due_on": "0999-01-02"})}, AT)
    view = warehouse.view(AS_OF + timedelta(days=1))["follow_ups"]
    schema = view.collect_schema()
    assert (schema["due_on"], schema["created_at"]) == (nw.String, nw.Int64)
    found = warehouse.engine().collect(view).iloc[0]
    assert found["created_at"] == 1_795_395_600_000_001
    assert found["due_on"] == "0999-01-02"


def test_a_read_only_warehouse_computes_too_and_several_views_stand_side_by_side(path, rows):
    with Warehouse.create_or_open(path) as warehouse:
        tables = {
            "people": rows("people", {"person_id": "p1"}),
            "orders": rows("orders", {**WHO, "ordered_at": JUST_AFTER}),
        }
        warehouse.load("s", tables, AT)
    with Warehouse.open(path) as warehouse:
        engine = warehouse.engine()
        now, then = warehouse.view(AS_OF + timedelta(days=1)), warehouse.view(AS_OF)
        kept = engine.keep(now["orders"].select("order_id"))
        assert (len(engine.collect(kept)), len(engine.collect(then["orders"]))) == (1, 0)


def test_a_cutoff_without_a_zone_is_refused(warehouse):
    with pytest.raises(ValueError, match="2026-11-23 09:00:00 has no zone"):
        warehouse.view(AS_OF.replace(tzinfo=None))
