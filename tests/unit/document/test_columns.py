from __future__ import annotations

from typing import Any

import pytest

from reviewbook.blocks import Cell, Head, Table
from reviewbook.document.columns import breakable, fit, least_widths, set_width
from reviewbook.fonts import width


def plain(heads: tuple[Head, ...], *rows: tuple[str, ...]) -> dict[str, Any]:
    return Table("t", "T", heads, tuple(tuple(map(Cell, row)) for row in rows)).to_json()


def test_a_table_of_some_columns_fills_the_page_in_full_size() -> None:
    heads = (Head("Name"), *(Head("On-time rate", align="right") for _ in range(5)))
    found = fit(plain(heads, ("Li", *["1"] * 5)))
    assert (found.scale, found.landscape) == (1.0, False)
    assert sum(found.widths) == pytest.approx(56, abs=0.01)


def test_a_few_words_do_not_stand_far_apart() -> None:
    found = fit(plain((Head("Name"), Head("n", align="right")), ("Li", "1")))
    assert sum(found.widths) == pytest.approx(0.55 * 56, abs=0.01)


def test_letters_get_a_little_smaller_where_that_keeps_rows_on_one_line() -> None:
    def scale(letters: int) -> float:
        heads = tuple(Head("Text") for _ in range(4))
        return fit(plain(heads, *[tuple("文" * letters for _ in heads)] * 5)).scale

    assert [scale(letters) for letters in (12, 14, 20)] == [1.0, 0.9, 1.0]


def test_a_row_is_as_tall_as_its_longest_cell() -> None:
    heads = (Head("Name"), Head("Remark"))
    one, three = fit(plain(heads, ("Li", "short"), ("Li", "文" * 125))).heights
    assert one == pytest.approx(8.5 * 1.83, abs=0.1)
    assert three == pytest.approx(8.5 * (1.83 + 2 * 1.23), abs=0.1)


def test_chinese_and_latin_letters_stand_a_little_apart() -> None:
    assert set_width("第47周") == pytest.approx(width("第47周") + 0.5)
    assert set_width("第四周") == width("第四周")


def test_a_long_number_of_parts_leaves_room_for_words() -> None:
    heads = (Head("Id"), Head("What"), Head("From"))
    row = (
        "claims_off.person.p015.unexplained.2026-W47",
        "核实价格并与本人一起核对订单",
        "https://jira.example/issues/fu-p042-4",
    )
    table = plain(heads, *[row] * 3) | {"folded": True}
    found = fit(table)
    assert found.widths[1] > width(row[1])
    assert breakable(row[0], 10.0).replace("\u200b", "") == row[0]
    assert breakable("daily-sales-p025-2026", 8.0) == "\u200b".join(["daily-", "sales-", "p025-", "2026"])


def test_a_word_that_fits_is_left_whole() -> None:
    assert breakable("11-18", 1.25 + width("11-18")) == "11-18"


def test_a_number_is_never_narrower_than_its_letters() -> None:
    heads = (Head("Name"), Head("n", align="right"), Head("Remark"))
    found = fit(plain(heads, ("Li", "1,234,567,890.00", "words and more words " * 20)))
    assert found.widths[1] > width("1,234,567,890.00")


def test_a_short_text_is_not_broken_for_a_long_one() -> None:
    found = fit(plain((Head("Name"), Head("Remark")), ("Ahmad Faizal", "words " * 60)))
    assert found.widths[0] > width("Ahmad Faizal")


def test_a_share_asks_for_more_of_what_is_left() -> None:
    even = fit(plain((Head("a"), Head("a")), ("x", "x"))).widths
    uneven = fit(plain((Head("a"), Head("a", share=3.0)), ("x", "x"))).widths
    assert even[0] == even[1]
    assert uneven[1] > 2 * uneven[0]


def test_letters_shrink_before_the_page_is_turned() -> None:
    def columns(count: int) -> Any:
        return fit(plain(tuple(Head("W", align="right") for _ in range(count)), ("¥110,100",) * count))

    assert [(columns(n).scale, columns(n).landscape) for n in (9, 12, 14, 30)] == [
        (1.0, False),
        (0.8, False),
        (1.0, True),
        (0.7, True),
    ]


def test_rows_for_looking_up_are_in_small_letters_before_their_page_is_turned() -> None:
    table = plain((Head("Name"), Head("n", align="right")), ("Li", "1")) | {"folded": True}
    assert (fit(table).scale, fit(table).landscape) == (0.8, False)
    wide = plain(tuple(Head("W", align="right") for _ in range(14)), ("¥110,100",) * 14) | {"folded": True}
    assert (fit(wide).scale, fit(wide).landscape) == (0.7, False)


def test_a_long_run_gets_places_to_break() -> None:
    assert breakable("x" * 25, 7.25) == "\u200b".join(["x" * 10, "x" * 10, "x" * 5])
    assert breakable("short words stay", 7.25) == "short words stay"


def test_on_a_narrow_screen_remarks_stay_readable() -> None:
    widths = least_widths(plain((Head("n", align="right"), Head("Remark")), ("1", "words " * 60)))
    assert widths[0] < 4
    assert 8 < widths[1] < 14
