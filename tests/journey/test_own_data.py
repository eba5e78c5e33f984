"""From the simulated company to one's own data: files with the tables' names, and nothing else to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reviewbook.schema import FRAMES
from reviewbook.schema.changed import CHANGED

#: Frames of an edition beside a former one; a measurement has none.
LATER = {table.name for table in CHANGED}
WEEK = ("measure", "weekly", "2026-W47", "--out")
OWN = """\
sources:
  - {{name: ours, kind: files, folder: "{folder}", zone: Asia/Shanghai}}
"""


@pytest.fixture(scope="module")
def simulated(workbook: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Measure a week of the simulated company."""
    out = tmp_path_factory.mktemp("simulated")
    assert workbook.type(*WEEK, str(out)).returncode == 0
    return out


def test_facts_are_written_as_parquet_and_csv(simulated: Path) -> None:
    facts = pd.read_parquet(simulated / "facts.parquet")
    written = pd.read_csv(simulated / "facts.csv")
    assert list(written.columns) == list(facts.columns)
    assert len(written) == len(facts) > 1000
    assert {file.stem for file in simulated.glob("*.parquet")} == {"facts", *FRAMES} - LATER


def test_the_same_company_as_csv_files_gives_the_same_facts(
    workbook: Any, new_workbook: Callable[..., Any], simulated: Path, tmp_path: Path
) -> None:
    files = tmp_path / "our data"
    assert workbook.type("sample", "--out", str(files), "--reps", "12", "--months", "4").returncode == 0
    own = new_workbook()
    (own.root / "params" / "sources.yaml").write_text(OWN.format(folder=files), "utf-8")
    pulled = own.type("pull")
    assert pulled.returncode == 0, pulled.stderr
    assert "ours: new" in pulled.stdout
    assert "0 rejected" in pulled.stdout
    assert own.type(*WEEK, str(tmp_path / "own")).returncode == 0
    for frame in ("facts", "owed", "unowed", "checks", "copies", "claims", "replies", "signals"):
        ours, read = (pd.read_parquet(folder / f"{frame}.parquet") for folder in (simulated, tmp_path / "own"))
        pd.testing.assert_frame_equal(ours, read)
    assert len(ours) > 0
