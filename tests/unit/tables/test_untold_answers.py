"""Reports of which nobody can know whether, or when, they were answered."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables

UNTOLD = {"answered_at": pd.NaT, "answered_by": None, "hours": None, "age_hours": None}


def _rows(table):
    return [[cell.text for cell in row] for row in table.rows]


@pytest.fixture
def untold(sliced):
    """Give the week in which the source of West tells no answers, and that of East none of their times."""

    def made(language="en", audience="company"):
        review = sliced(language, audience)
        replies = review.frames["replies"].copy()
        west, given = replies["team_id"] == "west", replies["status"].str.startswith("answered")
        replies.loc[west, ["status", *UNTOLD]] = ["unknown", *UNTOLD.values()]
        replies.loc[~west & given, ["status", "answered_at", "hours"]] = ["answered", pd.NaT, None]
        return replace(review, frames={**review.frames, "replies": replies})

    return made


def test_managers_have_columns_for_what_is_not_known_and_a_rate_without_it(untold):
    table = tables.answers(untold())
    assert table.title == "9 of 12 reports whose answer was due were answered"
    assert [head.text for head in table.heads][2:9] == [
        "Answered in time", "Answered late", "Unanswered", "Of these read", "Time not run out",
        "Answered, time not told", "Not known",
    ]  # fmt: skip
    east, west = [row[1:] for row in _rows(table)]
    assert east == ["15", "0", "0", "3", "0", "3", "9", "0", "75.0%", "–"]
    assert west[:9] == ["15", "0", "0", "0", "0", "0", "0", "15", "–"]
    assert "outside every rate" in table.note
    assert "neither as in time nor as late" in table.note


def test_teams_have_the_number_of_which_is_not_known(untold):
    table = tables.team_answers(untold())
    assert {row[0]: row[1:6] for row in _rows(table)} == {
        "华东": ["15", "9", "3", "3", "0"], "华西": ["15", "0", "0", "0", "15"],
    }  # fmt: skip
    assert "outside every rate" in table.note


def test_the_queue_does_not_say_that_everything_was_answered(untold):
    table = tables.unanswered_queue(untold("en", "west"))
    assert table.rows == ()
    assert table.empty.startswith("No report is known to wait")
    assert "不详" in tables.unanswered_queue(untold("zh", "west")).empty


def test_every_row_says_that_it_is_not_known(untold):
    assert {row[8] for row in _rows(tables.reply_rows(untold("en", "west")))} == {"Not known"}
    states = [row[8] for row in _rows(tables.reply_rows(untold("en", "east")))]
    assert states == ["Unanswered"] * 3 + ["Time not run out"] * 3 + ["Answered, time not told"] * 9
    assert {row[7] for row in _rows(tables.reply_rows(untold("en", "west")))} == {"– / 8"}


def _tile(review):
    facts = review.facts.copy()
    facts.loc[facts["measure"] == "reply_rate", ["value", "note"]] = [None, "nothing to answer"]
    tiles = tables.headline(replace(review, facts=facts)).items
    return next((tile.text, tile.detail) for tile in tiles if tile.label == "Reports answered")


def test_a_person_is_told_that_it_is_not_known_and_an_answer_without_a_time_counts(untold):
    assert _tile(untold("en", "p4")) == ("–", "not known: the source does not tell of answers")
    assert _tile(untold("en", "p2")) == ("75.0%", "3 of 4 that were due an answer")


def test_nothing_changes_where_all_is_told(sliced):
    table = tables.answers(sliced("en"))
    assert len(table.heads) == 9
    assert table.note == "Reports whose time has not run out are outside the rate; a mere read is no answer."
