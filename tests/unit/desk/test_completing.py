"""What stands in quotes completes: periods, teams and people of `open_review`, measures of `explain`."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from reviewbook.desk.completing import completer

WORDS = {
    "reviews": ["weekly_review", "monthly_review"],
    "periods": ["2026-W47", "2026-W46", "2026-10"],
    "whom": ["company", "华东区", "east", "Elena Doyle"],
    "languages": ["zh", "en"],
    "measures": ["attainment", "on_time_rate"],
}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ('open_review(period="2026-W', ["2026-W47", "2026-W46"]),
        ('open_review(period="2026-W47", team="E', ["east", "Elena Doyle"]),
        ("review = open_review(\n    audience='华", ["华东区"]),
        ('open_review("w', ["weekly_review"]),
        ('open_review(period="2026-W47", language="', ["zh", "en"]),
        ('review.explain("att', ["attainment"]),
        ('review.explain("attainment", "Ea', ["east"]),
        ('review.what_if({"company.zone": "UTC"}, show="on', ["on_time_rate"]),
        ('print("2026-W', []),
        ('open_review(period="2026-W47").explain', []),
    ],
)
def test_words_in_quotes_are_completed(typed, wanted):
    lines = typed.split("\n")
    context = SimpleNamespace(full_text=typed, cursor_line=len(lines) - 1, cursor_position=len(lines[-1]))
    assert [one.text for one in completer(lambda: WORDS)(context)["completions"]] == wanted
