"""What differs from the edition before, in words; a first edition says nothing of it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Tone
from reviewbook.measures import read_tables
from reviewbook.schema import FRAMES, TABLES
from reviewbook.schema.changed import CAUSES
from reviewbook.wording import entries


def framed(review, **frames):
    return replace(review, frames={**review.frames, **frames})


def changes(*rows):
    """Give figures of the week that differ, the company's revenue where nothing else is said."""
    usual = {"measure": "revenue", "cadence": "weekly", "period": "2026-W47", "entity_kind": "company",
             "entity_id": "company", "part": "value", "unit": "money", "cause": "backdated", "rows": 1,
             "detail": "backdated orders 1"}  # fmt: skip
    return pd.DataFrame([{**usual, **row} for row in rows]).reindex(columns=FRAMES["changes"].names)


def told(review, *rows):
    return [notice.text for notice in tables.what_changed(framed(review, changes=changes(*rows))).items]


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_first_edition_shows_nothing_at_all(sliced, language):
    none = {name: pd.DataFrame(columns=FRAMES[name].names) for name in
            ("changes", "arrivals", "gone_findings", "gone_evidence", "new_findings")}  # fmt: skip
    review = framed(sliced(language), **none)
    assert [show(review) for show in (tables.what_changed, tables.changed_figures, tables.arrival_rows)] == [None] * 3


def test_how_many_figures_differ_and_the_first_of_them_with_the_cause(sliced):
    said = tables.what_changed(sliced("en")).items
    assert [notice.text for notice in said] == [
        "Figures that differ from the edition before: 5; of them of Yunling Industrial for this period: 1. See",
        "Revenue: ¥790k → ¥800k. Why: entered afterwards (order lines: 1).",
    ]
    assert said[0].opens == tables.changed_figures(sliced("en")).id


def test_the_same_in_chinese(sliced):
    assert [notice.text for notice in tables.what_changed(sliced("zh", "east")).items] == [
        "与上一版相比，有 2 个数字不同，其中 1 个是华东本期自己的数字。见",
        "销售额：¥44.0万 → ¥45.0万。原因：事后补录（订单行：1 行）。",
    ]


def test_two_numbers_that_look_alike_get_more_decimals(sliced):
    row = {"measure": "attainment", "unit": "share", "before": 0.94611, "after": 0.94613}
    assert "94.611% → 94.613%" in told(sliced("en"), row)[1]
    assert "¥3,000,000 → ¥3,000,001" in told(sliced("en"), {"before": 3_000_000.0, "after": 3_000_001.0})[1]


def test_a_value_that_is_not_there_is_its_note(sliced):
    row = {"before": None, "after": 10.0, "note_before": "no target"}
    assert f"Revenue: {sliced('en').words('note.no_target')} → ¥10." in told(sliced("en"), row)[1]


def test_several_causes_are_all_told(sliced):
    row = {"before": 1.0, "after": 2.0, "detail": "rule; backdated orders 2; late_report reports 1"}
    assert told(sliced("en"), row)[1].endswith(
        "Why: rules changed; entered afterwards (order lines: 2); handed in late (reports: 1)."
    )


def test_what_nothing_explains_is_said_aloud(sliced):
    review = framed(
        sliced("en"), changes=changes({"before": 1.0, "after": 2.0, "cause": "unexplained", "detail": None})
    )
    loud = [notice for notice in tables.what_changed(review).items if notice.tone is Tone.BAD]
    assert len(loud) == 1
    assert "no change of data, rules, code or cut-off explains it: 1." in loud[0].text
    (row,) = tables.changed_figures(review).rows
    assert [(cell.text, cell.tone) for cell in row if cell.tone is Tone.BAD] == [("not explained", Tone.BAD)]


def test_every_figure_has_both_values_the_cause_and_the_rows_behind_it(sliced):
    table = tables.changed_figures(sliced("en"))
    assert table.folded
    assert texts(table)[0] == ["Revenue", "Yunling Industrial", "W47", "¥790k", "¥800k", "entered afterwards", "1",
                               "order lines: 1"]  # fmt: skip
    assert texts(table)[-1] == [
        "Revenue (target)",
        "刘洋",
        "W47",
        "¥99.0k",
        "¥100k",
        "target changed",
        "1",
        "targets: 1",
    ]
    assert [cell.value for cell in table.rows[0]][3:5] == [790_000.0, 800_000.0]


