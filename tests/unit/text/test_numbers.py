"""Numbers as people write them: what each is read as, or the reason for which it is refused."""

from __future__ import annotations

import pytest

from reviewbook.text import REASONS, Reading, read_number

# One row: as written = value; what is written as \u… stands for the character.
READ = r"""
0 = 0 | 7 = 7 | 30 = 30 | 05 = 5 | +5 = 5 | -5 = -5 | −5 = -5 | －5 = -5 | -0 = 0 | 0.5 = 0.5 | .5 = 0.5 | 12.50 = 12.5
1,200 = 1200 | 1,200,000.50 = 1200000.5 | １２，３００．５ = 12300.5 | １２３ = 123 | -1,200 = -1200 | 1.200 = 1.2
1\u2009200 = 1200 | 1\u202f200\u202f000 = 1200000 | 1\u00a0200.5 = 1200.5 | \ufeff30\u200b = 30 | \u300030\u3000 = 30
12.5万 = 125000 | 12.5 万 = 125000 | 0.1万 = 1000 | 1.2亿 = 120000000 | 1,200万 = 12000000 | 15000万 = 150000000
1亿2000万 = 120000000 | 3万5 = 35000 | 3万5千 = 35000 | 3万5000 = 35000 | 1万2千5百 = 12500 | 2千5 = 2500 | 12千 = 12000
1.5百万 = 1500000 | 3千万 = 30000000 | 2千亿 = 200000000000 | 3千万5百万 = 35000000 | 12.5萬 = 125000 | 3億 = 300000000
1.2w = 12000 | 12W = 120000 | 50k = 50000 | 50 K = 50000 | 3.2M = 3200000 | 3 million = 3000000 | 1.5bn = 1500000000
2 Thousand = 2000 | 1,5\u200b00 = 1500 | 9999999亿 = 999999900000000
零 = 0 | 〇 = 0 | 五 = 5 | 十 = 10 | 十二 = 12 | 二十 = 20 | 九十九 = 99 | 一百 = 100 | 一百零五 = 105 | 一百〇五 = 105
一百一十二 = 112 | 一百十二 = 112 | 两百五 = 250 | 二百五 = 250 | 一百五十 = 150 | 三千五 = 3500 | 三千零五 = 3005
三千零五十 = 3050 | 三千零五十六 = 3056 | 三千五百六 = 3560 | 三万五 = 35000 | 三万零五 = 30005 | 三万五千 = 35000
三万零五百 = 30500 | 三万五百 = 30500 | 二十三万四 = 234000 | 二十三万四千 = 234000 | 十万五 = 105000 | 一亿二 = 120000000
一亿零五百万 = 105000000 | 一千万零三千 = 10003000 | 一千万三千 = 10003000 | 两千零一十万零五 = 20100005
一百二十三亿零四百万零五 = 12304000005 | 负五 = -5 | 三点五 = 3.5 | 零点五 = 0.5 | 三点五万 = 35000 | 两点零五百万 = 2050000
壹拾贰万叁仟肆佰伍拾陆 = 123456 | 玖拾捌萬柒仟 = 987000 | 貳佰零參 = 203
"""

REFUSED = r"""
\u3000 = empty | \ufeff = empty | \t\n = empty
无 = not a number | 没有 = not a number | none = not a number | N/A = not a number | - = not a number | 万元 = not a number
NaN = not a number | inf = not a number | -Infinity = not a number | thirty = not a number | ٣ = not a number
① = not a number | ①20 = not a number | 10² = not a number | 5½ = not a number | 3 kg = not a number
5 km = not a number | 第3 = not a number | 今天签了30单 = not a number | 一般 = not a number | 客户很满意 = not a number
35% = a percentage | ３５％ = a percentage | 百分之三十 = a percentage | 35 percent = a percentage | 三成 = a percentage
2026-11-20 = a date or time | 2026/11/20 = a date or time | 11月20日 = a date or time | 18:30 = a date or time
18：30 = a date or time | 20号 = a date or time | 三点 = a date or time | 八点半 = a date or time | 2026年 = a date or time
10-20 = a range | 10~20 = a range | 10～20 = a range | 10–20 = a range | 10至20单 = a range | 10单到20单 = a range
10 to 20 = a range | between 10 and 20 = a range | 10万-20万 = a range | ¥10-¥20 = a range | 三五个 = a range | 三四十 = a range
十五六 = a range | 二三 = a range
十几 = vague | 几万 = vague | 几十单 = vague | 数十 = vague | 30多 = vague | 三十多 = vague | 30余 = vague | 30来单 = vague
30+ = vague | 30以上 = vague | 30 以内 = vague | 近30 = vague | 将近30单 = vague | 超过30 = vague | 不到30 = vague | 至少30 = vague
>30 = vague | ≥ 30 = vague | over 30 = vague | at least 30 = vague | more than 30 = vague | 3万多 = vague | 上百个 = vague
12,5 = ambiguous | 1,23,456 = ambiguous | 1,2000 = ambiguous | 12,0000 = ambiguous | 0,123 = ambiguous | 1234,567 = ambiguous
1.200,50 = ambiguous | 1.200.000 = ambiguous | 1,200.5.5 = ambiguous | 1'200 = ambiguous | 5. = ambiguous | 1,200\u2009000 = ambiguous
(1,200) = ambiguous | （1200） = ambiguous | - 5 = ambiguous | --5 = ambiguous | -¥-5 = ambiguous | 3/5 = ambiguous
1e5 = ambiguous | 1.23E+05 = ambiguous | 3.2m = ambiguous | 3b = ambiguous | $3.2m = ambiguous | ¥30单 = ambiguous | $5元 = ambiguous
3万500 = ambiguous | 3万05 = ambiguous | 1亿2000 = ambiguous | 1.5亿2000万 = ambiguous | 1万20000 = ambiguous | 5百3千 = ambiguous
三百万五 = ambiguous | 3百万5 = ambiguous | 三千零五百 = ambiguous | 一百五万 = ambiguous | 二〇二六 = ambiguous | 一二三 = ambiguous
一万亿 = ambiguous | 五十万三百万 = ambiguous | 零万 = ambiguous | 十零五 = ambiguous | 三万零零五 = ambiguous | 三万零 = ambiguous | 三点五十 = ambiguous
3单5件 = several numbers | 30 20 = several numbers | 1 200 = several numbers | 1, 200 = several numbers | 30+20 = several numbers
3块5 = several numbers | 三块五 = several numbers | 1w2 = several numbers | 3万 5 = several numbers | 12单，5万元 = several numbers
1000000000000000 = too large | 10000000亿 = too large | -9999999999999999 = too large
"""

