"""The feeds are Atom as RFC 4287 asks for, and tell nobody twice of an edition."""

import re
from datetime import datetime
from xml.etree import ElementTree

import pytest

from reviewbook.editions import Said, Shelf
from reviewbook.periods import Period
from reviewbook.slices import Audience

ATOM = "{http://www.w3.org/2005/Atom}"
SAID = {
    "zh": (Said(at="review", kind="number", text="准时率  92.0%"),),
    "en": (
        Said(at="review", kind="number", text="On-time rate  92.0%"),
        Said(at="what-stands-out", kind="finding", text="East is < late & slow", action="Ask them."),
    ),
}


def feed(path):
    return ElementTree.fromstring(path.read_bytes())


def texts(parent, name):
    return [found.text for found in parent.findall(ATOM + name)]


@pytest.fixture
def filled(shelf, draft):
    shelf.publish(draft(said=SAID), index=False)
    shelf.publish(draft(said=SAID, inputs="late"), index=False)
    shelf.publish(draft(audience=Audience("company", "company", "云岭"), period=Period.parse("2026-W46")), index=False)
    shelf.write_index()
    return shelf


@pytest.mark.parametrize("name", ["feed.xml", "feed.en.xml"])
def test_a_feed_and_its_entries_have_what_atom_requires(filled, name):
    for path in filled.published.rglob(name):
        root = feed(path)
        for part in (root, *root.findall(f"{ATOM}entry")):
            for required in ("id", "title", "updated"):
                (text,) = texts(part, required)
                assert text.strip()
            assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", texts(part, "id")[0])
            assert datetime.fromisoformat(texts(part, "updated")[0]).tzinfo
            assert [link for link in part.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert root.find(f"{ATOM}author/{ATOM}name").text
        (own,) = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert own.endswith(name)
        ids = [texts(part, "id")[0] for part in (root, *root.findall(f"{ATOM}entry"))]
        assert len(set(ids)) == len(ids)


def test_an_entry_says_what_came_out_and_leads_to_it(filled):
    entry = feed(filled.published / "feed.en.xml").find(f"{ATOM}entry")
    assert texts(entry, "title") == ["Weekly sales review · Week 47 of 2026 (16–22 Nov) · 华东 · Edition 2"]
    assert texts(entry, "updated") == ["2026-11-23T09:00:00+08:00"]
    assert texts(entry, "summary")[0].split("\n") == [
        "data changed",
        "Data as of 23 Nov 2026, 09:00 (Shanghai time)",
        "On-time rate  92.0%",
        "East is < late & slow",
    ]
    links = {link.get("href"): (link.get("rel"), link.get("type")) for link in entry.findall(f"{ATOM}link")}
    assert links == {
        "weekly_review/2026-W47/team-east/2/review.en.html": ("alternate", "text/html"),
        "weekly_review/2026-W47/team-east/2/review.en.pdf": ("enclosure", "application/pdf"),
    }
    assert all((filled.published / link).is_file() for link in links)


def test_without_words_the_first_figures_are_told(filled):
    last = feed(filled.published / "feed.en.xml").findall(f"{ATOM}entry")[-1]
    assert "on_time_rate  1" in texts(last, "summary")[0]


def test_entries_keep_their_ids_when_others_come(filled, draft):
    def ids():
        return [texts(entry, "id")[0] for entry in feed(filled.published / "feed.xml").findall(f"{ATOM}entry")]

    before = ids()
    filled.publish(draft(period=Period.parse("2026-W48")))
    assert ids()[1:] == before


def test_the_feed_of_a_reader_has_its_own_editions_and_its_own_id(filled):
    own = filled.published / "readers" / "team-east" / "feed.en.xml"
    root = feed(own)
    assert len(root.findall(f"{ATOM}entry")) == 2
    assert texts(root, "title") == ["Reviews for 华东"]
    assert texts(root, "id") != texts(feed(filled.published / "feed.en.xml"), "id")
    for link in root.iter(f"{ATOM}link"):
        assert (own.parent / link.get("href")).is_file(), link.get("href")


def test_with_an_address_of_the_site_links_work_anywhere(tmp_path, draft):
    shelf = Shelf(tmp_path / "published", site="https://reviews.example.com/")
    shelf.publish(draft(said=SAID))
    for path in shelf.published.rglob("feed*.xml"):
        links = [link.get("href") for link in feed(path).iter(f"{ATOM}link")]
        assert all(link.startswith("https://reviews.example.com/") and "//" not in link[8:] for link in links)
    assert "https://reviews.example.com/readers/team-east/feed.xml" in links or len(links) == 4


def test_text_that_is_no_xml_is_shown_as_text(shelf, draft):
    evil = 'a\x00b]]><script x="&\'">\u202e'
    shelf.publish(draft(audience=Audience("team", "east", evil), title={"zh": evil, "en": evil}))
    (title,) = texts(feed(shelf.published / "feed.xml").find(f"{ATOM}entry"), "title")
    assert 'a[U+0000]b]]><script x="&\'">[U+202E]' in title
