"""What holds for any sales and any targets, and the same numbers made by plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.engine.pandas_engine import PandasEngine
from reviewbook.measures import Grid, Owners, daily_rates, daily_targets, lines
from reviewbook.measures import order_lines as sold
from reviewbook.measures.attainment import target
from reviewbook.measures.revenue import firsts, new_customers, ordered, orders, revenue
from reviewbook.periods import Period
from reviewbook.roster import ancestry

DAYS = [(date(2026, 11, 1) + timedelta(days=n)).isoformat() for n in range(30)]
TEAMS = pd.DataFrame({"team_id": ["all", "east", "west"], "parent_id": [None, "all", "all"], "calendar": "CN"})
#: Li is in East throughout, Wang moves to West on the 16th, Zhao is in no team.
HOME = {("Li", on): "east" for on in DAYS} | {("Wang", on): "west" if on >= "2026-11-16" else "east" for on in DAYS}
PEOPLE = ("Li", "Wang", "Zhao")
OFF = ("2026-11-10", "2026-11-11")
WORKING = {on for on in DAYS if date.fromisoformat(on).weekday() < 5 and on not in OFF}
RATES = {("CNY", on): Fraction(1) for on in DAYS} | {("EUR", on): Fraction(15, 2) for on in DAYS if on >= "2026-11-05"}
FX = pd.DataFrame({"currency": ["EUR"], "valid_from": ["2026-11-05"], "rate": [7.5]})
KEYS = [("weekly", f"2026-W{week}") for week in (44, 45, 46, 47, 48, 49)] + [("monthly", "2026-11")]
FEW = settings(derandomize=True, max_examples=5, deadline=None)

order_line = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from(["A", "B", "C", "D"]),
        "person_id": st.sampled_from(PEOPLE),
        "customer_id": st.sampled_from(["acme", "bolt", "cove"]),
        "on": st.sampled_from(DAYS),
        "amount": st.integers(-10_000, 1_000_000).map(lambda cents: cents / 100),
        "currency": st.sampled_from(["CNY", "EUR"]),
        "status": st.sampled_from(["confirmed", "confirmed", "cancelled", "refunded"]),
    }
)
order_lines = st.lists(order_line, min_size=1, max_size=14)
targets = st.lists(
    st.tuples(
        st.sampled_from([("person", "Li"), ("person", "Wang"), ("person", "Zhao"), ("team", "west"), ("team", "all")]),
        st.sampled_from([key for cadence, key in KEYS if key not in ("2026-W44", "2026-W49")]),
        st.integers(0, 9_999_999),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row[0], row[1]),
)


def engines():
    return PandasEngine(), DuckDBEngine(duckdb.connect())


def grid(engine):
    days = [(c, key, on.isoformat()) for c, key in KEYS for on in Period.parse(key)]
    return Grid(
        days=engine.frame(pd.DataFrame(days, columns=["cadence", "period", "on"])),
        periods=engine.frame(pd.DataFrame(KEYS, columns=["cadence", "period"])),
        entities=engine.frame(ancestry(TEAMS[["team_id", "parent_id"]])),
    )


def counted(engine, rows):
    frame = pd.DataFrame(rows)
    frame["line_id"] = [f"{n:03}" for n in range(len(frame))] if "line_id" not in frame else frame["line_id"]
    frame["ordered_at"] = [DAYS.index(on) for on in frame["on"]]
    frame["team_id"] = [HOME.get((who, on), "") for who, on in zip(frame["person_id"], frame["on"], strict=True)]
    return lines(engine.frame(frame), engine.frame(daily_rates(FX, DAYS, "CNY")))


def read(engine, frame):
    rows = engine.collect(frame)
    return {(r.entity_id, r.period): r.value for r in rows.itertuples(index=False)}


def revenue_of(engine, rows):
    return read(engine, revenue(grid(engine).spread(sold.by_day(counted(engine, rows)))))


def entities(who, on):
    """Whom a person's row of a day counts for, written out."""
    team = HOME.get((who, on))
    return [who, "company", *([team, "all"] if team else [])]


def half_away(value):
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


@FEW
@given(order_lines)
def test_revenue_is_what_plain_loops_add_up(rows):
    cents = defaultdict(int)
    for row in rows:
        rate = RATES.get((row["currency"], row["on"]))
        if row["status"] == "cancelled" or rate is None:
            continue
        amount = Fraction(str(row["amount"]))
        minor = half_away((-abs(amount) if row["status"] == "refunded" else amount) * rate * 100)
        for _, key in KEYS:
            if date.fromisoformat(row["on"]) in Period.parse(key):
                for entity in entities(row["person_id"], row["on"]):
                    cents[entity, key] += minor
    wanted = {cell: minor / 100 for cell, minor in cents.items()}
    for engine in engines():
        assert revenue_of(engine, rows) == wanted