# As written = value, unit.
UNITS = """
30单 = 30 单 | 30 单 = 30 单 | 三十个 = 30 个 | 5家客户 = 5 家客户 | 两台 = 2 台 | 30個 = 30 個 | 30 orders = 30 orders
¥1,200,000 = 1200000 ¥ | ￥1200 = 1200 ¥ | 1,200,000.50元 = 1200000.5 元 | ¥1200元 = 1200 ¥ | ¥ 500 = 500 ¥ | -¥5 = -5 ¥
¥-5 = -5 ¥ | 12万元 = 120000 元 | 3千元 = 3000 元 | 1.2w元 = 12000 元 | 三万五千元整 = 35000 元整 | 三千块 = 3000 块
RMB 3,000 = 3000 RMB | 3000rmb = 3000 rmb | 人民币3000元 = 3000 人民币 | 12 CNY = 12 CNY | US$500 = 500 US$ | 500 USD = 500 USD
$1.5M = 1500000 $ | 50k$ = 50000 $ | 5百万美元 = 5000000 美元 | €1,200 = 1200 € | 2k euros = 2000 euros | 30单。 = 30 单
5 天 = 5 天 | 7.5 hours = 7.5 hours
"""


def _rows(table: str) -> list[tuple[str, str]]:
    cells = [cell for line in table.strip().splitlines() for cell in line.split(" | ")]
    pairs = [cell.rsplit(" = ", 1) for cell in cells]
    return [(_characters(written.strip(" ")), told.strip()) for written, told in pairs]


def _characters(written: str) -> str:
    """Put in the characters that would not be seen in this file."""
    for name in ("u2009", "u202f", "u00a0", "ufeff", "u200b", "u3000"):
        written = written.replace(f"\\{name}", chr(int(name[1:], 16)))
    return written.replace("\\t", "\t").replace("\\n", "\n")


@pytest.mark.parametrize(("written", "told"), _rows(READ))
def test_a_number_is_read_in_ones(written, told):
    assert read_number(written) == Reading(float(told))


@pytest.mark.parametrize(("written", "told"), _rows(REFUSED))
def test_what_is_not_surely_one_number_is_refused_with_its_reason(written, told):
    assert read_number(written) == Reading(None, told)


@pytest.mark.parametrize(("written", "told"), _rows(UNITS))
def test_the_unit_is_given_as_written_and_has_no_part_in_the_value(written, told):
    value, unit = told.split(" ")
    assert read_number(written) == Reading(float(value), unit=unit)


@pytest.mark.parametrize(
    "written",
    ["约30", "大约30单", "約30單", "30单左右", "大概 30", "差不多30", "~30", "～30", "≈30", "about 30", "approx. 30",
     "Approximately 30 orders", "30 orders or so", "30上下", "约 ¥30", "约三十单"],
)  # fmt: skip
def test_a_rough_number_is_read_and_called_rough(written):
    reading = read_number(written)
    assert (reading.value, reading.reason, reading.about) == (30.0, "", True)


def test_every_reason_has_an_example():
    assert {told for _, told in _rows(REFUSED)} == set(REASONS)


def test_the_sums_are_exact():
    # In binary 1.1 × 10,000 would be 11000.000000000002.
    assert read_number("1.1万").value == 11000.0
    assert read_number("0.07w").value == 700.0
    assert read_number("4.35亿").value == 435_000_000.0


def test_a_long_text_is_no_number_and_takes_no_time():
    assert read_number("9" * 1_000_000) == Reading(None, "not a number")
    assert read_number("约" * 60 + "1") == Reading(None, "not a number")
