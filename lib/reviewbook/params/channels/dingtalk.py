"""DingTalk (钉钉): the robot of a group."""

from __future__ import annotations

from typing import Literal

from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.systems.base import Address, SecretName

__all__ = ["DingtalkRobotEntry"]


class DingtalkRobotEntry(ChannelEntry):
    """
    The robot of a group (自定义机器人).

    Parameters
    ----------
    token : str
        Name of its secret: what stands behind ``access_token=`` in its address.
    sign : str, optional
        Name of the secret with which it is signed (加签); empty where the robot is kept by a keyword or addresses.
    base : str
        Its address, where it is another one.
    """

    kind: Literal["dingtalk_robot"]
    token: SecretName
    sign: SecretName | None = None
    base: Address = "https://oapi.dingtalk.com"

    @property
    def reaches(self) -> Literal["people", "room"]:
        """Its group."""
        return "room"
