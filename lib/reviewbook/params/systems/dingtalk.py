"""DingTalk (钉钉) as a source: the reports of its 日志 and the people of its contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from reviewbook.params.base import Zone
from reviewbook.params.systems.base import Address, Answers, FormsEntry, SecretName

__all__ = ["DingtalkEntry"]


class DingtalkEntry(FormsEntry):
    """
    One DingTalk, as an app of the company's own sees it.

    A `Form` is a template of 日志, by its name: reports tell no id of it.

    Parameters
    ----------
    app_key : str
        Client ID (AppKey) of the app.
    app_secret : str
        Name of its Client Secret (AppSecret).
    base, base_v1 : str
        The addresses of the older and of the newer interface, where they are others; both are needed.
    zone : str
        In which days are counted, and in which DingTalk writes the times of comments.
    reread_days : int
        So many days are read again with every pull: what was commented, read or liked since is told nowhere.
    feedback : tuple of str
        What is asked for of each report: ``comments``, ``readers``, ``likes``.
    operator : str
        User id of an administrator of the templates, in whose name DingTalk tells who should have reported; that is
        kept to be compared and is not asked for without one.
    gone_codes : tuple of int
        Codes with which DingTalk says that a report was deleted while it was asked for. None are documented.
    calls_per_second : int
        How fast it is asked.
    """

    kind: Literal["dingtalk"]
    app_key: str = Field(min_length=1)
    app_secret: SecretName
    base: Address = "https://oapi.dingtalk.com"
    base_v1: Address = "https://api.dingtalk.com"
    zone: Zone = "Asia/Shanghai"
    reread_days: int = Field(default=31, ge=1)
    feedback: tuple[Literal["comments", "readers", "likes"], ...] = ("comments", "readers", "likes")
    operator: str = ""
    gone_codes: tuple[int, ...] = ()
    calls_per_second: int = Field(default=10, ge=1)

    @property
    def answers(self) -> Mapping[str, Answers]:
        """Without the comments nothing is told of answers."""
        return {} if "comments" in self.feedback else {self.name: "none"}