@FEW
@given(targets)
def test_targets_are_what_plain_loops_share_out(given_targets):
    own = defaultdict(dict)
    for (_, owner), key, cents in sorted(given_targets, key=lambda row: -len(Period.parse(row[1]).days)):
        days = [on.isoformat() for on in Period.parse(key)]
        worked = [on for on in days if on in WORKING] or days[-1:]
        shares = {on: cents * (n + 1) // len(worked) - cents * n // len(worked) for n, on in enumerate(worked)}
        own[owner] |= {on: shares.get(on, 0) for on in days}  # the shorter period comes later and takes its place

    def of(entity, on):
        below = {"company": ["all"], "all": ["east", "west"]}.get(entity, [])
        people = [who for who in PEOPLE if HOME.get((who, on), "company") == entity]
        if on in own.get(entity, {}):
            return own[entity][on]
        parts = [of(part, on) for part in (*below, *people)]
        return None if all(part is None for part in parts) else sum(part or 0 for part in parts)

    frame = pd.DataFrame(
        [(kind, who, "revenue", key, cents / 100, "CNY") for (kind, who), key, cents in given_targets],
        columns=["owner_kind", "owner_id", "measure", "period", "amount", "currency"],
    )
    daily = daily_targets(frame, owners(), FX, "CNY")
    wanted = {}
    for entity in (*PEOPLE, "east", "west", "all", "company"):
        for _, key in KEYS:
            found = [of(entity, on.isoformat()) for on in Period.parse(key)]
            if any(part is not None for part in found):
                wanted[entity, key] = sum(part or 0 for part in found) / 100
    for engine in engines():
        assert read(engine, target(engine.frame(daily), grid(engine))) == wanted


def owners():
    homes = pd.DataFrame([(who, on, team) for (who, on), team in HOME.items()], columns=["person_id", "on", "team_id"])
    days = pd.DataFrame([("CN", on, on in WORKING) for on in DAYS], columns=["calendar", "on", "working"])
    return Owners(TEAMS, homes, days, "CN")


@settings(derandomize=True, max_examples=12, deadline=None)
@given(st.integers(-10_000_000_000, 10_000_000_000), st.sampled_from(["2026-11", "2026-W46", "2026-11-15"]))
def test_the_days_of_a_target_add_up_to_it_exactly(cents, key):
    frame = pd.DataFrame(
        [("person", "Li", "revenue", key, cents / 100, None)],
        columns=["owner_kind", "owner_id", "measure", "period", "amount", "currency"],
    )
    daily = daily_targets(frame, owners(), FX, "CNY")
    shares = daily.loc[daily["entity_id"] == "Li"].set_index("on")["minor"]
    assert shares.sum() == cents
    worked = [share for on, share in shares.items() if on in WORKING]
    assert not worked or max(worked) - min(worked) <= 1


@FEW
@given(order_lines)
def test_teams_and_those_without_one_add_up_to_the_company(rows):
    for engine in engines():
        found = revenue_of(engine, rows)
        for _, key in KEYS:
            parts = sum(round(found.get((part, key), 0) * 100) for part in ("east", "west", "Zhao"))
            assert parts == round(found.get(("company", key), 0) * 100)


@FEW
@given(order_lines, st.integers(0, 1000))
def test_the_order_of_rows_is_irrelevant(rows, seed):
    rows = [{**row, "line_id": f"{n:03}"} for n, row in enumerate(rows)]
    mixed = Random(seed).sample(rows, len(rows))
    for engine in engines():
        cells = grid(engine)
        for measure, of in ((revenue, sold.by_day), (orders, ordered), (new_customers, firsts)):
            first, second = (read(engine, measure(cells.spread(of(counted(engine, r))))) for r in (rows, mixed))
            assert first == second


@FEW
@given(order_lines, st.floats(0.1, 0.9))
def test_a_line_written_as_two_changes_nothing(rows, part):
    rows = [{**row, "currency": "CNY"} for row in rows]
    head, *rest = rows
    cents = round(head["amount"] * 100)
    piece = int(cents * part)
    split = [{**head, "amount": piece / 100}, {**head, "amount": (cents - piece) / 100}, *rest]
    for engine in engines():
        assert revenue_of(engine, rows) == revenue_of(engine, split)
        counts = [read(engine, orders(grid(engine).spread(ordered(counted(engine, r))))) for r in (rows, split)]
        assert counts[0] == counts[1]


@pytest.mark.parametrize("currency", ["CNY", "EUR"])
@FEW
@given(st.integers(1, 10**9), st.sampled_from(DAYS[4:]))
def test_refunding_a_whole_order_on_its_day_leaves_nothing(currency, cents, on):
    row = {"order_id": "A", "person_id": "Li", "customer_id": "acme", "on": on, "currency": currency}
    rows = [{**row, "amount": cents / 100, "status": status} for status in ("confirmed", "refunded")]
    for engine in engines():
        assert set(revenue_of(engine, rows).values()) == {0.0}
