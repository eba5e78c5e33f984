"""Why a report has its status, in sentences that settle "but I did submit"."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import yaml

from reviewbook.blocks import Tone
from reviewbook.errors import ParamsError
from reviewbook.params.company import Company
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.review import Review
from reviewbook.schema import FRAMES, TABLES
from reviewbook.tables.due_on import due_on, totals
from reviewbook.tables.explained import explained
from reviewbook.tables.known import Known
from reviewbook.wording import Wording

PARAMS = Path(__file__).resolve().parents[3] / "params"
FRIDAY = "2026-11-20"


def at(text):
    return pd.Timestamp(datetime.fromisoformat(f"{text}+08:00")).tz_convert("UTC")


def owed_row(**changes):
    """Give Li's daily report of Friday, due 18:30 with 15 minutes of grace, of which nothing came."""
    row = dict.fromkeys(FRAMES["owed"].names) | {
        "person_id": "p1", "team_id": "e1", "cadence": "daily", "period": FRIDAY, "template": "daily_sales",
        "rule": "daily", "rule_from": pd.Timestamp("2026-03-01"), "role": "rep", "due_on": pd.Timestamp(FRIDAY),
        "due_at": at("2026-11-20 18:30"), "grace_minutes": 15, "closes_at": at("2026-11-25 18:30"),
        "status": "missing", "reason": "not submitted", "day_kind": "working", "working_days": 1, "leave_days": 0.0,
        "provisional": False,
    }  # fmt: skip
    return row | changes


def weekly_row(**changes):
    """Give Li's weekly report of 2026-W40, whose Friday is a holiday."""
    values = {
        "cadence": "weekly", "period": "2026-W40", "template": "weekly_sales", "rule": "weekly", "rule_from": pd.NaT,
        "due_on": pd.Timestamp("2026-09-30"), "due_at": at("2026-09-30 18:00"), "grace_minutes": 0,
        "closes_at": at("2026-10-10 18:00"), "working_days": 3,
    }  # fmt: skip
    return owed_row(**values | changes)


def frame(name, rows, types=None):
    table = (types or FRAMES)[name]
    made = pd.DataFrame(rows, columns=table.names).astype("object")
    for column in table.columns:
        if column.name.endswith("_at"):
            made[column.name] = pd.to_datetime(made[column.name], utc=True)
        elif column.name.endswith("_on") or column.name in ("valid_from", "valid_to", "rule_from"):
            made[column.name] = pd.to_datetime(made[column.name])
    return made


def stays(*rows):
    names = ("person_id", "team_id", "role", "valid_from", "valid_to")
    return frame("memberships", [dict(zip(names, row, strict=True)) for row in rows], TABLES)


def report(period, submitted, revision=1, template="daily_sales"):
    return {"report_id": f"r-{period}", "person_id": "p1", "period": period, "template": template,
            "submitted_at": at(submitted), "revision": revision}  # fmt: skip


@pytest.fixture
def known():
    """Give what is known of one rep, Li Na of East One, at noon of 27 November."""

    def made(*owed, language="en", **frames):
        files = {
            name: yaml.safe_load((PARAMS / f"{name}.yaml").read_text("utf-8")) for name in ("company", "templates")
        }
        people = [{"person_id": "p1", "name": "Li Na"}, {"person_id": "p2", "name": "Li Na"},
                  {"person_id": "p3", "name": "Wang Wei"}]  # fmt: skip
        teams = [
            {"team_id": "e", "name": "East", "zone": "Asia/Shanghai", "calendar": "CN"},
            {"team_id": "e1", "name": "East One", "parent_id": "e", "zone": "Asia/Shanghai", "calendar": "CN"},
            {"team_id": "uk", "name": "London", "zone": "Europe/London", "calendar": "GB"},
        ]
        held = {
            "owed": frame("owed", owed), "unowed": frame("unowed", []), "voluntary": frame("voluntary", []),
            "people": frame("people", people, TABLES), "teams": frame("teams", teams, TABLES),
            "memberships": stays(("p1", "e1", "rep", "2026-01-01", None)), "reports": frame("reports", [], TABLES),
            "rejected": frame("rejected", []),
        }  # fmt: skip
        as_of = datetime.fromisoformat("2026-11-27T12:00+08:00")
        params = Company.model_validate(files["company"]), Templates.model_validate(files["templates"])
        return Known(Wording(language), as_of, *params, {k: v for k, v in (held | frames).items() if v is not None})

    return made


