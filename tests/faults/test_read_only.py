"""Nothing may be written: what was published can still be looked at, and whoever wants more is told what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    "words", [("pull",), ("publish", "daily", "--audience", "east"), ("run",)], ids=lambda one: one[0]
)
def test_what_has_to_write_is_refused_in_words_and_changes_nothing(
    published_workbook: Any,
    on_disk: Callable[[Any], Any],
    disk: Any,
    refused: Callable[..., None],
    words: tuple[str, ...],
) -> None:
    workbook = on_disk(published_workbook)
    before = workbook.published()
    disk.remounted("ro")
    refused(workbook.type(*words), "the disk can only be read", "Mount it so that it can be written")
    assert workbook.published() == before
    verified = workbook.type("verify", "daily_brief/2026-11-23/team-east/1")
    assert verified.returncode == 0, verified.stderr
    assert "no differences" in verified.stdout
