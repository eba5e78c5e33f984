"""WeCom (企业微信) as a source: the reports of its 汇报 and the people of its contacts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reviewbook.params.base import Zone
from reviewbook.params.systems.base import Address, FormsEntry, SecretName

__all__ = ["WecomEntry"]


class WecomEntry(FormsEntry):
    """
    One WeCom, as an app of the company's own sees it.

    A `Form` is a template of 汇报, by its id (汇报 → settings of the template → its name) or by its name.

    Parameters
    ----------
    corp_id : str
        Id of the company: 我的企业 → 企业ID.
    secret : str
        Name of the secret of the app that may read 汇报.
    base : str
        Its address, where it is another one.
    zone : str
        In which days are counted.
    reread_days : int
        So many days are read again with every pull: WeCom does not tell what was edited, commented or read since.
    """

    kind: Literal["wecom"]
    corp_id: str = Field(min_length=1)
    secret: SecretName
    base: Address = "https://qyapi.weixin.qq.com"
    zone: Zone = "Asia/Shanghai"
    reread_days: int = Field(default=31, ge=1)
