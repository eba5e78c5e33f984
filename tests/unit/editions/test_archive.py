"""The archive shows everything that stands on the shelf, to everybody, and runs nothing."""

import json
import re
import shutil
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from reviewbook.editions import Shelf
from reviewbook.editions.site import writing
from reviewbook.periods import Period
from reviewbook.slices import Audience

COMPANY = Audience("company", "company", "云岭")
PAGES = ("index.html", "index.en.html")


class Page(HTMLParser):
    """What a page links to, which elements it has and what it says."""

    def __init__(self, path):
        super().__init__()
        self.links, self.tags, self.attributes, self.said = [], [], [], ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        self.said += data


def linked_files(start):
    """Follow every link from a page and give all files that are reached."""
    reached, waiting = set(), [start]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        assert page.is_file(), page
        reached.add(page)
        if page.parent.name.isdigit() or page.suffix != ".html":
            continue
        waiting += [(page.parent / unquote(link)).resolve() for link in Page(page).links if not link.startswith("#")]
    return reached


@pytest.fixture
def filled(shelf, draft):
    for audience in (COMPANY, draft().audience, Audience("team", "a/b #%?&", "North & <i>West</i>")):
        for week in ("2026-W45", "2026-W46", "2026-W47"):
            shelf.publish(draft(audience=audience, period=Period.parse(week)), index=False)
    shelf.publish(draft(inputs="other"), index=False)
    title = {"zh": "销售月度复盘", "en": "Monthly sales review"}
    shelf.publish(draft(review="monthly_review", title=title, period=Period.parse("2026-10")), index=False)
    shelf.write_index()
    return shelf


@pytest.mark.parametrize("page", PAGES)
def test_every_document_of_every_edition_is_reached_from_the_first_page(filled, page):
    published = filled.published.resolve()
    documents = {file.resolve() for edition in filled for file in edition.files.values()}
    assert len(documents) == 11 * 3
    assert documents <= linked_files(published / page)


def test_publishing_draws_the_same_pages_as_drawing_all_anew(filled, draft):
    last = draft(audience=COMPANY, period=Period.parse("2026-W48"))
    filled.publish(last)
    pages = {path: path.read_bytes() for path in filled.published.rglob("*.html") if not path.parent.name.isdigit()}
    filled.write_index()
    assert {path: path.read_bytes() for path in pages} == pages
    assert "2026年第48周" in (filled.published / "index.html").read_text("utf-8")


def test_the_first_page_shows_the_newest_period_and_leads_to_the_others(filled):
    page = Page(filled.published / "index.en.html")
    assert "Week 47 of 2026 (16–22 Nov)" in page.said
    assert "Earlier periods (2)" in page.said
    weekly = [link for link in page.links if re.fullmatch(r"weekly_review/[^/]+/index\.en\.html", link)]
    assert weekly == [f"weekly_review/2026-W{week}/index.en.html" for week in (47, 46, 45)]
    assert page.said.index("Weekly sales review") < page.said.index("Monthly sales review")


def test_the_page_of_a_period_says_why_there_is_another_edition(filled):
    said = " ".join(Page(filled.published / "weekly_review" / "2026-W47" / "index.html").said.split())
    assert "华东 团队 第 2 版 · 数据有变 数据截止 2026-11-23 09:00（北京时间）" in said
    assert said.index("云岭") < said.index("North & <i>West</i>") < said.index("华东")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_nothing_and_calls_nothing(filled, page):
    drawn = list(filled.published.rglob(page))
    assert len(drawn) > 20
    for path in drawn:
        text, parsed = path.read_text("utf-8"), Page(path)
        assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in text
        assert not {"script", "img", "iframe", "form", "object"} & set(parsed.tags)
        assert text.count("<link") == text.count('<link rel="icon" href="data:,">') == 1
        assert not [name for name, _ in parsed.attributes if name.startswith("on")]
        assert not re.search(r"https?:|//[a-z]|url\(|@import", text)


