from __future__ import annotations

from typing import Any

RULE = '  - {name: weekly, template: weekly_sales, due: {time: "18:00", weekday: friday}'


def test_a_field_claims_a_measure_that_exists(workbook: Any) -> None:
    workbook.change("templates.yaml", "reconciles: revenue", "reconciles: revenu")
    assert workbook.refusal() == [
        "params/templates.yaml:6: templates[0].fields[0].reconciles: 'revenu' is not a measure "
        "that a report can claim. Did you mean 'revenue'?"
    ]


def test_everything_that_is_wrong_with_the_templates_is_told_at_once(workbook: Any) -> None:
    workbook.write(
        "templates.yaml",
        "templates:\n"
        "  - {name: day, title: {zh: 日报, en: Day}, cadence: daily, fields: [\n"
        "      {name: a, title: {zh: 甲, en: A}, type: number, min: 3, max: 2, means: competitors},\n"
        "      {name: b, title: {zh: 乙, en: B}, reconciles: revenue}]}\n"
        "  - {name: week, title: {zh: 周报, en: Week}, cadence: weekly, fields: []}\n"
        "rules:\n"
        '  - {name: d, template: dya, due: {time: "18:00"}}\n'
        '  - {name: e, template: day, due: {time: "18:00", weekday: friday}}\n'
        '  - {name: f, template: week, due: {time: "18:00"}}\n',
    )
    assert workbook.refusal() == [
        "params/templates.yaml:3: templates[0].fields[0].max: 2 is less than min 3.",
        "params/templates.yaml:3: templates[0].fields[0].means: 'competitors' is not a meaning. "
        "Did you mean 'competitor'?",
        "params/templates.yaml:4: templates[0].fields[1].type: a field of type text can claim no measure. "
        "Write type: number, or no reconciles.",
        "params/templates.yaml:7: rules[0].template: 'dya' is not a template. Did you mean 'day'?",
        "params/templates.yaml:8: rules[1].due: a daily report is due on its own day. Give only the time.",
        "params/templates.yaml:9: rules[2].due: needs the time and one of weekday, working_day, last_working_day, on.",
    ]


def test_a_review_is_published_in_languages_of_the_company(workbook: Any) -> None:
    workbook.change("company.yaml", "currency: CNY\n", "currency: CNY\nlanguages: [zh]\n")
    workbook.change("publications.yaml", "cadence: weekly\n", "cadence: weekly\n    languages: [zh, en]\n")
    assert workbook.refusal() == [
        "params/publications.yaml:5: publications[0].languages[1]: 'en' is not a language of the company. "
        "The company publishes in: zh. See company.yaml."
    ]


def test_names_differ_in_every_list(workbook: Any) -> None:
    measures = (workbook.root / "params" / "measures.yaml").read_text(encoding="utf-8")
    workbook.write("measures.yaml", measures + measures.removeprefix("measures:\n"))
    publications = (workbook.root / "params" / "publications.yaml").read_text(encoding="utf-8")
    workbook.write("publications.yaml", publications + publications.removeprefix("publications:\n"))
    workbook.write(
        "templates.yaml",
        "templates:\n"
        "  - {name: a, title: {zh: 甲, en: A}, cadence: daily, fields: []}\n"
        "  - {name: a, title: {zh: 乙, en: B}, cadence: daily, fields: [\n"
        "      {name: x, title: {zh: 丙, en: C}}, {name: x, title: {zh: 丁, en: D}}]}\n",
    )
    assert workbook.refusal() == [
        "params/templates.yaml:3: templates[1].name: 'a' is the name of an earlier entry.",
        "params/templates.yaml:4: templates[1].fields[1].name: 'x' is the name of an earlier field.",
        "params/measures.yaml:9: measures[1].name: 'revenue' is the name of an earlier entry.",
        "params/publications.yaml:7: publications[1].name: 'weekly_review' is the name of an earlier entry.",
    ]


def test_versions_of_a_rule_follow_one_another(workbook: Any) -> None:
    first, second = f"{RULE}, valid_to: 2026-03-01}}\n", f"{RULE}, valid_from: 2026-03-01}}\n"
    head = (workbook.root / "params" / "templates.yaml").read_text(encoding="utf-8").partition("rules:\n")[0]
    workbook.write("templates.yaml", f"{head}rules:\n{first}{second}")
    assert len(workbook.load().templates.rules) == 2


