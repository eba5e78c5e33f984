"""WeCom (企业微信): reports of its 汇报 with comments and readers, and its contacts."""

from __future__ import annotations

from reviewbook.sources.systems.system import System
from reviewbook.sources.systems.wecom.mapping import contacts, rows
from reviewbook.sources.systems.wecom.talking import Wecom

__all__ = ["SYSTEM"]

SYSTEM = System(
    kind="wecom",
    talk=Wecom,
    rows=rows,
    contacts=contacts,
    uses={
        "journals": (
            "apply_data", "comments", "journal_uuid", "readed_receivers", "report_time", "submitter", "template_id",
            "template_name",
        ),
        "users": ("name", "status", "userid"),
        "cycles": ("cycle_begin_time", "report_list"),
    },
)  # fmt: skip
