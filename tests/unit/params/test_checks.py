from __future__ import annotations

from pathlib import Path
from typing import Any

from reviewbook.params.checks import RULES, Checks
from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.wording import entries

CHECK = """\
checks:
  - name: freshness
    what: {zh: 新, en: New}
    reason: {zh: 因, en: Because}
    caveat: 4
    withheld: 9
"""


def limits(checks: Checks) -> dict[str, tuple[Any, ...]]:
    def told(name: str) -> tuple[Any, ...]:
        check = checks[name]
        softer = tuple((one.source, one.table, one.measure, one.most) for one in check.softer)
        return (check.caveat, check.withheld, check.fewest, softer)

    return {name: told(name) for name in RULES}


def test_the_workbooks_own_file_names_every_rule_with_its_usual_limits(root: Path) -> None:
    checks = load(Places(root)).checks
    assert [check.name for check in checks.checks] == list(RULES)
    assert limits(checks) == limits(Checks())
    assert all(check.owner for check in checks.checks)


def test_every_rule_has_its_words() -> None:
    for name in RULES:
        assert {f"gate.rule.{name}", f"gate.said.{name}", f"gate.do.{name}"} <= set(entries())


def test_a_company_without_the_file_is_asked_as_usual(workbook: Any) -> None:
    assert workbook.load().checks == Checks()


def test_what_the_file_says_counts_and_other_rules_stay_as_usual(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.write("checks.yaml", CHECK)
    checks = workbook.load().checks
    assert (checks["freshness"].caveat, checks["freshness"].withheld) == (4, 9)
    assert checks["too_few_rows"].caveat == RULES["too_few_rows"].caveat
    assert workbook.load().digest != before


def test_a_limit_that_is_left_out_is_never_reached(workbook: Any) -> None:
    workbook.write("checks.yaml", CHECK.replace("    caveat: 4\n    withheld: 9\n", ""))
    assert (workbook.load().checks["freshness"].caveat, workbook.load().checks["freshness"].withheld) == (None, None)


def test_everything_that_is_wrong_with_it_is_told_at_once(workbook: Any) -> None:
    words = "    what: {zh: 新, en: New}\n    reason: {zh: 因, en: Because}\n"
    workbook.write(
        "checks.yaml",
        CHECK.replace("withheld: 9", "withheld: 3")
        + f"    softer:\n      - {{table: order, most: caveat, because: moved}}\n  - name: fresh\n{words}"
        + f"  - name: freshness\n{words}  - name: too_few_rows\n{words}    caveat: 0.1\n    withheld: 0.2\n",
    )
    assert workbook.refusal() == [
        "params/checks.yaml:6: checks[0].withheld: 3 is reached before the caveat. It is at least caveat (4).",
        "params/checks.yaml:8: checks[0].softer[0].table: 'order' is not a table. Did you mean 'orders'?",
        "params/checks.yaml:9: checks[1].name: 'fresh' is not a rule. Did you mean 'freshness'?",
        "params/checks.yaml:12: checks[2].name: 'freshness' stands in checks[0] already. Keep one of the two.",
        "params/checks.yaml:19: checks[3].withheld: 0.2 is reached before the caveat. It is at most caveat (0.1).",
    ]


def test_what_and_reason_are_required_and_other_keys_are_not_known(workbook: Any) -> None:
    workbook.write("checks.yaml", "checks:\n  - {name: freshness, limit: 4, caveat: -1}\n")
    assert workbook.refusal() == [
        "params/checks.yaml:2: checks[0].what: is missing.",
        "params/checks.yaml:2: checks[0].reason: is missing.",
        "params/checks.yaml:2: checks[0].caveat: -1 is less than 0.",
        "params/checks.yaml:2: checks[0].limit: is not a key that is known here. "
        "Use one of: caveat, fewest, name, owner, reason, softer, what, withheld.",
    ]


def test_a_further_company_without_the_file_takes_the_workbooks(workbook: Any) -> None:
    workbook.write("checks.yaml", CHECK)
    for name in ("company", "sources", "templates", "publications"):
        workbook.write(f"other/{name}.yaml", (workbook.root / "params" / f"{name}.yaml").read_text("utf-8"))
    assert workbook.load("other").checks["freshness"].caveat == 4
