"""What a source hands over: tables as they were received, before anybody interprets them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

__all__ = ["CELLS", "LINE", "Received"]

#: The physical line (or sheet row) on which a row begins, counted from 1 with the header.
LINE = "_line"

#: How many cells a row of a CSV file has, where rows differ from the header.
CELLS = "_cells"


@dataclass(frozen=True)
class Received:
    """
    One file, sheet or list as it was received.

    Parameters
    ----------
    file : str
        Path in the folder, or the name of a list.
    sheet : str
        The sheet, where one was asked for by name.
    rows : pyarrow.Table
        Its columns as they are called there, and `LINE`. All text from CSV and Excel.
    sha256 : str
        Checksum of what was received.
    encoding : str
        How its text was encoded, or the kind of file.
    """

    file: str
    sheet: str
    rows: pa.Table
    sha256: str
    encoding: str

    @property
    def name(self) -> str:
        """The name by which people know it: ``book.xlsx#Sheet``."""
        return f"{self.file}#{self.sheet}" if self.sheet else self.file
