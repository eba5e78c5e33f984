"""Feishu (飞书) or Lark as a source: the reports of its 汇报."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from reviewbook.params.base import Zone
from reviewbook.params.systems.base import Address, Answers, FormsEntry, SecretName

__all__ = ["FeishuEntry"]


class FeishuEntry(FormsEntry):
    """
    One Feishu or Lark, as an app of the company's own sees it.

    A `Form` is a rule of 汇报, by its name to the letter, or by its id. Feishu's interface tells no comments, no
    readers and no likes: nobody can see here whether a report was answered, and the review says that it is not known.

    Parameters
    ----------
    app_id : str
        App ID of the app.
    app_secret : str
        Name of its App Secret.
    base : str
        Its address; ``https://open.larksuite.com`` for Lark.
    user_ids : str
        By which ids people are known: ``user_id`` is one in the whole company and needs the permission
        contact:user.employee_id:readonly; ``union_id`` is one for all apps of one maker; ``open_id`` is another one
        in each app.
    zone : str
        In which days are counted.
    reread_days : int
        So many days are read again with every pull: Feishu does not tell what was edited or deleted since.
    answered_elsewhere : bool
        Whether another source gives every answer to its reports, like a file ``feedback.csv``; then a report without
        one was not answered.
    """

    kind: Literal["feishu"]
    app_id: str = Field(min_length=1)
    app_secret: SecretName
    base: Address = "https://open.feishu.cn"
    user_ids: Literal["user_id", "union_id", "open_id"] = "user_id"
    zone: Zone = "Asia/Shanghai"
    reread_days: int = Field(default=31, ge=1)
    answered_elsewhere: bool = False

    @property
    def answers(self) -> Mapping[str, Answers]:
        """Nothing is told of the answers to its reports, unless they come from elsewhere."""
        return {} if self.answered_elsewhere else {self.name: "none"}
