"""Reminders as messages, from a small warehouse."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reviewbook.errors import MissingData
from reviewbook.run import pulling, reminding

HOME = ZoneInfo("Asia/Shanghai")
PEOPLE = "person_id,name\n0012,Li\n0013,Wu\n0014,Ma\n"
MEMBERS = """person_id,team_id,role,valid_from
0012,east,rep,2026-01-01
0013,east,rep,2026-01-01
0014,east,manager,2026-01-01
"""
REPORTS = """report_id,person_id,cadence,period,template,submitted_at,revision,source
r0,0013,daily,2026-11-19,daily_sales,2026-11-19 17:00,1,test
r1,0013,daily,2026-11-20,daily_sales,2026-11-20 17:00,1,test
r2,0012,daily,2026-11-20,daily_sales,2026-11-20 17:00,1,test
"""
FEEDBACK = "feedback_id,report_id,author_id,given_at,kind,text\nf1,r2,0014,2026-11-20 17:30,comment,Good\n"
CHANNELS = "channels:\n  - {name: mail, kind: email, host: mail.example, sender: us@mail.example}\n"
RULES = {
    "owed": "{name: soon, about: owed, of: [daily], tells: author, before_minutes: 60, through: [mail]}",
    "missing": "{name: late, about: missing, of: [daily], tells: manager, after_minutes: 60}",
    "unanswered": '{name: waiting, about: unanswered, of: [daily], tells: manager, at: "09:30"}',
}


def wall(text):
    return datetime.fromisoformat(text).replace(tzinfo=HOME)


@pytest.fixture
def office(workbook):
    """Give a workbook of two reps and a manager; one of their reports of Thursday and Friday is answered."""
    tables = {"people": PEOPLE, "memberships": MEMBERS, "reports": REPORTS, "feedback": FEEDBACK}
    for table, text in tables.items():
        workbook.write(f"data/{table}.csv", text)
    return workbook


def pull(workbook, at):
    list(pulling.pull(workbook.places, (), wall(at).astimezone(UTC)))


def due(workbook, now, *about, language="en", only=()):
    rules = [f"  - {RULES[one]}" for one in about]
    workbook.write("params/reminders.yaml", "\n".join(["rules:", *rules] if rules else ["rules: []"]))
    workbook.write("params/deliveries.yaml", CHANNELS)
    company = (workbook.places.params / "company.yaml").read_text("utf-8")
    lines = [line for line in company.splitlines() if not line.startswith("languages:")]
    languages = "[zh, en]" if language == "zh" else "[en, zh]"
    workbook.write("params/company.yaml", "\n".join([*lines, f"languages: {languages}"]))
    return reminding.due(workbook.places, workbook.params, wall(now), only)


def told(reminder):
    message = reminder.message
    lines = [(line.text, line.note, line.tone) for section in message.sections for line in section.lines]
    return [message.title, message.lead, *lines, message.foot]


def test_a_rep_is_told_what_is_still_to_hand_in_and_another_who_has_done_so_is_not(office):
    office.write("data/reports.csv", "\n".join(REPORTS.splitlines()[:3]) + "\n")
    pull(office, "2026-11-20 17:25")
    (one,) = due(office, "2026-11-20 17:40", "owed")
    assert told(one) == [
        "Still to hand in today: Daily sales report, by 18:30",
        "Nothing had come as of 20 Nov 2026, 17:25 (Shanghai time). If you have handed it in since, all is well.",
        ("Daily sales report, 20 Nov 2026, Fri", "Due 18:30 on Fri 20 Nov.", ""),
        "Sent by Yunling Industrial, rule soon; you are told once of each report.",
    ]
    assert (one.key, one.person_id, one.through) == ("remind/soon/0012/2026-11-20T1030Z", "0012", ("mail",))
    assert one.message.id == one.key
    assert one.expires_at == wall("2026-11-20 18:30")


def test_a_manager_is_told_what_has_not_come(office):
    pull(office, "2026-11-23 19:00")
    (one,) = due(office, "2026-11-23 20:00", "missing")[-1:]
    assert told(one) == [
        "Reports that have not come yet: 2",
        "As of 23 Nov 2026, 19:00 (Shanghai time); what has come since is not counted yet.",
        ("Li (East): Daily sales report, 23 Nov 2026, Mon", "It was due 18:30 on Mon 23 Nov.", ""),
        ("Wu (East): Daily sales report, 23 Nov 2026, Mon", "It was due 18:30 on Mon 23 Nov.", ""),
        "Sent by Yunling Industrial, rule late; you are told once of each report.",
    ]
    assert (one.key, one.person_id, one.through) == ("remind/late/0014/2026-11-23", "0014", ())


def test_a_manager_is_told_what_waits_for_an_answer_and_not_what_has_one(office):
    pull(office, "2026-11-23 09:10")
    (one,) = due(office, "2026-11-23 09:30", "unanswered")
    beyond = "Handed in 17:00 on Thu 19 Nov, waiting for 10.2 working hours, longer than the 8 in which an answer is asked for."
    assert told(one)[0] == "Reports waiting for an answer: 2"
    assert told(one)[2:-1] == [
        ("Wu (East): Daily sales report, 19 Nov 2026, Thu", beyond, "warn"),
        (
            "Wu (East): Daily sales report, 20 Nov 2026, Fri",
            "Handed in 17:00 on Fri 20 Nov, waiting for 1.2 working hours; an answer is asked for within 8.",
            "",
        ),
    ]


def test_an_answer_that_comes_ends_it(office):
    answered = FEEDBACK + "f2,r0,0014,2026-11-23 08:00,comment,Yes\nf3,r1,0014,2026-11-23 08:00,approval,\n"
    office.write("data/feedback.csv", answered)
    pull(office, "2026-11-23 09:10")
    assert due(office, "2026-11-23 09:30", "unanswered") == []


def test_nothing_waits_where_a_source_does_not_tell_of_answers(office):
    office.name_sources("- {name: ours, kind: files, folder: data, zone: Asia/Shanghai, answers: {test: none}}")
    pull(office, "2026-11-23 09:10")
    assert due(office, "2026-11-23 09:30", "unanswered") == []


def test_in_chinese(office):
    pull(office, "2026-11-23 17:45")
    first, *_ = due(office, "2026-11-23 17:50", "owed", language="zh")
    assert told(first) == [
        "今天还差一份：销售日报，18:30 前提交",
        "截至 2026-11-23 17:45（北京时间）还没有收到。之后已经提交的，请忽略这条提醒。",
        ("销售日报，2026年11月23日 周一", "截止 11月23日 周一 18:30。", ""),
        "云岭工业设备 自动提醒，规则 soon；同一份报告只提醒一次。",
    ]
    (waiting,) = due(office, "2026-11-23 17:50", "unanswered", language="zh")
    assert told(waiting)[2] == (
        "Wu（East）：销售日报，2026年11月19日 周四",
        "11月19日 周四 17:00 提交，已等待 18.8 个工作小时，超过了约定的 8 个工作小时。",
        "warn",
    )


def test_where_a_report_is_handed_in_is_said_where_one_system_takes_it(office):
    office.name_sources("- {name: wecom, kind: files, folder: data, zone: Asia/Shanghai}")
    pull(office, "2026-11-23 17:45")
    form = "{form: 3WK, template: daily_sales}"
    office.name_sources(
        f"- {{name: wecom, kind: wecom, since: 2026-01-01, corp_id: ww1, secret: WECOM_SECRET, forms: [{form}]}}"
    )
    first, *_ = due(office, "2026-11-23 17:50", "owed")
    assert told(first)[2][1] == "Due 18:30 on Mon 23 Nov. Hand it in on WeCom."


def test_a_pull_later_than_now_is_taken_as_it_was_now(office):
    pull(office, "2026-11-23 19:00")
    early = due(office, "2026-11-23 17:50", "owed")
    assert [one.person_id for one in early] == ["0012", "0013"]
    assert "17:50 (Shanghai time)" in early[0].message.lead


def test_the_same_is_made_with_the_same_key_and_words_again(office):
    pull(office, "2026-11-23 19:00")
    first, again = (due(office, "2026-11-23 20:00", "owed", "missing", "unanswered") for _ in range(2))
    assert first == again
    assert len({one.key for one in first}) == len(first) > 1


def test_only_a_cadence_that_is_asked_for_is_told(office):
    pull(office, "2026-11-23 17:45")
    assert due(office, "2026-11-23 17:50", "owed", only=["monthly"]) == []


def test_without_a_manager_the_owner_is_told_why(office):
    office.write("data/memberships.csv", "\n".join(MEMBERS.splitlines()[:3]) + "\n")
    pull(office, "2026-11-23 19:00")
    one = due(office, "2026-11-23 20:00", "missing")[-1]
    assert (one.person_id, one.key) == ("", "remind/late/owner/2026-11-23")
    assert one.message.lead.endswith("Nobody who leads the team can be told now, so this comes to you.")


def test_without_rules_nothing_is_derived_and_before_the_first_pull_it_is_refused(workbook):
    assert due(workbook, "2026-11-23 17:50") == []
    with pytest.raises(MissingData, match="nothing was pulled yet"):
        due(workbook, "2026-11-23 17:50", "owed")


def test_what_somebody_typed_is_text_in_a_message(office):
    office.write("data/people.csv", PEOPLE.replace("Wu", '"{0} <b>*Wu*</b>"'))
    pull(office, "2026-11-23 19:00")
    lines = due(office, "2026-11-23 20:00", "missing")[-1].message.sections[0].lines
    assert lines[1].text == "{0} <b>*Wu*</b> (East): Daily sales report, 23 Nov 2026, Mon"
