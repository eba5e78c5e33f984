"""What the entries of all channels have in common."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reviewbook.params.base import Entry

__all__ = ["ChannelEntry"]


class ChannelEntry(Entry):
    """
    A way to people.

    Parameters
    ----------
    name : str
        As ``through`` names it.
    reaches : str
        ``people``: each recipient has an address on it. ``room``: whoever is in the one room it leads to.
    """

    kind: str
    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")

    @property
    def reaches(self) -> Literal["people", "room"]:
        """Whom it leads to."""
        return "people"
