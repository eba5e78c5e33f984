from __future__ import annotations

import pandas as pd
import pytest
import yaml
from rapidfuzz.fuzz import ratio


def test_make_up_days_are_reported_and_holidays_are_not_by_the_teams_own_calendar(company, dailies):
    daily = dailies(company)
    on = daily.groupby("period")["parent_id"].value_counts().unstack(fill_value=0)
    assert on.loc["2026-02-14", "east"] > 5
    assert on.loc["2026-02-14", "intl"] == 0
    assert on.loc["2026-02-17", "east"] == 0
    assert on.loc["2026-02-17", "intl"] > 5


def test_nobody_reports_on_a_day_of_full_leave_but_on_a_half_day_everybody_does(company):
    leave = company.tables["leave"]
    daily = company.tables["reports"].query("template == 'daily_sales'")
    pairs = leave.merge(daily, on="person_id")
    day = pd.to_datetime(pairs["period"])
    inside = pairs[(day >= pairs["starts_on"]) & (day <= pairs["ends_on"])]
    assert set(inside["portion"]) == {0.5}
    reps = set(daily["person_id"])
    half = leave[(leave["portion"] == 0.5) & leave["person_id"].isin(reps)]
    assert inside["report_id"].nunique() >= 0.9 * len(half)


def test_without_plan_reports_are_on_time_in_97_of_100_cases(quiet, dailies):
    daily = dailies(quiet)
    by_team = daily.groupby("team_id")["late"].mean()
    assert by_team.between(0.008, 0.04).all()


def test_nearly_every_working_day_has_its_report(quiet):
    leave, reports = quiet.tables["leave"], quiet.tables["reports"]
    away = set(leave["person_id"]) | set(
        quiet.tables["people"].query("left_on.notna() or hired_on > '2025-09-01'")["person_id"]
    )
    weekly = reports.query("template == 'weekly_sales' and revision == 1")
    counts = weekly[~weekly["person_id"].isin(away)].groupby("person_id").size()
    # 64 weeks from 2025-W36 to 2026-W47; in Shanghai 2025-W41 and 2026-W08 lose nothing or all.
    assert counts.between(59, 64).all()


def test_a_report_has_the_fields_of_its_template_and_their_types(company, root):
    templates = yaml.safe_load((root / "params" / "templates.yaml").read_text("utf-8"))["templates"]
    known = {(t["name"], f["name"]): f.get("type", "text") for t in templates for f in t["fields"]}
    rows = company.tables["report_fields"].merge(company.tables["reports"], on=["report_id", "revision"])
    seen = rows.groupby(["template", "field"])[["text", "number"]].count()
    assert set(seen.index) == set(known)
    for key, counts in seen.iterrows():
        assert (counts["text"] == 0) == (known[key] == "number"), key
        assert (counts["number"] == 0) == (known[key] == "text"), key


def test_required_fields_are_filled_in_99_of_100_cases_and_long_enough(company, root):
    templates = yaml.safe_load((root / "params" / "templates.yaml").read_text("utf-8"))["templates"]
    reports, fields = company.tables["reports"], company.tables["report_fields"]
    for template in templates:
        mine = reports[reports["template"] == template["name"]]
        rows = fields[fields["report_id"].isin(mine["report_id"])]
        required = [f for f in template["fields"] if f.get("required")]
        filled = rows[rows["field"].isin([f["name"] for f in required])]
        assert 0.985 < len(filled) / (len(mine) * len(required)) < 1
        for field in required:
            texts = rows.loc[rows["field"] == field["name"], "text"].dropna()
            assert (texts.str.len() >= field.get("min_chars", 0)).all()


@pytest.mark.parametrize("name", ["company", "quiet"])
def test_weekly_sales_are_what_the_crm_has_recorded(request, name, said, recorded):
    company = request.getfixturevalue(name)
    false = {(e["people"][0], week) for e in company.truths if e["kind"] == "over_claim" for week in e["periods"]}
    claims = said(company, "weekly_sales", "sales_amount").set_index(["person_id", "period"])["number"]
    sold = recorded(company).groupby(["person_id", "week"])["net"].sum()
    error = (claims - sold.rename_axis(claims.index.names).reindex(claims.index, fill_value=0.0)).abs()
    assert len(error) > 2000
    assert set(error.index[error > 0.01]) == false


