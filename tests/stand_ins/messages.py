"""Messages to send: short, long, in two languages, and with what somebody typed to make mischief."""

from __future__ import annotations

from pathlib import Path
from tomllib import loads
from typing import Any

from pydantic import TypeAdapter

import reviewbook.wording
from reviewbook.delivery import Attachment, Line, Link, Message, Section

URL = "https://reviews.yunling.example/readers/team-east/latest/weekly_review/"

#: What a rep may have typed: each shall be shown as it stands here, mention nobody and lead nowhere.
MISCHIEF = (
    "<@all> 请看", "<@LiNa>", "@所有人 开会", "@all", "<at id=all></at>", '<at id="all">所有人</at>', "&lt;@all&gt;", "&#60;at id=all&#62;",
    "[x](http://evil.example)", "[点这里](https://evil.example/a)", "](http://evil.example)[", "![图](http://evil.example/p.png)",
    "http://evil.example/?a=1", "www.evil.example", "evil.com", "a@evil.com", "**大卖**", "__init__", "_斜_", "~~删~~", "`码`",
    '<font color="warning">红</font>', "<font color='red'>红</font>", "<a href='http://evil.example'>x</a>", "<script>alert(1)</script>",
    "# 大标题", "> 引用", "- 一项", "1. 一项", "+ 一项", "---", "===", "| a | b |", "*", "**", "2*3*4=24", "C:\\Users\\li", "{{DATE(2026-11-20T09:00:00Z)}}",
    ":OK: ${x} @{y}", "\\[x](http://evil.example)", "价格 < 100 & > 50",
)  # fmt: skip


def entry(adapter: Any, stand_in: Any) -> Any:
    """Give the entry of a stand-in as deliveries.yaml would hold it."""
    return TypeAdapter(adapter).validate_python(stand_in.entry())


def message(count: int = 3, text: str = "华东区完成本周目标的 96.4%", **more: Any) -> Message:
    """Give a message of so many lines in two sections, with two links."""
    lines = tuple(Line(f"{text}（{number}）") for number in range(1, count + 1))
    numbers = (Line("销售额", "¥1,234,567", "较上周 +5.2%", "good"), Line("按时率", "87.5%", "204/233", "bad"))
    sections = (Section("五个数", numbers), Section("要做的事", lines)) if count else ()
    links = (Link("在线阅读", f"{URL}?lang=zh"), Link("PDF", f"{URL}review.pdf"))
    given = {
        "id": "weekly_review/2026-W47/team-east/1",
        "language": "zh",
        "title": "销售周度复盘 2026-W47 华东区",
        "lead": "截至 2026-11-23 09:00。",
        "sections": sections,
        "links": links,
        "foot": "由 reviewbook 发送；您是华东区的读者。",
    }
    return Message(**{**given, **more})


def english(count: int, text: str, **more: Any) -> Message:
    """Give a message of so many lines in English."""
    given = {"language": "en", "title": "Weekly sales review 2026-W47, East", "lead": "Data until 2026-11-23 09:00."}
    return message(count, text, **{**given, "foot": "Sent by reviewbook.", **more})


def mischief() -> Message:
    """Give a message in which everything was typed by somebody: all fields hold every mischief."""
    lines = tuple(
        Line(one, one, one, tone) for one, tone in zip(MISCHIEF, ("", "good", "bad", "warn") * 20, strict=False)
    )
    return message(sections=tuple(Section(line.text, (line,)) for line in lines))


def file(
    name: str = "销售周度复盘 2026-W47 华东区.pdf", size: int = 2000, media: str = "application/pdf"
) -> Attachment:
    """Give a file of so many bytes."""
    return Attachment(name, (b"%PDF-1.7 " * (size // 9 + 1))[:size], media)


def advised() -> set[str]:
    """Give the keys of the advice that is written for chats."""
    words = Path(reviewbook.wording.__file__).parent / "words" / "delivery_chats.toml"
    return {f"delivery.{key}" for key in loads(words.read_text("utf-8"))["advice"]["delivery"]}