def told(known, period=FRIDAY, template="daily_sales"):
    """Give title and sentences of the one report that is explained."""
    (one,) = explained(known, "p1", Period.parse(period), template)
    return [one.title, *one.sentences]


def test_a_missing_report_is_told_from_the_rule_to_the_verdict(known):
    assert told(known(owed_row())) == [
        "Daily sales report, 20 Nov 2026, Fri: Missing",
        "The rule “daily”, as it stands since 1 Mar 2026, asks for it: on the due day Li Na was a sales representative "
        "of East One.",
        "Due 20 Nov 2026, 18:30 (Shanghai time): the day itself, a working day.",
        "15 minutes of grace make it on time until 11-20 18:45; it closes 11-25 18:30.",
        "Nothing had come by 27 Nov 2026, 12:00 (Shanghai time).",
        "It has closed, so it is missing.",
        "Nothing else came around then that could be it.",
    ]


def test_the_same_in_chinese(known):
    assert told(known(owed_row(), language="zh")) == [
        "销售日报，2026年11月20日 周五：缺交",
        "规则“daily”（2026年3月1日起的版本）要求提交：截止日Li Na是East One的销售代表。",
        "截止时间 2026-11-20 18:30（北京时间）：当天是工作日。",
        "宽限 15 分钟，到 11-20 18:45 为止算准时；11-25 18:30 关闭。",
        "截至 2026-11-27 12:00（北京时间）没有收到。",
        "现已关闭，因此记为缺交。",
        "前后没有收到其他可能就是它的报告。",
    ]


@pytest.mark.parametrize(
    ("submitted", "status", "reason", "ends"),
    [
        ("18:30", "on_time", None, ["It first came 11-20 18:30:00, exactly at the due time.", "So it is on time."]),
        ("18:30:20", "on_time", "within grace",
         ["It first came 11-20 18:30:20, 20 s after the due time.", "That is within the grace, so it is on time."]),
        ("18:45:01", "late", None,
         ["It first came 11-20 18:45:01, 15 min after the due time.",
          "That is past the limit and before closing, so it is late, though no working time lay in between."]),
    ],
)  # fmt: skip
def test_near_a_limit_the_seconds_are_told(known, submitted, status, reason, ends):
    row = owed_row(status=status, reason=reason, submitted_at=at(f"2026-11-20 {submitted}"), lateness_hours=0.0)
    assert told(known(row))[4:] == ends


def test_late_is_told_in_time_and_in_working_hours(known):
    row = owed_row(status="late", reason=None, submitted_at=at("2026-11-23 10:36"), lateness_hours=1.6)
    assert told(known(row))[4:] == [
        "It first came 11-23 10:36, 2 d 16 h after the due time.",
        "That is past the limit and before closing, so it is late, by 1.6 working hours.",
    ]


def test_what_came_after_closing_stays_missing_and_what_may_still_come_is_told(known):
    after = owed_row(reason="after closing", submitted_at=at("2026-11-26 09:00"))
    assert told(known(after))[5] == "It had closed by then, so it stays missing."
    assert told(known(owed_row(reason="still open")))[5] == (
        "The limit has passed, so it is missing for now; handed in before 11-25 18:30, it will be late instead."
    )


