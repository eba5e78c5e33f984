from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


def only(frame, **wanted):
    """Give the rows whose columns have that value, or one of those values."""
    for column, value in wanted.items():
        frame = frame[frame[column] == value if isinstance(value, str) else frame[column].isin(value)]
    return frame


W47 = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]


def test_a_quiet_company_has_no_truths_and_the_same_people(company, quiet):
    assert quiet.truths == []
    assert quiet.tables["people"].equals(company.tables["people"])
    assert quiet.tables["leave"].equals(company.tables["leave"])


def test_every_truth_says_what_it_is_in_both_languages(company):
    assert len(company.truths) == 26
    for entry in company.truths:
        assert entry["zh"]
        assert entry["en"]
        assert "{" not in entry["zh"] + entry["en"]
        assert entry["people"] or entry["teams"] or entry["products"]


def test_the_late_rep_is_late_on_the_listed_days_and_on_no_other(company, dailies, truth):
    late = truth("late_rep")
    daily = only(dailies(company), person_id=late["people"])
    assert daily.loc[daily["late"], "period"].tolist() == late["days"]
    assert len(set(late["days"]) & set(W47)) == 4


@pytest.mark.parametrize("name", ["company", "quiet"])
def test_nobody_else_outside_the_shifted_team_is_late_on_three_days_of_the_week(request, name, dailies):
    company = request.getfixturevalue(name)
    daily = only(dailies(company), period=W47).query("team_id != 'south-2'")
    late = daily.groupby("person_id")["late"].sum()
    expected = [p for entry in company.truths if entry["id"] == "late_rep" for p in entry["people"]]
    assert late[late >= 3].index.tolist() == expected


def test_the_missing_rep_submits_nothing_for_two_weeks_and_everything_before(company, quiet, dailies, truth):
    (person,) = truth("missing_rep")["people"]
    for name, expected in ((company, 0), (quiet, 10)):
        daily = only(dailies(name), person_id=person)
        stretch = daily[daily["period"].between("2026-11-09", "2026-11-20")]
        assert len(stretch) == pytest.approx(expected, abs=1 if expected else 0)
    assert only(dailies(company), person_id=person)["period"].between("2026-10-12", "2026-11-06").sum() == 20
    leave = only(company.tables["leave"], person_id=person)
    assert not ((leave["ends_on"] >= "2026-11-09") & (leave["starts_on"] <= "2026-11-20")).any()


def test_the_near_copier_changes_numbers_only(company, said, truth):
    (person,) = truth("near_copier")["people"]
    progress = only(said(company, "daily_sales", "progress"), person_id=person).set_index("period")["text"]
    stretch = progress[["2026-11-13", *W47]]
    assert stretch.nunique() > 1
    assert stretch.str.replace(r"共拜访\d+家", "", regex=True).nunique() == 1
    changed = stretch.ne(stretch.shift())
    assert changed.all()


def claims(company, said, recorded, entry):
    """Claimed and recorded sales of the weeks of a false claim."""
    person = entry["people"][0]
    claimed = only(said(company, "weekly_sales", "sales_amount"), person_id=person).set_index("period")["number"]
    sold = only(recorded(company), person_id=person).groupby("week")["net"].sum()
    return claimed, sold


@pytest.mark.parametrize(
    ("name", "factor"), [("claim_in_ten_thousands", 1e-4), ("claim_times_ten_thousand", 1e4), ("claim_inflated", 1.2)]
)
def test_some_claims_are_a_multiple_of_what_was_sold(company, said, recorded, truth, name, factor):
    claimed, sold = claims(company, said, recorded, truth(name))
    for week in truth(name)["periods"]:
        assert claimed[week] == pytest.approx(sold[week] * factor, abs=0.02)


