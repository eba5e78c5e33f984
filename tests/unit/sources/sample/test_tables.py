from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from reviewbook.errors import ParamsError
from reviewbook.schema import TABLES, Kind
from reviewbook.sources.sample import SampleOptions, simulate, write

NOW = pd.Timestamp("2026-11-24 12:00", tz="Asia/Shanghai")

TYPES = {
    Kind.DATE: "datetime64[us]",
    Kind.INSTANT: "datetime64[us, UTC]",
    Kind.NUMBER: "float64",
    Kind.MONEY: "float64",
    Kind.INTEGER: "Int64",
    Kind.FLAG: "boolean",
}

POINTS_TO = {
    "person_id": ("people", "person_id"),
    "author_id": ("people", "person_id"),
    "owner_id": ("people", "person_id"),
    "team_id": ("teams", "team_id"),
    "parent_id": ("teams", "team_id"),
    "customer_id": ("customers", "customer_id"),
    "product_id": ("products", "product_id"),
    "report_id": ("reports", "report_id"),
    "meeting_id": ("meetings", "meeting_id"),
}

#: Dates on which something has happened, as opposed to what is due or expected.
HAPPENED = ("hired_on", "left_on", "valid_from", "valid_to", "created_on", "closed_on", "completed_on", "done_on")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_columns_and_types_of_the_contract(company, name):
    frame = company.tables[name]
    assert list(frame.columns) == TABLES[name].names
    for column in TABLES[name].columns:
        assert str(frame[column.name].dtype) == TYPES.get(column.kind, "str"), column.name
        assert column.optional or frame[column.name].notna().all(), column.name
        assert not column.choices or set(frame[column.name].dropna()) <= set(column.choices), column.name


@pytest.mark.parametrize("name", TABLES)
def test_the_key_tells_any_two_rows_apart(company, name):
    assert not company.tables[name].duplicated(list(TABLES[name].key)).any()


@pytest.mark.parametrize("name", TABLES)
def test_every_id_points_to_a_row_that_exists(company, name):
    frame = company.tables[name]
    if name == "targets":
        frame = frame[frame["owner_kind"] == "person"]
    for column, (table, key) in POINTS_TO.items():
        if column in frame:
            assert set(frame[column].dropna()) <= set(company.tables[table][key]), column


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"honours"}))
def test_no_table_but_honours_is_empty_and_nothing_happens_after_the_last_day(company, name):
    frame = company.tables[name]
    assert len(frame)
    for column in TABLES[name].columns:
        if column.kind is Kind.INSTANT:
            assert not (frame[column.name] > NOW).any(), column.name
        elif column.name in HAPPENED or (name == "leave" and column.kind is Kind.DATE):
            assert not (frame[column.name] > pd.Timestamp("2026-11-24")).any(), column.name


def test_the_company_has_three_regions_six_teams_and_forty_reps_over_fifteen_months(company):
    teams = company.tables["teams"].set_index("team_id")
    assert sorted(teams.index[teams["parent_id"].isna()]) == ["east", "intl", "south"]
    assert teams["parent_id"].value_counts().to_dict() == {"east": 2, "south": 2, "intl": 2}
    assert teams.loc["intl-2", ["zone", "calendar", "currency"]].tolist() == ["Europe/London", "GB", "USD"]
    roles = company.tables["memberships"].drop_duplicates(["person_id", "role"])["role"].value_counts()
    assert roles.to_dict() == {"rep": 40, "manager": 7}
    assert company.tables["reports"]["period"].min() == "2025-09"
    assert company.tables["orders"]["ordered_at"].min() < pd.Timestamp("2025-09-02", tz="UTC")


def test_people_join_leave_and_move_between_teams_and_are_away_for_days_and_for_half_days(company):
    people, memberships = company.tables["people"], company.tables["memberships"]
    reps = memberships[memberships["role"] == "rep"]
    assert (people["hired_on"] > "2025-09-01").sum() >= 2
    assert people["left_on"].notna().sum() >= 2
    assert reps.groupby("person_id")["team_id"].nunique().max() == 2
    leave = company.tables["leave"]
    assert set(leave["portion"]) == {0.5, 1.0}
    assert ((leave["ends_on"] - leave["starts_on"]).dt.days > 60).any()


def test_nobody_sells_or_reports_before_joining_or_after_leaving(company):
    people = company.tables["people"].set_index("person_id")
    for table, at in (("orders", "ordered_at"), ("reports", "submitted_at")):
        rows = company.tables[table].join(people, on="person_id")
        day = rows[at].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None).dt.normalize()
        assert not (day < rows["hired_on"]).any()
        assert not (day > rows["left_on"] + pd.Timedelta(days=1)).any()


def test_the_same_seed_gives_the_same_bytes(small, tmp_path):
    first, second = small, simulate(SampleOptions(reps=12, months=3))
    for name in TABLES:
        assert_frame_equal(first.tables[name], second.tables[name])
    written = write(first, tmp_path / "first")
    write(second, tmp_path / "second")
    assert [path.name for path in written] == [*(f"{name}.csv" for name in TABLES), "truths.json"]
    for path in written:
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


def test_another_seed_gives_another_company(small):
    first, second = small, simulate(SampleOptions(reps=12, months=3, seed=7))
    for name in ("people", "customers", "orders", "report_fields", "feedback"):
        assert not first.tables[name].equals(second.tables[name])


def test_more_reps_do_not_reshuffle_those_who_were_there(small):
    few, more = small.tables, simulate(SampleOptions(reps=14, months=3)).tables
    mine = few["orders"].query("person_id == 'p010'").reset_index(drop=True)
    assert len(mine)
    assert_frame_equal(mine, more["orders"].query("person_id == 'p010'").reset_index(drop=True))


def test_files_say_dates_instants_and_truths_plainly(small, tmp_path):
    company = small
    write(company, tmp_path)
    people = pd.read_csv(tmp_path / "people.csv", dtype=str)
    assert people["hired_on"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    orders = pd.read_csv(tmp_path / "orders.csv", dtype=str)
    assert orders["ordered_at"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ").all()
    assert len(orders) == len(company.tables["orders"])
    assert set(pd.read_csv(tmp_path / "attendance.csv", dtype=str)["attended"]) == {"true", "false"}
    assert json.loads((tmp_path / "truths.json").read_text("utf-8")) == company.truths
    assert b"\r" not in (tmp_path / "reports.csv").read_bytes()


@pytest.mark.parametrize(("reps", "months"), [(1, 1), (3, 2), (60, 2)])
def test_a_company_of_another_size_has_only_the_truths_that_fit(reps, months):
    company = simulate(SampleOptions(reps=reps, months=months))
    people = set(company.tables["people"]["person_id"])
    assert {name for entry in company.truths for name in entry["people"]} <= people
    ids = {entry["id"] for entry in company.truths}
    assert "reporting_pays" not in ids
    assert ("claim_of_a_colleague" in ids) == (reps == 60)
    assert len(company.tables["reports"])


def test_a_company_that_ends_before_the_planted_days_has_none_of_them():
    company = simulate(SampleOptions(reps=12, months=2, until=date(2026, 6, 10)))
    assert {entry["id"] for entry in company.truths} <= {"equal_reps", "better_rep", "unfilled_field"}


def test_a_size_out_of_range_is_refused_with_what_may_be_used():
    with pytest.raises(ParamsError) as refused:
        SampleOptions(reps=0, months=500)
    assert str(refused.value) == (
        "sample: reps: 0 is out of range. Use 1 to 5000.\nsample: months: 500 is out of range. Use 1 to 120."
    )
