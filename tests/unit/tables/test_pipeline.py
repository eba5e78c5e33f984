"""Deals on their way and what was promised, as printed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Notice, Tone
from reviewbook.schema import FRAMES
from reviewbook.schema.facts import FACTS, UNRECORDED

WEEK, MONTH = ("weekly", "2026-W47"), ("monthly", "2026-11")
TEAM_OF = {"p1": "east", "p2": "east", "p4": "west"}

#: Number, owner, stage and the one before, opened, expected, closed, outcome, amount, probability.
DEALS = [
    ("d1", "p1", "contract", "proposal", "2026-10-01", "2026-11-20", None, "open", 300.0, 0.8),
    ("d2", "p1", "proposal", "proposal", "2026-10-05", "2026-12-20", None, "open", 1000.0, 0.3),
    ("d3", "p2", "proposal", None, "2026-11-18", "2026-12-21", None, "open", None, 0.3),
    ("d4", "p2", "closed", "contract", "2026-10-01", "2026-11-10", "2026-11-17", "won", 500.0, 1.0),
    ("d5", "p4", "closed", "contract", "2026-10-01", "2026-11-10", "2026-11-20", "lost", 200.0, 0.0),
    ("d6", "p4", "closed", None, "2026-10-01", "2026-11-10", "2026-11-23", "won", 70.0, 1.0),
    ("d7", "p4", "", None, "2026-11-02", None, None, "open", 40.0, None),
]


def _deals(rows=DEALS):
    names = ["opportunity_id", "person_id", "stage", "stage_before", "created_on", "expected_on", "closed_on",
             "outcome", "amount", "probability"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=names)
    days = {name: pd.to_datetime(frame[name]) for name in names if name.endswith("_on")}
    return frame.assign(team_id=frame["person_id"].map(TEAM_OF), customer="华星 <b>", **days)[FRAMES["deals"].names]


def _promises(*rows):
    told = [
        {"report_id": f"r-{who}", "person_id": who, "team_id": TEAM_OF[who], "cadence": "weekly", "period": "2026-W47",
         "template": "weekly_sales", "due_on": pd.Timestamp("2026-11-13"), "field": "commitment",
         "committed": committed, "done": done}
        for who, committed, done in rows
    ]  # fmt: skip
    return pd.DataFrame(told, columns=FRAMES["promises"].names)


def _with(review, *facts, **frames):
    """The review with more facts (measure, cadence and period, kind, entity, unit, parts) and other frames."""
    rows = [
        dict.fromkeys(FACTS.names)
        | {"measure": measure, "cadence": when[0], "period": when[1], "entity_kind": kind, "entity_id": entity}
        | {"unit": unit, "n": 0, **parts}
        for measure, when, kind, entity, unit, parts in facts
    ]
    merged = pd.DataFrame(review.facts.to_dict("records") + rows, columns=FACTS.names)
    return replace(review, facts=merged, frames={**review.frames, **frames})


def _company(review, *more, deals=None):
    own = ("company", "company")
    rate = {"value": 0.5, "numerator": 1, "denominator": 2, "lower": 0.0945, "upper": 0.9055}
    facts = [
        ("open_pipeline", WEEK, *own, "money", {"value": 1410.0}),
        ("weighted_pipeline", WEEK, *own, "money", {"value": 540.0, "note": "deals incomplete"}),
        ("win_rate", WEEK, *own, "share", rate),
        ("cycle_days", WEEK, *own, "days", {"value": 47.0}),
        ("coverage", MONTH, *own, "index", {"value": 0.25, "numerator": 300.0, "denominator": 1200.0}),
    ]
    return _with(review, *facts, *more, deals=_deals() if deals is None else deals)


def _texts(rows):
    return [[cell.text for cell in row] for row in rows]


def test_the_stages_nearest_to_being_won_come_first_and_what_is_unknown_last(sliced):
    table = tables.pipeline(_company(sliced("en")))
    assert _texts(table.rows) == [
        ["contract", "1", "300", "240", "1", "300"],
        ["proposal", "2", "1,000", "300", "0", "–"],
        ["stage not kept", "2", "110", "–", "0", "–"],
    ]
    assert _texts(table.totals) == [["Total", "5", "1,410", "540", "1", "300"]]
    assert [row[2].bar for row in table.rows] == [0.3, 1.0, 0.11]
    assert [row[4].tone for row in table.rows] == [Tone.WARN, Tone.NONE, Tone.NONE]
    assert table.title == "Open deals: 5, worth ¥1.41k; past their expected day: 1"


def test_the_note_says_how_deals_ended_what_they_cover_and_what_moved(sliced):
    assert tables.pipeline(_company(sliced("en"))).note == (
        "Closed in the period: 2, won: 1 (¥500), a win rate of 50.0% (95% interval 9.5%–90.6%). "
        "Half of those won took 47 days or less. "
        "November 2026 is ¥1.20k short of its target; open deals expected within it are worth ¥300, 25% of that. "
        "Deals without an amount or a probability are not in the weighted amount. "
        "Open deals that changed their stage since the last review: 1 (proposal → contract 1)."
    )
    assert "上次复盘以来 1 个商机变更了阶段：proposal → contract 1 个。" in tables.pipeline(_company(sliced("zh"))).note


def test_what_was_not_pulled_then_is_no_deal_that_stood_still(sliced):
    unknown = _deals().assign(stage_before=None)
    text = tables.pipeline(_company(sliced("en"), deals=unknown)).note
    assert text.endswith("what the records said then was not pulled then.")
    still = _deals()[lambda deals: deals["opportunity_id"] == "d2"]
    text = tables.pipeline(_company(sliced("en"), deals=still)).note
    assert text.endswith("No open deal has changed its stage since the last review.")


def test_of_many_moves_the_commonest_are_named(sliced):
    pairs = [("a", "b"), ("a", "b"), ("a", "c"), ("b", "c"), ("c", "d")]
    rows = [(f"m{n}", "p1", now, old, "2026-10-01", None, None, "open", 1.0, 0.5) for n, (old, now) in enumerate(pairs)]
    text = tables.pipeline(_company(sliced("en"), deals=_deals(rows))).note
    assert text.endswith("since the last review: 5, most often a → b 2, a → c 1, b → c 1.")


def test_without_a_deal_it_is_one_sentence(sliced):
    review = sliced("en")
    nothing = _with(review, ("open_pipeline", WEEK, "company", "company", "money", {"note": UNRECORDED}))
    for shown in (tables.pipeline, tables.deal_rows):
        assert shown(nothing) == Notice("No deal is on record.", Tone.MUTED)
    none_open = tables.pipeline(_company(review, deals=_deals([])))
    assert (none_open.rows, none_open.totals, none_open.empty) == ((), (), "No deal was open in the period.")


def test_the_rows_begin_with_what_is_past_its_day_then_what_moved(sliced):
    table = tables.deal_rows(_company(sliced("en")))
    assert [row[-1].text for row in table.rows] == ["d1", "d4", "d5", "d2", "d6", "d7", "d3"]
    assert [row[3].text for row in table.rows] == [
        "contract", "won", "lost", "proposal", "stage not kept", "stage not kept", "proposal",
    ]  # fmt: skip
    assert table.rows[0][5].text == "2026-11-20 (passed)"
    assert [row[5].value for row in table.rows][:4] == ["2026-11-20", "2026-11-10", "2026-11-10", "2026-12-20"]
    assert [row[7].text for row in table.rows] == [
        "80%",
        "–",
        "–",
        "30%",
        "–",
        "–",
        "30%",
    ]  # of an outcome nobody doubts
    assert table.folded


def test_what_was_written_in_the_crm_stays_text(sliced):
    table = tables.deal_rows(_company(sliced("en")))
    assert {row[0].text for row in table.rows} == {"华星 <b>"}
    assert "<b>华星" not in table._repr_html_()


def _said(review):
    parts = {
        ("company", "company"): (1300.0, 1500.0), ("team", "east"): (900.0, 1200.0), ("team", "west"): (400.0, 300.0),
        ("person", "p1"): (100.0, 500.0), ("person", "p2"): (800.0, 700.0), ("person", "p4"): (400.0, 300.0),
    }  # fmt: skip
    facts = [
        ("say_do", WEEK, *who, "share", {"value": done / said, "numerator": done, "denominator": said})
        for who, (done, said) in parts.items()
    ]
    promises = _promises(("p1", 500.0, 100.0), ("p2", 700.0, 800.0), ("p4", 300.0, 400.0))
    own = promises if review.audience.kind == "company" else promises[promises["team_id"] == review.audience.id]
    return _with(review, *facts, promises=own)


def test_what_was_committed_stands_beside_what_was_done_the_largest_shortfall_first(sliced):
    table = tables.say_do(_said(sliced("en")))
    assert _texts(table.rows) == [
        ["华东", "1,200", "900", "−300", "75.0%", "1 of 2"],
        ["华西", "300", "400", "+100", "133.3%", "1 of 1"],
    ]
    assert _texts(table.totals) == [["Total", "1,500", "1,300", "−200", "86.7%", "2 of 3"]]
    assert [row[4].tone for row in table.rows] == [Tone.BAD, Tone.GOOD]
    assert [row[4].bar for row in table.rows] == [pytest.approx(0.5625), 1.0]
    assert table.title == "86.7% of what was committed was done: ¥1.30k of ¥1.50k; 2 of 3 commitments were met"


def test_a_team_reads_of_its_people(sliced):
    table = tables.say_do(_said(sliced("en", "east")))
    assert _texts(table.rows) == [
        ["李娜", "500", "100", "−400", "20.0%"],
        ["王伟", "700", "800", "+100", "114.3%"],
    ]
    assert _texts(table.totals)[0][:2] == ["Total", "1,200"]


def test_the_rows_of_promises_open_from_the_rates(sliced):
    review = _said(sliced("en"))
    rows = tables.promise_rows(review)
    assert [row[0].text for row in rows.rows] == ["李娜", "王伟", "Anna Berg"]
    assert {row[4].opens for row in tables.say_do(review).rows} == {rows.id}


def test_a_commitment_to_nothing_is_none(sliced):
    review = _said(sliced("en"))
    more = pd.concat([review.frames["promises"], _promises(("p4", 0.0, 50.0))], ignore_index=True)
    table = tables.say_do(replace(review, frames={**review.frames, "promises": more}))
    assert _texts(table.totals)[0][-1] == "2 of 3"
    assert tables.promise_rows(replace(review, frames={**review.frames, "promises": more})).rows[1][5].text == "–"


def test_where_nobody_committed_to_anything_the_reason_is_said(sliced):
    unkept = _with(sliced("en"), ("say_do", WEEK, "company", "company", "share", {"note": UNRECORDED}))
    assert tables.say_do(unkept).text.startswith("No report has made a commitment")
    assert tables.promise_rows(unkept) == tables.say_do(unkept)
    silent = _with(sliced("zh"), ("say_do", WEEK, "company", "company", "share", {"note": "nothing committed"}))
    assert tables.say_do(silent).empty == "承诺兑现率：没有为本期作出的承诺。"