@pytest.mark.parametrize(
    ("reason", "last"),
    [
        ("not yet due", "It is not due yet, so nothing is decided."),
        ("within grace", "It is due, but the grace has not run out, so nothing is decided."),
    ],
)
def test_pending_decides_nothing(known, reason, last):
    assert told(known(owed_row(status="pending", reason=reason)))[-1] == last


def test_several_revisions_say_which_one_counts(known):
    came = [report(FRIDAY, "2026-11-20 17:00"), report(FRIDAY, "2026-11-20 19:00", 2)]
    came.append(report(FRIDAY, "2026-11-26 09:00", 3))
    row = owed_row(
        status="on_time", reason=None, submitted_at=at("2026-11-20 17:00"), report_id=f"r-{FRIDAY}", revision=2
    )
    assert told(known(row, reports=frame("reports", came, TABLES)))[4:7] == [
        "It first came 11-20 17:00, 1 h 30 min before the due time.",
        "It came in 3 revisions; the last one before closing is its content: revision 2, 11-20 19:00.",
        "What came after closing (1) changes nothing.",
    ]


def test_a_due_day_that_moved_is_told_with_its_holiday(known):
    assert told(known(weekly_row()), "2026-W40", "weekly_sales")[2:4] == [
        "Due 30 Sep 2026, 18:00 (Shanghai time): Fri 2 Oct is a public holiday, 国庆节, so it moves to the last working "
        "day before.",
        "There is no grace; it closes 2026-10-10 18:00.".replace("2026-", ""),
    ]


def test_a_make_up_day_and_the_second_working_day_after_the_month_are_told(known):
    saturday = owed_row(period="2026-10-10", due_on=pd.Timestamp("2026-10-10"), day_kind="make_up")
    assert "a weekend day worked in place of a holiday" in told(known(saturday), "2026-10-10")[2]
    month = {"cadence": "monthly", "period": "2026-10", "template": "monthly_sales", "rule": "monthly"}
    monthly = owed_row(**month, rule_from=pd.NaT, due_on=pd.Timestamp("2026-11-03"))
    assert told(known(monthly), "2026-10", "monthly_sales")[2].endswith(": working day 2 after the period.")


def test_without_the_calendar_of_the_team_the_due_day_is_not_explained(known):
    london = weekly_row(team_id="uk")  # by the calendar of London it would have been due on Friday
    assert told(known(london), "2026-W40", "weekly_sales")[2] == "Due 30 Sep 2026, 11:00 (London time)."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (owed_row(status="exempt", reason="leave", leave_days=1.0),
         "Li Na was on leave that day, so it is not owed and in no rate."),
        (owed_row(leave_days=0.5), "Li Na was on leave for a part of the day; only a whole day excuses."),
        (weekly_row(period="2026-W47", due_on=pd.Timestamp(FRIDAY), working_days=5, leave_days=2.0),
         "Of 5 working days Li Na was on leave on 2; only leave on all of them excuses."),
        (weekly_row(period="2026-W47", due_on=pd.Timestamp(FRIDAY), working_days=5, leave_days=5.0, status="exempt",
                    reason="leave"),
         "Li Na was on leave on every working day of the period (5), so it is not owed and in no rate."),
        (owed_row(status="exempt", reason="not yet joined", working_days=0),
         "Li Na had no working day in a team within the period, so it is not owed and in no rate."),
        (owed_row(provisional=True),
         "The working days of that year are not announced yet, so the due day may still move."),
    ],
)  # fmt: skip
def test_leave_membership_and_calendar_are_told(known, row, said):
    assert said in told(known(row), template=row["template"])


def test_what_came_on_leave_is_kept_as_voluntary(known):
    row = owed_row(status="exempt", reason="leave", leave_days=1.0, submitted_at=at("2026-11-20 17:00"))
    assert told(known(row))[-1] == "One came all the same, 11-20 17:00; it is kept as voluntary."


