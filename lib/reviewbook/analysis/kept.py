"""Facts and rows that were derived once are kept, and read when the same is asked again.

What is derived depends on the rows of the warehouse, the cut-off, the params and the
code, and on nothing else: as long as all of these are the same, so is the result.
What is kept may be deleted at any time; it is derived again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
from pyarrow import feather

from reviewbook.analysis.computing import computing
from reviewbook.analysis.stages import derive_frames
from reviewbook.analysis.timeline import Timeline
from reviewbook.params.loading import Params
from reviewbook.warehouse import Warehouse

__all__ = ["Kept"]

#: So many results are kept, those that were asked for last: the reviews of one day in some zones.
_MOST = 8

#: Names the frames of a result.
_NAMES = "frames.json"


@dataclass(frozen=True)
class Kept:
    """
    Where results are kept.

    Parameters
    ----------
    folder : Path
        Holds a folder for each result.
    code : str
        Checksum of the code that derives (`run.code.library_digest`).
    """

    folder: Path
    code: str

    def frames(self, warehouse: Warehouse, params: Params, plan: Timeline) -> dict[str, pd.DataFrame]:
        """Give what `stages.derive_frames` derives of a warehouse as it stood at the cut-off of a plan."""
        kept = self.folder / self._name(warehouse, params, plan)
        try:
            return _read(kept)
        except FileNotFoundError:  # never derived, or cleared away, perhaps while it was read
            frames = derive_frames(*computing(warehouse, warehouse.view(plan.as_of), params.company), params, plan)
            self._write(frames, kept)
            return frames

    def _name(self, warehouse: Warehouse, params: Params, plan: Timeline) -> str:
        periods = sorted(period.key for period in plan.periods)
        asked = (self.code, params.digest, plan.reviewed.key, plan.as_of.isoformat(), *periods, warehouse.checksum())
        return sha256("\n".join(asked).encode()).hexdigest()[:32]

    def _write(self, frames: Mapping[str, pd.DataFrame], kept: Path) -> None:
        """Write it beside its place and move it there: whoever finds it finds all of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=".", dir=self.folder))
        try:
            for name, frame in frames.items():
                # Parquet knows no seconds, and what is read shall be what was written to the last type.
                feather.write_feather(frame, beside / f"{name}.arrow", compression="zstd")
            (beside / _NAMES).write_text(json.dumps([*frames]), "utf-8")
            with suppress(OSError):  # another run was faster; it wrote the same
                beside.rename(kept)
        finally:  # nothing of it stays where it is not whole: the disk may be full
            shutil.rmtree(beside, ignore_errors=True)
        by_use = sorted(self.folder.glob(f"*/{_NAMES}"), key=_used_at, reverse=True)
        for names in by_use[_MOST:]:
            shutil.rmtree(names.parent, ignore_errors=True)


def _read(kept: Path) -> dict[str, pd.DataFrame]:
    names = json.loads((kept / _NAMES).read_text("utf-8"))
    frames = {name: feather.read_feather(kept / f"{name}.arrow") for name in names}
    os.utime(kept / _NAMES)
    return frames


def _used_at(names: Path) -> float:
    try:
        return names.stat().st_mtime
    except FileNotFoundError:  # another run has just cleared it away
        return 0.0
