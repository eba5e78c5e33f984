"""Feishu (飞书) and Lark: reports of 汇报. What was answered to them is told nowhere."""

from __future__ import annotations

from reviewbook.sources.systems.feishu.mapping import contacts, rows
from reviewbook.sources.systems.feishu.talking import Feishu
from reviewbook.sources.systems.system import System

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="feishu",
    talk=Feishu,
    rows=rows,
    contacts=contacts,
    uses={"tasks": ("commit_time", "form_contents", "from_user_id", "from_user_name", "rule_id", "rule_name")},
)
