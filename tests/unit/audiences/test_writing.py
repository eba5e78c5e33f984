"""A slice goes to its notebook through files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reviewbook import audiences
from reviewbook.audiences import Cut

CutFor = Callable[..., Cut]


def test_what_was_written_is_read_back_and_has_the_same_checksum_again(cut_for: CutFor, tmp_path: Path) -> None:
    part = cut_for("north")
    first, second = audiences.write(part, tmp_path / "a"), audiences.write(part, tmp_path / "b")
    again = audiences.read(tmp_path / "a")
    assert first == second
    assert (again.audience, again.period, again.as_of, again.publication) == (
        part.audience,
        part.period,
        part.as_of,
        "weekly_review",
    )
    assert list(again.frames["facts"]["entity_id"]) == list(part.frames["facts"]["entity_id"])


def test_one_changed_figure_changes_the_checksum(cut_for: CutFor, tmp_path: Path) -> None:
    part = cut_for("north")
    before = audiences.write(part, tmp_path / "a")
    part.frames["facts"].loc[0, "value"] = 1.0
    assert audiences.write(part, tmp_path / "b") != before
