from __future__ import annotations

from pathlib import Path
from typing import Any

from reviewbook.params.findings import FindingRules
from reviewbook.params.loading import load
from reviewbook.places import Places


def test_a_company_without_the_file_has_findings_as_usual(workbook: Any) -> None:
    rules = workbook.load().findings
    assert rules == FindingRules()
    assert (rules.false_per_edition, rules.least, rules.due_working_days) == (0.1, 4, 10)


def test_the_workbooks_own_file_says_what_is_usual(root: Path) -> None:
    assert load(Places(root)).findings == FindingRules()


def test_what_it_says_counts_and_is_part_of_the_digest(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.write("findings.yaml", "false_per_edition: 0.5\nleast: 6\n")
    assert (workbook.load().findings.false_per_edition, workbook.load().findings.least) == (0.5, 6)
    assert workbook.load().digest != before


def test_everything_that_is_wrong_with_it_is_told_at_once(workbook: Any) -> None:
    workbook.write(
        "findings.yaml",
        "false_per_edition: 0\nleast: one\nreport_weight: 5\ndue_working_days: 2.5\nfalse_per_editions: 1\n",
    )
    assert workbook.refusal() == [
        "params/findings.yaml:1: false_per_edition: 0 is not more than 0.",
        "params/findings.yaml:2: least: 'one' is not a whole number.",
        "params/findings.yaml:3: report_weight: 5 is more than 1.",
        "params/findings.yaml:4: due_working_days: 2.5 is not a whole number.",
        "params/findings.yaml:5: false_per_editions: is not a key that is known here. "
        "Did you mean 'false_per_edition'?",
    ]
