"""Slack, as an app of the company's own writes there."""

from __future__ import annotations

from typing import Literal

from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.systems.base import Address, SecretName

__all__ = ["SlackChannelEntry"]


class SlackChannelEntry(ChannelEntry):
    """
    Slack; recipients are people (matched in ``identities`` under `system`) or ids of channels.

    Parameters
    ----------
    token : str
        Name of the bot token (``xoxb-``).
    system : str
        Name under which its people are matched: that of the source, as a rule.
    base : str
        Its address, where it is another one.
    """

    kind: Literal["slack"]
    token: SecretName
    system: str = "slack"
    base: Address = "https://slack.com/api/"
