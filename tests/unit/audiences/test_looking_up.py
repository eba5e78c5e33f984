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
from reviewbook.params.recipients import Sections
from reviewbook.slices import Audience

PublishedFor = Callable[..., Publication]


def _audiences(publication: Publication, derived: Derived) -> list[Audience]:
    return [reader.audience for reader in audiences.readers(publication, derived, "Acme")]


def test_an_unknown_audience_gets_nothing(derived: Derived) -> None:
    with pytest.raises(ParamsError, match=r"'sooth' is neither a team nor a person. Did you mean 'south'\?"):
        audiences.audience("sooth", derived, "Acme")


def test_the_audiences_of_a_publication_are_the_company_and_every_team_once(
    derived: Derived, published_for: PublishedFor
) -> None:
    publication = published_for("company", "teams", "south", "li")
    found = _audiences(publication, derived)
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
    found = _audiences(published_for("people", "zhao"), derived)
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
    found = _audiences(published_for("people"), run)
    assert ("li" in [who.id for who in found]) is is_there


def test_a_membership_counts_from_its_first_day_and_not_on_its_last(
    derived: Derived, published_for: PublishedFor
) -> None:
    spans = derived.frames["memberships"].copy()
    spans.loc[0, "valid_to"] = pd.Timestamp("2026-11-16")
    spans.loc[1, "valid_from"] = pd.Timestamp("2026-11-22")
    run = replace(derived, frames={**derived.frames, "memberships": spans})
    found = _audiences(published_for("people"), run)
    assert [who.id for who in found] == ["wang", "zhao"]


def test_all_audiences_that_nobody_is_are_told_at_once(derived: Derived, published_for: PublishedFor) -> None:
    with pytest.raises(ParamsError) as refusal:
        audiences.readers(published_for("company", "sooth", "teams", "lee"), derived, "Acme")
    assert str(refusal.value).splitlines() == [
        "publications.yaml: weekly_review: 'sooth' is neither a team nor a person. Did you mean 'south'?",
        "publications.yaml: weekly_review: 'lee' is neither a team nor a person. "
        "Use one of: company, harbour, north, south.",
    ]


def test_a_word_for_all_is_no_audience_that_can_be_asked_for(derived: Derived) -> None:
    with pytest.raises(ParamsError, match="'teams' is neither a team nor a person"):
        audiences.audience("teams", derived, "Acme")


def test_who_is_named_is_given_what_stands_there_and_nothing_of_what_stands_with_the_word_for_all(
    derived: Derived, published_for: PublishedFor
) -> None:
    publication = published_for({"to": "teams"}, {"to": "south", "languages": ["en"], "without": ["a"]})
    found = {one.audience.id: one for one in audiences.readers(publication, derived, "Acme")}
    assert list(found) == ["north", "harbour", "south"]
    assert (found["north"].languages, found["north"].sections) == (("zh", "en"), Sections())
    assert (found["south"].languages, found["south"].sections) == (("en",), Sections(without=("a",)))
    assert audiences.reader("south", derived, "Acme", publication) == found["south"]
    assert audiences.reader("li", derived, "Acme", publication).sections == Sections()  # asked for, named nowhere


@pytest.mark.parametrize(
    ("days", "is_given"),
    [
        ({"from": "2026-11-22"}, True),  # the last day of the week decides
        ({"from": "2026-11-23"}, False),
        ({"until": "2026-11-22"}, True),
        ({"until": "2026-11-21"}, False),
    ],
)
def test_the_last_day_of_the_period_decides_who_is_given_it(
    days: dict[str, str], is_given: bool, derived: Derived, published_for: PublishedFor
) -> None:
    publication = published_for("teams", {"to": "south", **days})
    assert ("south" in [who.id for who in _audiences(publication, derived)]) is is_given
    if is_given:
        assert audiences.reader("south", derived, "Acme", publication).audience.id == "south"
    else:
        said = f"'south' is given weekly_review {'from' if 'from' in days else 'until'} .*, and not on 2026-11-22"
        with pytest.raises(ParamsError, match=said):
            audiences.reader("south", derived, "Acme", publication)
