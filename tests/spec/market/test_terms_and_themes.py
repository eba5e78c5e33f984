"""Terms that rise, and what suggestions and problems are about."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reviewbook.market import Span, terms, themes
from reviewbook.market.heard import Known, heard
from reviewbook.market.terms import rising
from reviewbook.params.market import Market
from reviewbook.periods import Cadence, Period

WEEKS = [week.key for week in Period.parse("2026-W47").last(9)]
MARKET = Market.model_validate({"words": ["以旧换新"], "stop_words": ["客户", "the"]})


def _weeks(now: dict[str, str], before: str = "报价 正常 设备 运行 pump runs") -> str:
    """Write nine weeks of five people's daily reports; what some of them say in the last week differs."""
    rows = ["who | on | field | said"]
    for key in WEEKS:
        for day in list(Period.parse(key))[:5]:
            for who in ("Li", "Wang", "Zhao", "Sun", "Qian"):
                told = now.get(who, before) if key == WEEKS[-1] else before
                rows.append(f"{who} | {day.isoformat()} | problem | {told}")
    return "\n".join(rows)


@pytest.fixture
def risen(reported, templates, entities):
    """Give the rising terms by entity."""

    def made(text: str, known: list[str] | None = None) -> pd.DataFrame:
        return terms(heard(reported(text), templates), MARKET, known or [], entities, Span(Cadence.WEEKLY, WEEKS))

    return made


def test_a_term_that_several_write_more_than_before_rises(risen):
    told = "报价 正常 客户 the 询问以旧换新 trade-in 5台"
    rows = risen(_weeks({"Li": told, "Wang": told, "Zhao": told}))
    company = rows[rows["entity_id"] == "company"].set_index("term")
    assert {"以旧换新", "trade-in"} <= set(company.index)
    assert not {"客户", "the", "报价", "正常"} & set(company.index)
    assert not [term for term in company.index if any(letter.isdigit() for letter in term)]
    row = company.loc["以旧换新"]
    assert (row["reports"], row["people"], row["before"], row["sentence"]) == (15, 3, 0, told)
    assert (row["report_id"], row["person_id"]) == ("Zhao-2026-11-20-daily", "Zhao")


def test_one_person_does_not_raise_a_term(risen):
    told = "报价 正常 询问以旧换新"
    assert risen(_weeks({"Li": told})).empty
    assert "以旧换新" in set(risen(_weeks({"Li": told, "Wang": told}))["term"])


def test_names_of_customers_and_products_are_no_terms(risen):
    told = "报价 正常 恒信化工 Acme YL-80"
    known = Known(customers=["无锡恒信化工有限公司", "Acme Ltd, Leeds"], products=["YL-80 离心泵"])
    found = risen(_weeks({"Li": told, "Wang": told}))["term"]
    assert {"acme", "yl-80"} <= set(found)
    parted = Known(customers=["恒信化工有限公司", "Acme Ltd, Leeds"], products=known.products).names
    assert risen(_weeks({"Li": told, "Wang": told}), parted).empty


def test_a_company_whose_words_do_not_change_has_no_rising_term(risen):
    assert risen(_weeks({})).empty


def test_the_score_is_the_log_odds_of_monroe_and_others(risen):
    # Two words, 30 and 10 now against 100 and 100: with the prior 40 × (0.5, 0.5) they are 50 and 30, 120 and 120.
    score = rising(np.array([30, 10]), 40.0, np.array([100, 100]), np.array([0.5, 0.5]))
    wanted = (np.log(50 / 30) - np.log(120 / 120)) / np.sqrt(1 / 50 + 1 / 120)
    assert score == pytest.approx([wanted, -wanted * np.sqrt(1 / 50 + 1 / 120) / np.sqrt(1 / 30 + 1 / 120)])


def test_every_sentence_of_a_problem_stands_under_its_themes_or_under_other(reported, templates, market):
    fields = heard(
        reported("""
            who  | on         | field      | said
            -----+------------+------------+---------------------------------------------
            Li   | 2026-11-16 | problem    | 降价后交期也长了。样机不够！价格乱。
            Zhao | 2026-11-16 | problem    | Lead time is long. Prices differ
            Zhao | 2026-11-16 | competitor | 价格低
        """),
        templates,
    )
    rows = themes(fields, market)
    assert rows[["person_id", "place", "theme", "sentence"]].values.tolist() == [
        ["Li", 1, "price", "降价后交期也长了。"],
        ["Li", 1, "delivery", "降价后交期也长了。"],
        ["Li", 2, "other", "样机不够！"],
        ["Li", 3, "price", "价格乱。"],
        ["Zhao", 1, "delivery", "Lead time is long."],
        ["Zhao", 2, "other", "Prices differ"],
    ]
    written = "".join(fields[fields["means"] == "problem"]["said"]).replace(" ", "")
    assert "".join(rows.drop_duplicates(["report_id", "place"])["sentence"]).replace(" ", "") == written
