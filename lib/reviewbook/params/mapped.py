"""What the entries have in common whose tables are described by mappings."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from reviewbook.params.base import Entry, Zone
from reviewbook.params.mappings import Mapping
from reviewbook.params.systems.base import Answers

__all__ = ["MappedEntry"]


class MappedEntry(Entry):
    """
    A source that holds tables of somebody else's making.

    Parameters
    ----------
    name : str
        Name of the source: the folder of its snapshots.
    zone : str
        In which times without an offset are read; required when there are any.
    tables : tuple of Mapping
        How what it holds becomes tables. What is named after a table and has its columns needs no mapping; a table
        that has a mapping is read by its mappings only.
    answers : dict
        What stands in the column ``source`` of its reports → ``none``, where nothing is told of the answers to them, or
        ``untimed``, where it is not told when they were given. Without an entry what is not there was not given.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    zone: Zone | None = None
    tables: tuple[Mapping, ...] = ()
    answers: dict[str, Answers] = Field(default_factory=dict)

    @property
    def marks(self) -> tuple[str, str]:
        """How numbers are written: the mark before the fraction, and that between thousands."""
        return ".", ""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        inline = [mapping.table for mapping in self.tables if mapping.rows]
        twice = sorted({table for table in inline if inline.count(table) > 1})
        if twice:
            raise ValueError(f"rows of {', '.join(twice)} are written in two places; put them together")
        return self
