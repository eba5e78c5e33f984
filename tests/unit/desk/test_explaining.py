"""Any number is explained: its definition, what it is made of, its rows and where they came from."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from reviewbook.errors import ParamsError
from reviewbook.measures import MEASURES


def test_a_rate_is_explained_by_its_counts_and_the_rows_that_give_them(opened):
    told = opened().explain("on_time_rate", "East")
    assert told.title == "On-time rate of 华东 in Week 47 of 2026 (16–22 Nov)"
    said = told.said.plain()
    assert "94.4% = 17 ÷ 18" in said
    assert "The period before: 90.0%" in said
    assert told.frame == "owed"
    assert (told.rows["status"] == "on_time").sum() == 17
    assert len(told.rows[told.rows["status"].isin(["on_time", "late", "missing"])]) == 18


def test_the_definition_names_meaning_owner_and_where_it_is_computed(opened):
    told = dict(opened().explain("attainment").definition.items)
    assert told["Definition"] == "Revenue ÷ target; empty without a target."
    assert told["Unit and direction"] == "share, more is better"
    assert told["Computed by"] == "reviewbook.measures.attainment.attainment"


def test_a_measure_that_builds_on_others_stands_on_their_rows(opened, sliced):
    lines = pd.DataFrame({"order_id": ["1", "2"], "line_id": ["1", "1"], "person_id": ["p1", "p5"],
                          "team_id": ["east", "west"], "on": pd.to_datetime(["2026-11-18"] * 2),
                          "amount": [10.0, 20.0]})  # fmt: skip
    review = opened(frames={**sliced().frames, "sales": lines})
    told = review.explain("attainment", "West")
    assert told.frame == "sales"
    assert told.rows["order_id"].tolist() == ["2"]
    assert review.explain("attainment").rows["order_id"].tolist() == ["1", "2"]


def test_the_sources_are_those_of_the_tables_that_were_read(opened):
    sources, refused = opened().explain("revenue").sources
    assert [[cell.text for cell in row][:2] for row in sources.rows] == [["crm", "orders"]]
    assert "orders.csv" in refused.plain()  # a row that could not be used has file and line
    assert "17" in refused.plain()
    (reports,) = opened().explain("on_time_rate").sources
    assert [row[1].text for row in reports.rows] == ["reports"]


def test_a_number_that_does_not_exist_has_its_reason(opened):
    told = opened().explain("satisfaction_score", "p1")
    assert told.said.plain() == "• No value: too few answers to say"
    assert "satisfaction" in told.shown.plain()


def test_whoever_was_not_measured_is_told_with_the_next_step(opened):
    told = opened().explain("on_time_rate", "Gear pump")
    assert "There is no such number: Gear pump was not measured" in told.said.plain()
    assert "open_review(period=…)" in told.said.plain()


def test_a_day_within_the_period_has_its_own_rows(opened):
    told = opened().explain("revenue", "p1", "2026-11-17")
    assert "¥42.0k" in told.said.plain()
    assert opened().explain("on_time_rate", "p2", "2026-11-17").rows["status"].tolist() == ["late"]


def test_rows_of_another_period_are_where_that_period_is_opened(opened):
    told = opened().explain("on_time_rate", period="2026-W46")
    assert "On-time rate:" in told.said.plain()
    assert told.rows.empty
    assert told.shown.plain().endswith('open it: open_review(period="2026-W46").')


def test_a_person_is_meant_by_a_part_of_the_name_and_by_attribute_and_key_too(opened):
    review = opened()
    titles = {
        review.explain("revenue", "Anna").title,
        review.explain.revenue("anna berg").title,
        review.explain["revenue", "p4"].title,
    }
    assert titles == {"Revenue of Anna Berg in Week 47 of 2026 (16–22 Nov)"}
    assert review.explain["revenue"].title.startswith("Revenue of Yunling Industrial")


def test_a_mistyped_measure_or_name_is_told_with_what_is_like_it(opened):
    review = opened()
    with pytest.raises(ParamsError, match=re.escape("'attainmnt' is no measure. Did you mean 'attainment'?")):
        review.explain("attainmnt")
    with pytest.raises(ParamsError, match=re.escape("'eats' is the id or name of nobody here. Did you mean 'east'?")):
        review.explain("revenue", "eats")
    with pytest.raises(AttributeError, match="Did you mean 'attainment'"):
        _ = review.explain.attainmnt


def test_a_name_that_several_have_is_not_guessed(opened):
    review = opened()
    with pytest.raises(ParamsError, match=re.escape("'华' may be any of 华东 (east), 华西 (west)")) as refused:
        review.explain("revenue", "华")
    assert "Give the id." in str(refused.value)


@pytest.mark.parametrize("measure", [one.name for one in MEASURES])
@pytest.mark.parametrize("audience", ["company", "east", "p1"])
def test_every_measure_of_every_audience_can_be_explained(opened, measure, audience):
    told = opened(audience=audience).explain(measure)
    assert told.title
    assert told._repr_html_().startswith("<h4>")
    assert told.frame or "tables of the warehouse" in told.shown.plain()