def test_the_claim_of_next_week_is_what_the_crm_dates_a_week_later(company, said, recorded, truth):
    claimed, sold = claims(company, said, recorded, truth("claim_of_next_week"))
    for week in truth("claim_of_next_week")["periods"]:
        later = f"2026-W{int(week[-2:]) + 1}"
        assert claimed[week] == pytest.approx(sold[later], abs=0.02)
        assert claimed[week] != pytest.approx(sold[week], rel=0.01)


@pytest.mark.parametrize(
    ("name", "status"), [("claim_of_cancelled", "cancelled"), ("claim_before_refunds", "refunded")]
)
def test_some_claims_count_lines_that_do_not_count(company, said, recorded, truth, name, status):
    claimed, sold = claims(company, said, recorded, truth(name))
    lines = only(recorded(company), person_id=truth(name)["people"], status=status).groupby("week")["cny"].sum()
    for week in truth(name)["periods"]:
        assert lines[week] > 0
        assert claimed[week] == pytest.approx(sold[week] + lines[week], abs=0.05)


def test_the_claim_that_counts_twice_is_one_order_too_high(company, said, recorded, truth):
    claimed, sold = claims(company, said, recorded, truth("claim_twice"))
    orders = only(recorded(company), person_id=truth("claim_twice")["people"], status="confirmed")
    for week in truth("claim_twice")["periods"]:
        largest = only(orders, week=week).groupby("order_id")["cny"].sum().max()
        assert claimed[week] == pytest.approx(sold[week] + largest, abs=0.05)


def test_the_claim_of_a_colleagues_order_is_of_the_claimants_own_customer(company, said, recorded, truth):
    entry = truth("claim_of_a_colleague")
    claimed, sold = claims(company, said, recorded, entry)
    claimant, colleague = entry["people"]
    own = only(company.tables["customers"], owner_id=claimant)["customer_id"]
    booked = only(recorded(company), person_id=colleague, customer_id=own, status="confirmed")
    assert sorted(booked["week"].unique()) == entry["periods"]
    for week, amount in booked.groupby("week")["cny"].sum().items():
        assert claimed[week] == pytest.approx(sold[week] + amount, abs=0.05)
    elsewhere = company.tables["orders"].merge(company.tables["customers"], on="customer_id")
    foreign = only(elsewhere.query("person_id != owner_id"), owner_id=claimant)
    assert set(foreign["person_id"]) == {colleague}


def mention_share(company, dailies, said, region):
    """Share of daily reports of a region that mention the rising competitor, before and since W40."""
    daily = only(dailies(company), parent_id=region)
    words = said(company, "daily_sales", "competitor").set_index("report_id")["text"].str.contains("恒锐机械")
    named = words.reindex(daily["report_id"]).fillna(False).to_numpy(bool)
    since = (daily["period"] >= "2026-09-28").to_numpy()
    return named[~since].mean(), named[since].mean()


def test_the_competitor_rises_in_the_east_and_nowhere_else(company, quiet, dailies, said):
    before, since = mention_share(company, dailies, said, "east")
    assert before < 0.08
    assert 0.2 < since < 0.35
    for calm, region in ((company, "south"), (quiet, "east")):
        assert max(mention_share(calm, dailies, said, region)) < 0.09


def feedback_since_october(company, manager):
    rows = only(company.tables["feedback"], author_id=manager)
    return rows[rows["given_at"] >= pd.Timestamp("2026-10-01", tz="UTC")]["kind"].value_counts()


def test_one_manager_falls_silent_and_another_only_reads(company, quiet, truth):
    (silent,), (reading,) = truth("silent_manager")["people"], truth("reading_manager")["people"]
    assert feedback_since_october(company, silent).empty
    assert feedback_since_october(company, reading).index.tolist() == ["read"]
    assert feedback_since_october(company, reading)["read"] > 100
    for manager in (silent, reading):
        assert feedback_since_october(quiet, manager)["comment"] > 100
        comments = only(company.tables["feedback"], author_id=manager, kind="comment")
        assert (comments["given_at"] < pd.Timestamp("2026-09-30", tz="UTC")).sum() > 500


