"""A workbook in a temporary folder, and files in it that are pulled and mapped in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reviewbook.params.sources import FilesEntry
from reviewbook.places import Places
from reviewbook.sources import Mapped, canonical, open_source, pull

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "data").mkdir()
    return Places(tmp_path)


@pytest.fixture
def files(places: Places) -> Callable[..., Mapped]:
    """Write files, pull the folder and map it."""

    def mapped(contents: Mapping[str, str | bytes], tables: Any = (), **entry: Any) -> Mapped:
        for name, content in contents.items():
            path = places.root / "data" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        source = FilesEntry.model_validate(
            {"kind": "files", "name": "crm", "folder": "data", "tables": tables, **entry}
        )
        return canonical(pull(open_source(source, places), places, AT), source)

    return mapped
