"""Who reads a review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import audiences
from reviewbook.audiences import Derived
from reviewbook.errors import ParamsError
from reviewbook.params.publications import Publication

PublishedFor = Callable[..., Publication]


def test_an_unknown_audience_gets_nothing(derived: Derived) -> None:
    with pytest.raises(ParamsError, match=r"'sooth' is neither a team nor a person. Did you mean 'south'\?"):
        audiences.audience("sooth", derived, "Acme")


def test_the_audiences_of_a_publication_are_the_company_and_every_team_once(
    derived: Derived, published_for: PublishedFor
) -> None:
    publication = published_for("company", "teams", "south", "li")
    found = audiences.audiences(publication, derived, "Acme")
    assert [(who.kind, who.id) for who in found] == [
        ("company", "company"),
        ("team", "north"),
        ("team", "harbour"),
        ("team", "south"),
        ("person", "li"),
    ]


def test_the_people_of_a_publication_are_those_who_were_a_rep_in_the_period(
    derived: Derived, published_for: PublishedFor
) -> None:
    found = audiences.audiences(published_for("people", "zhao"), derived, "Acme")
    assert [(who.kind, who.id) for who in found] == [("person", "li"), ("person", "wang"), ("person", "zhao")]


@pytest.mark.parametrize(
    ("hired_on", "left_on", "is_there"),
    [
        ("2026-01-01", None, True),
        ("2026-01-01", "2026-11-16", False),  # left_on is the first day without her
        ("2026-01-01", "2026-11-17", True),
        ("2026-11-22", None, True),
        ("2026-11-23", None, False),
        (None, None, True),
    ],
)
def test_who_has_left_before_or_comes_after_the_period_is_not_among_its_people(
    hired_on: str | None, left_on: str | None, is_there: bool, derived: Derived, published_for: PublishedFor
) -> None:
    people = derived.frames["people"].copy()
    people.loc[0, ["hired_on", "left_on"]] = [pd.Timestamp(hired_on), pd.Timestamp(left_on)]
    run = replace(derived, frames={**derived.frames, "people": people})
    found = audiences.audiences(published_for("people"), run, "Acme")
    assert ("li" in [who.id for who in found]) is is_there


def test_a_membership_counts_from_its_first_day_and_not_on_its_last(
    derived: Derived, published_for: PublishedFor
) -> None:
    spans = derived.frames["memberships"].copy()
    spans.loc[0, "valid_to"] = pd.Timestamp("2026-11-16")
    spans.loc[1, "valid_from"] = pd.Timestamp("2026-11-22")
    run = replace(derived, frames={**derived.frames, "memberships": spans})
    found = audiences.audiences(published_for("people"), run, "Acme")
    assert [who.id for who in found] == ["wang", "zhao"]
