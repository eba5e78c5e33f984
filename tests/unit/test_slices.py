"""What one audience sees, asked for by name."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook.blocks import Notice, Tone
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.schema.facts import UNRECORDED
from reviewbook.slices import about_customers, about_reports

LAST_WEEK = Period.parse("2026-W46")


def with_note(review, measure: str, note: str | None) -> pd.DataFrame:
    """Give the facts with a note at all of a measure."""
    facts = review.facts.astype({"note": "object"})
    facts.loc[facts["measure"] == measure, "note"] = note
    return facts


def test_a_number_is_asked_for_by_its_measure(sliced):
    review = sliced()
    assert review.value("revenue") == 800_000
    assert review.value("revenue", "team", "east") == 450_000
    assert review.value("revenue", "person", "p1", part="target") == 180_000
    assert review.value("revenue", period=Period.parse("2026-11-17")) == 160_000


def test_without_an_entity_that_of_the_audience_is_meant(sliced):
    assert sliced(audience="west").value("revenue") == 350_000
    assert sliced(audience="p4").value("revenue") == 180_000


def test_the_same_key_of_another_cadence_is_another_fact(sliced):
    review = sliced()
    assert review.value("revenue", period=Period.parse("2026-11")) != review.value("revenue")
    assert review.value("on_time_rate", period=Period.parse("2026-11")) is None


def test_what_is_not_there_is_none_and_the_reason_is_said(sliced):
    review = sliced("en", "p1")
    assert review.value("satisfaction_score") is None
    assert review.note("satisfaction_score") == review.words("note.too_few")
    assert review.value("new_customers") is None
    assert review.note("new_customers") == ""
    assert review.reason("new_customers") == review.words("note.none")
    assert review.reason("satisfaction_score") == review.words("note.too_few")


def test_a_note_is_said_in_the_language_of_the_reader(sliced):
    notes = {language: sliced(language, "p1").note("satisfaction_score") for language in ("zh", "en")}
    assert len(set(notes.values())) == 2


def test_a_note_without_words_is_not_printed(sliced):
    review = sliced()
    assert sliced(facts=with_note(review, "revenue", "written by hand")).note("revenue") == ""


def test_a_fact_and_its_history_are_rows(sliced):
    review = sliced(audience="east")
    assert review.fact("on_time_rate")[["period", "entity_id"]].tolist() == ["2026-W47", "east"]
    assert review.fact("on_time_rate", period=LAST_WEEK)["period"] == "2026-W46"
    assert review.fact("no_such_measure") is None
    assert set(review.measured("on_time_rate", "person")["entity_id"]) == {"p1", "p2", "p3"}
    history = review.history("revenue")
    assert history["period"].tolist() == [week.key for week in Period.parse("2026-W47").last(14)]
    assert set(history["entity_id"]) == {"east"}


def test_history_ends_with_the_period_under_review(sliced):
    assert sliced(period=LAST_WEEK).history("revenue")["period"].iloc[-1] == "2026-W46"


def test_names_are_those_of_people_teams_and_the_company_in_each_language(sliced):
    assert [sliced("en").name(*who) for who in (("person", "p4"), ("team", "east"), ("company", "company"))] == [
        "Anna Berg",
        "华东",
        "Yunling Industrial",
    ]
    assert sliced("zh").name("company", "company") == "云岭工业设备"
    assert sliced().name("person", "0012") == "0012"


@pytest.mark.parametrize(
    ("audience", "parts"),
    [("company", ("team", ("east", "west"))), ("p5", ("person", ("p5",)))],
)
def test_a_company_consists_of_teams_and_a_person_of_himself(sliced, audience, parts):
    assert sliced(audience=audience).parts == parts


def test_a_team_consists_of_its_people_by_name(sliced):
    kind, people = sliced(audience="east").parts
    assert kind == "person"
    assert [sliced().name(kind, one) for one in people] == ["张敏", "李娜", "王伟"]


def test_who_has_left_the_team_is_not_of_it_any_more(sliced):
    review = sliced(audience="east")
    owed = review.frames["owed"]
    gone = sliced(audience="east", frames={**review.frames, "owed": owed[owed["person_id"] != "p2"]})
    assert gone.parts[1] == tuple(one for one in review.parts[1] if one != "p2")


def test_a_level_with_a_single_team_is_skipped(sliced):
    review = sliced()
    teams = pd.DataFrame({
        "team_id": ["all", "east", "west"], "name": ["All", "华东", "华西"], "parent_id": [None, "all", "all"],
    })  # fmt: skip
    top = review.facts[review.facts["entity_id"] == "east"].assign(entity_id="all")
    facts = pd.concat([review.facts, top], ignore_index=True)
    assert sliced(facts=facts, frames={**review.frames, "teams": teams}).parts == ("team", ("east", "west"))


def test_teams_without_facts_of_the_period_are_no_parts(sliced):
    review = sliced()
    assert sliced(facts=review.facts[review.facts["entity_id"] != "west"]).parts == ("team", ("east",))


def test_money_names_its_currency_in_the_head_and_not_in_each_cell(sliced):
    review = sliced()
    head, cell = review.head("revenue", share=2), review.cell("revenue", 1_234_567.0, bar=0.5)
    assert (head.text, head.unit, head.align, head.share, head.format) == ("Revenue", "¥", "right", 2, "#,##0")
    assert (cell.text, cell.value, cell.bar) == ("1,234,567", 1_234_567.0, 0.5)
    assert (review.head("on_time_rate").unit, review.head("on_time_rate").format) == ("", "0.0%")
    assert review.cell("on_time_rate", 0.985, Tone.GOOD).text == "98.5%"


def test_a_cell_without_a_value_is_a_muted_dash(sliced):
    cell = sliced().cell("revenue", None, Tone.GOOD)
    assert (cell.text, cell.value, cell.tone) == ("–", None, Tone.MUTED)


def test_every_unit_of_the_params_has_a_number_format(sliced):
    review = sliced()
    assert all(review.head(measure).format for measure in review.measures)


def test_what_a_company_does_not_keep_is_one_sentence(sliced):
    review = sliced()
    shown = about_customers(lambda one: Notice(one.audience.id))
    assert shown(review) == Notice("company")
    silent = with_note(review, "satisfaction_score", UNRECORDED)
    assert shown(sliced(facts=silent)) == Notice("company")  # complaints are kept
    silent.loc[silent["measure"] == "complaints", "note"] = UNRECORDED
    assert shown(sliced(facts=silent)) == Notice(review.words("absent.unheard"), Tone.MUTED)


def test_a_company_that_asks_for_no_reports_is_told_so_once(sliced):
    review = sliced()
    shown = about_reports(lambda one: Notice(one.audience.id))
    assert shown(review) == Notice("company")
    unasked = sliced(templates=Templates(templates=review.templates.templates, rules=()))
    assert shown(unasked) == Notice(review.words("absent.unasked"), Tone.MUTED)


def test_a_name_is_one_line_and_has_an_end(sliced):
    review = sliced()
    people = review.frames["people"].assign(name="Li\n\tWei " + "x" * 1_000_000)
    long = replace(review, frames={**review.frames, "people": people})
    name = long.name("person", "p1")
    assert name == f"Li Wei {'x' * 40}…"
    assert len(long.name("customer", "c" * 100)) == len(name) == 48  # an id in place of a name, too
