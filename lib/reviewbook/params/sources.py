"""``sources.yaml``: where the tables come from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from reviewbook.params.base import Day, Entry, Zone
from reviewbook.params.mappings import Mapping

__all__ = ["FilesEntry", "SampleEntry", "SourceEntry", "Sources"]


class SampleEntry(Entry):
    """
    The simulated company, whose true answers are known.

    Parameters
    ----------
    reps : int
        Sales people.
    months : int
        Months of history before ``until``.
    seed : int
        The same seed gives the same company.
    until : date
        The last day that is simulated, until noon.
    plant : bool
        Whether the known peculiarities are planted that tests look for.
    """

    kind: Literal["sample"]
    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    reps: int = Field(default=40, ge=1)
    months: int = Field(default=15, ge=1)
    seed: int = 20261124
    until: Day = date(2026, 11, 24)
    plant: bool = True


class FilesEntry(Entry):
    """
    A folder of CSV, Excel, OpenDocument and Parquet files, and of forms filled in as text (Markdown).

    A file that is named after a table and has its columns needs no mapping. A table that has a mapping is read by
    its mappings only.

    Parameters
    ----------
    folder : str
        The folder, seen from the workbook; may start with ``../``.
    zone : str
        In which times without an offset are read; required when there are any.
    decimal, thousands : str
        How numbers are written: ``1,234.50`` has decimal ``.`` and thousands ``,``.
    """

    kind: Literal["files"]
    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    folder: str = Field(min_length=1)
    zone: Zone | None = None
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'", "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"] = ""
    tables: tuple[Mapping, ...] = ()

    @model_validator(mode="after")
    def _clear(self) -> Self:
        if self.decimal == self.thousands:
            raise ValueError(f"decimal and thousands are both {self.decimal!r}")
        inline = [mapping.table for mapping in self.tables if mapping.rows]
        twice = sorted({table for table in inline if inline.count(table) > 1})
        if twice:
            raise ValueError(f"rows of {', '.join(twice)} are written in two places; put them together")
        return self


SourceEntry = SampleEntry | FilesEntry


class Sources(Entry):
    """The whole of ``sources.yaml``."""

    sources: tuple[Annotated[SourceEntry, Field(discriminator="kind")], ...]

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [source.name for source in self.sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two sources are called {', '.join(twice)}; each needs a name of its own")
        return self
