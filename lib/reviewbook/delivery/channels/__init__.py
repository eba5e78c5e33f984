"""The kinds of channels, one module for each; a kind is loaded when somebody is reached through it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from reviewbook.delivery.channel import Channel
from reviewbook.params.channels.base import ChannelEntry
from reviewbook.web import Clock

__all__ = ["opened"]

#: Kind as in ``deliveries.yaml`` → module and class.
_KINDS = {
    "dingtalk_robot": ("dingtalk_robot", "DingtalkRobot"),
    "email": ("email", "Email"),
    "feishu_robot": ("feishu_robot", "FeishuRobot"),
    "folder": ("folder", "Folder"),
    "slack": ("slack", "Slack"),
    "teams": ("teams", "Teams"),
    "wecom_app": ("wecom_app", "WecomApp"),
    "wecom_robot": ("wecom_robot", "WecomRobot"),
}


def opened(entry: ChannelEntry, clock: Clock, root: Path) -> Channel:
    """
    Give the channel of an entry.

    Parameters
    ----------
    entry : ChannelEntry
        As in ``deliveries.yaml``.
    clock : Clock
        Time and patience.
    root : Path
        The workbook, from which folders are seen.
    """
    module, name = _KINDS[entry.kind]
    kind = getattr(import_module(f"{__name__}.{module}"), name)
    return cast(Channel, kind(entry, clock, root) if entry.kind == "folder" else kind(entry, clock))
