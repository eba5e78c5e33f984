"""The search of the archive in a real browser, from a disk as well as from a web server, in both languages."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from reviewbook.editions import Code, Draft, Meaning, Said, Shelf
from reviewbook.periods import Period
from reviewbook.slices import Audience

EVIL = "</script><img src=x onerror=alert(1)> & <b>bold</b>"
AUDIENCES = (
    Audience("company", "company", "云岭"),
    Audience("team", "east", "华东一部"),
    Audience("team", "x'\"&", "Zed"),
)
MEASURES = {
    name: Meaning(title={"zh": zh, "en": en}, meaning={}, unit="share", direction="up", owner="me", since="2026-01-01")
    for name, zh, en in (("on_time_rate", "准时率", "On-time rate"), ("accuracy_rate", "准确率", "Accuracy rate"))
}
SAID = {
    "zh": (
        Said(at="review", kind="number", text="准时率  92.0%"),
        Said(at="what-stands-out", kind="finding", text="李雪梅自W45起准时率降至57.9%", action="周五前谈一次"),
        Said(at="table-owed", kind="table", text="应交的报告"),
    ),
    "en": (
        Said(at="what-stands-out", kind="finding", text="On-time rate fell to 57.9%", action="Talk by Friday"),
        Said(at="what-stands-out", kind="finding", text=EVIL),
    ),
}


def _draft(audience: Audience, week: str, inputs: str = "a") -> Draft:
    return Draft(
        review="weekly_review",
        title={"zh": "销售周度复盘", "en": "Weekly sales review"},
        period=Period.parse(week),
        audience=audience,
        as_of=datetime.combine(Period.parse(week).end_on, datetime.min.time()).astimezone(),
        zone="Asia/Shanghai",
        parameters={},
        code=Code(version="0", digest="0"),
        inputs=inputs,
        rules="",
        params="",
        files={f"review.{language}.html": b"<h2 id='what-stands-out'>x</h2>" for language in ("zh", "en")},
        figures=({"measure": "on_time_rate", "value": 0.92}, {"measure": "accuracy_rate", "value": 0.5}),
        measures=MEASURES,
        said=SAID,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shelf = Shelf(tmp_path_factory.mktemp("archive") / "published")
    for audience in AUDIENCES:
        for week in ("2024-W50", "2025-W50", "2026-W46", "2026-W47"):
            shelf.publish(_draft(audience, week), index=False)
    shelf.publish(_draft(AUDIENCES[1], "2026-W47", "late"), index=False)
    shelf.write_index()
    return shelf.published


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(params=["disk", "server"])
def start(request: pytest.FixtureRequest, archive: Path) -> Iterator[Callable[[str], Path | str]]:
    if request.param == "disk":
        yield lambda name: archive / name
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(archive))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield lambda name: f"http://127.0.0.1:{server.server_address[1]}/{name}"
        server.shutdown()
        thread.join()


def look_for(opened: Any, wanted: str) -> list[str]:
    """Type what is wanted, and give the results when they are there."""
    opened.page.fill("#wanted", wanted)
    expect(opened.page.locator("#status")).to_have_text(re.compile("找到|found"))
    return [re.sub(r"\n+", "\n", hit) for hit in opened.page.locator(".hits li").all_inner_texts()]


def test_chinese_is_found_without_blanks_between_words(start, open_page):
    opened = open_page(start("search.html"))
    assert len(opened.requests) == 1
    hits = look_for(opened, "时率降至 华东")
    assert hits[0].split("\n") == [
        "李雪梅自W45起准时率降至57.9%",
        "周五前谈一次",
        "发现 销售周度复盘 · 2026年第47周（11月16日–22日） · 华东一部 · 第 2 版",
    ]
    assert [hit.split("·")[1].strip()[:8] for hit in hits] == ["2026年第47", "2026年第46", "2025年第50"]
    assert opened.said == []


def test_a_result_leads_to_the_section_of_the_right_edition(start, open_page):
    opened = open_page(start("search.html"))
    look_for(opened, "降至 华东")
    opened.page.locator(".hit").first.press("Enter")
    opened.page.wait_for_url("**/weekly_review/2026-W47/team-east/2/review.zh.html#what-stands-out")


def test_earlier_editions_and_years_are_searched_when_asked_for(start, open_page):
    opened = open_page(start("readers/team-east/search.html"))
    assert len(look_for(opened, "降至")) == 3
    opened.page.check("#earlier")
    assert len(look_for(opened, "降至")) == 4
    opened.page.check("#years")
    expect(opened.page.locator(".hits li")).to_have_count(5)
    assert sum("已有新版" in hit for hit in opened.page.locator(".hits li").all_inner_texts()) == 1


def test_a_number_that_page_one_lacks_leads_to_its_history(start, open_page):
    opened = open_page(start("readers/team-east/search.en.html"))
    hits = look_for(opened, "ACCURACY")
    assert hits[0].startswith("Accuracy rate  50.0%\nNumber Weekly sales review · Week 47 of 2026")
    link = opened.page.locator(".hit").first.get_attribute("href")
    assert link == "../../readers/team-east/measures/m-accuracy_rate.en.html#weekly_review-2026-W47"


def test_what_somebody_typed_is_text(start, open_page):
    opened = open_page(start("search.en.html"))
    hits = look_for(opened, "onerror")
    assert hits[0].split("\n")[0] == EVIL
    assert opened.ask("() => document.querySelectorAll('main img, main b').length") == 0
    assert opened.said == []


def test_a_reader_loads_nothing_of_another(start, open_page):
    opened = open_page(start("readers/team-east/search.html"))
    look_for(opened, "复盘")
    asked = [request for request in opened.requests if request.endswith(".js")]
    assert len(asked) == 2
    assert all("/readers/team-east/search/" in request for request in asked)


def test_it_works_with_the_keyboard_alone_and_keeps_what_was_typed(start, open_page):
    opened = open_page(start("readers/team-east/search.en.html"))
    for _ in range(20):
        opened.press("Tab")
        if opened.ask("() => document.activeElement.id") == "wanted":
            break
    opened.page.keyboard.type("on-time")
    opened.page.wait_for_selector(".hit")
    opened.press("Tab")
    opened.press("Tab")
    opened.press("Tab")
    assert opened.ask("() => document.activeElement.className") == "hit"
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**/review.en.html#*")
    opened.page.go_back()
    opened.page.wait_for_selector(".hit")
    assert opened.page.input_value("#wanted") == "on-time"


def test_what_is_missing_is_said(archive, tmp_path, open_page):
    copy = tmp_path / "published"
    shutil.copytree(archive, copy)
    (copy / "readers" / "team-east" / "search" / "weekly_review-2025.js").unlink()
    opened = open_page(copy / "readers" / "team-east" / "search.html")
    opened.page.fill("#wanted", "降至")
    expect(opened.page.locator("#status")).to_contain_text("结果不全")
