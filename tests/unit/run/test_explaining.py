"""What `reviewbook explain` and `reviewbook owed` answer from a small warehouse."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from rich.console import Console

from reviewbook import analysis
from reviewbook.blocks import Cell, Head, Table, Tone
from reviewbook.errors import MissingData, ParamsError, PeriodError
from reviewbook.run import explaining, showing
from reviewbook.run.explaining import Asking
from reviewbook.tables.explained import Explanation

ENGLISH = Asking("en")
FRIDAY = date(2026, 11, 20)
REPORTS = """report_id,person_id,cadence,period,template,submitted_at,revision,source
r1,0012,daily,2026-11-20,daily_sales,2026-11-20 18:40,1,test
r2,0012,weekly,2026-W47,weekly_sales,2026-11-20 17:00,1,test
r3,0013,daily,2026-11-21,daily_sales,2026-11-20 17:30,1,test
"""


@pytest.fixture
def asked(workbook):
    """Give a workbook of two reps: Li was in time by the grace, Wu filed Friday's report under Saturday."""
    workbook.write("data/reports.csv", REPORTS)
    workbook.pull()
    return workbook


def explain(workbook, who, period, asking=ENGLISH, template=""):
    return explaining.explain(workbook.places, workbook.params, (who, period), asking, template)


def owed_on(workbook, on=FRIDAY, asking=ENGLISH, **only):
    chosen = (only.get("team", ""), only.get("statuses", ()))
    return explaining.owed_on(workbook.places, workbook.params, on, asking, chosen)


def listed(table):
    return [(row[0].text, row[2].text, row[5].text) for row in table.rows]


def test_a_day_shows_what_was_due_on_it(asked):
    weekly, daily = explain(asked, "Li", "2026-11-20")
    assert weekly.title == "Weekly sales report, Week 47 of 2026 (16–22 Nov): On time"
    assert daily.title == "Daily sales report, 20 Nov 2026, Fri: On time"
    assert "That is within the grace, so it is on time." in daily.sentences


def test_what_was_submitted_for_another_day_is_named_with_the_day(asked):
    (daily,) = explain(asked, "0013", "2026-11-20", template="daily_sales")
    assert daily.title.endswith(": Missing")
    assert daily.sentences[-1].startswith(
        "Around then a report came that nobody had asked for: Daily sales report, 21 Nov 2026, Sat, submitted 11-20 17:30."
    )


def test_a_week_shows_its_five_daily_reports_and_the_weekly_one(asked):
    titles = [one.title for one in explain(asked, "Li", "2026-W47")]
    assert sum(title.startswith("Daily") for title in titles) == 5
    assert sum(title.startswith("Weekly sales") for title in titles) == 1


def test_the_language_is_that_of_the_company_unless_another_is_asked_for(asked):
    assert explain(asked, "Li", "2026-11-20", Asking())[1].title == "销售日报，2026年11月20日 周五：准时"


def test_at_an_earlier_cut_off_less_is_known(asked):
    evening = Asking("en", "2026-11-20T18:35+08:00")
    assert explain(asked, "Li", "2026-11-20", evening, "daily_sales")[0].sentences[-1] == (
        "It is due, but the grace has not run out, so nothing is decided."
    )


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("Lo", "2026-11-20"), "explain: 'Lo' is neither the id nor the name of a person. Use one of: "),
        (
            ("Li", "2026-11-20", "dayly_sales"),
            "--template: 'dayly_sales' is not a template. Did you mean 'daily_sales'?",
        ),
    ],
)
def test_words_that_mean_nothing_are_refused_with_the_nearest(asked, words, refusal):
    with pytest.raises(ParamsError) as refused:
        explain(asked, *words[:2], template=words[2] if len(words) > 2 else "")
    assert str(refused.value).startswith(refusal)


@pytest.mark.parametrize("as_of", ["yesterday", "2026-11-20", "2026-11-20T18:00"])
def test_a_cut_off_without_its_offset_is_refused(asked, as_of):
    with pytest.raises(ParamsError, match=r"^--as-of: .* is not an instant with its offset from UTC\. Write it like"):
        explain(asked, "Li", "2026-11-20", Asking("en", as_of))


def test_a_language_or_period_that_is_none_is_refused(asked):
    with pytest.raises(ParamsError, match="--language: 'de' is not known"):
        explain(asked, "Li", "2026-11-20", Asking("de"))
    with pytest.raises(PeriodError, match="'2026-W54' is not a week"):
        explain(asked, "Li", "2026-W54")


def test_before_the_first_pull_and_after_the_last_one_nothing_is_told(workbook):
    with pytest.raises(MissingData, match=r"nothing was pulled yet\. Type: reviewbook pull"):
        explain(workbook, "Li", "2026-11-20")
    workbook.pull()
    with pytest.raises(
        MissingData, match="its cut-off is 2026-11-24 09:00, and the sources were last pulled 2026-11-23"
    ):
        explain(workbook, "Li", "2026-11-20", Asking("en", "2026-11-24T09:00+08:00"))


