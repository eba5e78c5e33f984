"""WeCom (企业微信): the robot of a group, and an app that writes to persons."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.systems.base import Address, SecretName

__all__ = ["WecomAppEntry", "WecomRobotEntry"]


class WecomRobotEntry(ChannelEntry):
    """
    The robot of a group (群机器人).

    Parameters
    ----------
    key : str
        Name of its secret: what stands behind ``key=`` in its address.
    base : str
        Its address, where it is another one.
    """

    kind: Literal["wecom_robot"]
    key: SecretName
    base: Address = "https://qyapi.weixin.qq.com"

    @property
    def reaches(self) -> Literal["people", "room"]:
        """Its group."""
        return "room"


class WecomAppEntry(ChannelEntry):
    """
    An app of the company's own that writes to persons (自建应用).

    Parameters
    ----------
    corp_id : str
        Id of the company.
    agent_id : int
        Id of the app.
    secret : str
        Name of its secret.
    system : str
        Name under which its people are matched in ``identities``: that of the source, as a rule.
    base : str
        Its address, where it is another one.
    """

    kind: Literal["wecom_app"]
    corp_id: str = Field(min_length=1)
    agent_id: int = Field(ge=1)
    secret: SecretName
    system: str = "wecom"
    base: Address = "https://qyapi.weixin.qq.com"