def test_versions_of_a_rule_are_not_valid_on_the_same_day(workbook: Any) -> None:
    first, second = f"{RULE}, valid_to: 2026-03-02}}\n", f"{RULE}, valid_from: 2026-03-01}}\n"
    head = (workbook.root / "params" / "templates.yaml").read_text(encoding="utf-8").partition("rules:\n")[0]
    workbook.write("templates.yaml", f"{head}rules:\n{first}{second}")
    assert workbook.refusal() == [
        "params/templates.yaml:9: rules[1]: the rule 'weekly' is valid at the same time as rules[0]. "
        "One version ends where the next begins: valid_to of the one is valid_from of the other."
    ]


def test_a_rule_ends_after_it_begins(workbook: Any) -> None:
    workbook.change("templates.yaml", "    due:", "    valid_from: 2026-03-01\n    valid_to: 2026-03-01\n    due:")
    assert workbook.refusal() == [
        "params/templates.yaml:11: rules[0].valid_to: is not later than valid_from. It is the first day without it."
    ]


def test_limits_of_a_field_leave_something_between_them(workbook: Any) -> None:
    workbook.change("templates.yaml", "min: 0", "min: 10, max: 9")
    assert workbook.refusal() == ["params/templates.yaml:6: templates[0].fields[0].max: 9 is less than min 10."]


def test_a_slot_fits_the_cadence_of_its_review(workbook: Any) -> None:
    workbook.write(
        "publications.yaml",
        "publications:\n"
        "  - name: brief\n    title: {zh: 简报, en: Brief}\n    cadence: daily\n"
        '    due: {time: "20:00", working_day: 1}\n'
        "  - name: review\n    title: {zh: 复盘, en: Review}\n    cadence: weekly\n"
        '    due: {time: "09:00"}\n',
    )
    assert workbook.refusal() == [
        "params/publications.yaml:5: publications[0].due: a daily review is due on its own day. Give only the time.",
        "params/publications.yaml:9: publications[1].due: needs the time and one of weekday, working_day, "
        "last_working_day, on.",
    ]


def test_a_review_has_audiences_each_once(workbook: Any) -> None:
    workbook.change("publications.yaml", "[company, teams]", "[company, T1, company]")
    assert workbook.refusal() == [
        "params/publications.yaml:6: publications[0].audiences[2]: 'company' stands there twice."
    ]
    workbook.change("publications.yaml", "[company, T1, company]", "[]")
    assert workbook.refusal() == [
        "params/publications.yaml:6: publications[0].audiences: is empty. "
        "Name company, teams, people, or ids of teams and persons."
    ]


def test_a_review_and_a_company_have_languages(workbook: Any) -> None:
    workbook.change("publications.yaml", "cadence: weekly\n", "cadence: weekly\n    languages: []\n")
    workbook.change("company.yaml", "currency: CNY\n", "currency: CNY\nlanguages: [zh, zh]\n")
    assert workbook.refusal() == [
        "params/company.yaml:5: languages: needs each language once, and at least one.",
        "params/publications.yaml:5: publications[0].languages: is empty.",
    ]


def test_a_day_is_either_off_or_worked(workbook: Any) -> None:
    workbook.change(
        "company.yaml", "currency: CNY\n", "currency: CNY\ndays_off: [2026-05-04]\nworking_days: [2026-05-04]\n"
    )
    assert workbook.refusal() == [
        "params/company.yaml:6: working_days[0]: 2026-05-04 is among the days_off too. Keep it in one of them."
    ]


def test_a_form_of_a_system_is_one_template_and_a_channel_may_hold_several(workbook: Any) -> None:
    def sources(more: str, kind: str) -> str:
        forms = "[{form: '100', template: weekly_sales}, {form: '100', template: weekly_sales}]"
        return f"  - {{kind: {kind}, name: {kind}, since: 2026-01-01, {more}, forms: {forms}}}\n"

    feishu = sources("app_id: cli_1, app_secret: FEISHU_SECRET", "feishu")
    slack = sources("token: SLACK_TOKEN, zone: Asia/Shanghai", "slack")
    workbook.write("sources.yaml", f"sources:\n{feishu}{slack}")
    assert workbook.refusal() == [
        "params/sources.yaml:2: sources[0].forms[1].form: '100' is an earlier form. A form is one template."
    ]


def test_an_overlap_without_end_is_refused(workbook: Any) -> None:
    entry = "{kind: trello, name: t, since: 2026-01-01, boards: [b], key_secret: T_KEY, token_secret: T_TOKEN"
    workbook.write("sources.yaml", f"sources:\n  - {entry}, overlap_hours: .inf, whole_every_days: 99999999999}}\n")
    told = "\n".join(workbook.refusal())
    assert "overlap_hours" in told
    assert "whole_every_days" in told
