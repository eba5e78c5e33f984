"""The caveats of page one, the rules on the data page, and the rows that could not be used."""

from __future__ import annotations

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Notice, Tone
from reviewbook.schema import FRAMES
from reviewbook.tables.gate import caveats, gate, rejected_reasons


def _review(sliced, *rows, language="en", audience="company"):
    blank = dict.fromkeys(FRAMES["gate"].names)
    told = [{**blank, "unit": "share", "outcome": "caveat", **row} for row in rows]
    review = sliced(language, audience)
    frames = {**review.frames, "gate": pd.DataFrame(told, columns=FRAMES["gate"].names)}
    return sliced(language, audience, frames=frames)


SILENT = {"check": "silent_days", "source": "crm", "table": "orders", "unit": "days", "found": 2.0, "limit": 1.0,
          "usual": 40.0, "rows": 5, "detail": "2026-11-16 2026-11-17", "owner": "m1"}  # fmt: skip
NONE = {"check": "too_few_rows", "source": "crm", "table": "orders", "found": 0.0, "limit": 0.0, "usual": 200.0, "rows": 0,
        "outcome": "withheld"}  # fmt: skip
TARGETS = {"check": "missing_targets", "entity_kind": "company", "entity_id": "company", "measure": "revenue",
           "found": 0.5, "limit": 0.1, "rows": 3, "detail": "east west"}  # fmt: skip
FINE = {"check": "unknown_people", "outcome": "passed", "limit": 0.01}


def said(review):
    return [item.text for item in caveats(review).items]


def test_where_nothing_is_wrong_the_cell_shows_nothing(sliced) -> None:
    assert caveats(_review(sliced, {**FINE, "found": 0.0})) is None
    assert tables.caveats is caveats


def test_each_caveat_says_what_is_wrong_and_what_it_means(sliced) -> None:
    review = _review(sliced, TARGETS, SILENT)
    assert caveats(review).items[0] == Notice(
        "Orders (crm) of 2 of 5 working days are missing: Mon 16 Nov, Tue 17 Nov. Revenue and attainment are too low.",
        Tone.WARN,
    )
    assert said(review)[1] == (
        "3 of 6 people who sell have no target in the period (华东, 华西). "
        "Attainment leaves them out, and is not that of the whole."
    )
    assert said(_review(sliced, SILENT, language="zh")) == [
        "订单（crm）缺 2 个工作日的数据（共 5 个工作日）：11月16日 周一、11月17日 周二。销售额和达成率因此偏低。"
    ]


