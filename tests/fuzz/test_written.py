"""Numbers, periods, days and instants, and texts, as anybody may write them: read, or refused with a reason."""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuzz.tampering import TEXTS, refused_well, rewritten, storable
from reviewbook.errors import PeriodError, SourceError
from reviewbook.legible import masked, named, visible
from reviewbook.params.mappings import Sections
from reviewbook.periods import Cadence, Period
from reviewbook.schema import TABLES, Column, Kind
from reviewbook.sources.answers import answers
from reviewbook.sources.kinds import DTYPES, Manner, typed
from reviewbook.sources.received import LINE
from reviewbook.sources.systems.slack.mrkdwn import plain as from_slack
from reviewbook.sources.systems.tasks import from_seconds, instant, mark
from reviewbook.sources.systems.teams.markup import plain as from_teams
from reviewbook.text import REASONS, Names, folded, likeness, plain, read_number, sentences
from reviewbook.text.terms import Terms

NUMERALS = st.lists(
    st.sampled_from([*"0123456789零〇一二两三五十百千万亿点半几多约负个元%年月日:/-~+.,，()kwWMmeE¥ \u2009", "左右", "USD", "billion", "至少"]),
    max_size=24,
).map("".join)  # fmt: skip

DIGITS = st.lists(st.sampled_from([*"0123456789-WQ", "20", "٢٠", "\n"]), max_size=12).map("".join)

COLUMNS = tuple({column.kind: column for table in TABLES.values() for column in table.columns}.values())
MANNERS = (
    Manner(),
    Manner("Asia/Shanghai"),
    Manner("Europe/Berlin", ",", "."),
    Manner("America/New_York", format="%m/%d/%Y", time="09:00"),
    Manner("UTC", format="%Y-%m-%d %H:%M"),
    Manner("UTC", format="%Y-%m-%dT%H:%M%z"),
    Manner("Pacific/Apia", time="00:00"),
)

FORM = """# Weekly report
<!-- at least three -->
1. What did you sell? 12.5万
What is planned: 明天回访
> **Problems**
* none
"""
SECTIONS = Sections.model_validate(
    {
        "begins": {"What did you": "sold", "What is planned": "plan", "Problems": "problem"},
        "printed": ["At least"],
        "name": "q",
        "value": "a",
    }
)
TERMS = Terms(["恒锐机械"], ["客户"])
NAMES = Names({"恒锐机械": "a", "恒锐": "b", "Apex Co.": "c", "apex": "d"})


@given(NUMERALS | TEXTS)
def test_any_number_is_read_or_refused_for_a_known_reason(text: str) -> None:
    reading = read_number(text)
    assert (reading.value is None) == (reading.reason in REASONS)
    assert reading.value is None or (math.isfinite(reading.value) and abs(reading.value) < 1e15)


@given(DIGITS | TEXTS, st.sampled_from([None, *Cadence]))
def test_any_period_is_one_of_the_calendar_with_neighbours_or_is_refused(text: str, cadence: Cadence | None) -> None:
    try:
        period = Period.parse(text, cadence)
    except PeriodError as error:
        refused_well(error)
        return
    assert period.key == text
    assert Period.parse(period.key, period.cadence) == period
    assert period.year_ago < period < period.shift(1)
    assert period.start_at("Asia/Shanghai") < period.end_at("Asia/Shanghai")
    assert sum(len(part.days) for part in period.within("daily")) == len(period.days)


@given(st.lists(DIGITS | TEXTS | NUMERALS, max_size=5), st.sampled_from(COLUMNS), st.sampled_from(MANNERS))
@settings(max_examples=200)
@example(["0001-01-01T00:00+14:00", "9999-12-31T23:59:59-12:00"], COLUMNS[0], MANNERS[1])
def test_every_value_of_a_column_is_typed_or_has_a_reason(texts: list[str], column: Column, manner: Manner) -> None:
    given_texts = [text for text in map(storable, texts) if text.strip()]
    values = pd.Series(given_texts, dtype="str")
    try:
        found, why = typed(values, column, manner)
    except SourceError as error:  # no zone is named, which no row can mend
        refused_well(error)
        assert manner.zone is None
        return
    assert found.dtype == DTYPES[column.kind]
    assert len(found) == len(values)
    assert set(values.index) == set(found.index[found.notna()]) | set(why.index)
    assert not set(found.index[found.notna()]) & set(why.index)
    assert all(str(reason).strip() for reason in why)
    if column.kind in (Kind.NUMBER, Kind.MONEY):
        assert found.dropna().map(math.isfinite).all()


@given(st.lists(st.tuples(st.integers(0, 2**16 - 1), st.integers(0, 30), TEXTS), min_size=1, max_size=5))
def test_every_question_of_a_form_has_one_answer_and_a_line_whatever_stands_there(
    edits: list[tuple[int, int, str]],
) -> None:
    lines = storable(rewritten(FORM, edits)).split("\n")
    page = pd.DataFrame({"folder": "w47", "file": "p1", "text": lines, LINE: range(1, len(lines) + 1)})
    page = page.astype({"folder": "str", "file": "str", "text": "str", LINE: "Int64"})
    found = answers(page, SECTIONS)
    assert found[SECTIONS.name].is_unique
    assert set(found[SECTIONS.name]) <= set(SECTIONS.begins.values())
    assert found[LINE].between(1, len(lines)).all()
    said = "\n".join(found[SECTIONS.value].dropna())
    assert all(any(char.isalnum() for char in one) for one in found[SECTIONS.value].dropna())
    assert len(said) <= sum(map(len, lines)) + len(lines)


@given(st.lists(TEXTS, max_size=6).map("\n".join), st.lists(TEXTS, max_size=3).map(" ".join))
def test_any_text_is_folded_searched_and_shown(text: str, other: str) -> None:
    alike = likeness([folded(text)], [folded(other)])
    assert ((alike >= 0) & (alike <= 1)).all()
    said = plain(text)
    found = NAMES.found(said)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert all(len(term) > 1 for term in TERMS.of(said.replace("\ud800", "")))
    for shown in (visible(text), visible(masked(text)), named(visible(text)), from_slack(text), from_teams(text, {})):
        assert isinstance(shown, str)
    visible(text).encode("utf-8")
    assert mark(text) is None or mark(text)


@given(TEXTS | st.integers() | st.floats() | st.none() | st.lists(st.integers(), max_size=1))
def test_the_time_of_a_task_is_an_instant_with_a_zone_or_stays_as_it_was_written(value: object) -> None:
    for read in (instant, from_seconds):
        found = read(value)
        assert found is None or isinstance(found, str) or found.tzinfo is not None
