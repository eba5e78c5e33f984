"""A further language is one file: what it writes, what it lacks, and what is wrong with it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reviewbook.wording import BOTH, LANGUAGES, completeness, formats, lacking, words
from reviewbook.wording import numbers as writing
from reviewbook.wording.numbers import DASH

DE = """
name = "Deutsch"
locale = "de_DE"
tag = "de"
mail = "de"
region = "de"
face = "Calibri"
thousands = "."
decimal = ","
percent = "{number} %"
points = "{number} Punkte"
scales = [[1e6, " Mio."]]
between_words = ", "
between_sentences = " "
dates = {day = "EEE d. MMM", long = "d. MMM y", month = "MMMM y", short_month = "MMM", instant = "d. MMM y, HH:mm", \
first = "d. MMM", first_of_month = "d.", last = "d. MMM", last_of_month = "d. MMM"}
periods = {daily = "{weekday}, {date}", weekly = "Woche {week} von {year} ({span})", quarterly = "{quarter}. Quartal \
{year}", yearly = "{year}", quarters = ["1", "2", "3", "4"]}
zones = {told = "{instant} ({zone})", zone = "Zeit von {city}", cities = {Shanghai = "Zeit von Schanghai"}}
spans = {days = "{count} T", hours = "{count} Std.", minutes = "{count} Min.", between = " "}

[words]
document.page = "Seite {page} von {pages}"
document.as_of = "Stand {page}"
note.no_targets = "kein Ziel"

[questions]
"Are we on target?" = "Erreichen wir unser Ziel?"
"Are we late?" = "Sind wir zu spät?"
"""


@pytest.fixture
def german(tmp_path, monkeypatch):
    """Give a function that makes German known as its file says, until the test is over."""

    def known(text: str = DE) -> words.Wording:
        (tmp_path / "de.toml").write_text(text, "utf-8")
        told = {code: formats.of(code) for code in BOTH}
        monkeypatch.setattr(formats, "_FOLDER", tmp_path)
        for module in (formats, words):
            monkeypatch.setattr(module, "LANGUAGES", (*BOTH, "de"))
        read = formats.of.__wrapped__
        for module in (words, writing, completeness):
            monkeypatch.setattr(module, "of", lambda code: told.get(code) or read(code))
        whole = words.entries.__wrapped__()
        for module in (words, completeness):
            monkeypatch.setattr(module, "entries", lambda: whole)
        return words.Wording("de")

    return known


def test_every_language_that_has_a_file_is_known_and_the_two_come_first():
    assert LANGUAGES[:2] == BOTH == ("zh", "en")
    assert all(formats.of(code).name for code in LANGUAGES)


def test_numbers_and_dates_are_written_as_its_file_says(german):
    de = german()
    assert de.number(-1234567.5, 1) == "−1.234.567,5"
    assert de.percent(0.985) == "98,5 %"
    assert de.points(0.01) == "+1,0 Punkte"
    assert de.short_money(1_234_567, "EUR") == "€1,23 Mio."
    assert de.period("2026-W47") == "Woche 47 von 2026 (16.–22. Nov.)"
    assert de.period("2026-10") == "Oktober 2026"
    assert de.period("2026-Q4") == "4. Quartal 2026"
    assert de.long_date(date(2026, 5, 3)) == "3. Mai 2026"
    assert de.instant(datetime(2026, 5, 3, 1, tzinfo=UTC), "Asia/Shanghai") == "3. Mai 2026, 09:00 (Zeit von Schanghai)"
    assert de.duration(3600 * 2 + 60 * 27) == "2 Std. 27 Min."
    assert de.number(None) == DASH


def test_its_own_words_are_used_and_english_stands_for_the_others(german):
    de = german()
    assert de("document.page", page=1, pages=2) == "Seite 1 von 2"
    assert de("document.contents") == "Contents"
    assert de.question("Are we on target?") == "Erreichen wir unser Ziel?"
    assert de.question("How did the week go?") == "How did the week go?"
    assert (de.language_name("de"), de.language_name("zh")) == ("Deutsch", "Chinese")


def test_what_it_lacks_and_what_is_wrong_with_it_is_listed_by_file(german):
    german()
    told = [str(problem) for problem in lacking("de")]
    place = "lib/reviewbook/wording/languages/de.toml"
    (missing,) = [one for one in told if "of document.toml are missing" in one]
    assert "document.contents" in missing
    assert "document.page," not in missing
    assert missing.endswith("English stands in their place.")
    assert any("headings and sentences of the notebooks are missing: " in one for one in told)
    assert f"{place}: words: note.no_targets: nobody asks for it. Did you mean 'note.no_target'?" in told
    assert any(one.startswith(f"{place}: questions: Are we late?: nobody asks for it") for one in told)
    assert f"{place}: words: document.as_of: is not filled in as the English is. It has nothing." in told


def test_the_two_languages_lack_nothing():
    assert [problem for code in BOTH for problem in lacking(code)] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('decimal = ","', ""), "lacks decimal"),
        (('month = "MMMM y", ', ""), "lacks dates.month"),
        (('name = "Deutsch"', 'nane = "Deutsch"'), "has 'nane', which is unknown: Did you mean 'name'?; lacks name"),
    ],
)
def test_a_file_that_is_not_whole_says_what_it_lacks(german, change, said):
    with pytest.raises(KeyError) as refused:
        german(DE.replace(*change))
    assert f"lib/reviewbook/wording/languages/de.toml: {said}" in str(refused.value)
    assert "en.toml beside it has everything." in str(refused.value)


def test_a_language_without_a_file_names_those_that_have_one():
    with pytest.raises(KeyError, match="language 'ens': Did you mean 'en'"):
        words.Wording("ens")