def test_a_single_source_is_not_named(sliced) -> None:
    review = _review(sliced, NONE)
    one = {**review.frames, "origins": review.frames["origins"].head(1)}
    assert said(sliced("en", frames=one)) == [
        "Orders: none in the period, where about 200 are usual. Revenue and attainment are too low."
    ]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            {"check": "freshness", "source": "crm", "table": "reports", "unit": "hours", "found": 13.5},
            "Reports (crm): the newest is 13.5 working hours older than the cut-off. "
            "Reports that were handed in may count as missing.",
        ),
        (
            {"check": "freshness", "source": "crm", "unit": "hours", "found": 13.5},
            "Source crm was last pulled 13.5 working hours before the cut-off. What came in since is not in this review.",
        ),
        (
            {"check": "too_few_rows", "source": "crm", "table": "orders", "found": 0.3, "usual": 200.0, "rows": 60},
            "Orders (crm): only 60 in the period, where about 200 are usual. Revenue and attainment are too low.",
        ),
        (
            {"check": "too_many_rows", "source": "crm", "table": "feedback", "found": 3.0, "usual": 20.0, "rows": 60},
            "Answers (crm): 60 in the period, where about 20 are usual. What is counted of them may be too high.",
        ),
        (
            {"check": "unknown_people", "source": "crm", "table": "orders", "found": 0.02, "rows": 9},
            "Orders (crm): 9 rows (2.0%) name a person or team that is not known, and are left out. "
            "These rows are in no number.",
        ),
        (
            {"check": "doubled_orders", "table": "orders", "found": 0.02, "rows": 9},
            "9 order lines (2.0%) stand under a second order number, too. "
            "Revenue and attainment are too high by as much.",
        ),
        (
            {
                "check": "columns_gone",
                "source": "crm",
                "table": "people",
                "unit": "count",
                "found": 1.0,
                "detail": "email",
            },
            "people (crm): columns that are used are no longer in the files: email. "
            "What they held is empty in this review.",
        ),
        (
            {"check": "missing_targets", "entity_kind": "person", "entity_id": "p1", "found": 1.0, "rows": 1},
            "No target is set for the period. So there is no attainment.",
        ),
        (
            {"check": "unexplained_claims", "entity_kind": "company", "found": 0.25, "rows": 5},
            "5 of 20 numbers that reports claim disagree with the records for no known cause. "
            "The records themselves may be wrong.",
        ),
        (
            {"check": "provisional_days", "source": "CN", "table": "days", "unit": "days", "found": 4.0, "rows": 2},
            "4 days up to the end of the month rest on a calendar that is not announced yet (CN). "
            "Due days, on-time rates and the forecast may still change.",
        ),
        (
            {**NONE, "outcome": "caveat", "despite": "The CRM\u202e moves"},
            "Orders (crm): none in the period, where about 200 are usual. Revenue and attainment are too low. "
            "It would have been withheld, and is published in spite of it: The CRM[U+202E] moves",
        ),
    ],
)
def test_the_sentence_of_each_rule(sliced, row, text) -> None:
    assert said(_review(sliced, row)) == [text]


def test_what_passed_of_a_rule_is_one_row_with_the_value_nearest_to_the_limit(sliced) -> None:
    others = [{**FINE, "source": "crm", "table": name, "found": found}
              for name, found in (("orders", 0.0), ("reports", 0.004), ("feedback", 0.0), ("people", 0.0))]  # fmt: skip
    seldom = {"check": "freshness", "unit": "hours", "source": "crm", "table": "complaints", "outcome": "not_applicable",
              "limit": 12.0, "detail": "too_seldom"}  # fmt: skip
    table = gate(_review(sliced, *others, seldom, SILENT))
    assert table.title == "What was asked before publishing: caveats from 1"
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Freshness", "Complaints (crm)", "–", "12.0 working h", "not asked: rows come too seldom to tell", "–"],
        ["Days without rows", "Orders (crm)", "2 d", "1 d", "caveat", "赵经理"],
        ["Unknown people", "4 of them", "0.4%", "1.0%", "passed", "–"],
    ]
    assert table.rows[1][4].tone == Tone.WARN


def test_a_share_of_what_is_usual_says_so_and_what_is_withheld_is_bad(sliced) -> None:
    row = gate(_review(sliced, NONE)).rows[0]
    assert [cell.text for cell in row[2:5]] == ["0% of usual", "0% of usual", "withheld"]
    assert row[4].tone == Tone.BAD


def test_rows_that_could_not_be_used_are_counted_by_reason(sliced) -> None:
    refused = pd.DataFrame({"source": ["crm"], "table": ["orders"], "reason": ["unknown"], "rows": [13]})

    def told(audience):
        review = sliced("en", audience)
        return rejected_reasons(sliced("en", audience, frames={**review.frames, "refusals": refused}))

    table = told("company")
    assert table.title == "Why 13 rows could not be used"
    assert [cell.text for cell in table.rows[0]] == [
        "crm",
        "orders",
        "names a person or team that is not known",
        "13",
        "2.7%",
    ]
    assert (table.note, bool(told("east").note)) == ("", True)


def test_where_all_could_be_used_a_sentence_says_so(sliced) -> None:
    assert rejected_reasons(sliced("en")).empty == "Every row could be used."


def test_a_team_is_not_told_that_all_could_be_used_because_it_sees_no_rows(sliced) -> None:
    assert tables.rejected(sliced("en", "west")) is None
    assert tables.rejected(sliced("en")).title == "Rows that could not be used: 1"
