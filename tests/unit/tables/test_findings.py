"""Page one tells what weighs most and what to do about it; the table tells all of it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reviewbook import tables
from reviewbook.blocks import Tone
from reviewbook.document import Document, Masthead, Section, write_html
from reviewbook.errors import FindingError
from reviewbook.periods import Period
from reviewbook.schema import FRAMES
from reviewbook.tables.opening import AWAY, CASES, FINDINGS, OWED, REPLIES

#: Kind, entity, verdict, tone, since, what is at stake, owner; and the numbers of the sentence.
TOLD = (
    (("not_reporting", "person", "p5", "certain", "bad", "2026-W46", (None, 5.0), "m2"), {"missing": 6, "due": 6}),
    (("less_punctual", "team", "west", "signal", "bad", "2026-W42", (None, 3.0), "m2"),
     {"rate": 0.8, "on_time": 24, "due": 30, "before": 0.97}),
    (("behind_target", "company", "company", "routine", "bad", "2026-W47", (20_000.0, None), None),
     {"attainment": 0.976, "gap": 20_000.0, "target": 820_000.0}),
)  # fmt: skip
UNITS = {
    "rate": "share",
    "others": "share",
    "before": "share",
    "attainment": "share",
    "gap": "money",
    "target": "money",
}


def _frames(told):
    rows, stated = [], []
    for rank, ((kind, entity, name, verdict, tone, since, stake, owner), numbers) in enumerate(told, 1):
        key = f"{kind}.{entity}.{name}.{rank}"
        rows.append({
            "finding_id": key, "kind": kind, "cadence": "weekly", "period": "2026-W47", "entity_kind": entity,
            "entity_id": name, "verdict": verdict, "tone": tone, "since": since, "effect_money": stake[0],
            "chance": 0.0004 if verdict == "signal" else None, "effect_reports": stake[1], "weight": 1.0, "rank": rank,
            "owner_id": owner, "due_on": pd.Timestamp("2026-11-27"),
        })  # fmt: skip
        stated += [
            {"finding_id": key, "name": name, "source": "owed", "unit": UNITS.get(name, "count"), "value": float(value)}
            for name, value in numbers.items()
        ]
    return {
        "findings": pd.DataFrame(rows, columns=FRAMES["findings"].names),
        "evidence": pd.DataFrame(stated, columns=FRAMES["evidence"].names),
    }


@pytest.fixture
def found(sliced):
    """Give the week with some findings, in the order in which they are given; the frame has them backwards."""

    def made(language="en", told=TOLD, **frames):
        review = sliced(language)
        frames = _frames(told) | frames
        frames["findings"] = frames["findings"].iloc[::-1]
        return replace(review, frames={**review.frames, **frames})

    return made


def test_each_finding_has_its_sentence_and_what_to_do_by_whom_and_by_when(found):
    assert tables.findings(found()).plain().split("\n") == [
        "• 刘洋 hands in next to nothing since W46: 6 of 6 reports are missing.",
        "  Talk with 刘洋 and find out what keeps the reports from coming — 孙经理, by Fri 27 Nov",
        "• 华西 has been less punctual since W42: 80.0% on time (24 of 30), 97.0% before.",
        "  More than chance · Find out with 华西 what changed, and agree on a time that can be kept — 孙经理, "
        "by Fri 27 Nov",
        "• The company reached 97.6% of the target of ¥820k, ¥20.0k short.",
        "  Within routine variation · Settle one measure against the largest cause, and go through the open deals "
        "— nobody named yet, by Fri 27 Nov",
    ]


def test_each_finding_in_chinese(found):
    assert tables.findings(found("zh")).plain().split("\n")[:4] == [
        "• 刘洋自 W46 起几乎不交报告：应交 6 份，缺交 6 份。",
        "  与刘洋面谈，弄清不交报告的原因——孙经理，11月27日 周五前",
        "• 华西自 W42 起准时率降至 80.0%（到期 30 份，准时 24 份），此前为 97.0%。",
        "  超出偶然 · 弄清华西发生了什么变化，商定做得到的提交时间——孙经理，11月27日 周五前",
    ]


def test_what_is_bad_within_routine_variation_is_watched_and_what_counts_as_bad_is_bad(found):
    good = ("more_punctual", *TOLD[1][0][1:4], "good", *TOLD[1][0][5:])
    items = tables.findings(found(told=(*TOLD, (good, TOLD[1][1])))).items
    assert [item.tone for item in items] == [Tone.BAD, Tone.BAD, Tone.WARN, Tone.GOOD]


def test_a_finding_opens_the_rows_it_is_counted_from(found):
    silent = (("unanswered", *TOLD[0][0][1:]), {"answered": 0, "asked": 30})
    slow = (("slow_resolution", *TOLD[1][0][1:]), {"hours": 30, "before": 12, "resolved": 9})
    items = tables.findings(found(told=(*TOLD, silent, slow))).items
    assert [item.opens for item in items] == [OWED, OWED, "", REPLIES, CASES]


def test_customers_who_stay_away_are_opened_where_they_are_listed(found):
    numbers = {"away": 57, "customers": 91, "rate": 0.37, "before": 0.62, "others": 0.6}
    _, entity, name, verdict, tone, since, *rest = TOLD[1][0]
    week = found(told=((("lost_customers", entity, name, verdict, tone, since, *rest), numbers),))
    assert [item.opens for item in tables.findings(week).items] == [""]
    month = found(told=((("lost_customers", entity, name, verdict, tone, "2026-10", *rest), numbers),))
    month = replace(month, period=Period.parse("2026-10"))
    assert [item.opens for item in tables.findings(month).items] == [AWAY]


def test_seven_are_told_and_it_is_said_where_the_others_are(found):
    items = tables.findings(found(told=TOLD[:1] * 9)).items
    assert len(items) == 8
    assert (items[-1].text, items[-1].opens, items[-1].tone) == ("Further findings: 2, see", FINDINGS, Tone.MUTED)
    assert len(tables.findings(found(told=TOLD[:1] * 7)).items) == 7
    assert len(tables.findings(found(told=TOLD[:1] * 3), most=2).items) == 3


def test_where_nothing_is_more_than_chance_that_comes_first(found):
    texts = [item.text for item in tables.findings(found(told=TOLD[2:])).items]
    assert texts[0] == "Nothing stands out: everything is within routine variation."
    assert texts[1].startswith("The company reached 97.6%")
    assert [item.text for item in tables.findings(found("zh", told=())).items] == [
        "没有突出的变化：一切都在常态波动之内。"
    ]


def test_a_company_whose_past_is_too_short_is_not_told_that_nothing_stands_out(found, sliced):
    signals = sliced().frames["signals"].assign(verdict="too_few")
    assert tables.findings(found(told=(), signals=signals)).plain() == (
        "• Too early to tell what stands out: 8 earlier periods are needed."
    )


def test_the_table_has_all_of_them_with_what_they_rest_on(found):
    table = tables.finding_rows(found(told=(*TOLD, *TOLD[:1] * 9)))
    assert table.title == "All findings: 12, of which 11 are more than chance or certain"
    assert (table.id, table.folded, len(table.rows)) == (FINDINGS, True, 12)
    assert [[cell.text for cell in row][2:] for row in table.rows[:3]] == [
        ["Certain", "W46", "5 reports", "孙经理", "Fri 27 Nov"],
        ["More than chance (<0.1%)", "W42", "3 reports", "孙经理", "Fri 27 Nov"],
        ["Within routine variation", "W47", "¥20.0k", "–", "Fri 27 Nov"],
    ]
    assert [cell.text for cell in table.rows[0]][:2] == [
        "刘洋 hands in next to nothing since W46: 6 of 6 reports are missing.",
        "Talk with 刘洋 and find out what keeps the reports from coming",
    ]


def test_a_table_without_findings_says_what_page_one_says(found):
    table = tables.finding_rows(found(told=()))
    assert (table.rows, table.empty) == ((), "Nothing stands out: everything is within routine variation.")


def test_a_finding_with_a_number_of_nobody_s_makes_no_document(found):
    evidence = _frames(TOLD)["evidence"].assign(source="the air")
    with pytest.raises(FindingError, match="rests on 'the air'"):
        tables.findings(found(evidence=evidence))
    with pytest.raises(FindingError, match="rests on 'the air'"):
        tables.finding_rows(found(evidence=evidence))


def test_the_page_has_the_sentence_above_what_to_do_and_leads_to_the_rows(found):
    review = found()
    masthead = Masthead("Y", "R", "A", "W47", "now", "1", "2026-11-23T09:00:00+08:00")
    section = Section("one", "One", 1, (tables.findings(review, most=2), tables.finding_rows(review)))
    rows = Section("rows", "Rows", 1, (tables.owed_rows(review),))
    page = write_html(Document("Review", "", "en", masthead, (section, rows)))
    assert "<strong>刘洋 hands in next to nothing since W46: 6 of 6 reports are missing.</strong>" in page
    assert 'by Fri 27 Nov <a class="opens" href="#table-rows-owed">Table 2</a></span>' in page
    assert 'Further findings: 1, see <a class="opens" href="#table-findings">Table 1</a>' in page
