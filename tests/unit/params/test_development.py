from __future__ import annotations

from typing import Any

from reviewbook.params.development import Development

SKILL = "skills:\n  - {name: negotiation, title: {zh: 谈判, en: Negotiation}}\n"


def test_a_company_without_the_file_compares_nobody(workbook: Any) -> None:
    assert workbook.load().development == Development()
    assert not workbook.load().development.answers


def test_the_file_is_part_of_the_params_and_of_their_digest(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.write("development.yaml", f"{SKILL}answers:\n  - {{measure: revenue, skill: negotiation, fewest: 3}}\n")
    development = workbook.load().development
    assert [development.title(skill, "zh") for skill in ("negotiation", "first aid")] == ["谈判", "first aid"]
    assert list(development.unknown(["negotiations"])) == [("skills[0].name", "negotiation")]
    assert workbook.load().digest != before


def test_everything_that_is_wrong_is_told_at_once_with_the_nearest_name(workbook: Any) -> None:
    workbook.write(
        "development.yaml",
        f"{SKILL}"
        "  - {name: negotiation, title: {zh: 商谈, en: Talks}}\n"
        "answers:\n"
        "  - {measure: revenu, skill: negotation}\n"
        "  - {measure: revenue}\n"
        "  - {measure: revenue}\n",
    )
    assert workbook.refusal() == [
        "params/development.yaml:3: skills[1].name: 'negotiation' stands in skills[0] already.",
        "params/development.yaml:5: answers[0].measure: 'revenu' is not a measure. Did you mean 'revenue'?",
        "params/development.yaml:5: answers[0].skill: 'negotation' is not among the skills. "
        "Did you mean 'negotiation'?",
        "params/development.yaml:7: answers[2].measure: 'revenue' stands in answers[1] already.",
    ]


def test_nobody_is_weak_in_what_has_no_better(workbook: Any) -> None:
    workbook.change("measures.yaml", "direction: up", "direction: none")
    workbook.write("development.yaml", "answers:\n  - {measure: revenue}\n")
    assert workbook.refusal() == [
        "params/development.yaml:2: answers[0].measure: of 'revenue' neither more nor less is better. "
        "Nobody can be weak in it."
    ]


def test_fewer_than_three_peers_are_none(workbook: Any) -> None:
    workbook.write("development.yaml", "fewest_peers: 2\n")
    (problem,) = workbook.refusal()
    assert problem.startswith("params/development.yaml:1: fewest_peers")
