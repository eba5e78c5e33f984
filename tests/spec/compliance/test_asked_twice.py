"""Who is asked twice for one report owes it once, and one row says by which membership and rule."""

title = "Asked twice, owed once"

ONE_DAY = {"first": "2026-11-20", "last": "2026-11-20"}


def test_of_two_rules_for_the_same_report_the_last_by_name_counts(office, asks):
    rules = (asks["daily"](), asks["daily"](name="daily_late", due={"time": "20:00"}))
    friday = office.where(**ONE_DAY, rules=rules)
    assert friday.fates("person_id", "rule", "status") == [["Li", "daily_late", "missing"]]


def test_of_two_memberships_in_one_team_the_newer_one_counts_and_its_report_is_not_lost(office):
    friday = office.where(
        **ONE_DAY,
        memberships="""
            person_id | team_id | role | valid_from
            Li        | East    | rep  | 2026-01-01
            Li        | East    | rep  | 2026-06-01
        """,
    )
    assert friday.fates("person_id", "team_id", "working_days") == [["Li", "East", 1]]
    present = friday.engine.collect(friday.roster.days)
    homes = present[present["home"] == 1]
    assert set(homes.loc[homes["on"] >= "2026-06-01", "valid_from"]) == {"2026-06-01"}
    assert homes["on"].is_unique
