"""What a document says in few words stands where it says so, in the words of the page."""

import re
from html import unescape

import pytest

from reviewbook.blocks import Notice, Numbers, NumberTile, Statements, Table
from reviewbook.document import Document, Masthead, Section, said, write_html

MASTHEAD = Masthead("Yunling", "Weekly", "East", "W47", "23 Nov", "Edition 1", "2026-11-23T09:00:00+08:00")


@pytest.fixture
def document():
    findings = Statements((Notice("East is late.", action="Ask them – Li, by Friday"), Notice("Nothing else.\u202e")))
    tiles = Numbers((NumberTile("On-time rate", "92.0%", "46 of 50", "+1.0 pts"), NumberTile("Orders", "12")))
    table = Table("owed reports", "Reports owed", (), (), empty="None")
    sections = (
        Section("opening", "", 1, (tiles,)),
        Section("what-stands-out", "What stands out?", 1, (findings, table)),
    )
    return Document("Weekly", "W47", "en", MASTHEAD, sections)


def test_findings_numbers_and_titles_are_said_in_the_order_of_the_page(document):
    assert [tuple(one.values()) for one in said(document)] == [
        ("number", "review", "On-time rate  92.0%  +1.0 pts", ""),
        ("number", "review", "Orders  12", ""),
        ("finding", "what-stands-out", "East is late.", "Ask them – Li, by Friday"),
        ("finding", "what-stands-out", "Nothing else.[U+202E]", ""),
        ("table", "table-owed-reports", "Reports owed", ""),
    ]


def test_each_stands_at_its_address_in_the_page_in_the_same_words(document):
    page = write_html(document)
    addresses, shown = set(re.findall(r'id="([^"]+)"', page)), unescape(re.sub(r"<[^>]+>", " ", page))
    for one in said(document):
        assert one["at"] in addresses
        assert one["text"].split("  ")[0] in shown
