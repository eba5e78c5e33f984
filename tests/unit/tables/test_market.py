"""What the reports say of the market, and which complaints are open, as printed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Notice, Tone
from reviewbook.params.market import Market
from reviewbook.schema.facts import FRAMES, UNRECORDED

MARKET = Market.model_validate(
    {
        "competitors": [
            {"name": "hengrui", "title": {"zh": "恒锐机械", "en": "Hengrui"}},
            {"name": "acme", "title": {"zh": "极峰", "en": "Acme"}},
            {"name": "bolt", "title": {"zh": "飞栓", "en": "Bolt"}},
        ],
        "themes": [{"name": "price", "title": {"zh": "价格", "en": "Price"}, "words": ["价格"]}],
    }
)


def _rows(table):
    return [[cell.text for cell in row] for row in table.rows]


def _share(topic, reports, **more):
    row = {
        "cadence": "weekly", "period": "2026-W47", "entity_kind": "company", "entity_id": "company", "topic": topic,
        "reports": reports, "submitted": 40, "share": reports / 40, "lower": 0.1, "upper": 0.3, "previous": 0.05,
        "verdict": "routine", "centre": 0.05, "limit_lower": 0.0, "limit_upper": 0.15, "baseline": 13,
    }  # fmt: skip
    return row | more


def _written(person, on, **more):
    team = "east" if person in ("p1", "p2", "p3") else "west"
    row = {"report_id": f"{person}-{on}", "person_id": person, "team_id": team, "cadence": "daily", "period": on}
    return row | {"template": "daily_sales", "due_on": pd.Timestamp(on), "field": "competitor"} | more


def _frame(name, rows):
    return pd.DataFrame(rows, columns=FRAMES[name].names)


@pytest.fixture
def told(sliced):
    """Give the week with its market, in a language; frames may be replaced."""

    def made(language="en", looked_for=MARKET, **frames):
        review = sliced(language)
        shares = [
            _share("acme", 4),
            _share("hengrui", 10, verdict="signal", rule="outside", side="above", since="2026-W47"),
            _share("bolt", 0, previous=0.0, lower=0.0),
        ]
        mentions = [
            _written("p1", "2026-11-17", topic="hengrui", sentence="恒锐又降价了。"),
            _written("p4", "2026-11-19", topic="acme", sentence="Acme <b>quoted</b> too."),
        ]
        terms = [{"entity_kind": "company", "entity_id": "company", "term": "以旧换新", "reports": 12, "people": 5,
                  "before": 3, "score": 4.2, "report_id": "r", "person_id": "p2", "sentence": "都在问以旧换新。"},
                 {"entity_kind": "team", "entity_id": "east", "term": "补贴", "reports": 9, "people": 3, "before": 0,
                  "score": 3.5, "report_id": "r", "person_id": "p2", "sentence": "问补贴。"}]  # fmt: skip
        themes = [
            _written("p1", "2026-11-17", field="problem", means="problem", place=1, theme="price", sentence="价格乱。"),
            _written("p1", "2026-11-17", field="problem", means="problem", place=2, theme="other", sentence="没人手。"),
            _written("p2", "2026-11-18", field="problem", means="problem", place=1, theme="price", sentence="价格高。"),
            _written(
                "p4", "2026-11-16", field="advice", means="suggestion", place=1, theme="price", sentence="统一价格"
            ),
        ]
        given = {"market": shares, "mentions": mentions, "terms": terms, "themes": themes} | frames
        return replace(
            review,
            market=looked_for,
            frames={**review.frames, **{name: _frame(name, rows) for name, rows in given.items()}},
        )

    return made


def test_a_competitor_who_is_named_more_than_before_is_the_finding(told):
    table = tables.competitors(told())
    assert table.title == "Hengrui is named more than before: in 10 of 40 reports"
    assert _rows(table) == [
        ["Hengrui", "10", "25.0%", "10.0%–30.0%", "+20.0 pts",
         "signal, above the limits 0.0%–15.0% of 13 earlier weeks"],
        ["Acme", "4", "10.0%", "10.0%–30.0%", "+5.0 pts",
         "routine variation, within the limits 0.0%–15.0% of 13 earlier weeks"],
    ]  # fmt: skip
    assert [row[2].bar for row in table.rows] == [1.0, 0.4]
    assert [row[4].value for row in table.rows] == [pytest.approx(20.0), pytest.approx(5.0)]  # points, as they read
    assert [row[-1].tone for row in table.rows] == [Tone.WARN, Tone.NONE]
    assert table.note.endswith("Named neither in this period nor in the one before: Bolt.")
    assert tables.competitors(told("zh")).title == "提到恒锐机械的报告比以往多：40 份中有 10 份"


def test_without_a_signal_it_is_said_who_is_named_most(told):
    table = tables.competitors(told(market=[_share("acme", 4), _share("hengrui", 3)]))
    assert table.title == "2 of 40 reports name a competitor, most of all Acme"
    nobody = told(market=[_share("acme", 0, previous=0.0)], mentions=[])
    assert tables.competitors(nobody).empty == "None of 40 reports names a competitor"
    assert tables.competitors(nobody).rows == ()


def test_the_sentences_stand_newest_first_with_who_wrote_them(told):
    table = tables.voices(told())
    assert _rows(table) == [
        ["Acme", "Acme <b>quoted</b> too.", "Anna Berg", "华西", "Daily sales report", "11/19"],
        ["Hengrui", "恒锐又降价了。", "李娜", "华东", "Daily sales report", "11/17"],
    ]
    assert "&lt;b&gt;" in table._repr_html_()
    folded = tables.mention_rows(told())
    assert (folded.folded, [row[-1].text for row in folded.rows]) == (True, ["p4-2026-11-19", "p1-2026-11-17"])


def test_only_the_latest_sentences_are_on_the_page_and_all_are_in_the_rows(told):
    many = [_written("p1", f"2026-11-{day}", topic="acme", sentence=f"第{day}天") for day in range(10, 23)]
    table = tables.voices(told("zh", mentions=many))
    assert (len(table.rows), table.title) == (10, "报告里提到竞品的原话：最新 10 条，共 13 条")
    assert table.rows[0][1].text == "第22天"
    assert len(tables.mention_rows(told(mentions=many)).rows) == 13


def test_a_rising_term_has_its_latest_sentence_and_another_teams_term_is_not_shown(told):
    table = tables.rising_terms(told("zh"))
    assert table.title == "1 个词比此前 8 期出现得更多"
    assert _rows(table) == [["以旧换新", "12", "5", "3", "都在问以旧换新。", "王伟"]]
    assert tables.rising_terms(told(terms=[])).rows == ()


def test_themes_hold_every_sentence_and_the_rest_comes_last(told):
    table = tables.themes(told())
    assert table.title == "Sentences with a suggestion or problem: 4, most of them on Price (3)"
    assert _rows(table) == [
        ["Price", "1", "2", "3", "“价格高。” (王伟, 11/18) “价格乱。” (李娜, 11/17)"],
        ["Other", "0", "1", "1", "“没人手。” (李娜, 11/17)"],
    ]
    assert len(tables.theme_rows(told()).rows) == 4


@pytest.mark.parametrize("shown", ["competitors", "voices", "mention_rows", "rising_terms", "themes", "theme_rows"])
def test_a_company_that_looks_for_nothing_has_one_sentence(told, shown):
    block = getattr(tables, shown)(told(looked_for=Market()))
    assert isinstance(block, Notice)
    assert block.text.startswith("There is no params/market.yaml")


def _case(name, age, **more):
    row = {"complaint_id": name, "customer_id": "c1", "customer": "Acme Ltd", "person_id": "p1", "team_id": "east",
           "opened_at": pd.Timestamp("2026-11-18 09:00", tz="Asia/Shanghai"), "severity": "high", "category": "quality",
           "text": "leaks", "age_hours": age}  # fmt: skip
    return row | more


def test_open_complaints_stand_with_their_age_the_oldest_first(told):
    cases = [_case("a", 4.5), _case("b", 27.0, customer=None, person_id=None, severity="low"), _case("closed", None)]
    table = tables.open_complaints(told(cases=cases))
    assert table.title == "Complaints still open: 2, the oldest for 27.0 working hours"
    assert _rows(table) == [
        ["c1", "low", "quality", "leaks", "–", "11-18 09:00", "–", "27.0"],
        ["Acme Ltd", "high", "quality", "leaks", "李娜", "11-18 09:00", "–", "4.5"],
    ]
    assert table.rows[1][1].tone == Tone.BAD
    assert tables.open_complaints(told("zh", cases=[])).empty == "期末没有未结投诉。"


def test_complaints_are_told_by_team_and_of_what_is_not_on_record_nothing(told):
    review = told()
    blank = dict.fromkeys(review.facts.columns)
    key = {"cadence": "weekly", "period": "2026-W47", "entity_kind": "team", "entity_id": "east", "n": 1}
    known = {"complaints_per_100_orders": 2.5, "resolution_hours": 7.25, "open_complaints": 2.0}
    added = [{**blank, **key, "measure": name, "value": value} for name, value in known.items()]
    facts = pd.DataFrame([*review.facts.to_dict("records"), *added], columns=review.facts.columns)
    table = tables.complaints(replace(review, facts=facts))
    assert _rows(table) == [["华东", "1", "2.50", "7.3", "2"], ["华西", "1", "–", "–", "–"]]
    assert [cell.text for cell in table.totals[0]] == ["Total", "3", "–", "–", "–"]
    silent = review.facts.assign(note=UNRECORDED)
    assert isinstance(tables.complaints(replace(review, facts=silent)), Notice)
    assert isinstance(tables.open_complaints(replace(review, facts=silent)), Notice)
