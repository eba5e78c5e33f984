"""Slack as a source of reports and feedback."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reviewbook.params.systems.base import Address, SecretName
from reviewbook.params.systems.posted import PostedEntry

__all__ = ["SlackEntry"]


class SlackEntry(PostedEntry):
    """
    Channels of a Slack workspace.

    Parameters
    ----------
    base : str
        Address of its Web API.
    token : str
        Name of the secret that is the bot token of the company's own app, ``xoxb-…``.
    keeps_days : int
        After how many days Slack itself lets messages go, by its plan (90 on the free one) or a retention policy;
        older ones are not taken for deleted. 0: it keeps all.
    """

    kind: Literal["slack"]
    base: Address = "https://slack.com/api"
    token: SecretName
    keeps_days: int = Field(default=0, ge=0)
