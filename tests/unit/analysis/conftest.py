"""The params of the checkout, and a workbook of which nothing was pulled."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewbook.params.loading import Params, load
from reviewbook.places import Places


@pytest.fixture(scope="session")
def params(root: Path) -> Params:
    """Give what the sample company says about itself: its only source is ``sample``."""
    return load(Places(root))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)