def unit_price_change(company, product):
    lines = only(company.tables["orders"], product_id=product, currency="CNY", status="confirmed")
    price = lines["amount"] / lines["quantity"]
    since = lines["ordered_at"] >= pd.Timestamp("2026-10-01", tz="Asia/Shanghai")
    return price[since].mean() / price[~since].mean() - 1


def test_the_price_of_one_product_falls_and_no_other(company, quiet, truth):
    (product,) = truth("price_fall")["products"]
    assert unit_price_change(company, product) == pytest.approx(-0.15, abs=0.01)
    for other in set(company.tables["products"]["product_id"]) - {product}:
        assert unit_price_change(company, other) == pytest.approx(0, abs=0.01)
    assert unit_price_change(quiet, product) == pytest.approx(0, abs=0.01)


def refunds_by_month(company, product):
    lines = only(company.tables["orders"], product_id=product, status="refunded")
    return lines["ordered_at"].dt.strftime("%Y-%m").value_counts()


def test_refunds_come_in_a_wave_in_october_for_one_product(company, quiet, truth):
    (product,) = truth("refund_wave")["products"]
    months = refunds_by_month(company, product)
    assert months["2026-10"] > 100
    assert months.drop("2026-10").max() < 6
    assert refunds_by_month(quiet, product).get("2026-10", 0) < 6
    for other in set(company.tables["products"]["product_id"]) - {product}:
        assert refunds_by_month(company, other).max() < 8


def test_a_refund_is_a_line_of_its_own_on_a_later_day_and_never_more_than_the_line(company):
    orders = company.tables["orders"]
    back = orders.query("status == 'refunded'")
    bought = orders.assign(line_id=orders["line_id"] + "r")
    pairs = back.merge(bought, on=["order_id", "line_id"], suffixes=("", "_bought"))
    assert len(pairs) == len(back)
    assert (pairs["amount"] > 0).all()
    assert (pairs["amount"] == pairs["amount_bought"]).all()
    assert (pairs["ordered_at"] > pairs["ordered_at_bought"]).all()


def complaints_per_month(company, product, since):
    name = company.tables["products"].set_index("product_id")["name"][product].split()[0]
    rows = company.tables["complaints"]
    rows = rows[rows["text"].str.contains(name, regex=False)]
    later = (rows["opened_at"] >= pd.Timestamp("2026-09-01", tz="UTC")).sum()
    return later / 2.8 if since else (len(rows) - later) / 12


def test_complaints_about_one_product_rise(company, quiet, truth):
    (product,) = truth("complaint_rise")["products"]
    assert complaints_per_month(company, product, since=True) > 4 * complaints_per_month(company, product, since=False)
    assert complaints_per_month(quiet, product, since=True) < 4


def monthly_customers(company, home, team):
    people = only(home(company), team_id=team).index
    orders = only(company.tables["orders"], person_id=people, status="confirmed")
    return orders.groupby(orders["ordered_at"].dt.strftime("%Y-%m"))["customer_id"].nunique()


def test_one_team_loses_customers_for_good(company, quiet, home, truth):
    (team,) = truth("lost_customers")["teams"]
    counts = monthly_customers(company, home, team)
    assert counts["2026-10"] < 0.75 * counts["2026-08"]
    calm = monthly_customers(quiet, home, team)
    assert calm["2026-10"] > 0.8 * calm["2026-08"]


def test_nobody_of_one_team_fills_the_field_and_all_other_teams_do(company, quiet, home, said, truth):
    entry = truth("unfilled_field")
    for name, empty in ((company, set(entry["teams"])), (quiet, set())):
        filled = said(name, entry["template"], entry["field"])["person_id"].map(home(name)["team_id"])
        assert {"east-1", "east-2", "south-1", "south-2", "intl-1", "intl-2"} - set(filled) == empty


