"""A cut on its way to a notebook: written as Parquet in the folder of the run, and read back there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from reviewbook.audiences.derived import Cut
from reviewbook.periods import Period
from reviewbook.slices import Audience

__all__ = ["folder", "read", "write"]


def folder(run: Path, publication: str, period: str, audience_id: str) -> Path:
    """Give the folder of an audience's slice in the folder of a run."""
    return run / "slices" / publication / period / audience_id


def write(part: Cut, into: Path) -> str:
    """
    Write a cut as Parquet beside a small description.

    Returns
    -------
    str
        Checksum of what the cut says; equal for equal contents, whoever wrote them.
    """
    into.mkdir(parents=True, exist_ok=True)
    for name, frame in part.frames.items():
        frame.to_parquet(into / f"{name}.parquet", index=False)
    about = {
        "audience": {"kind": part.audience.kind, "id": part.audience.id, "name": part.audience.name},
        "publication": part.publication,
        "period": part.period.key,
        "cadence": part.period.cadence.value,
        "as_of": part.as_of.isoformat(),
    }
    (into / "slice.json").write_text(json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    return _checksum(part.frames, about)


def read(written: Path) -> Cut:
    """Read what `write` wrote."""
    about = json.loads((written / "slice.json").read_text("utf-8"))
    return Cut(
        Audience(**about["audience"]),
        about["publication"],
        Period.parse(about["period"], about["cadence"]),
        datetime.fromisoformat(about["as_of"]),
        {file.stem: pd.read_parquet(file) for file in sorted(written.glob("*.parquet"))},
    )


def _checksum(frames: Mapping[str, pd.DataFrame], about: dict[str, Any]) -> str:
    # Of the contents, not of the files: Parquet bytes change with the library that writes them.
    total = sha256(json.dumps(about, ensure_ascii=False, sort_keys=True).encode())
    for name in sorted(frames):
        total.update(name.encode())
        total.update(frames[name].to_csv(index=False, date_format="%Y-%m-%dT%H:%M:%S.%f").encode())
    return total.hexdigest()
