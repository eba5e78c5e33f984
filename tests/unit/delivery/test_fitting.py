"""A message is made as short as a channel takes it, and nothing in it is cut in mid-word."""

from __future__ import annotations

import re

import pytest
from stand_ins.messages import english, message

from reviewbook.delivery import Line, Link, Message, Section
from reviewbook.delivery.fitting import fitted, in_bytes, shorter


def written(message: Message) -> str:
    lines = [message.title, message.lead]
    for section in message.sections:
        lines += [section.title, *(f"{line.text} {line.value} {line.note}".strip() for line in section.lines)]
    return "\n".join([*lines, *(f"{link.text} {link.url}" for link in message.links), message.foot])


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("revenue grew again", 18, "revenue grew again"),
        ("revenue grew again", 17, "revenue grew…"),
        ("revenue grew again", 14, "revenue…"),
        ("revenue", 6, "…"),
        ("客户要求下周交样", 15, "客户要求…"),
        ("客户要求下周交样", 17, "客户要求…"),
        ("客户ABCDEF要货", 12, "客户…"),
        ("好的，明天交。再看", 21, "好的，明天交…"),
        ("revenue 12,345.67 in all", 17, "revenue…"),
        ("revenue 12,345 in all", 17, "revenue 12,345…"),
        ("达成 12万元左右", 15, "达成 12万…"),
        ("达成 12万元左右", 12, "达成…"),
        ("达成 96.4%左右", 14, "达成…"),
        ("grew 5% a week", 9, "grew…"),
        ("done in 2026-W47, all", 16, "done in…"),
        ("done in 2026-W47, all", 20, "done in 2026-W47…"),
        ("a well-known one", 12, "a…"),
        ("很好👍🏽的", 14, "很好…"),
        ("一家👨‍👩‍👧好", 14, "一家…"),
        ("去🇨🇳吧", 10, "去…"),
        ("cafe\u0301 bar", 7, "…"),
        ("好" * 10, 2, ""),
    ],
)
def test_the_beginning_ends_behind_a_word_a_number_with_its_unit_or_a_whole_sign(text, most, short):
    assert shorter(text, most) == short
    assert in_bytes(shorter(text, most)) <= most


@pytest.mark.parametrize("most", [260, 300, 500, 1000, 2048, 4096, 20_000])
@pytest.mark.parametrize("count", [1, 2, 7, 40, 900])
@pytest.mark.parametrize(
    "text", ["short12", "客户要求下周交样" * 30, "word12 " * 200, "很好👩🏽‍💻 " * 90, "约 12,345% " * 80]
)
def test_it_is_never_longer_than_that_never_cut_in_mid_word_and_says_how_many_are_missing(most, count, text):
    made = message(count, text)
    short = fitted(made, most, written)
    assert in_bytes(short) <= most
    whole = {line.text for section in made.sections for line in section.lines} | {made.title}
    for begun in (line[:-1] for line in short.splitlines() if line.endswith("…")):
        rest = next(text for text in whole if text.startswith(begun))[len(begun) :]
        assert not re.match(r"[A-Za-z0-9%\u200d🏽]", rest) or not re.search(r"[A-Za-z0-9,]$|👩🏽?\u200d?$", begun)
    missing = re.search(r"另有 ([\d,]+) 条", short)
    lines = [one for section in made.sections for one in section.lines]
    if missing:
        kept = len(lines) - int(missing[1].replace(",", ""))
        assert sum(one.text[:4] in short for one in lines[:kept]) == kept
    else:
        assert all(one.text[:4] in short for one in lines)


@pytest.mark.parametrize("most", [400, 1000, 2048, 4096])
def test_the_links_stay_whatever_is_left_out(most):
    made = english(400, "each line says something of a customer who ordered, paid, or went away")
    short = fitted(made, most, written)
    assert "more in the full document." in short
    assert all(link.url in short for link in made.links)
    assert made.title in short


def test_the_first_lines_stay_and_the_last_go():
    made = english(50, "line")
    short = fitted(made, 700, written)
    numbers = [int(one) for one in re.findall(r"line（(\d+)）", short)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert 0 < len(numbers) < 50
    assert f"{52 - 2 - len(numbers)} more" in short
    assert in_bytes(fitted(made, 700, written)) > 640  # nothing is left out that had room


def test_a_long_line_is_made_shorter_before_others_are_left_out():
    lines = (Line("很长的说明，" * 300), Line("第二"), Line("第三"))
    made = message(sections=(Section("", lines),))
    short = fitted(made, 2048, written)
    assert "第二" in short
    assert "第三" in short
    assert "另有" not in short
    assert "…" in short


def test_a_note_is_made_shorter_too():
    made = message(sections=(Section("", (Line("销售额", "12", "因为" * 2000), Line("按时率", "13"))),))
    short = fitted(made, 2048, written)
    assert "按时率 13" in short


def test_a_message_that_fits_is_as_it_was():
    made = message(3)
    assert fitted(made, in_bytes(written(made)), written) == written(made)
    assert fitted(made, in_bytes(written(made)) - 1, written) != written(made)


def test_it_is_the_count_of_the_channel_that_counts():
    made = message(100)
    assert len(fitted(made, 600, written, len)) <= 600 < in_bytes(fitted(made, 600, written, len))


def test_of_a_title_and_an_address_that_are_too_long_the_title_is_made_shorter():
    made = message(2, title="很长的标题" * 100, links=(Link("全文" * 100, "https://a.example/" + "x" * 100),))
    short = fitted(made, 300, written)
    assert "https://a.example/" in short
    assert short.startswith("很长的标题")
    assert fitted(made, 60, written).startswith("很长的标题")


def test_where_not_even_a_title_has_room_it_says_so():
    with pytest.raises(ValueError, match="a message of 3 has no room for a title"):
        fitted(message(), 3, written)


def test_few_are_written_to_find_what_fits():
    counted = []

    def counting(message: Message) -> str:
        counted.append(message)
        return written(message)

    fitted(message(5000), 4096, counting)
    assert len(counted) < 40
