"""Every kind of finding can be told in both languages, by the numbers it states and by no number of the words."""

from __future__ import annotations

import re
import string

import pytest

from reviewbook.findings.kinds import KINDS
from reviewbook.schema import FRAMES
from reviewbook.wording import BOTH, entries

NAMES = {"who", "topic", "since", "last"}
UNITS = next(column.choices for column in FRAMES["evidence"].columns if column.name == "unit")
EACH = pytest.mark.parametrize("kind", sorted(KINDS))


def _asked(key, language):
    return {name for _, name, _, _ in string.Formatter().parse(entries()[key][language]) if name}


@EACH
@pytest.mark.parametrize("part", ["said", "do", "follow_up"])
def test_a_kind_has_its_sentence_what_to_do_and_a_title(kind, part):
    assert set(BOTH) <= set(entries()[f"finding.{kind}.{part}"])


@EACH
def test_a_sentence_states_numbers_of_its_kind(kind):
    states = KINDS[kind]
    for language in BOTH:
        asked = _asked(f"finding.{kind}.said", language) - NAMES
        assert asked <= {*states.numbers, *({"cause"} if "why" in states.numbers else ())}
        assert asked & set(states.numbers)


@EACH
def test_a_sentence_that_states_what_may_be_lacking_has_a_shorter_one(kind):
    states, shorter = KINDS[kind], f"finding.{kind}.said_alone"
    lacking = _asked(f"finding.{kind}.said", "en") & states.optional
    assert (shorter in entries()) == bool(lacking)
    if lacking:
        assert _asked(shorter, "en") <= {*NAMES, *states.numbers} - states.optional


@EACH
def test_what_to_do_and_titles_state_no_number(kind):
    keys = [key for key in entries() if re.fullmatch(rf"finding\.{kind}\.(do|do_\w+|follow_up)", key)]
    assert len(keys) >= 2
    assert all(_asked(key, language) <= {"who", "topic"} for key in keys for language in BOTH)


def test_there_are_words_for_no_other_kind():
    told = {key.split(".")[1] for key in entries() if key.startswith("finding.") and key.endswith((".said", ".do"))}
    assert told - {"rows"} == set(KINDS)


def test_units_are_those_of_evidence():
    assert {unit for states in KINDS.values() for unit in states.numbers.values()} <= set(UNITS)


def test_no_words_of_findings_hold_a_digit():
    texts = [text for key, of in entries().items() if key.startswith("finding.") for text in of.values()]
    assert [text for text in texts if any(letter.isdigit() for letter in text)] == []


@pytest.mark.parametrize("verdict", next(c.choices for c in FRAMES["findings"].columns if c.name == "verdict"))
def test_every_verdict_has_words(verdict):
    assert f"finding.verdict.{verdict}" in entries()