def test_a_report_filed_under_the_wrong_day_is_found(known):
    sunday = {"report_id": "r9", "person_id": "p1", "cadence": "daily", "period": "2026-11-22",
              "template": "daily_sales", "submitted_at": at("2026-11-20 18:00"), "reason": "day off"}  # fmt: skip
    long_ago = sunday | {"report_id": "r8", "period": "2026-11-15", "submitted_at": at("2026-11-15 18:00")}
    voluntary = frame("voluntary", [sunday, long_ago])
    assert told(known(owed_row(), voluntary=voluntary))[6:] == [
        "Around then a report came that nobody had asked for: Daily sales report, 22 Nov 2026, Sun, submitted "
        "11-20 18:00. If its period is mistaken, correct it where it was written."
    ]


def test_a_late_report_for_another_day_that_came_around_then_is_found(known):
    thursday = owed_row(period="2026-11-19", due_on=pd.Timestamp("2026-11-19"), status="late", reason=None,
                        submitted_at=at("2026-11-20 18:00"))  # fmt: skip
    assert told(known(owed_row(), thursday))[6:] == [
        "Around then Daily sales report, 19 Nov 2026, Thu, came 11-20 18:00 and counts for its own period. If that is "
        "mistaken, correct it where it was written."
    ]


def test_rows_that_could_not_be_loaded_are_told_with_the_person_they_name(known):
    place = {"source": "hr", "table": "reports", "file": "reports.csv", "line": 7, "column": "person_id"}
    rows = [place | {"value": "Li Na", "reason": "names a person that no source knows"},
            place | {"line": 9, "value": "yesterday", "column": "submitted_at", "reason": "is no time"}]  # fmt: skip
    assert told(known(owed_row(), rejected=frame("rejected", rows)))[6:] == [
        "A row that names Li Na could not be loaded: hr, reports.csv, line 7: names a person that no source knows.",
        "Rows of reports that could not be loaded and name nobody: 1; reviewbook check lists them.",
    ]


@pytest.mark.parametrize(
    ("day", "spans", "said"),
    [
        ("2026-11-21", None, "It is a weekend."),
        ("2026-10-01", None, "It is a public holiday, 国庆节."),
        (FRIDAY, [("p1", "e1", "rep", "2026-11-23", None)], "Li Na joined on 23 Nov 2026; nothing was asked for before."),
        (FRIDAY, [("p1", "e1", "rep", "2026-01-01", "2026-11-18")],
         "Li Na had left as of 18 Nov 2026; nothing is asked for from then on."),
        (FRIDAY, [("p1", "e1", "rep", "2026-01-01", "2026-11-18"), ("p1", "uk", "rep", "2026-11-23", None)],
         "Li Na was in no team then."),
        (FRIDAY, [("p1", "e", "manager", "2026-01-01", None)],
         "It is asked of sales representatives; Li Na was a manager of East."),
    ],
)  # fmt: skip
def test_why_a_daily_report_was_not_asked_for(known, day, spans, said):
    frames = {"memberships": stays(*spans)} if spans else {}
    title, *why = told(known(**frames), day)
    assert title.endswith(": Not asked for")
    assert why == [said]


def test_a_rule_of_other_teams_or_another_time_asks_for_nothing(known):
    rule = {"name": "daily", "template": "daily_sales", "due": {"time": "18:30"}}
    form = {"name": "daily_sales", "title": {"zh": "日报", "en": "Daily"}, "cadence": "daily", "fields": []}

    def why(**changes):
        templates = Templates.model_validate({"templates": [form], "rules": [rule | changes]})
        made = known()
        return told(Known(made.words, made.as_of, made.company, templates, made.frames))[1]

    assert why(teams=["uk"]) == (
        "It is asked of sales representatives of London; Li Na was a sales representative of East One."
    )
    # It covers the teams below; so only the data can tell why it is not there.
    assert why(teams=["e"], valid_from="2026-01-01") == "It is not among the reports owed in the data at hand."
    assert why(teams=["e"]).startswith("The rule names no beginning, and nobody's reports go back so far")
    assert why(valid_from="2026-12-01") == "The rule that asks for it begins on 1 Dec 2026."
    assert why(valid_to="2026-11-01") == "The rule that asked for it ended on 1 Nov 2026."