def test_own_figures_come_first(sliced):
    assert [row[1] for row in texts(tables.changed_figures(sliced("en", "west")))] == ["华西", "刘洋"]


def test_the_rows_say_whose_they_are_and_what_differs(sliced):
    assert texts(tables.arrival_rows(sliced("en"))) == [
        ["order lines", "7001 1", "new", "entered afterwards", "王伟", "Wed 18 Nov", "11-23 08:00", "–"],
        ["targets", "2026-11", "changed", "target changed", "刘洋", "–", "11-23 08:00", "amount 99,000 → 100,000"],
    ]


def test_what_differs_is_written_by_the_kind_of_its_column(sliced):
    differs = '[["ordered_at", null, "2026-11-18T02:00:00+00:00"], ["status", "confirmed", "refunded"], ["customer_id", null, null]]'
    row = sliced("en").frames["arrivals"].head(1).assign(state="other", differs=differs, person_before="p1")
    (cells,) = texts(tables.arrival_rows(framed(sliced("en"), arrivals=row)))
    assert cells[-1] == "ordered – → 11-18 10:00; status confirmed → refunded; customer"
    assert cells[4] == "李娜 → 王伟"


def test_every_cause_table_and_column_has_words():
    columns = {name for table in read_tables() for name in TABLES[table].names if name not in TABLES[table].key}
    wanted = [f"changes.cause.{cause}" for cause in CAUSES]
    wanted += [f"changes.table.{table}" for table in read_tables()] + [f"changes.column.{name}" for name in columns]
    assert [key for key in wanted if key not in entries()] == []


def finding(key, kind, entity, rank):
    return {"finding_id": key, "kind": kind, "cadence": "weekly", "period": "2026-W47", "entity_kind": "person",
            "entity_id": entity, "verdict": "certain", "tone": "bad", "since": "2026-W47", "weight": 1.0, "rank": rank,
            "due_on": pd.Timestamp("2026-11-27")}  # fmt: skip


def stated(key, **numbers):
    return [{"finding_id": key, "name": name, "source": "owed", "unit": "count", "value": float(value)}
            for name, value in numbers.items()]  # fmt: skip


def with_findings(review, here, gone, new=()):
    """Give a review with findings of its own, and those of the edition before that are gone."""
    frames = {}
    for prefix, rows in (("", here), ("gone_", gone)):
        frames[f"{prefix}findings"] = pd.DataFrame([row for row, _ in rows], columns=FRAMES["findings"].names)
        numbers = [one for _, evidence in rows for one in evidence]
        frames[f"{prefix}evidence"] = pd.DataFrame(numbers, columns=FRAMES["evidence"].names)
    return framed(review, **frames, new_findings=pd.DataFrame({"finding_id": list(new)}))


def missing(key, entity, rank, count):
    return finding(key, "not_reporting", entity, rank), stated(key, missing=count, due=6)


@pytest.mark.parametrize(("language", "said"), [("en", "no longer holds: "), ("zh", "不再成立：")])
def test_a_finding_that_is_gone_is_told_with_the_numbers_it_stated(sliced, language, said):
    review = with_findings(sliced(language), [], [missing("f1", "p5", 1, 4)])
    text = tables.what_changed(review).items[-1].text
    assert said in text
    assert "刘洋" in text
    assert "4" in text


def test_a_finding_that_is_new_is_told(sliced):
    review = with_findings(sliced("en"), [missing("f1", "p5", 1, 4), missing("f2", "p2", 2, 3)], [], new=["f2"])
    said = [notice.text for notice in tables.what_changed(review).items if "had not" in notice.text]
    assert len(said) == 1
    assert "王伟" in said[0]


def test_a_finding_of_a_kind_that_there_is_no_more_does_not_fail_the_edition(sliced):
    review = with_findings(sliced("en"), [], [(finding("f1", "of_old", "p5", 1), [])])
    assert tables.what_changed(review).items[-1].text == "A finding of the edition before about 刘洋 no longer holds."


def test_findings_alone_are_told_where_no_figure_differs(sliced):
    review = with_findings(sliced("en"), [], [missing("f1", "p5", 1, 4)])
    none = {name: pd.DataFrame(columns=FRAMES[name].names) for name in ("changes", "arrivals")}
    said = [notice.text for notice in tables.what_changed(framed(review, **none)).items]
    assert said[0] == "No figure differs from the edition before; findings do."
    assert len(said) == 2
