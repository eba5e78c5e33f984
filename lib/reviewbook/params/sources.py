"""``sources.yaml``: where the tables come from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import reduce
from importlib import import_module
from operator import or_
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_origin

from pydantic import Field, model_validator

from reviewbook.params import systems
from reviewbook.params.base import Day, Entry
from reviewbook.params.mapped import MappedEntry
from reviewbook.params.systems.base import Answers, SecretName, SystemEntry
from reviewbook.params.systems.sql import SqlEntry

__all__ = ["FilesEntry", "MappedEntry", "SampleEntry", "SourceEntry", "Sources", "SqlEntry", "WholeEntry"]


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


class FilesEntry(MappedEntry):
    """
    A folder of CSV, Excel, OpenDocument and Parquet files, and of forms filled in as text (Markdown).

    A file that is named after a table and has its columns needs no mapping. A table that has a mapping is read by
    its mappings only.

    Parameters
    ----------
    folder : str
        The folder, seen from the workbook; may start with ``../``. Or where it lies in a store: ``s3://bucket/path``,
        or any other address that fsspec knows.
    options : dict
        Of a store: what fsspec is told about it, like ``endpoint_url``.
    secrets : dict
        Of a store: such an option → name of the secret that is its value.
    decimal, thousands : str
        How numbers are written: ``1,234.50`` has decimal ``.`` and thousands ``,``.
    """

    kind: Literal["files"]
    folder: str = Field(min_length=1)
    options: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[str, SecretName] = Field(default_factory=dict)
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'", "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"] = ""

    @property
    def marks(self) -> tuple[str, str]:
        """How numbers are written."""
        return self.decimal, self.thousands

    @property
    def stored(self) -> bool:
        """Whether the folder lies in a store and not on this machine."""
        return "://" in self.folder

    @model_validator(mode="after")
    def _clear(self) -> Self:
        if self.decimal == self.thousands:
            raise ValueError(f"decimal and thousands are both {self.decimal!r}")
        if (self.options or self.secrets) and not self.stored:
            raise ValueError(f"options and secrets are for a store like s3://bucket/path, not for {self.folder}")
        return self


#: Sources that are received whole, each time.
WholeEntry = SampleEntry | FilesEntry | SqlEntry


def _systems() -> Iterator[type[SystemEntry]]:
    """Give the entry of every system, each from its module of `params.systems`: the one that says its kind."""
    for found in iter_modules(systems.__path__):
        module = import_module(f"{systems.__name__}.{found.name}")
        own = [entry for entry in vars(module).values() if getattr(entry, "__module__", "") == module.__name__]
        entries = [entry for entry in own if isinstance(entry, type) and issubclass(entry, SystemEntry)]
        yield from (entry for entry in entries if get_origin(entry.model_fields["kind"].annotation) is Literal)


if TYPE_CHECKING:
    SourceEntry = WholeEntry | SystemEntry
else:
    SourceEntry = reduce(or_, _systems(), WholeEntry)


class Sources(Entry):
    """The whole of ``sources.yaml``."""

    sources: tuple[Annotated[SourceEntry, Field(discriminator="kind")], ...]

    @property
    def answers(self) -> dict[str, Answers]:
        """What is told of the answers to reports, by their ``source``; one that is not there tells all."""
        entries = [entry for entry in self.sources if not isinstance(entry, SampleEntry)]
        return {source: told for entry in entries for source, told in entry.answers.items()}

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [source.name for source in self.sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two sources are called {', '.join(twice)}; each needs a name of its own")
        if "identities" in names:
            raise ValueError("a source cannot be called identities: params/identities.csv is")
        return self