@pytest.mark.parametrize(
    ("on", "due", "how"),
    [
        ("03-31", "2026-03-31", "the date that the rule names, a Tue"),
        ("10-02", "2026-09-30", "Fri 2 Oct is a public holiday, 国庆节, so it moves to the last working day before"),
        ("10-03", "2026-09-30", "Sat 3 Oct is a weekend day, so it moves to the last working day before"),
        ("01-01", "2026-01-04", "Thu 1 Jan is a public holiday, 元旦 with no working day before it"),
    ],
)
def test_a_yearly_report_says_how_its_date_came_about(known, on, due, how):
    form = {"name": "annual", "title": {"zh": "年报", "en": "Annual"}, "cadence": "yearly", "fields": []}
    rule = {"name": "annual", "template": "annual", "due": {"time": "18:00", "on": on}}
    row = {"cadence": "yearly", "period": "2025", "template": "annual", "rule": "annual", "rule_from": pd.NaT}
    made = known(owed_row(**row, due_on=pd.Timestamp(due)))
    templates = Templates.model_validate({"templates": [form], "rules": [rule]})
    assert how in told(Known(made.words, made.as_of, made.company, templates, made.frames), "2025", "annual")[2]


def test_a_week_tells_the_days_of_one_reason_together_and_leaves_weekends_out(known):
    spring = explained(known(), "p1", Period.parse("2026-W08"))
    assert [(one.title.split(":")[0], *one.sentences) for one in spring] == [
        ("Daily sales report, 16 Feb 2026, Mon", "It is a public holiday, 农历除夕."),
        ("Daily sales report, 2/17, 2/18, 2/19", "It is a public holiday, 春节."),
        ("Daily sales report, 20 Feb 2026, Fri", "It is a public holiday, 休息日（由 2026-02-14 调休）."),
        (
            "Weekly sales report, Week 8 of 2026 (16–22 Feb)",
            "The period has no working day: public holidays, 农历除夕, 春节, 休息日（由 2026-02-14 调休）.",
        ),
        (
            "Weekly team report, Week 8 of 2026 (16–22 Feb)",
            "It is asked of managers; Li Na was a sales representative of East One.",
        ),
    ]


def test_what_came_on_a_weekend_is_told_in_a_week_too(known):
    came = {"report_id": "r9", "person_id": "p1", "cadence": "daily", "period": "2026-11-22",
            "template": "daily_sales", "submitted_at": at("2026-11-22 18:00"), "reason": "day off"}  # fmt: skip
    week = explained(known(voluntary=frame("voluntary", [came])), "p1", Period.parse("2026-W47"), "daily_sales")
    assert [(one.title, *one.sentences) for one in week][-1] == (
        "Daily sales report, 22 Nov 2026, Sun: Not asked for",
        "It is a weekend.",
        "One came all the same, 11-22 18:00; it is kept as voluntary.",
    )


def test_in_a_week_what_was_simply_on_time_is_one_sentence_and_what_is_due_in_it_is_there(known):
    plain = owed_row(status="on_time", reason=None, submitted_at=at("2026-11-20 17:00"))
    month = {"cadence": "monthly", "period": "2026-10", "template": "monthly_sales", "rule": "monthly"}
    monthly = owed_row(**month, rule_from=pd.NaT, due_on=pd.Timestamp("2026-11-17"), due_at=at("2026-11-17 18:00"))
    first, second, *_ = explained(known(plain, monthly), "p1", Period.parse("2026-W47"))
    assert first.title == "Monthly sales report, October 2026: Missing"
    assert len(first.sentences) > 3
    assert second.sentences == ("It first came 11-20 17:00, 1 h 30 min before the due time.",)
    assert (first.tone, second.tone) == (Tone.BAD, Tone.GOOD)


