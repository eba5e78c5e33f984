"""What holds of every number that is written in an ordinary way, and of every text."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reviewbook.text import REASONS, Reading, folded, likeness, read_number

AMOUNTS = st.decimals(0, 10**12, places=2)
COUNTS = st.integers(0, 10**12 - 1)
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
BLANKS = st.text(" \t\n\u00a0\u2009\u3000\ufeff", max_size=4)
PIECES = st.lists(
    st.sampled_from(
        [*"0123456789零一二两三五十百千万亿点半几多约负单元个%年月日:/-~+.,，() kKwWMm¥$eE", "左右", "USD"]
    ),
    max_size=9,
).map("".join)


def _thousand(count: int) -> str:
    """Write 0 to 9999 place by place, with one 零 for a gap, as it is taught at school."""
    written, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // place % 10
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return written


def _chinese(count: int) -> str:
    written = ""
    for worth, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = count // worth % 10**4
        if section:
            written += ("零" if written and section < 1000 else "") + _thousand(section) + name
    return written or "零"


@given(AMOUNTS)
def test_an_amount_written_in_an_ordinary_way_is_read_back(amount):
    ten_thousands = f"{amount / 10_000:f}"
    ways = [f"{amount:f}", f"{amount:,}", f"{amount:,}".translate(WIDE), f"{ten_thousands}万", f"{ten_thousands}w"]
    assert {read_number(way) for way in ways} == {Reading(float(amount))}
    assert read_number(f"-{amount:,}").value == -float(amount)
    assert read_number(f"约¥{amount:,}") == Reading(float(amount), about=True, unit="¥")


@given(COUNTS)
def test_a_count_in_chinese_numerals_is_read_back(count):
    written = _chinese(count)
    financial = written.translate(str.maketrans("一二三四五六七八九十百千万亿", "壹贰叁肆伍陆柒捌玖拾佰仟萬億"))
    spoken = written[1:] if written.startswith("一十") else written
    assert {read_number(way) for way in (written, financial, spoken)} == {Reading(float(count))}
    assert read_number(f"{written}元整") == Reading(float(count), unit="元整")


@given(st.integers(1, 99), st.integers(1, 9))
def test_a_last_bare_digit_stands_one_place_lower(many, digit):
    for written in (f"{_chinese(many)}万{'零一二三四五六七八九'[digit]}", f"{many}万{digit}"):
        assert read_number(written).value == many * 10_000 + digit * 1000


@given(st.text(max_size=80) | PIECES)
def test_any_text_is_read_or_refused_for_a_known_reason(text):
    reading = read_number(text)
    assert (reading.value is None) == (reading.reason in REASONS)
    assert reading.value is not None or (reading.unit, reading.about) == ("", False)


@given(PIECES, BLANKS, BLANKS)
def test_blanks_around_a_number_do_not_matter(text, before, after):
    assert read_number(before + text + after) == read_number(text)


@given(PIECES)
def test_what_is_read_without_scale_is_the_decimal_that_stands_there(text):
    reading = read_number(text)
    if reading.value is not None and not set(text) - set("0123456789."):
        assert Decimal(text) == Decimal(repr(reading.value))


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=5))
def test_likeness_is_a_share_and_the_same_from_both_sides(pairs):
    left, right = [folded(one) for one, _ in pairs], [folded(other) for _, other in pairs]
    alike = likeness(left, right)
    assert ((alike >= 0) & (alike <= 1)).all()
    assert alike.tolist() == likeness(right, left).tolist()
    assert likeness(left, left).tolist() == [float(bool(text)) for text in left]
