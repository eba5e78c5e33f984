"""Microsoft Teams, by a workflow that posts what it is sent."""

from __future__ import annotations

from typing import Literal

from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.systems.base import SecretName

__all__ = ["TeamsChannelEntry"]


class TeamsChannelEntry(ChannelEntry):
    """
    A workflow "When a Teams webhook request is received".

    Parameters
    ----------
    url : str
        Name of the secret that is its whole address: whoever has it may post.
    """

    kind: Literal["teams"]
    url: SecretName

    @property
    def reaches(self) -> Literal["people", "room"]:
        """The chat or channel of the workflow."""
        return "room"
