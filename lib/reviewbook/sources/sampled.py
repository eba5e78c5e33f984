"""The simulated company as a source: its tables arrive as they would from a well kept system."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from reviewbook.params.sources import SampleEntry
from reviewbook.sources.received import LINE, Received

__all__ = ["SampleSource"]


class SampleSource:
    """
    The simulated company.

    Parameters
    ----------
    entry : SampleEntry
        Its entry in ``sources.yaml``; the same entry gives the same bytes.
    """

    kind = "sample"

    def __init__(self, entry: SampleEntry) -> None:
        self._entry = entry

    @property
    def name(self) -> str:
        """Name in ``sources.yaml``."""
        return self._entry.name

    def receive(self, since: datetime | None = None, until: datetime | None = None) -> list[Received]:
        """Simulate the whole company; it is too small to be asked for in parts."""
        from reviewbook.sources.sample import SampleOptions, simulate

        options = self._entry.model_dump(exclude={"kind", "name"})
        tables = simulate(SampleOptions(**options)).tables
        return [_received(name, pa.Table.from_pandas(tables[name], preserve_index=False)) for name in sorted(tables)]


def _received(name: str, table: pa.Table) -> Received:
    rows = table.replace_schema_metadata(None)
    written = io.BytesIO()
    pq.write_table(rows, written)
    checksum = hashlib.sha256(written.getvalue()).hexdigest()
    numbered = rows.append_column(LINE, pa.array(range(1, rows.num_rows + 1), pa.int64()))
    return Received(f"{name}.parquet", "", numbered, checksum, "parquet")
