"""A ledger of a file, and the beginning of everything that is noted in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reviewbook.ledger import Delivery, Ledger, Slot

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Five past nine of a Monday in Shanghai."""
    return NOW


@pytest.fixture
def after() -> Callable[..., datetime]:
    """Give an instant so much later: ``after(minutes=5)``."""
    return lambda **span: NOW + timedelta(**span)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the file of the ledger."""
    return tmp_path / "output" / "ledger.sqlite"


@pytest.fixture
def ledger(file: Path) -> Iterator[Ledger]:
    """Open the ledger."""
    opened = Ledger.of_file(file, NOW)
    yield opened
    opened.close()


@pytest.fixture
def part() -> Callable[..., Delivery]:
    """Give a part of a message: ``part("file:1", recipient="p2")``."""
    usual = Delivery("weekly_review/2026-W47/east/1/zh", "edition", "mail", "p1", "text", 0, NOW, NOW)

    def made(name: str = "text", **changes: Any) -> Delivery:
        place = int(name.partition(":")[2] or 0)
        return replace(usual, part=name, **{"place": place, **changes})

    return made


@pytest.fixture
def slot() -> Callable[..., Slot]:
    """Give what became of the weekly review of East: ``slot("failed", reason="no orders")``."""
    usual = Slot("weekly_review", "2026-W47", "east", NOW - timedelta(minutes=5), "failed", NOW)

    def made(state: str, **changes: Any) -> Slot:
        return replace(usual, state=state, **changes)

    return made
