from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from reviewbook.params.loading import load
from reviewbook.places import Places


def test_the_params_of_the_workbook_are_without_fault(root: Path) -> None:
    params = load(Places(root))
    assert params.company.name.en == "Yunling Industrial"
    assert list(params.publications) == [
        "daily_brief", "weekly_review", "monthly_review", "compliance_review", "rep_review",
    ]  # fmt: skip
    assert params.measures["attainment"].unit == "share"


def test_the_params_of_every_further_company_are_without_fault(root: Path) -> None:
    companies = sorted(path.parent.name for path in (root / "params").glob("*/company.yaml"))
    assert companies
    for company in companies:
        assert load(Places(root, company)).measures == load(Places(root)).measures


def test_params_are_frozen(workbook: Any) -> None:
    params = workbook.load()
    with pytest.raises(ValidationError, match="frozen"):
        params.company.zone = "UTC"


def test_a_day_is_read_as_a_date(workbook: Any) -> None:
    assert workbook.load().measures["revenue"].since == date(2025, 9, 1)


def test_the_digest_changes_with_a_value(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.change("templates.yaml", "18:00", "18:01")
    assert workbook.load().digest != before


@pytest.mark.parametrize("part", ["company", "sources", "templates", "measures", "publications"])
def test_every_file_is_in_the_digest(workbook: Any, part: str) -> None:
    before = workbook.load().digest
    changes = {
        "company": ("CNY", "USD"),
        "sources": ("name: sample", "name: other"),
        "templates": ("min: 0", "min: 1"),
        "measures": ("owner: sales", "owner: finance"),
        "publications": ("09:00", "10:00"),
    }
    workbook.change(f"{part}.yaml", *changes[part])
    assert workbook.load().digest != before


def test_the_digest_is_the_same_after_comments_and_another_order_of_keys(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.change("company.yaml", "calendar: CN\ncurrency: CNY\n", "# money\ncurrency: CNY\ncalendar: CN\n")
    assert workbook.load().digest == before


def test_problems_of_all_files_come_together_with_line_and_nearest_word(workbook: Any) -> None:
    workbook.change("company.yaml", "zone: Asia/Shanghai", "zone: Asia/Shangai")
    workbook.change("company.yaml", "currency: CNY", "curency: CNY")
    workbook.change("templates.yaml", 'time: "18:00"', "time: 6pm")
    workbook.change("templates.yaml", "type: number", "type: numbr")
    workbook.change("measures.yaml", "    owner: sales\n", "")
    assert workbook.refusal() == [
        "params/company.yaml:1: currency: is missing.",
        "params/company.yaml:2: zone: 'Asia/Shangai' is not a time zone; write it like Asia/Shanghai.",
        "params/company.yaml:4: curency: is not a key that is known here. Did you mean 'currency'?",
        "params/templates.yaml:6: templates[0].fields[0].type: 'numbr' cannot be used here. Did you mean 'number'?",
        "params/templates.yaml:10: rules[0].due.time: '6pm' is not a time of day; write it like '18:00' (in quotes).",
        "params/measures.yaml:2: measures[0].owner: is missing.",
    ]


def test_an_unknown_key_deep_in_a_mapping_gets_the_keys_of_its_place(workbook: Any) -> None:
    workbook.write(
        "sources.yaml",
        """\
sources:
  - kind: files
    name: crm
    folder: data
    tables:
      - table: teams
        file: teams.csv
        columns:
          team_id: {form: id}
  - {kind: flies, name: erp}
  - {name: nameless}
""",
    )
    assert workbook.refusal()[-3:] == [
        "params/sources.yaml:9: sources[0].tables[0].columns.team_id.form: is not a key that is known here. "
        "Did you mean 'format'?",
        "params/sources.yaml:10: sources[1]: has the kind 'flies', which is not known. Did you mean 'files'?",
        "params/sources.yaml:11: sources[2]: lacks the key 'kind'. It says what kind of entry this is.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: weekly_sales", "name: 12", "templates[0].name: 12 is not text. Write it in quotes: \"12\"."),
        ("name: weekly_sales", "name: [a]", "templates[0].name: a list is not text."),
        ("title: {zh: 周报, en: Weekly}", "title: 周报", "templates[0].title: '周报' is not a mapping. "
         "Write lines like 'key: value' below it."),
        ("    due:", "    grace_minutes: ten\n    due:", "rules[0].grace_minutes: 'ten' is not a whole number."),
        ("    due:", "    grace_minutes: -5\n    due:", "rules[0].grace_minutes: -5 is less than 0."),
        ("    due:", "    reply_within: 0\n    due:", "rules[0].reply_within: 0 is not more than 0."),
        ("    due:", "    reply_within: soon\n    due:", "rules[0].reply_within: 'soon' is not a number."),
        ("    due:", "    roles: rep\n    due:", "rules[0].roles: 'rep' is not a list. "
         "Write it like [a, b], or each entry in a line of its own after '- '."),
        ("min: 0", "required: maybe", "templates[0].fields[0].required: 'maybe' is neither true nor false."),
        ("weekday: friday", "working_day: 40", "rules[0].due.working_day: 40 is more than 23."),
        ("weekday: friday", "on: 3-31", "rules[0].due.on: '3-31' has not the right form. "
         "Write month and day like '03-31'."),
        ("cadence: weekly", "cadence: wekly", "templates[0].cadence: 'wekly' cannot be used here. "
         "Did you mean 'weekly'?"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_is_told_in_plain_words(workbook: Any, old: str, new: str, said: str) -> None:
    workbook.change("templates.yaml", old, new)
    assert [line.partition(": ")[2] for line in workbook.refusal()] == [said]


def test_a_company_takes_the_measures_of_the_workbook_and_nothing_else(workbook: Any) -> None:
    workbook.write("north/company.yaml", "name: {zh: 北, en: North}\nzone: UTC\ncalendar: none\ncurrency: USD\n")
    assert workbook.refusal("north") == [
        f"params/north/{name}.yaml: does not exist. A company needs this file. Copy another company's and change it."
        for name in ("sources", "templates", "publications")
    ]


def test_a_company_may_have_measures_of_its_own(workbook: Any) -> None:
    for name in ("company", "sources", "templates", "publications"):
        source = workbook.root / "params" / f"{name}.yaml"
        workbook.write(f"north/{name}.yaml", source.read_text(encoding="utf-8"))
    assert workbook.load("north").measures["revenue"].owner == "sales"
    measures = (workbook.root / "params" / "measures.yaml").read_text(encoding="utf-8")
    workbook.write("north/measures.yaml", measures.replace("owner: sales", "owner: finance"))
    assert workbook.load("north").measures["revenue"].owner == "finance"


def test_values_are_what_stands_there_though_papermills_reader_would_differ(workbook: Any) -> None:
    text = "    audiences: [0012, no, 1:30, 2026-01-02, NO]\n"
    assert yaml.safe_load(text) == {"audiences": [10, False, 90, date(2026, 1, 2), False]}
    workbook.change("publications.yaml", "    audiences: [company, teams]\n", text)
    given = workbook.load().publications["weekly_review"].audiences
    assert [one.to for one in given] == ["0012", "no", "1:30", "2026-01-02", "NO"]