def test_the_reports_of_a_day_are_listed_with_the_sums(asked):
    table, sums = owed_on(asked)
    assert listed(table) == [
        ("Wu (0013)", "Weekly sales report", "Missing"),
        ("Wu (0013)", "Daily sales report", "Missing"),
        ("Li (0012)", "Weekly sales report", "On time"),
        ("Li (0012)", "Daily sales report", "On time"),
    ]
    assert sums == ("Missing: 2, On time: 2",)


def test_only_some_statuses_are_listed_while_the_sums_stay_whole(asked):
    table, sums = owed_on(asked, statuses=("missing", "late"))
    assert [person for person, *_ in listed(table)] == ["Wu (0013)", "Wu (0013)"]
    assert sums == ("Missing: 2, On time: 2",)


def test_a_team_is_listed_with_the_teams_below_it(asked):
    asked.write("data/teams.csv", "team_id,name,zone,calendar,parent_id\nhq,HQ,Asia/Shanghai,CN,\n"
                                  "east,East,Asia/Shanghai,CN,hq\nwest,West,Asia/Shanghai,CN,hq\n")  # fmt: skip
    asked.pull(day=1)
    assert [len(owed_on(asked, team=team)[0].rows) for team in ("HQ", "east", "West")] == [4, 4, 0]


def test_a_holiday_opens_the_denominator(asked):
    table, sums = owed_on(asked, date(2026, 10, 1))
    assert table.plain().endswith("No such report was due.")
    assert sums == ("0 due = 2 asked for − 2 on public holidays.",)


def test_a_team_or_status_that_does_not_exist_is_refused_with_the_nearest(asked):
    with pytest.raises(ParamsError, match=r"--team: 'Eest' is not the id or name of a team\. Did you mean 'east'\?"):
        owed_on(asked, team="Eest")
    with pytest.raises(ParamsError, match=r"--status: 'mising' is not a status\. Did you mean 'missing'\?"):
        owed_on(asked, statuses=("mising",))


def test_before_the_first_report_on_record_nothing_is_asked_for(asked):
    (monthly,) = [one for one in explain(asked, "Li", "2026-10") if one.title.startswith("Monthly")]
    assert monthly.sentences == (
        "The rule names no beginning, and nobody's reports go back so far on record; so nothing is asked for.",
    )


def test_only_what_is_due_in_the_span_or_is_for_it_is_derived(workbook):
    earlier = "r0,0012,monthly,2026-09,monthly_sales,2026-10-10 17:00,1,test\n"
    workbook.write("data/reports.csv", REPORTS + earlier)
    workbook.pull()
    at, frames = analysis.derive_owed(workbook.places, workbook.params, (date(2026, 11, 3), date(2026, 11, 3)))
    assert at == datetime.fromisoformat("2026-11-23T12:00+08:00")
    due = frames["owed"][["person_id", "template", "period"]].to_numpy().tolist()
    assert due == [
        ["0012", "daily_sales", "2026-11-03"],
        ["0012", "monthly_sales", "2026-10"],  # due on the second working day of November
        ["0013", "daily_sales", "2026-11-03"],
        ["0013", "monthly_sales", "2026-10"],
    ]


SHOWN = Table(
    "t", "Two", (Head("Who"), Head("What")), ((Cell("李娜"), Cell("late", tone=Tone.WARN)),), note="As known."
)


def test_in_a_file_the_answer_is_plain_lines(capsys):
    showing.table(SHOWN, ["1 due"])
    showing.explanations([Explanation("Daily: Late", ("It came.", "So it is late."), Tone.WARN)])
    assert capsys.readouterr().out.split("\n") == [
        "Two", "Who | What", "李娜 | late", "1 due", "As known.", "Daily: Late", "  It came.", "  So it is late.", "",
    ]  # fmt: skip


def test_in_a_narrow_terminal_nothing_is_cut_off(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(showing, "Console", lambda: Console(file=screen, force_terminal=True, width=14))
    showing.table(Table("t", "Two", (Head("Who"),), ((Cell("2026-11-20-and-more"),),)), [])
    assert "…" not in screen.getvalue()


def test_in_a_terminal_the_answer_is_fitted_to_it(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(showing, "Console", lambda: Console(file=screen, force_terminal=True, width=24))
    showing.table(SHOWN, [])
    showing.explanations([Explanation("Daily: Late", ("It came on Monday, and Friday was the day.",), Tone.WARN)])
    assert "\x1b[33mlate" in screen.getvalue()
    assert "\n  Friday was the day." in screen.getvalue()
