"""What is told when a review is withheld, and what it takes to publish it all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import pytest

from reviewbook.gate import Held, despite, notice, outcome, told
from reviewbook.params.base import Bilingual
from reviewbook.params.checks import Checks
from reviewbook.periods import Period
from reviewbook.slices import Audience

Asked = Callable[..., pd.DataFrame]
Made = dict[str, Callable[..., pd.DataFrame]]


@pytest.fixture
def held() -> Held:
    words = {"zh": "本期有多少行？", "en": "How many rows has the period?"}
    checks = Checks.model_validate(
        {
            "checks": [
                {"name": "too_few_rows", "what": words, "reason": words, "withheld": 0, "owner": "sales operations"}
            ]
        }
    )
    return Held(
        title=Bilingual(zh="销售周度复盘", en="Weekly sales review"),
        period=Period.parse("2026-W47"),
        audience=Audience("team", "north", "North"),
        as_of=datetime.fromisoformat("2026-11-23T09:00+08:00"),
        zone="Asia/Shanghai",
        checks=checks,
        evidence="output/runs/r1",
    )


@pytest.fixture
def nothing_came(asked: Asked, made: Made, held: Held) -> pd.DataFrame:
    sold = made["sold"](10)
    return asked(held.checks, volumes=sold[sold["on"] < "2026-11-16"])


def test_the_notice_tells_in_both_languages_what_was_found_and_what_to_do(
    nothing_came: pd.DataFrame, held: Held
) -> None:
    assert notice(nothing_came, held) == (
        "暂缓发布：销售周度复盘，2026年第47周（11月16日–22日），North\n"
        "数据截止：2026-11-23 09:00（北京时间）\n"
        "本次没有发布新的版本；此前发布的版本保持不变。\n"
        "\n"
        "1. 行数过少：本期有多少行？\n"
        "   发现：订单（crm）本期一条也没有，平常约 50 条。\n"
        "   界限：0.0%（实为 0.0%）\n"
        "   预期：平常约 50\n"
        "   影响：销售额和达成率因此偏低。\n"
        "   怎么办：向来源方核对本期数据是否传全，然后重新拉取：reviewbook pull。\n"
        "   负责人：sales operations\n"
        "\n"
        "证据：output/runs/r1/facts/gate.parquet\n"
        "处理好之后再次运行 reviewbook publish。确需照此发布时，加上 --despite 并写明理由；该理由会印在第一页。\n"
        "\n"
        "Withheld: Weekly sales review, Week 47 of 2026 (16–22 Nov), North\n"
        "Data as of 23 Nov 2026, 09:00 (Shanghai time)\n"
        "No edition was published. Those that were published before stay as they are.\n"
        "\n"
        "1. Too few rows: How many rows has the period?\n"
        "   Found: Orders (crm): none in the period, where about 50 are usual.\n"
        "   Limit: 0.0% (it is 0.0%)\n"
        "   Expected: about 50 as a rule\n"
        "   What it means: Revenue and attainment are too low.\n"
        "   What to do: Ask the source whether all of the period was sent, then pull again: reviewbook pull.\n"
        "   Owner: sales operations\n"
        "\n"
        "Evidence: output/runs/r1/facts/gate.parquet\n"
        "Once it is mended run reviewbook publish again. If it must go out as it is, add --despite with the reason, "
        "which is printed on page one.\n"
    )


def test_the_command_line_has_a_sentence_for_each_rule(nothing_came: pd.DataFrame) -> None:
    assert told(nothing_came, "en") == ["Orders (crm): none in the period, where about 50 are usual."]


def test_an_owner_who_is_not_named_is_said_to_be_nobody(asked: Asked, made: Made, held: Held) -> None:
    frame = asked(columns=made["columns"](gone=("cost",)))
    assert "   Owner: nobody is named in params/checks.yaml\n" in notice(frame, held)


def test_in_spite_of_it_a_review_goes_out_with_a_caveat(nothing_came: pd.DataFrame) -> None:
    assert outcome(nothing_came) == "withheld"
    frame = despite(nothing_came, " The CRM moves this week ")
    assert outcome(frame) == "caveats"
    assert frame["despite"].dropna().tolist() == ["The CRM moves this week"]
    assert frame.loc[frame["despite"].notna(), "check"].tolist() == ["too_few_rows"]


def test_a_reason_is_needed(nothing_came: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="only with a reason"):
        despite(nothing_came, "  ")


def test_what_is_not_withheld_stays_as_it_is(asked: Asked) -> None:
    frame = asked()
    pd.testing.assert_frame_equal(despite(frame, "why"), frame)
