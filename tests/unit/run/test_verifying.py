"""All that is published, looked through at once."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from stand_ins.drafts import DRAFT

from reviewbook.editions import Shelf
from reviewbook.places import Places
from reviewbook.run.verifying import verified


@pytest.fixture
def places(tmp_path):
    """Give a workbook with two editions for one audience."""
    shelf = Shelf(Places(tmp_path).published)
    shelf.publish(DRAFT)
    shelf.publish(replace(DRAFT, inputs="b"))
    return Places(tmp_path)


def test_all_editions_are_looked_at_and_nothing_is_said_of_what_is_well(places):
    assert verified(places, []) == (2, [])
    assert verified(places, ["weekly_review/2026-W47/team-east/1"]) == (1, [])


def test_an_edition_that_was_taken_away_is_missed(places):
    first = places.published / "weekly_review/2026-W47/team-east/1"
    first.chmod(0o755)
    shutil.rmtree(first)
    said = ["weekly_review/2026-W47/team-east/1: it was taken away; later editions are there"]
    assert verified(places, []) == (1, said)


def test_a_file_that_is_gone_is_told_with_the_address(places):
    folder = places.published / "weekly_review/2026-W47/team-east/2"
    folder.chmod(0o755)
    (folder / "review.en.html").unlink()
    assert verified(places, []) == (2, ["weekly_review/2026-W47/team-east/2: review.en.html: it is missing"])