def test_a_slice_gives_the_reasons_that_it_holds(known):
    row = {"person_id": "p1", "period": FRIDAY, "template": "daily_sales", "reason": "not_yet_joined"}
    within = known(unowed=frame("unowed", [row]), memberships=None, reports=None, rejected=None)
    assert told(within)[1] == "Li Na had not joined yet."
    assert told(within, "2026-11-21")[1] == "It is a weekend."
    assert told(within, "2026-11-19")[1] == "It is not among the reports owed in the data at hand."


def test_a_slice_says_nothing_of_what_it_does_not_know_where_it_knows_of_others(known):
    within = known(owed_row(), memberships=None, reports=None, rejected=None)
    assert [one.title for one in explained(within, "p1", Period.parse("2026-W47"))] == [
        "Daily sales report, 20 Nov 2026, Fri: Missing"
    ]


def test_a_review_explains_what_its_audience_may_see(sliced):
    team = sliced("en", "west")
    parts = {part.name: getattr(team, part.name) for part in fields(team)}
    owed = team.frames["owed"].assign(reason="not submitted")
    review = Review(**parts | {"frames": {**team.frames, "owed": owed}})
    (weekly,) = review.explain_reports("刘洋", "2026-W47", "weekly_sales").items
    assert weekly.text.startswith(
        "Weekly sales report, Week 47 of 2026 (16–22 Nov): Missing. The rule “weekly” asks for it"
    )
    assert weekly.text.endswith("It has closed, so it is missing.")  # a slice cannot tell what else came
    assert weekly.tone == Tone.BAD
    with pytest.raises(ParamsError, match="'李娜' is neither the id nor the name"):  # she is of another team
        review.explain_reports("李娜", "2026-W47")


@pytest.mark.parametrize("text", ["p3", "Wang Wei", "wang wei", "Wei"])
def test_a_person_is_meant_by_id_name_or_a_part_that_only_one_has(known, text):
    assert known().find_person(text) == "p3"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("Li Na", "explain: 'Li Na' may be any of Li Na (p1), Li Na (p2). Give the id."),
        ("Wang Wie", "explain: 'Wang Wie' is neither the id nor the name of a person. Did you mean 'Wang Wei'?"),
    ],
)
def test_who_is_not_clear_is_asked_back_with_ids_or_the_nearest_name(known, text, refusal):
    with pytest.raises(ParamsError) as refused:
        known().find_person(text)
    assert str(refused.value) == refusal


def test_the_reports_of_a_day_the_missing_first_each_with_its_reason(known):
    rows = frame("owed", [
        owed_row(person_id="p3", status="on_time", reason=None, submitted_at=at("2026-11-20 17:00")),
        owed_row(person_id="p2", status="late", reason=None, submitted_at=at("2026-11-20 19:00")),
        owed_row(reason="still open"),
        owed_row(template="weekly_sales", status="exempt", reason="leave"),
    ])  # fmt: skip
    off = frame("unowed", [{"person_id": "p4", "reason": "company_off"}])
    made = known()
    shown = due_on(made, rows["due_on"][0].date(), rows)
    assert [[cell.text for cell in row][-2:] for row in shown.rows] == [
        ["Missing", "nothing came; open until 11-25 18:30"],
        ["Late", "came 11-20 19:00, 30 min after the due time"],
        ["On time", "came 11-20 17:00"],
        ["Exempt", "on leave for all of the period"],
    ]
    assert shown.title == "Reports due on 20 Nov 2026, Fri: 4"
    assert totals(made, rows, off) == (
        "Missing: 1, Late: 1, On time: 1, Exempt: 1",
        "3 due = 5 asked for − 1 on leave − 1 on company days off.",
    )
