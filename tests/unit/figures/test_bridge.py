"""The bridge says why revenue changed, adds up on the page, and is legible without colour."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from reviewbook import figures, tables
from reviewbook.blocks import Figure, Notice, Tone
from reviewbook.figures.house import ACCENT

PARTS = ("new", "lost", "volume", "price", "mix", "refunds")


@pytest.fixture
def bridged(sliced):
    """Give the slice in which the company's revenue changed by these parts from a revenue before."""

    def made(before, changes, language="en"):
        review = sliced(language)
        facts = review.facts.copy()
        own = (facts["entity_id"] == "company") & (facts["period"] == review.period.key)
        now = before + sum(changes)
        facts.loc[own & (facts["measure"] == "revenue"), ["value", "previous"]] = [now, before]
        for part, change in zip(PARTS, changes, strict=True):
            facts.loc[own & (facts["measure"] == f"bridge_{part}"), "value"] = change
        return replace(review, facts=facts)

    return made


def _values(table):
    return [[cell.value for cell in row[1:]] for row in (*table.rows, *table.totals)]


def test_the_steps_lead_from_the_revenue_before_to_the_revenue_now(bridged):
    block = figures.bridge(bridged(1_000_000.0, (90_000.0, -40_000.0, -300_000.0, -50_000.0, 20_000.0, -20_000.0)))
    assert [row[0].text for row in block.data.rows] == [
        "Revenue before", "New customers", "Lost customers", "Volume", "Price", "Mix", "Refunds", "Revenue now",
    ]  # fmt: skip
    assert _values(block.data) == [
        [None, 1_000_000], [90_000, 1_090_000], [-40_000, 1_050_000], [-300_000, 750_000], [-50_000, 700_000],
        [20_000, 720_000], [-20_000, 700_000], [-300_000, 700_000],
    ]  # fmt: skip
    assert block.data.rows[1][1].text == "+90,000"
    assert "from ¥1.00m to ¥700k, a change of ¥300k in all" in block.alt
    assert "Price −¥50.0k" in block.alt


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ((0, 0, -30e4, 0, 9e4, 0), "fell by ¥210k against the week before: mostly volume (−¥300k)"),
        ((0, 0, -30e4, -20e4, 9e4, 0), "fell by ¥410k against the week before: mostly volume (−¥300k), price (−¥200k)"),
        ((5e4, 0, 0, 0, 0, -1e4), "rose by ¥40.0k against the week before: mostly new customers (+¥50.0k)"),
        ((0, 0, 30e4, 0, -29e4, 0), "rose by ¥10.0k against the week before: volume (+¥300k), in part offset by mix (−¥290k)"),
        ((0, -9e4, 0, 6e4, 0, 0),
         "fell by ¥30.0k against the week before: lost customers (−¥90.0k), in part made up for by price (+¥60.0k)"),
        ((0, 0, 5e4, 0, -5e4, 0), "is the same as the week before: ¥1.00m"),
    ],
)  # fmt: skip
def test_the_title_names_what_mattered(bridged, changes, title):
    block = figures.bridge(bridged(1_000_000.0, changes))
    assert block.title == f"Revenue {title}"


def test_what_was_added_is_hollow_and_what_was_taken_away_is_filled(bridged):
    block = figures.bridge(bridged(1_000_000.0, (300_000.0, 0.0, -300_000.0, 0.0, 0.0, 0.0)))
    filled = re.findall(rf"fill: {ACCENT}; stroke: {ACCENT}", block.svg)
    hollow = re.findall(rf"fill: #ffffff; stroke: {ACCENT}", block.svg)
    assert len(hollow) == 1
    assert len(filled) == 1
    texts = ["".join(n.itertext()).strip() for n in ElementTree.fromstring(block.svg).iter() if n.tag.endswith("}text")]
    assert {"+¥300k", "−¥300k", "¥1.00m", "Volume"} <= set(texts)


def test_the_bars_begin_at_zero_unless_the_changes_were_too_short_to_see(bridged):
    cut = "do not begin at zero"
    assert cut not in figures.bridge(bridged(1_000_000.0, (0, 0, -400_000.0, 0, 0, 0))).note
    assert cut in figures.bridge(bridged(1_000_000.0, (0, 0, -40_000.0, 0, 0, 0))).note
    assert cut not in figures.bridge(bridged(-1_000.0, (0, 0, 40_000.0, 0, 0, 0))).note
    assert isinstance(figures.bridge(bridged(0.0, (0, 0, 0, 0, 0, 0))), Figure)


@pytest.mark.parametrize(("language", "text"), [("en", "no earlier period to compare with"), ("zh", "没有可比的前期")])
def test_without_a_period_before_there_is_a_sentence_and_no_table(sliced, language, text):
    review = sliced(language)
    facts = review.facts.copy()
    taken = facts["measure"].str.startswith("bridge_")
    facts.loc[taken, ["value", "note"]] = [None, "no previous period"]
    block, table = (module.bridge(replace(review, facts=facts)) for module in (figures, tables))
    assert isinstance(block, Notice)
    assert text in block.text
    assert (table.rows, table.totals) == ((), ())
    assert text in table.empty


def test_the_table_has_the_largest_fall_first_and_the_whole_last(sliced):
    review = sliced("en")
    facts = review.facts.copy()
    west = (facts["entity_id"] == "west") & (facts["period"] == review.period.key)
    facts.loc[west & (facts["measure"] == "revenue"), ["value", "previous"]] = [70.0, 100.0]
    for part, change in zip(PARTS, (0.0, -5.0, 10.0, -40.0, 5.0, 0.0), strict=True):
        facts.loc[west & (facts["measure"] == f"bridge_{part}"), "value"] = change
    table = tables.bridge(replace(review, facts=facts))
    assert [row[0].text for row in (*table.rows, *table.totals)] == ["华西", "华东", "Total"]
    assert _values(table)[0] == [-30.0, 0.0, -5.0, 10.0, -40.0, 5.0, 0.0]
    assert [cell.text for cell in table.rows[1]][1:4] == ["+22,500", "+18,000", "−9,000"]
    marks = [[head.text for head, cell in zip(table.heads, row, strict=True) if cell.tone is tone]
             for row, tone in zip(table.rows, (Tone.BAD, Tone.GOOD), strict=True)]  # fmt: skip
    assert marks == [["Price"], ["Volume"]]


def test_the_table_of_a_person_has_one_row_and_no_total(sliced):
    table = tables.bridge(sliced("zh", "p5"))
    assert len(table.rows) == 1
    assert table.heads[0].text == "变动"  # whose it is goes without saying
    assert table.totals == ()
    assert table.note == "推动变动最多的一项有标记。"