def recording_days(company, person):
    lines = only(company.tables["orders"], person_id=person)
    october = lines[lines["ordered_at"].dt.tz_convert("Asia/Shanghai").dt.strftime("%Y-%m") == "2026-10"]
    return (october["recorded_at"] - october["ordered_at"]).dt.total_seconds() / 86_400


def test_one_reps_orders_of_october_are_recorded_ten_days_later(company, quiet, truth):
    (person,) = truth("late_recorded")["people"]
    bought = recording_days(company, person)
    assert bought.quantile(0.1) > 9.9
    assert recording_days(quiet, person).quantile(0.9) < 0.1


def late_share(company, dailies, team):
    daily = only(dailies(company), team_id=team)
    since = daily["period"] >= "2026-10-12"
    return daily.loc[~since, "late"].mean(), daily.loc[since, "late"].mean()


def test_the_on_time_rate_of_one_team_falls(company, quiet, dailies, truth):
    (team,) = truth("team_shift")["teams"]
    before, since = late_share(company, dailies, team)
    assert before < 0.04
    assert since > 0.09
    assert late_share(quiet, dailies, team)[1] < 0.05


def test_one_team_has_not_taken_the_course(company, quiet, home, truth):
    entry = truth("training_gap")
    for name, expected in ((company, 1), (quiet, 5)):
        people = only(home(name), team_id=entry["teams"], role="rep").index
        course = only(name.tables["trainings"], skill=entry["skill"], person_id=people)
        done = course["completed_on"].notna().sum()
        assert done == 1 if expected == 1 else done >= expected


def revenue_and_target(company, recorded, people):
    sold = recorded(company).groupby("person_id")["net"].sum()[people]
    targets = company.tables["targets"].query("owner_kind == 'person' and period < '2026-12'")
    return sold, targets.groupby("owner_id")["amount"].sum()[people]


def test_the_equal_reps_differ_by_chance_only_and_the_better_one_by_forty_percent(company, recorded, truth):
    equal, (better,) = truth("equal_reps")["people"], truth("better_rep")["people"]
    sold, target = revenue_and_target(company, recorded, [*equal, better])
    assert target.nunique() == 1
    assert sold[equal[0]] / sold[equal[1]] == pytest.approx(1, abs=0.12)
    assert sold[better] / sold[equal].mean() == pytest.approx(1.4, abs=0.15)


def test_in_the_quiet_company_those_three_have_targets_of_their_own(company, quiet, recorded, truth):
    people = [*truth("equal_reps")["people"], *truth("better_rep")["people"]]
    sold, target = revenue_and_target(quiet, recorded, people)
    assert target.nunique() == 3
    assert (sold / target).between(0.8, 1.2).all()


def pays(company, dailies, recorded):
    """Within-person t value of a month's on-time share on the next month's attainment."""
    daily = dailies(company)
    on_time = 1 - daily.groupby(["person_id", daily["period"].str[:7]])["late"].mean().unstack()
    orders = recorded(company)
    sold = orders.groupby(["person_id", orders["on"].dt.strftime("%Y-%m")])["net"].sum().unstack()
    targets = company.tables["targets"].query("owner_kind == 'person'")
    attainment = sold / targets.pivot_table(index="owner_id", columns="period", values="amount")
    pairs = pd.DataFrame({"x": on_time.stack(), "y": attainment.shift(-1, axis=1).iloc[:, :-2].stack()}).dropna()
    pairs -= pairs.groupby("person_id").transform("mean")
    slope = (pairs["x"] @ pairs["y"]) / (pairs["x"] @ pairs["x"])
    spread = (pairs["y"] - slope * pairs["x"]).var()
    return slope / np.sqrt(spread / (pairs["x"] @ pairs["x"]))


def test_reporting_pays_a_little_where_it_was_planted_and_nothing_in_the_quiet_company(
    company, quiet, dailies, recorded
):
    assert pays(company, dailies, recorded) > 2
    assert abs(pays(quiet, dailies, recorded)) < 2