def test_a_name_that_is_markup_is_shown_as_it_is(shelf, draft):
    evil = '"><script>alert(1)</script>'
    title = {"zh": evil, "en": evil}
    shelf.publish(draft(audience=Audience("team", evil, evil), title=title))
    pages = [path for path in shelf.published.rglob("*.html") if not path.parent.name.isdigit()]
    assert len(pages) == 20
    for path in pages:
        assert "<script>alert" not in path.read_text("utf-8")
        if path.parent != shelf.published or path.name.startswith("index"):
            assert evil in Page(path).said, path
    for path in shelf.published.rglob("*.js"):
        assert "<" not in path.read_text("utf-8")


def test_each_page_says_its_language_and_leads_to_the_other(filled):
    for folder in (filled.published, filled.published / "weekly_review" / "2026-W47"):
        chinese, english = ((folder / page).read_text("utf-8") for page in PAGES)
        assert '<html lang="zh-CN">' in chinese
        assert '<html lang="en">' in english
        assert "index.en.html" in Page(folder / "index.html").links
        assert "index.html" in Page(folder / "index.en.html").links
        assert all(
            text.count("<h1") == 1 and "<main" in text and "width=device-width" in text for text in (chinese, english)
        )


def test_no_two_links_of_a_page_sound_alike(filled):
    folders = ("", "weekly_review/2026-W47", "readers/team-east", "readers/team-east/measures")
    drawn = [path for folder in folders for path in (filled.published / folder).glob("*.html")]
    assert len(drawn) == 14
    for path in drawn:
        names = re.findall(r"<a href=\"[^#\"]+\"[^>]*>(.*?)</a>", path.read_text("utf-8"))
        assert len(names) == len(set(names)), path


def test_the_page_of_an_audience_leads_on_to_its_newest_edition(filled, draft):
    page = filled.published / "weekly_review" / "2026-W47" / "team-east" / "index.html"
    text = page.read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=2/review.zh.html">' in text
    assert "url=2/review.en.html" in page.with_name("index.en.html").read_text("utf-8")
    assert set(Page(page).links) == {"2/review.zh.html", "2/review.en.html", "2/review.en.pdf"}
    filled.publish(draft(inputs="third"))
    assert "url=3/review.zh.html" in page.read_text("utf-8")


def test_data_is_offered_beside_the_documents(shelf, draft):
    data = {"facts.parquet": b"PAR1", "notes.parquet": b"PAR1", "review.xlsx": b"PK"}
    shelf.publish(draft(files={"review.zh.html": b"x", **data}))
    page = Page(shelf.published / "index.html")
    assert "weekly_review/2026-W47/team-east/1/facts.parquet" in page.links
    assert "weekly_review/2026-W47/team-east/1/review.xlsx" in page.links
    assert "指标" in page.said
    assert "notes (Parquet)" in page.said
    assert "review (Excel)" in page.said


def test_the_workbook_is_offered_beside_page_and_print(shelf, draft):
    shelf.publish(draft(files={f"review.en.{kind}": b"x" for kind in ("xlsx", "html", "pdf")}))
    links = [link for link in Page(shelf.published / "index.en.html").links if "/1/" in link]
    assert [link.rpartition(".")[2] for link in links] == ["html", "pdf", "xlsx"]


def test_an_empty_shelf_has_a_page_that_says_so(shelf):
    shelf.write_index()
    assert "Nothing has been published yet." in Page(shelf.published / "index.en.html").said


def test_a_folder_of_somebody_else_is_left_alone(shelf, draft):
    shelf.publish(draft())
    (shelf.published / "weekly_review" / "drafts").mkdir()
    (shelf.published / "notes").mkdir()
    shelf.write_index()
    assert list((shelf.published / "weekly_review" / "drafts").iterdir()) == []
    assert len(list(shelf)) == 1


def test_pages_are_healed_by_the_next_publication(shelf, draft):
    shelf.publish(draft(), index=False)
    assert not (shelf.published / "index.html").exists()
    assert not Shelf(shelf.published).publish(draft()).is_new
    assert (shelf.published / "index.html").is_file()


ADDRESSES = ("weekly_review/latest/team-east", "readers/team-east/latest/weekly_review")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_was_kept_leads_to_the_newest_period_for_ever(filled, draft, address):
    page = filled.published / address / "index.html"

    def leads_to():
        (target,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page.read_text("utf-8"))
        return (page.parent / target).resolve().relative_to(filled.published.resolve()).as_posix()

    assert leads_to() == "weekly_review/2026-W47/team-east/2/review.zh.html"
    filled.publish(draft(period=Period.parse("2026-W46"), inputs="late"))
    assert leads_to() == "weekly_review/2026-W47/team-east/2/review.zh.html"
    filled.publish(draft(period=Period.parse("2026-W48")))
    assert leads_to() == "weekly_review/2026-W48/team-east/1/review.zh.html"


