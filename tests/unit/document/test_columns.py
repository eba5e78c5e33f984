from __future__ import annotations

from typing import Any

import pytest

from reviewbook.blocks import Cell, Head, Table
from reviewbook.document.columns import breakable, fit, least_widths
from reviewbook.fonts import width


def plain(heads: tuple[Head, ...], *rows: tuple[str, ...]) -> dict[str, Any]:
    return Table("t", "T", heads, tuple(tuple(map(Cell, row)) for row in rows)).to_json()


def test_a_small_table_fills_the_page_in_full_size() -> None:
    found = fit(plain((Head("Name"), Head("n", align="right")), ("Li", "1")))
    assert (found.scale, found.landscape) == (1.0, False)
    assert sum(found.widths) == pytest.approx(56, abs=0.01)


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
