"""Who is given a review, in which languages, which sections of it, and for how long."""

from __future__ import annotations

from datetime import date
from typing import Any

from reviewbook.params.recipients import Recipient, Sections

PLAIN = "    audiences: [company, teams]\n"


def _given(workbook: Any, *lines: str) -> tuple[Recipient, ...]:
    workbook.change("publications.yaml", PLAIN, _listed(*lines))
    found: tuple[Recipient, ...] = workbook.load().publications["weekly_review"].audiences
    return found


def _listed(*lines: str) -> str:
    return "    audiences:\n" + "".join(f"      - {line}\n" for line in lines)


def test_a_word_is_the_whole_review_for_ever_in_the_languages_of_the_review(workbook: Any) -> None:
    company, east = _given(workbook, "company", "{to: east}")
    assert (company.to, east.to) == ("company", "east")
    for one in (company, east):
        assert not one.chosen
        assert one.languages == ()
        assert [one.in_force(date(year, 1, 1)) for year in (1999, 2999)] == [True, True]


def test_a_mapping_says_languages_sections_and_days_both_of_them_included(workbook: Any) -> None:
    (east,) = _given(workbook, "{to: east, languages: [en], without: [a, b], from: 2026-01-01, until: 2026-12-31}")
    assert east.languages == ("en",)
    assert east.chosen == Sections(without=("a", "b"))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [east.in_force(day) for day in days] == [False, True, True, False]


def test_the_same_reader_twice_is_refused_for_days_of_both_and_may_follow_itself(workbook: Any) -> None:
    follows = ("{to: east, until: 2026-06-30}", "{to: east, from: 2026-07-01, without: [a]}")
    assert len(_given(workbook, *follows)) == 2
    workbook.change("publications.yaml", "from: 2026-07-01", "from: 2026-06-30")
    assert workbook.refusal() == [
        "params/publications.yaml:8: publications[0].audiences[1]: 'east' stands there twice for days of audiences[0] "
        "too."
    ]


def test_everything_that_is_wrong_with_the_audiences_is_told_at_once(workbook: Any) -> None:
    workbook.change("company.yaml", "currency: CNY\n", "currency: CNY\nlanguages: [zh]\n")
    workbook.change("publications.yaml", "cadence: weekly\n", "cadence: weekly\n    languages: [zh]\n")
    lines = (
        "{to: east, sections: [a], without: [b]}",
        "{to: south, languages: [zh, en]}",
        "{to: p012, without: [a, a]}",
        "company",
        "company",
    )
    workbook.change("publications.yaml", PLAIN, _listed(*lines))
    assert workbook.refusal() == [
        "params/publications.yaml:12: publications[0].audiences[4]: 'company' stands there twice.",
        "params/publications.yaml:8: publications[0].audiences[0].without: stands beside sections. "
        "Name the sections that are shown, or those that are not.",
        "params/publications.yaml:10: publications[0].audiences[2].without[1]: 'a' stands there twice.",
        "params/publications.yaml:9: publications[0].audiences[1].languages[1]: 'en' is not a language of the company. "
        "The company publishes in: zh. See company.yaml.",
    ]


def test_what_is_no_entry_is_told_with_its_line_and_what_would_be_one(workbook: Any) -> None:
    lines = ("12", "{too: east}", "{to: east, from: 2026-07-01, until: 2026-06-30}", "{to: east, from: July}")
    workbook.change("publications.yaml", PLAIN, _listed(*lines))
    assert workbook.refusal() == [
        'params/publications.yaml:7: publications[0].audiences[0]: 12 is not text. Write it in quotes: "12".',
        "params/publications.yaml:8: publications[0].audiences[1].to: is missing.",
        "params/publications.yaml:8: publications[0].audiences[1].too: is not a key that is known here. "
        "Did you mean 'to'?",
        "params/publications.yaml:9: publications[0].audiences[2]: until must not be earlier than from.",
        "params/publications.yaml:10: publications[0].audiences[3].from: 'July' is not a date; "
        "write it like 2026-11-23.",
    ]
