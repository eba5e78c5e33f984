"""What page one and every foot say of an edition."""

from __future__ import annotations

from pathlib import Path

import pytest
from stand_ins.drafts import DRAFT

from reviewbook.params.loading import load
from reviewbook.params.rulebook import Rulebook
from reviewbook.places import Places
from reviewbook.run.mastheads import masthead


@pytest.mark.parametrize(
    ("language", "edition", "said"),
    [
        ("en", (1, ()), "Edition 1"),
        ("en", (2, ("code",)), "Edition 2 (code changed)"),
        ("zh", (2, ("inputs", "rules")), "第 2 版（数据有变、规则有变）"),
    ],
)
def test_a_second_edition_says_why_there_is_one(
    root: Path, language: str, edition: tuple[int, tuple[str, ...]], said: str
) -> None:
    params = load(Places(root))
    rules = Rulebook.of(params, params.publication("weekly_review"))
    assert masthead(rules, DRAFT, edition, language).edition == said
