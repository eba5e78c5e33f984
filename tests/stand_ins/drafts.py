"""A draft of an edition, of which a test changes what matters to it."""

from __future__ import annotations

from datetime import datetime

from reviewbook.editions import Code, Draft
from reviewbook.periods import Period
from reviewbook.slices import Audience

DRAFT = Draft(
    review="weekly_review",
    title={"zh": "销售周度复盘", "en": "Weekly sales review"},
    period=Period.parse("2026-W47"),
    audience=Audience("team", "east", "华东"),
    as_of=datetime.fromisoformat("2026-11-23T01:00:00+00:00"),
    zone="Asia/Shanghai",
    parameters={"language": "zh", "audience": "east"},
    code=Code(version="0.1.0", digest="c0de"),
    inputs="da7a",
    rules="4a1e5",
    params="9a4a",
    files={"review.zh.html": "<p>好</p>".encode(), "review.en.html": b"<p>good</p>", "review.en.pdf": b"%PDF"},
    figures=({"measure": "on_time_rate", "value": 0.92},),
)
