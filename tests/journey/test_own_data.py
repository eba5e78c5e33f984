"""From the simulated company to one's own data: files with the tables' names, and nothing else to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

OWN = """\
sources:
  - {{name: ours, kind: files, folder: "{folder}", zone: Asia/Shanghai}}
"""


def test_the_same_company_as_csv_files_gives_the_same_facts(
    workbook: Any, new_workbook: Callable[[], Any], tmp_path: Path
) -> None:
    files = tmp_path / "our data"
    assert workbook.type("sample", "--out", str(files), "--reps", "12", "--months", "4").returncode == 0
    own = new_workbook()
    (own.root / "params" / "sources.yaml").write_text(OWN.format(folder=files), "utf-8")
    pulled = own.type("pull")
    assert pulled.returncode == 0, pulled.stderr
    assert "ours: new" in pulled.stdout
    assert "0 rejected" in pulled.stdout
    week = ("measure", "weekly", "2026-W47", "--out")
    assert workbook.type(*week, str(tmp_path / "simulated")).returncode == 0
    assert own.type(*week, str(tmp_path / "own")).returncode == 0
    for frame in ("facts", "owed", "unowed", "checks", "copies", "claims", "replies", "signals"):
        simulated, read = (pd.read_parquet(tmp_path / name / f"{frame}.parquet") for name in ("simulated", "own"))
        pd.testing.assert_frame_equal(simulated, read)
    assert len(simulated) > 0