@pytest.mark.parametrize(("template", "length"), [("daily_sales", 10), ("monthly_sales", 7)])
def test_daily_and_monthly_sales_are_what_the_crm_has_recorded(company, said, recorded, template, length):
    claims = said(company, template, "sales_amount").set_index(["person_id", "period"])["number"]
    orders = recorded(company)
    sold = orders.groupby(["person_id", orders["on"].astype(str).str[:length].rename("period")])["net"].sum()
    error = (claims - sold.reindex(claims.index, fill_value=0.0)).abs()
    assert len(error) > 450
    assert error.max() < 0.01
    assert (claims >= 0).all()


def test_weekly_orders_are_the_distinct_orders_with_a_confirmed_line(company, said, recorded):
    counted = recorded(company).query("status == 'confirmed'").groupby(["person_id", "week"])["order_id"].nunique()
    claims = said(company, "weekly_sales", "orders").set_index(["person_id", "period"])["number"]
    assert (claims == counted.rename_axis(claims.index.names).reindex(claims.index, fill_value=0)).all()


def same_again(company):
    """Days of each person whose daily report is at least 90 % like one of the ten before it."""
    rows = company.tables["report_fields"].query("text.notna() and report_id.str.startswith('daily')")
    rows = rows.sort_values("revision").drop_duplicates(["report_id", "field"], keep="last")
    texts = rows.sort_values(["report_id", "field"]).groupby("report_id")["text"].agg("\n".join)
    found = {}
    for person, own in texts.groupby(texts.index.str.extract(r"(p\d+)")[0].to_numpy()):
        words = own.tolist()
        days = {
            name[-10:]
            for at, name in enumerate(own.index)
            if any(ratio(words[at], before, score_cutoff=90) for before in words[max(0, at - 10) : at])
        }
        if days:
            found[person] = days
    return found


def test_only_the_copiers_write_the_same_again(company, truth):
    (copier,), (near,) = truth("copier")["people"], truth("near_copier")["people"]
    stretch = {f"2026-11-{day:02}" for day in (9, 10, 11, 12, 13, 16, 17, 18, 19, 20)}
    assert same_again(company) == {copier: stretch, near: {day for day in stretch if day >= "2026-11-16"}}


def test_nobody_of_the_quiet_company_writes_the_same_again(quiet):
    assert same_again(quiet) == {}


def test_a_few_reports_are_revised_and_only_their_last_revision_counts(company):
    reports = company.tables["reports"]
    revised = reports.query("revision == 2")
    assert 0.005 < len(revised) / len(reports) < 0.03
    first = reports.query("revision == 1").set_index("report_id")["submitted_at"]
    assert (revised.set_index("report_id")["submitted_at"] > first.reindex(revised["report_id"])).all()


def test_managers_answer_nearly_every_report_by_the_next_working_day(quiet):
    reports = quiet.tables["reports"].query("template == 'daily_sales' and revision == 1").set_index("report_id")
    answers = quiet.tables["feedback"].query("kind in ['comment', 'approval']").groupby("report_id")["given_at"].min()
    old = reports[reports["submitted_at"] < pd.Timestamp("2026-11-14", tz="UTC")]
    wait = (answers.reindex(old.index) - old["submitted_at"]).dt.total_seconds() / 3600
    assert 0.96 < wait.notna().mean() < 0.999
    # Monday to Wednesday evening: the next working day is (nearly always) tomorrow.
    early_week = wait[old["submitted_at"].dt.day_of_week < 3]
    assert (early_week.dropna() < 22).mean() > 0.94


def test_feedback_is_by_the_manager_of_the_authors_team_but_for_reactions(company):
    memberships = company.tables["memberships"]
    managers = memberships.query("role == 'manager'").set_index("team_id")["person_id"]
    reports = company.tables["reports"].query("revision == 1 and template != 'team_weekly'")
    rows = company.tables["feedback"].query("kind != 'reaction'").merge(reports, on="report_id")
    teams = memberships.query("role == 'rep'").groupby("person_id")["team_id"].agg(set)
    bosses = teams.map(lambda names: {managers[name] for name in names})
    assert all(author in bosses[person] for author, person in zip(rows["author_id"], rows["person_id"], strict=True))
