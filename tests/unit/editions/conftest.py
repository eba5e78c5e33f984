"""A draft that a test changes where it matters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stand_ins.drafts import DRAFT

from reviewbook.editions import Shelf


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "published")


@pytest.fixture
def draft():
    """Give a draft: ``draft(inputs="other")`` says only what differs."""
    return lambda **changes: replace(DRAFT, **changes)
