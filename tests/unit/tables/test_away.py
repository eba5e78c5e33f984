"""The customers who have not ordered again, as printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Notice, Table, Tone
from reviewbook.periods import Period
from reviewbook.schema import FRAMES
from reviewbook.schema.facts import FACTS, UNRECORDED

MONTH = Period.parse("2026-10")
TEAM_OF = {"p1": "east", "p2": "east", "p4": "west"}

#: Customer, its seller, the last order and the revenue a month.
ROWS = [
    ("c1", "p1", "2026-08-12", 1000.0),
    ("c2", "p1", "2026-07-01", 600.0),
    ("c2", "p2", "2026-09-02", 900.5),
    ("c3", "p4", "2026-09-10", -20.0),
]
NAMES = {"c1": "华星 <b>", "c2": "Bolt"}


@pytest.fixture
def october(sliced):
    """Give the review of October with customers who stay away, and the fact of the rate."""

    def made(language="en", audience="company", rows=ROWS, rate=(2, 5), period=MONTH, note=None):
        review = sliced(language, audience, period=period, as_of=datetime(2026, 11, 4, 1, tzinfo=ZoneInfo("UTC")))
        told = [
            {"customer_id": customer, "customer": NAMES.get(customer, customer), "person_id": who, "team_id": TEAM_OF[who],
             "last_order_on": pd.Timestamp(on), "worth": worth}
            for customer, who, on, worth in rows
        ]  # fmt: skip
        fact = dict.fromkeys(FACTS.names) | {
            "measure": "returning_rate", "cadence": period.cadence.value, "period": period.key, "unit": "share",
            "entity_kind": review.audience.kind, "entity_id": review.audience.id, "note": note, "n": 0,
        }  # fmt: skip
        fact |= {"numerator": rate[0], "denominator": rate[1], "value": rate[0] / rate[1]} if rate else {}
        facts = pd.DataFrame([*review.facts.to_dict("records"), fact], columns=FACTS.names)
        frames = {**review.frames, "away": pd.DataFrame(told, columns=FRAMES["away"].names)}
        return replace(review, facts=facts, frames=frames)

    return made


def _texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_each_customer_is_named_once_the_largest_first_with_who_took_the_last_order(october):
    table = tables.away(october())
    assert [head.text for head in table.heads] == ["Customer", "Revenue a month", "Last order", "Person", "Team"]
    assert _texts(table) == [
        ["Bolt", "1,501", "2026-09-02", "王伟", "华东"],
        ["华星 <b>", "1,000", "2026-08-12", "李娜", "华东"],
        ["c3", "−20", "2026-09-10", "Anna Berg", "华西"],
    ]
    assert [row[2].value for row in table.rows] == ["2026-09-02", "2026-08-12", "2026-09-10"]
    assert [row[1].bar for row in table.rows] == [1.0, pytest.approx(1000 / 1500.5), 0.0]
    assert "<b>华星" not in table._repr_html_()


def test_the_title_says_how_many_of_how_many_and_what_they_were_worth(october):
    assert tables.away(october()).title == (
        "Have not ordered again: 3 of the 5 customers of the three months before, worth ¥2.48k a month"
    )
    assert tables.away(october("zh")).title == "此前三个月下过单的 5 家客户中有 3 家本期未再下单，合计月均销售额 ¥2,481"
    quarter = october("zh", period=Period.parse("2026-Q3"))
    assert tables.away(quarter).title.startswith("此前三个季度下过单的")


def test_the_note_says_what_counts_and_until_when(october):
    assert tables.away(october("zh")).note == (
        "销售额为此前三个月的平均，已扣除退款，由大到小排列；所列人员为最近一单的销售，已离开者改列客户现在的负责人。"
        "期末之后的新订单未计入，致电前请先查看。"
    )
    team = tables.away(october(audience="east", rows=ROWS[:3], rate=(1, 3))).note
    assert "Only sales of this team count" in team
    unfinished = tables.away(october(period=Period.parse("2026-11"))).note
    assert unfinished.endswith("The period is not over: this is how it stands so far.")


def test_of_who_has_left_the_owner_of_now_is_named(october):
    review = october()
    there = dict.fromkeys(FACTS.names) | {
        "measure": "returning_rate", "cadence": "monthly", "period": MONTH.key, "unit": "share", "n": 0,
        "entity_kind": "person", "entity_id": "p1",
    }  # fmt: skip
    facts = pd.DataFrame([*review.facts.to_dict("records"), there], columns=FACTS.names)
    owned = review.frames["away"].assign(owner_id=["p4", "p4", "p4", None])
    table = tables.away(replace(review, facts=facts, frames={**review.frames, "away": owned}))
    # 李娜 is there and keeps hers; 王伟 has left, and Bolt is Anna Berg's now; of c3 no owner is known.
    assert [(row[0].text, row[3].text) for row in table.rows] == [
        ("Bolt", "Anna Berg"), ("华星 <b>", "李娜"), ("c3", "Anna Berg"),
    ]  # fmt: skip


def test_of_who_is_no_longer_there_nobody_is_expected_back(october):
    table = tables.away(october(rate=None, note="no previous period"))
    assert (table.rows, table.note, table.title) == ((), "", "Customers who have not ordered again")


def test_a_person_reads_of_the_own_customers_without_the_own_name_in_each_row(october):
    table = tables.away(october(audience="p1", rows=ROWS[:2], rate=(0, 2)))
    assert [head.text for head in table.heads] == ["Customer", "Revenue a month", "Last order"]
    assert _texts(table) == [["华星 <b>", "1,000", "2026-08-12"], ["Bolt", "600", "2026-07-01"]]
    assert "Only your own sales count" in table.note


def test_fifteen_are_printed_and_the_others_are_in_the_data_files(october):
    many = [(f"k{n:02}", "p1", "2026-09-01", 100.0 + n) for n in range(18)]
    table = tables.away(october(rows=many, rate=(2, 20)))
    assert (len(table.rows), table.rows[0][0].text) == (15, "k17")
    assert table.note.endswith("… and 3 more; all rows are in the data files of this edition.")


def test_where_nobody_stays_away_that_is_said(october):
    table = tables.away(october(rows=[], rate=(5, 5)))
    assert (table.rows, table.empty) == ((), "All customers of the three months before have ordered again: 5.")


def test_where_it_cannot_be_known_the_reason_is_said(october):
    early = tables.away(october(rows=[], rate=None, note="no previous period"))
    assert isinstance(early, Table)
    assert early.empty.startswith("Returning customers: ")
    assert tables.away(october(rows=[], rate=None, note=UNRECORDED)) == Notice("No order is on record.", Tone.MUTED)


def test_a_review_of_a_week_has_one_sentence(sliced):
    assert tables.away(sliced("en")) == Notice(
        "Customers who have not ordered again are listed in reviews of a month or longer: they do not order every "
        "week.",
        Tone.MUTED,
    )
    assert tables.away(sliced("zh")).text.startswith("未再下单的客户只在月度")
