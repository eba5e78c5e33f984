"""Params name teams too: a reader is told of the rules that ask something of the own teams."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviewbook import audiences
from reviewbook.audiences import Derived
from reviewbook.params.templates import Templates

RULES = Templates.model_validate(
    {
        "rules": [
            {"name": name, "template": "t", "teams": teams, "due": {"time": "18:00"}, "valid_from": date(2026, 1, 1)}
            for name, teams in {
                "everybody": ["all", "south"],
                "northern": ["north"],
                "southern": ["south"],
                "both": ["harbour", "south"],
            }.items()
        ]
    }
)


@pytest.mark.parametrize(
    ("who", "rules"),
    [
        ("north", {"everybody": ("all",), "northern": ("north",), "both": ("harbour",)}),
        ("harbour", {"everybody": ("all",), "northern": ("harbour",), "both": ("harbour",)}),
        ("south", {"everybody": ("all",), "southern": ("south",), "both": ("south",)}),
        ("wang", {"everybody": ("all",), "northern": ("harbour",), "both": ("harbour",)}),
        ("zhao", {"everybody": ("all",), "southern": ("south",), "both": ("south",)}),
    ],
)
def test_a_rule_names_the_own_teams_in_place_of_those_above_and_no_others(
    who: str, rules: dict[str, tuple[str, ...]], derived: Derived
) -> None:
    cut = audiences.cut_templates(RULES, derived, audiences.audience(who, derived, "Acme"))
    assert {rule.name: rule.teams for rule in cut.rules} == rules


def test_the_company_is_told_of_all_rules(derived: Derived) -> None:
    assert audiences.cut_templates(RULES, derived, audiences.audience("company", derived, "Acme")) == RULES


def test_teams_that_stand_below_each_other_do_no_harm(derived: Derived) -> None:
    teams = derived.frames["teams"].assign(parent_id=["harbour", "north", None])
    run = replace(derived, frames={**derived.frames, "teams": teams})
    cut = audiences.cut_templates(RULES, run, audiences.audience("south", run, "Acme"))
    assert [rule.name for rule in cut.rules] == ["everybody", "southern", "both"]


def test_a_review_does_not_say_to_whom_else_it_goes(derived: Derived) -> None:
    assert audiences.cut_publication(derived.publication).audiences == ()
    assert audiences.cut_publication(derived.publication).title == derived.publication.title
