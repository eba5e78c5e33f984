"""Reports of a small company: the market fields that a few people filled in, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from reviewbook.params.market import Market
from reviewbook.params.templates import Templates
from reviewbook.roster import ancestry


@pytest.fixture
def templates():
    """Give a daily report that speaks of the market in two fields, and one that does not."""
    fields = [
        {"name": "competitor", "title": {"zh": "竞品", "en": "Competitors"}, "means": "competitor"},
        {"name": "problem", "title": {"zh": "问题", "en": "Problems"}, "means": "problem"},
        {"name": "plan", "title": {"zh": "计划", "en": "Plan"}, "means": "plan"},
    ]
    daily = {"name": "daily", "title": {"zh": "日报", "en": "Daily"}, "cadence": "daily", "fields": fields}
    bare = {"name": "bare", "title": {"zh": "简报", "en": "Bare"}, "cadence": "daily", "fields": fields[2:]}
    return Templates.model_validate({"templates": [daily, bare]})


@pytest.fixture
def market():
    """Give two competitors, of which one has a part of the other's name, and two themes."""
    return Market.model_validate(
        {
            "competitors": [
                {"name": "hengrui", "title": {"zh": "恒锐机械", "en": "Hengrui Machinery"}, "aliases": ["恒锐", "Hengrui"]},
                {"name": "jixie", "title": {"zh": "江南机械", "en": "Apex"}, "aliases": ["机械"]},
            ],
            "themes": [
                {"name": "price", "title": {"zh": "价格", "en": "Price"}, "words": ["价格", "降价", "price"]},
                {"name": "delivery", "title": {"zh": "交付", "en": "Delivery"}, "words": ["交期", "lead time"]},
            ],
        }
    )  # fmt: skip


@pytest.fixture
def reported(table):
    """Read reports: ``who | on | field | said``; a field that is not written was left empty."""

    def read(text: str, template: str = "daily") -> pd.DataFrame:
        rows = table(text)
        names = ("competitor", "problem", "plan") if template == "daily" else ("plan",)
        told = {(row.who, row.on, row.field): row.said for row in rows.dropna(subset="said").itertuples()}
        out = [
            {
                "report_id": f"{who}-{on}-{template}", "person_id": who, "team_id": "west" if who == "Zhao" else "east",
                "cadence": "daily", "period": on, "template": template, "due_on": on, "field": name,
                "said": told.get((who, on, name), ""),
            }
            for who, on in dict.fromkeys((row.who, row.on) for row in rows.itertuples())
            for name in names
        ]  # fmt: skip
        return pd.DataFrame(out).astype("str")

    return read


@pytest.fixture
def entities():
    """Give the teams: East and West belong to Sales."""
    teams = pd.DataFrame({"team_id": ["sales", "east", "west"], "parent_id": [None, "sales", "sales"]})
    return ancestry(teams)
