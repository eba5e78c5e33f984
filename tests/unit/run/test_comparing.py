"""Two editions side by side: figures with their cause where it is known, findings, follow-ups, files, exit code."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner

from reviewbook import audiences, cli
from reviewbook.audiences import Cut
from reviewbook.editions import Code, Draft, Shelf
from reviewbook.errors import EditionError
from reviewbook.params.rulebook import Rulebook
from reviewbook.places import Places
from reviewbook.run.comparing import differences

ONE, TWO = "weekly_review/2026-W47/company/1", "weekly_review/2026-W47/company/2"


@pytest.fixture
def places(tmp_path):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "company.yaml").write_text("", "utf-8")
    return Places(tmp_path)


@pytest.fixture
def put(places, tmp_path):
    """Put a review on the shelf as the next edition."""

    def published(review, *, inputs, code="a" * 64, document=b"page"):
        part = Cut(
            review.audience, "weekly_review", review.period, review.as_of, {"facts": review.facts, **review.frames}
        )
        names = ("publication", "company", "templates", "measures", "market", "appraisal", "development")
        rules = Rulebook(**{name: getattr(review, name) for name in names})
        folder = tmp_path / f"slice-{inputs}-{review.audience.id}"
        audiences.write(part, rules, folder)
        files = {file.name: file for file in folder.iterdir()}
        draft = Draft(
            review="weekly_review", title={"zh": "周", "en": "W"}, period=review.period, audience=review.audience,
            as_of=review.as_of, zone="Asia/Shanghai", parameters={}, code=Code(version="1", digest=code),
            inputs=inputs, rules="r", params="p", files={**files, "review.zh.html": document},
        )  # fmt: skip
        return Shelf(places.published).publish(draft, index=False)

    return published


def without_changes(review):
    frames = {name: review.frames[name].iloc[:0] for name in ("changes", "arrivals")}
    return replace(review, frames={**review.frames, **frames})


@pytest.fixture
def two(sliced, put):
    """Publish two editions of the week: revenue of the company differs, and nothing else among the facts."""
    here = sliced("en")
    facts = here.facts.copy()
    own = (facts["measure"] == "revenue") & (facts["entity_kind"] == "company") & (facts["period"] == "2026-W47")
    facts.loc[own, "value"] = 790_000.0
    put(without_changes(replace(here, facts=facts)), inputs="1" * 64)
    put(here, inputs="2" * 64, document=b"other page")


def test_the_second_is_compared_with_the_first_when_only_it_is_named(places, two):
    alone, both = differences(places, (TWO, ""), "en"), differences(places, (ONE, TWO), "en")
    assert alone == both
    assert alone.head[0] == f"{ONE} → {TWO}"
    assert not alone.is_same


def test_it_says_what_both_were_made_from(places, two):
    head = differences(places, (ONE, TWO), "en").head
    assert head[2:] == (
        "  Code: aaaaaaaaaaaa (the same)",
        "  Rules: p (the same)",
        "  What is derived: 111111111111 → 222222222222",
    )


def test_right_after_each_other_the_figures_have_their_cause(places, two):
    table = differences(places, (ONE, TWO), "en").figures
    assert [cell.text for cell in table.rows[0]] == [
        "Revenue", "Yunling Industrial", "W47", "¥790k", "¥800k", "entered afterwards", "1", "order lines: 1",
    ]  # fmt: skip
    assert len(table.rows) == 5


def test_the_other_way_round_nobody_has_looked_for_causes(places, two):
    table = differences(places, (TWO, ONE), "en").figures
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Revenue", "Yunling Industrial", "W47", "¥800k", "¥790k"]
    ]


def test_files_that_differ_are_named(places, two):
    assert any("review.zh.html" in line for line in differences(places, (ONE, TWO), "en").tail)


def test_an_edition_is_the_same_as_itself(places, two):
    found = differences(places, (ONE, ONE), "en")
    assert (found.is_same, found.figures, found.tail) == (True, None, ())


def test_the_figures_of_two_audiences_stand_side_by_side(places, sliced, put):
    for audience in ("east", "west"):
        put(without_changes(sliced("en", audience)), inputs="1" * 64)
    named = [f"weekly_review/2026-W47/team-{audience}/1" for audience in ("east", "west")]
    table = differences(places, (named[0], named[1]), "en").figures
    assert ["Revenue", "华西", "W47", "¥450k", "¥350k"] in [[cell.text for cell in row] for row in table.rows]


def test_more_than_twenty_figures_of_others_are_counted_unless_all_are_wanted(places, sliced, put):
    here = sliced("en")
    put(without_changes(here), inputs="1" * 64)
    put(replace(here, facts=here.facts.assign(value=here.facts["value"] + 1)), inputs="2" * 64)
    few, every = (differences(places, (TWO, ONE), "en", whole=whole).figures for whole in (False, True))
    assert len(few.rows) < len(every.rows)
    assert f"Further figures that differ: {len(every.rows) - len(few.rows):,}; add --all to list them." == few.note
    assert every.note == ""


def test_follow_ups_that_stand_otherwise_are_told(places, sliced, put):
    def agreed(status):
        return pd.DataFrame([{"follow_up_id": "f1", "title": "Call them", "title_en": None, "status": status}])

    here = without_changes(sliced("en"))
    for number, status in enumerate(("open", "done"), 1):
        put(replace(here, frames={**here.frames, "follow_ups": agreed(status)}), inputs=str(number) * 64)
    assert "Follow-up Call them: Open → Done" in differences(places, (TWO, ""), "en").tail


def test_a_first_edition_has_none_before_it(places, sliced, put):
    put(without_changes(sliced("en")), inputs="1" * 64)
    with pytest.raises(
        EditionError, match=r"company/1: no edition stands before it\. Name another one to compare it with\."
    ):
        differences(places, (ONE, ""))


def test_the_command_tells_it_and_its_exit_code_says_whether_they_differ(places, two):
    def typed(*words):
        return CliRunner().invoke(cli.app, ["--workbook", str(places.root), "diff", *words])

    other, same = typed(TWO, "--language", "en"), typed(ONE, ONE)
    assert (other.exit_code, same.exit_code) == (1, 0)
    assert "entered afterwards" in other.output
    assert f"{ONE} → {TWO}" in other.output
