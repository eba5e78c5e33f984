from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from reviewbook.blocks import Cell, Figure, Head, Notice, Paragraph, Table, Tone
from reviewbook.document import Document, write_html
from reviewbook.document.html import LARGEST
from reviewbook.errors import DocumentError

VOID = {"meta", "br", "link", "img", "rect", "path", "circle"}


class Page(HTMLParser):
    """The page as a list of starts, with the text that stands in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.starts: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.starts if tag in tags]


def test_the_page_needs_nothing_but_itself(drawn_review: Document) -> None:
    text = write_html(drawn_review)
    page = Page(text)
    assert page.all("link") == [{"rel": "icon", "href": "data:,"}]  # else a browser asks the server for one
    assert not page.all("script", "iframe", "img", "object", "base", "form")
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv"))
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"
    addresses = [attrs[name] for _, attrs in page.starts for name in ("href", "src", "xlink:href") if attrs.get(name)]
    assert addresses
    assert all(str(address).startswith("#") for address in addresses if address != "data:,")
    assert not re.search(r"url\((?!#)|@import", text)


def test_every_address_leads_somewhere_and_stands_once(drawn_review: Document) -> None:
    page = Page(write_html(drawn_review))
    ids = Counter(attrs["id"] for _, attrs in page.starts if attrs.get("id"))
    assert set(ids.values()) == {1}
    assert {str(a["href"])[1:] for a in page.all("a", "use") if a.get("href")} <= set(ids)
    assert {str(attrs["aria-labelledby"]) for _, attrs in page.starts if "aria-labelledby" in attrs} <= set(ids)


def test_the_page_says_its_language_and_title(review: Document) -> None:
    page = Page(write_html(review))
    assert page.all("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[review.language]
    assert (
        "<title>销售周度复盘 · 全公司 · 2026年第47周（11月16日–22日）</title>" in write_html(review)
        or review.language == "en"
    )


def test_landmarks_and_headings_are_in_order(review: Document) -> None:
    page = Page(write_html(review))
    landmarks = [tag for tag, _ in page.starts if tag in ("header", "nav", "main", "footer")]
    assert landmarks == ["header", "nav", "main", "footer"]
    levels = [int(tag[1]) for tag, _ in page.starts if re.fullmatch(r"h[1-6]", tag)]
    assert levels == [1, 2, 2, 3, 2, 2]


def test_tables_are_tables_for_all_readers(one_section: Callable[..., Document]) -> None:
    heads = (Head("Name"), Head("Rate", "%", "right"))
    table = Table(
        "t", "Rates", heads, ((Cell("Li"), Cell("9.8", 0.098, Tone.BAD, 0.098)),), ((Cell("All"), Cell("20")),)
    )
    page = write_html(one_section(table))
    assert '<span class="label">Table 1</span> Rates' in page
    assert [a["scope"] for a in Page(page).all("th")] == ["col", "col", "row", "row"]
    assert '<span class="hidden">poor </span>9.8<span class="bar"><span style="width:9.8%">' in page
    assert 'tabindex="0" role="region" aria-label="Rates (scrolls sideways)"' in page


@pytest.mark.parametrize(("bar", "drawn"), [(-1.0, "0.0%"), (0.333, "33.3%"), (7.0, "100.0%")])
def test_a_bar_stays_in_its_cell(one_section: Callable[..., Document], bar: float, drawn: str) -> None:
    table = Table("t", "T", (Head("a"),), ((Cell("x", bar=bar),),))
    assert f'style="width:{drawn}"' in write_html(one_section(table))


def test_a_tone_has_a_shape_and_a_word(one_section: Callable[..., Document]) -> None:
    pages = [write_html(one_section(Notice("x", tone))) for tone in (Tone.GOOD, Tone.WARN, Tone.BAD)]
    shapes = [re.search(r'class="mark[^>]*>(<svg.*?</svg>)', page) for page in pages]
    assert len({re.sub("#[0-9a-f]{6}", "", shape[1]) for shape in shapes if shape}) == 3
    assert [word in Page(page).text for word, page in zip(("good", "watch", "poor"), pages, strict=True)] == [True] * 3


def test_a_table_without_rows_says_so(one_section: Callable[..., Document]) -> None:
    page = write_html(one_section(Table("t", "Late reports", (Head("Name"),), (), empty="None this week.")))
    assert "None this week." in page
    assert "<table" not in page


def test_a_figure_has_words_and_its_data(review: Document) -> None:
    page = Page(write_html(review))
    titles = [block.alt for block in review.blocks if isinstance(block, Figure)]
    assert len(page.all("details")) == 1 + len(titles) == 3  # the contents, and the data of each figure
    assert all(alt in page.text for alt in titles)


def test_hostile_texts_stay_texts(hostile: Document) -> None:
    text = write_html(hostile)
    page = Page(text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    for said in (
        "#let x = 1",
        "*bold* _it_",
        "{{ 7*7 }} {% if %}",
        "abc[U+202E]txt.exe",
        "nul[U+0000]bel[U+0007]",
        "笑脸\U0001f600",
    ):
        assert said in page.text
    assert not re.search("[\x00-\x08\u202a-\u202e]", text)


def test_a_hostile_attribute_stays_inside_its_quotes(one_section: Callable[..., Document]) -> None:
    page = Page(write_html(one_section(Table('x" onfocus="y', 'a" onfocus="alert(1)', (Head("h"),), ((Cell("c"),),)))))
    assert not [attrs for _, attrs in page.starts if "onfocus" in attrs]


def test_all_texts_are_on_the_page(drawn_review: Document) -> None:
    text = Page(write_html(drawn_review)).text
    for block in drawn_review.blocks:
        if isinstance(block, Table):
            assert all(cell.text in text for row in (*block.rows, *block.totals) for cell in row)
        if isinstance(block, Paragraph | Notice):
            assert block.text in text
    assert all(fact in text for fact in vars(drawn_review.masthead).values() if not fact.startswith("2026-11-23T"))


def test_the_notes_close_the_page(hostile: Document) -> None:
    footer = write_html(hostile).partition("<footer>")[2]
    assert "U+1F600、U+20BB7" in footer


def test_a_hostile_drawing_is_refused_with_its_figure(one_section: Callable[..., Document]) -> None:
    data = Table("d", "D", (), ())
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
    with pytest.raises(DocumentError) as refused:
        write_html(one_section(Figure("a", "A", "a", svg, data), Figure("b", "B", "b", svg, data)))
    assert [str(p).split(":")[0] for p in refused.value.problems] == ["figure-a", "figure-b"]


def test_two_parts_with_one_address_are_refused(one_section: Callable[..., Document]) -> None:
    table = Table("late", "Late", (), ())
    with pytest.raises(DocumentError, match="document: table-late: 2 parts have this address"):
        write_html(one_section(table, table))


def test_figures_and_tables_are_numbered_each_on_their_own(review: Document) -> None:
    labels = re.findall(r'<span class="label">(\D+) (\d)</span>', write_html(review))
    figure, table = ("图", "表") if review.language == "zh" else ("Figure", "Table")
    assert labels == [(figure, "1"), (figure, "2"), (table, "1"), (table, "2"), (table, "3")]


def drawn(one_section: Callable[..., Document], body: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="50pt" viewBox="0 0 300 50">{body}</svg>'
    data = Table("d", "D", (Head("h"),), ((Cell("c"),),))
    return write_html(one_section(Figure("f", "F", "Words", svg, data)))


def test_a_drawing_takes_the_colours_of_the_page(one_section: Callable[..., Document]) -> None:
    page = drawn(one_section, '<path style="fill: #0b5394; stroke: #ffffff"/><text fill="#1f2328">fill: #0b5394</text>')
    assert '<path style="fill: var(--drawn); stroke: var(--paper)"' in page
    assert '<text fill="var(--ink)">fill: #0b5394</text>' in page
    assert 'class="scroll canvas"' in page


def test_a_drawing_of_other_colours_keeps_them_on_white(one_section: Callable[..., Document]) -> None:
    page = drawn(one_section, '<path style="fill: #123456"/><path style="fill: #ffffff"/>')
    assert "fill: #123456" in page
    assert "fill: #ffffff" in page
    assert 'class="scroll canvas light"' in page


def test_a_drawing_is_as_wide_as_its_smallest_letters_need(one_section: Callable[..., Document]) -> None:
    page = drawn(one_section, '<text style="font-size: 9px">a</text><text style="font-size: 8px">b</text>')
    assert 'style="--least:450px"' in page  # 300 units across, letters of 8 units drawn 12 pixels high
    assert 'style="--least:0px"' in drawn(one_section, "<path/>")


def test_a_page_stays_small_by_holding_fewer_rows_for_looking_up(one_section: Callable[..., Document]) -> None:
    wide = tuple((Cell(f"row {n}"), Cell("x" * 1000)) for n in range(2000))
    heads = (Head("a"), Head("b"))
    folded = Table("rows", "Every row", heads, wide, folded=True)
    page = write_html(one_section(folded, Table("t", "All", heads, wide[:300])))
    assert LARGEST / 2 < len(page.encode()) <= LARGEST
    assert page.count("<tr>") == 1 + 1000 + 1 + 300
    assert "– 2,000 rows</span>" in page
    assert "… and 1,000 more, in the data files of this edition." in page


def test_what_is_no_row_for_looking_up_is_never_left_out(one_section: Callable[..., Document]) -> None:
    assert len(write_html(one_section(Paragraph("x" * (LARGEST + 1))))) > LARGEST


def test_the_contents_and_the_facts_stand_beside_the_review(review: Document) -> None:
    page = write_html(review)
    running = re.sub(r"<[^>]*>", "", page.partition('<p class="running">')[2].partition("</p>")[0])
    footer = page.partition("<footer>")[2]
    for fact in (review.masthead.audience, review.masthead.period, review.masthead.as_of, review.masthead.edition):
        assert fact in running
        assert fact in footer
