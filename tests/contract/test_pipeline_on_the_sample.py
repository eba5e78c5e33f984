"""Pipeline, promises and order lines of a month of the sample company, computed a second time from its raw tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reviewbook import analysis
from reviewbook.engine import as_analysed
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.params.loading import load
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.schema import TABLES
from reviewbook.sources.sample import SampleOptions, simulate

MONTH = Period.parse("2026-10")
FIRST, END = pd.Timestamp(MONTH.start_on), pd.Timestamp(MONTH.end_on)
#: Until when the sample is simulated: nothing in it happens later, so no cut-off has to be made.
UNTIL, AS_OF = date(2026, 11, 3), datetime(2026, 11, 4, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return simulate(SampleOptions(reps=8, months=3, until=UNTIL)).tables


@pytest.fixture(scope="module")
def derived(root: Path, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    params, engine = load(Places(root)), PandasEngine()
    publication = params.publication("monthly_review").model_copy(update={"history": 1})
    plan = analysis.timeline(publication, MONTH, AS_OF, params.company.zone)
    none = {name: pd.DataFrame(columns=table.names) for name, table in TABLES.items()}
    held = {name: engine.frame(as_analysed({**none, **tables}[name], TABLES[name])) for name in TABLES}
    return analysis.derive_frames(engine, held, params, plan)


@pytest.fixture(scope="module")
def deals(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the deals with their amount at the rate of the day of opening."""
    rates = tables["fx_rates"].sort_values("valid_from")
    worth = pd.merge_asof(
        tables["opportunities"].sort_values("created_on"),
        rates,
        left_on="created_on",
        right_on="valid_from",
        by="currency",
    )
    rate = worth["rate"].where(worth["currency"] != "CNY", 1.0)
    return worth.assign(worth=np.floor(worth["amount"] * rate * 100 + 0.500001) / 100)


def _facts(derived: dict[str, pd.DataFrame], measure: str) -> dict[str, Any]:
    facts = derived["facts"]
    own = facts[(facts["measure"] == measure) & (facts["period"] == MONTH.key)]
    rows = own[own["entity_kind"].isin(["company", "person"])].set_index("entity_id")
    return dict(rows["value"].dropna())


def _by_owner(rows: pd.DataFrame, value: Any) -> dict[str, Any]:
    """Compute a value of all rows and of each owner's."""
    return {"company": value(rows), **{str(who): value(own) for who, own in rows.groupby("person_id")}}


def test_what_is_open_at_the_end_of_the_month(derived: dict[str, pd.DataFrame], deals: pd.DataFrame) -> None:
    standing = deals[(deals["created_on"] < END) & ~(deals["closed_on"] < END)]
    assert len(standing) > 10
    found = _facts(derived, "open_pipeline")
    wanted = _by_owner(standing, lambda rows: rows["worth"].sum())
    assert {who: value for who, value in found.items() if value} == pytest.approx(wanted)
    still = standing[standing["closed_on"].isna()]
    weighted = _by_owner(still, lambda rows: (rows["worth"] * rows["probability"]).sum())
    told = _facts(derived, "weighted_pipeline")
    assert {who: value for who, value in told.items() if value} == pytest.approx(weighted, abs=0.2)


def test_how_deals_of_the_month_ended(derived: dict[str, pd.DataFrame], deals: pd.DataFrame) -> None:
    closed = deals[(deals["closed_on"] >= FIRST) & (deals["closed_on"] < END)]
    assert _facts(derived, "win_rate") == pytest.approx(
        _by_owner(closed, lambda rows: (rows["outcome"] == "won").mean())
    )
    won = closed[closed["outcome"] == "won"]
    lasted = (won["closed_on"] - won["created_on"]).dt.days
    assert _facts(derived, "cycle_days") == _by_owner(won, lambda rows: lasted[rows.index].median())


def test_what_was_promised_for_the_month_and_done(
    derived: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame]
) -> None:
    facts, promises = derived["facts"], derived["promises"]
    reports = tables["reports"].sort_values("revision").drop_duplicates("report_id", keep="last")
    before = reports[(reports["template"] == "monthly_sales") & (reports["period"] == MONTH.previous.key)]
    fields = tables["report_fields"][tables["report_fields"]["field"] == "commitment"]
    made = before.merge(fields, on=["report_id", "revision"]).set_index("person_id")["number"]
    assert dict(promises.set_index("person_id")["committed"]) == dict(made)
    sold = facts[(facts["measure"] == "revenue") & (facts["period"] == MONTH.key) & (facts["entity_kind"] == "person")]
    done = sold.set_index("entity_id")["value"]
    wanted = {str(who): done[who] / number for who, number in made.items()}
    wanted["company"] = sum(done[who] for who in made.index) / made.sum()
    assert _facts(derived, "say_do") == pytest.approx(wanted)


def test_the_order_lines_of_the_month_add_up_to_every_revenue(
    derived: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame]
) -> None:
    lines, orders = derived["sales"], tables["orders"]
    facts = derived["facts"]
    revenue = facts[(facts["measure"] == "revenue") & (facts["period"] == MONTH.key)].set_index("entity_id")["value"]
    cents = (lines["amount"] * 100).round()
    by_owner = {"company": cents.sum(), **cents.groupby(lines["person_id"]).sum().to_dict()}
    assert {owner: revenue[owner] for owner in by_owner} == pytest.approx(
        {owner: total / 100 for owner, total in by_owner.items()}, abs=0.001
    )
    counted = orders[orders["status"] != "cancelled"].set_index(["order_id", "line_id"]).index
    assert set(zip(lines["order_id"], lines["line_id"], strict=True)) <= set(counted)
    assert (lines["amount"] < 0).equals(lines["status"] == "refunded")
    named = dict(zip(tables["customers"]["customer_id"], tables["customers"]["name"], strict=True))
    assert list(lines["customer"]) == [named[customer] for customer in lines["customer_id"]]
