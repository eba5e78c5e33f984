"""What page one and every foot say of an edition."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from reviewbook.editions import Code, Draft
from reviewbook.params.loading import load
from reviewbook.params.rulebook import Rulebook
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.run.mastheads import masthead
from reviewbook.slices import Audience


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
    draft = Draft(
        review="weekly_review",
        title={"zh": "周", "en": "Week"},
        period=Period.parse("2026-W47"),
        audience=Audience("team", "east", "East"),
        as_of=datetime.fromisoformat("2026-11-23T01:00:00+00:00"),
        zone="Asia/Shanghai",
        parameters={},
        code=Code(version="1", digest="c"),
        inputs="",
        rules="",
        params="",
        files={},
    )
    rules = Rulebook.of(params, params.publication("weekly_review"))
    assert masthead(rules, draft, edition, language).edition == said
