"""Feishu (飞书) and Lark: the robot of a group."""

from __future__ import annotations

from typing import Literal

from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.systems.base import Address, SecretName

__all__ = ["FeishuRobotEntry"]


class FeishuRobotEntry(ChannelEntry):
    """
    The robot of a group (自定义机器人).

    Parameters
    ----------
    hook : str
        Name of its secret: what stands behind ``/hook/`` in its address.
    sign : str, optional
        Name of the secret with which it is signed (签名校验); empty where the robot is kept by a keyword or addresses.
    base : str
        Its address; Lark: ``https://open.larksuite.com``.
    """

    kind: Literal["feishu_robot"]
    hook: SecretName
    sign: SecretName | None = None
    base: Address = "https://open.feishu.cn"

    @property
    def reaches(self) -> Literal["people", "room"]:
        """Its group."""
        return "room"
