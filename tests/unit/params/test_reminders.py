from __future__ import annotations

from datetime import time
from typing import Any

from reviewbook.params.loading import load
from reviewbook.params.reminders import Reminders
from reviewbook.places import Places

QUIET = 'quiet_hours: {from: "20:30", until: "08:00"}\n'
CHANNELS = "channels:\n  - {name: mail, kind: email, host: mail.example, sender: us@mail.example}\n"
OWED = "  - {name: soon, about: owed, of: [weekly], tells: author, before_minutes: 60}\n"


def test_a_company_without_the_file_reminds_nobody(workbook: Any) -> None:
    assert workbook.load().reminders == Reminders()


def test_rules_and_quiet_hours_are_read_and_change_no_edition(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.write("reminders.yaml", f"{QUIET}rules:\n{OWED}")
    found = workbook.load()
    assert found.reminders.quiet_hours is not None
    assert found.reminders.quiet_hours.starts == time(20, 30)
    (rule,) = found.reminders.rules
    assert (rule.before_minutes, rule.through) == (60, ())
    assert [rule.covers(form) for form in found.templates.templates] == [True]
    assert found.digest == before


def test_everything_that_is_wrong_with_the_reminders_is_told_at_once(workbook: Any) -> None:
    workbook.write("deliveries.yaml", CHANNELS)
    workbook.write(
        "reminders.yaml",
        f"{QUIET}rules:\n"
        "  - {name: a, about: owed, of: [weekly_sale], tells: manager, before_minutes: 60}\n"
        "  - {name: a, about: missing, of: [weekly, weekly], tells: above}\n"
        "  - {name: b, about: missing, of: [daily], tells: above, after_minutes: 5, after_working_hours: 2}\n"
        '  - {name: c, about: unanswered, of: [weekly], tells: author, at: "21:00", through: [mail, mail]}\n'
        "  - {name: d, about: owed, of: [weekly_sales], tells: author, after_minutes: 5}\n",
    )
    once = "By its name it is known what was told; give each rule its own."
    assert workbook.refusal() == [
        "params/reminders.yaml:3: rules[0].of[0]: 'weekly_sale' is neither a cadence nor a template. "
        "Did you mean 'weekly_sales'?",
        "params/reminders.yaml:3: rules[0].tells: manager is not told of what is owed. Use one of: author.",
        f"params/reminders.yaml:4: rules[1].name: 'a' is the name of rules[0] already. {once}",
        "params/reminders.yaml:4: rules[1].of[1]: 'weekly' stands there twice.",
        "params/reminders.yaml:4: rules[1].after_minutes: is missing. "
        "A rule about what is missing needs after_minutes or after_working_hours.",
        "params/reminders.yaml:5: rules[2].of[0]: no template is daily. "
        "Leave it out, or add a template to templates.yaml.",
        "params/reminders.yaml:5: rules[2].after_working_hours: stands beside after_minutes. Keep one of the two.",
        "params/reminders.yaml:6: rules[3].of[0]: no answer to 'weekly' is asked for. "
        "A rule of templates.yaml asks for one with reply_within.",
        "params/reminders.yaml:6: rules[3].tells: author is not told of what is unanswered. "
        "Use one of: manager, above.",
        "params/reminders.yaml:6: rules[3].at: 21:00 lies in the quiet hours. They are from 20:30 until 08:00.",
        "params/reminders.yaml:6: rules[3].through[1]: 'mail' stands there twice.",
        "params/reminders.yaml:7: rules[4].after_minutes: says nothing of what is owed. Write before_minutes.",
    ]


def test_quiet_hours_that_last_no_time_are_refused(workbook: Any) -> None:
    workbook.write("reminders.yaml", f'quiet_hours: {{from: "08:00", until: "08:00"}}\nrules:\n{OWED}')
    assert workbook.refusal() == [
        "params/reminders.yaml:1: quiet_hours.until: from and until are both 08:00. "
        "Leave quiet_hours out where there are none."
    ]


def test_answers_are_waited_for_where_a_rule_asks_for_them(workbook: Any) -> None:
    workbook.change("templates.yaml", "due:", "reply_within: 8\n    due:")
    workbook.write(
        "reminders.yaml",
        'rules:\n  - {name: waiting, about: unanswered, of: [weekly], tells: manager, at: "09:30"}\n',
    )
    assert workbook.load().reminders.rules[0].at == time(9, 30)


def test_a_key_that_is_not_known_is_told_with_the_nearest(workbook: Any) -> None:
    workbook.write("reminders.yaml", f"rules:\n{OWED.replace('before_minutes', 'before_minute')}")
    (told,) = workbook.refusal()
    assert told.startswith("params/reminders.yaml:2: rules[0].before_minute: ")
    assert "before_minutes" in told


def test_the_company_of_the_checkout_reminds_of_every_cadence(root: Any) -> None:
    found = load(Places(root))
    for about in ("owed", "missing", "unanswered"):
        rules = [rule for rule in found.reminders.rules if rule.about == about]
        forms = [form.cadence for form in found.templates.templates if any(rule.covers(form) for rule in rules)]
        assert {"daily", "weekly", "monthly"} == set(forms)
