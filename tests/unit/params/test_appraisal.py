"""``appraisal.yaml``: what may stand there, and what is said of everything that may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from reviewbook.measures import MEASURES
from reviewbook.params.appraisal import APPRAISED, FEWER_IS_BETTER, Appraisal

PARAMS = Path(__file__).resolve().parents[3] / "params"

GOOD = """\
components:
  - name: sales
    title: {zh: 业绩, en: Sales}
    weight: 1
    measures:
      - {measure: revenue, weight: 1, curve: [[0, 0], [100000, 100]]}
honours:
  - {name: best, title: {zh: 之星, en: Best}, measure: appraisal}
  - {name: year, title: {zh: 年度, en: Year}, measure: revenue, months: 12, least_months: 9}
"""


def test_a_company_without_the_file_appraises_nobody(workbook: Any) -> None:
    assert workbook.load().appraisal == Appraisal()
    assert not workbook.load().appraisal.asked


def test_the_file_is_part_of_the_params_and_of_their_digest(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.write("appraisal.yaml", GOOD)
    rules = workbook.load().appraisal
    assert (rules.asked, rules.months) == (True, 12)
    honour = rules.honour("best")
    assert honour is not None
    assert (honour.decision, honour.within, honour.months) == ("clear", "company", 1)
    assert rules.honour("gone") is None
    assert workbook.load().digest != before


def test_everything_that_is_wrong_with_the_appraisal_is_told_at_once(workbook: Any) -> None:
    workbook.write(
        "appraisal.yaml",
        "components:\n"
        "  - name: sales\n"
        "    title: {zh: 业绩, en: Sales}\n"
        "    weight: 0.5\n"
        "    measures:\n"
        "      - {measure: revenu, weight: 0.7, curve: [[0, 0], [1, 80], [1, 120]]}\n"
        "      - {measure: revenue, weight: 0.2, curve: [[1, 80]]}\n"
        "  - {name: sales, title: {zh: 态度, en: Attitude}, weight: 0.4, measures: []}\n"
        "honours:\n"
        "  - {name: appraisal, title: {zh: 甲, en: A}, measure: revenue, months: 3, least_months: 4}\n"
        "  - {name: best, title: {zh: 乙, en: B}, measure: appraisal, months: 2}\n",
    )
    assert workbook.refusal() == [
        "params/appraisal.yaml:8: components[1].name: 'sales' is the name of an earlier entry.",
        "params/appraisal.yaml:1: components: the weights add up to 0.9. They must add up to 1.",
        "params/appraisal.yaml:5: components[0].measures: the weights add up to 0.9. They must add up to 1.",
        "params/appraisal.yaml:6: components[0].measures[0].measure: 'revenu' is not a measure that people can be "
        "appraised by. Did you mean 'revenue'?",
        "params/appraisal.yaml:6: components[0].measures[0].curve[2]: 1 is not more than 1 before it. "
        "The values must rise.",
        "params/appraisal.yaml:6: components[0].measures[0].curve[2]: 120 points are not between 0 and 100.",
        "params/appraisal.yaml:7: components[0].measures[1].curve: needs two points or more. "
        "Write it like [[0.6, 0], [1.0, 80], [1.2, 100]].",
        "params/appraisal.yaml:8: components[1].measures: is empty. Name at least one measure.",
        "params/appraisal.yaml:10: honours[0].name: 'appraisal' is the appraisal itself. Give it another name.",
        "params/appraisal.yaml:10: honours[0].least_months: 4 is more than months 3.",
        "params/appraisal.yaml:11: honours[1].months: appraisal does not add up over months. Leave months out.",
    ]


def test_an_honour_cannot_rest_on_scores_that_nobody_has(workbook: Any) -> None:
    workbook.write("appraisal.yaml", "honours:\n  - {name: a, title: {zh: 甲, en: A}, measure: appraisal}\n")
    assert workbook.refusal() == [
        "params/appraisal.yaml:2: honours[0].measure: 'appraisal' is not a measure that people can be appraised by. "
        "Use one of: revenue.",
    ]


def test_a_key_that_is_not_known_has_its_nearest(workbook: Any) -> None:
    workbook.write("appraisal.yaml", GOOD.replace("least_months", "least_month"))
    (problem,) = workbook.refusal()
    assert problem.endswith("Did you mean 'least_months'?")


def test_what_can_be_appraised_is_measured_and_has_the_direction_of_its_definition() -> None:
    entries = yaml.safe_load((PARAMS / "measures.yaml").read_text("utf-8"))["measures"]
    directions = {entry["name"]: entry["direction"] for entry in entries}
    assert set(APPRAISED) <= {measure.name for measure in MEASURES}
    assert {name for name in APPRAISED if directions[name] == "down"} == set(FEWER_IS_BETTER)
    assert all(directions[name] != "none" for name in APPRAISED)
