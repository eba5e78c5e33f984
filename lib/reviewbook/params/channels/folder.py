"""A folder on this machine, or in an object store."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.systems.base import SecretName

__all__ = ["FolderEntry"]


class FolderEntry(ChannelEntry):
    """
    A folder into which the files of each message are put.

    Parameters
    ----------
    folder : str
        Seen from the workbook, or an address that fsspec knows: ``s3://bucket/reviews``.
    options : dict
        Of a store: what fsspec is told about it.
    secrets : dict
        Of a store: such an option → name of the secret that is its value.
    """

    kind: Literal["folder"]
    folder: str = Field(min_length=1)
    options: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[str, SecretName] = Field(default_factory=dict)

    @property
    def reaches(self) -> Literal["people", "room"]:
        """Whoever may look into it."""
        return "room"