def test_every_link_of_every_page_leads_to_a_file(filled):
    drawn = [path for path in filled.published.rglob("*.html") if not path.parent.name.isdigit()]
    followed = 0
    for path in drawn:
        targets = re.findall(r'url=([^"]+)">', path.read_text("utf-8"))
        for link in (*Page(path).links, *targets):
            file = unquote(link.partition("#")[0])
            assert not file or (path.parent / file).resolve().is_file(), f"{path}: {link}"
            followed += 1
    assert followed > 200


def test_the_pages_of_a_reader_lead_to_nobody_else(filled):
    own = filled.published / "readers" / "team-east"
    pages = [*own.rglob("*.html"), *(filled.published / "weekly_review" / "latest" / "team-east").glob("*.html")]
    assert len(pages) > 8
    for path in pages:
        text = path.read_text("utf-8")
        assert "North &amp;" not in text
        assert "云岭" not in text
        for link in Page(path).links:
            target = (path.parent / unquote(link.partition("#")[0])).resolve()
            inside = target.relative_to(filled.published.resolve()).parts
            assert "team-east" in inside, f"{path}: {link}"
    for path in [*own.rglob("*.js"), *own.rglob("*.xml")]:
        assert not re.search("North|云岭|company/", path.read_text("utf-8")), path


def test_the_first_page_leads_to_every_reader(filled):
    links = Page(filled.published / "index.en.html").links
    assert [link for link in links if link.startswith("readers/")] == [
        "readers/company/index.en.html",
        "readers/team-a~2Fb~20~23~25~3F~26/index.en.html",
        "readers/team-east/index.en.html",
    ]


def test_a_page_that_somebody_changed_or_removed_is_drawn_again(filled):
    pages = [filled.published / "index.html", filled.published / "readers" / "team-east" / "index.html"]
    told = [page.read_text("utf-8") for page in pages]
    pages[0].write_text("changed", "utf-8")
    pages[1].unlink()
    filled.write_index()
    assert [page.read_text("utf-8") for page in pages] == told


def test_only_the_pages_that_an_edition_touches_are_drawn(filled, draft, monkeypatch):
    drawn = []
    reader, period = writing._reader, writing._period
    monkeypatch.setattr(
        writing, "_reader", lambda records, site: drawn.append(records[0].audience.id) or reader(records, site)
    )
    monkeypatch.setattr(writing, "_period", lambda records: drawn.append(records[0].period) or period(records))
    filled.write_index()
    assert drawn == []
    filled.publish(draft(inputs="third"))
    assert drawn == ["2026-W47", "east"]


def test_pages_of_an_edition_that_was_taken_away_go_with_it(filled):
    month = filled.published / "monthly_review" / "2026-10" / "team-east"
    month.joinpath("1").chmod(0o755)
    shutil.rmtree(month / "1")
    filled.write_index()
    assert not (month / "index.html").exists()
    assert "Monthly" not in (filled.published / "index.en.html").read_text("utf-8")


def test_a_list_of_pages_that_was_tampered_with_removes_no_edition(filled):
    document = filled.published / "weekly_review" / "2026-W47" / "team-east" / "1" / "review.zh.html"
    beyond = filled.published.parent / "own.html"
    beyond.write_text("mine", "utf-8")
    document.parent.chmod(0o755)
    names = {str(document.relative_to(filled.published)): "0", "../own.html": "0"}
    listed = {"parts": {"more": {"made_from": "", "pages": names}}}
    (filled.published / ".drawn.json").write_text(json.dumps(listed), "utf-8")
    filled.write_index()
    assert document.is_file()
    assert beyond.is_file()


def test_a_list_of_pages_that_cannot_be_read_is_made_anew(filled):
    before = (filled.published / ".drawn.json").read_bytes()
    (filled.published / ".drawn.json").write_text("{", "utf-8")
    filled.write_index()
    assert (filled.published / ".drawn.json").read_bytes() == before
