"""A measure has a page with what it means and what each edition of each period said it was."""

import re
from html import unescape

import pytest

from reviewbook.editions import Meaning
from reviewbook.editions.site.chart import chart
from reviewbook.periods import Period

ON_TIME = Meaning(
    title={"zh": "准时率", "en": "On-time rate"},
    meaning={"zh": "准时的份数 ÷ 应交的份数", "en": "Reports on time ÷ reports owed"},
    unit="share",
    direction="up",
    owner="sales operations",
    since="2026-01-01",
)


def stated(value, note=None):
    return {
        "figures": ({"measure": "on_time_rate", "value": value, "note": note},),
        "measures": {"on_time_rate": ON_TIME},
    }


def rows(page):
    """Give the cells of the table as text."""
    found = re.findall(r"<tr id=.*?</tr>", page.read_text("utf-8"), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [[unescape(re.sub(r"<span class=\"hidden\">.*?</span>|<[^>]+>", "", cell)) for cell in row] for row in cells]


@pytest.fixture
def page(shelf, draft):
    shelf.publish(draft(period=Period.parse("2026-W45"), **stated(0.8)), index=False)
    shelf.publish(draft(period=Period.parse("2026-W46"), **stated(None, "nothing due")), index=False)
    shelf.publish(draft(**stated(0.9)), index=False)
    shelf.publish(draft(**stated(0.95), inputs="late"), index=False)
    shelf.write_index()
    return shelf.published / "readers" / "team-east" / "measures" / "m-on_time_rate.en.html"


def test_each_period_has_the_value_of_its_newest_edition_and_what_was_said_first(page):
    assert rows(page) == [
        ["Week 47 of 2026 (16–22 Nov)", "95.0%", "Edition 2", "90.0% · Edition 1"],
        ["Week 46 of 2026 (9–15 Nov)", "– nothing was due", "Edition 1", ""],
        ["Week 45 of 2026 (2–8 Nov)", "80.0%", "Edition 1", ""],
    ]


def test_each_value_leads_to_the_edition_that_states_it(page):
    links = re.findall(r'<td><a href="([^"]+)"', page.read_text("utf-8"))
    assert links[0] == "../../../weekly_review/2026-W47/team-east/2/review.en.html"
    assert (page.parent / links[0]).resolve().is_file()


def test_the_page_says_what_the_measure_means(page):
    text = page.read_text("utf-8")
    for said in (
        "On-time rate",
        "Reports on time ÷ reports owed",
        "percentage",
        "higher is better",
        "sales operations",
    ):
        assert said in text
    assert "准时的份数 ÷ 应交的份数" in page.with_name("m-on_time_rate.html").read_text("utf-8")


def test_the_line_is_told_to_those_who_do_not_see_it(page):
    text = page.read_text("utf-8")
    assert re.search(r'<svg[^>]* role="img" aria-labelledby="weekly_review-line weekly_review-course">', text)
    assert "lowest 80.0% (W45), highest 95.0% (W47), newest 95.0% (W47)" in text


def test_the_list_has_the_newest_value_of_each_measure(page):
    text = page.with_name("index.en.html").read_text("utf-8")
    assert '<a href="m-on_time_rate.en.html">On-time rate</a>' in text
    assert "95.0%" in text


def test_reviews_of_two_cadences_are_told_apart(shelf, draft):
    shelf.publish(draft(**stated(0.9)), index=False)
    month = {"review": "monthly_review", "title": {"zh": "月", "en": "Monthly"}, "period": Period.parse("2026-10")}
    shelf.publish(draft(**month, **stated(0.7)))
    page = shelf.published / "readers" / "team-east" / "measures" / "m-on_time_rate.en.html"
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page.read_text("utf-8")) == ["Weekly sales review", "Monthly"]
    assert [row[1] for row in rows(page)] == ["90.0%", "70.0%"]


def test_a_measure_of_unknown_meaning_has_its_name_and_its_number(shelf, draft):
    shelf.publish(draft())
    page = shelf.published / "readers" / "team-east" / "measures" / "m-on_time_rate.html"
    assert "<h1>on_time_rate</h1>" in page.read_text("utf-8")


def test_a_line_breaks_where_there_is_no_value():
    drawn = chart([1.0, 2.0, None, 2.0, 1.0])
    assert len(drawn.lines) == 2
    assert len(drawn.points) == 4
    assert (drawn.low, drawn.high) == (0, 1)
    assert drawn.zero is None


def test_the_greatest_value_stands_highest():
    (_, low), (_, high) = chart([-1.0, 3.0]).points
    assert high < chart([-1.0, 3.0]).zero < low


@pytest.mark.parametrize("values", [[], [None, None], [None, 1.0]])
def test_a_point_is_no_course(values):
    assert chart(values) is None


def test_a_course_that_never_moves_is_a_level_line():
    first, last = chart([0.0, 0.0]).points
    assert first[1] == last[1]
