"""Whole documents of a company that does not exist; renewed by ``pytest --snapshot-update`` and read before the commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reviewbook.document import Document, write_html

Compare = Callable[[str, str], None]


@pytest.fixture
def compare(root: Path, request: pytest.FixtureRequest) -> Compare:
    """Compare a text with the golden file of that name, or renew the file."""

    def compare(name: str, text: str) -> None:
        golden = root / "tests" / "golden" / "document" / name
        if request.config.getoption("update_snapshots"):
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_text(text, "utf-8", newline="\n")
        assert text.splitlines() == golden.read_text("utf-8").splitlines()

    return compare


def test_the_page_is_the_golden_page(review: Document, compare: Compare) -> None:
    compare(f"review-{review.language}.html", write_html(review))


def test_the_page_of_hostile_texts_is_the_golden_page(hostile: Document, compare: Compare) -> None:
    compare("hostile.html", write_html(hostile))


def test_the_data_is_the_golden_data(review: Document, compare: Compare) -> None:
    compare(f"review-{review.language}.json", review.canonical())
