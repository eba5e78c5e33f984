"""DingTalk (钉钉): reports of its 日志 with comments, readers and likes, and its contacts."""

from __future__ import annotations

from reviewbook.sources.systems.dingtalk.mapping import contacts, rows
from reviewbook.sources.systems.dingtalk.talking import Dingtalk
from reviewbook.sources.systems.system import System

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="dingtalk",
    talk=Dingtalk,
    rows=rows,
    contacts=contacts,
    uses={
        "reports": ("contents", "create_time", "creator_id", "creator_name", "modified_time", "template_name"),
        "comments": ("content", "create_time", "userid"),
        "users": ("active", "name"),
    },
)
