"""A company in which every name, text, address and many an id wants to be something else than text.

Its files are those of the small sample with other words in them. What it publishes must
look like any review: each text as text, nothing run, nothing fetched, nothing left
outside its folder.
"""

from __future__ import annotations

import json
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

#: What stands in place of a real id: ids become folders, files, addresses and keys.
PEOPLE = {
    "p008": "../../p008", "p009": '=HYPERLINK("http://x")', "p010": "<script>p010", "p011": "C:\\con\\aux.",
    "p012": "\U00020bb7\u202ep012", "p013": "a/b//p013", "p014": "%s{0}p014",
}  # fmt: skip
TEAMS = {"east-2": "../../../../../east-2", "south-2": "<b>south-2\"'", "intl-2": "con"}
CUSTOMERS = {"c008-01": "../c", "c009-01": "=cmd|' /C calc'!A0"}
PRODUCTS = {"pr01": "{{ 7*7 }}", "pr02": "-2+3", "pr03": "</script>"}

#: In which columns ids of each kind stand.
IDS = {
    "person_id": PEOPLE, "author_id": PEOPLE, "owner_id": PEOPLE | TEAMS, "team_id": TEAMS, "parent_id": TEAMS,
    "customer_id": CUSTOMERS, "product_id": PRODUCTS,
}  # fmt: skip

#: Columns that hold words alone; of those that begin with ``!`` no two rows may be equal.
WORDS = {
    "people": ("!name", "email"), "teams": ("!name",), "customers": ("!name", "segment", "region"),
    "products": ("!name", "category"), "feedback": ("text",), "complaints": ("!complaint_id", "category", "text"),
    "satisfaction": ("comment",), "follow_ups": ("!follow_up_id", "title", "url", "test"), "goals": ("title", "level"),
    "trainings": ("skill",), "reports": ("url", "source"), "leave": ("kind",), "meetings": ("kind",),
    "opportunities": ("stage",), "identities": ("!system", "!external_id"),
}  # fmt: skip
PROSE = ("competitor", "customer_feedback", "lesson", "plan", "problem", "progress", "suggestion", "summary", "win")

ENORMOUS = 10_000_000
PUBLICATIONS = """\
publications:
  - name: weekly_review
    title: {zh: 周度复盘, en: "</title><script>alert(7)</script> $x$ =1+1"}
    cadence: weekly
    due: {time: "09:00", working_day: 1}
    audiences: [{to: company, languages: [en]}, {to: "../../../../../east-2", languages: [zh]}]
"""
PARAMS = {
    "company.yaml": ("en: Yunling Industrial", "en: '<script>alert(6)</script> $\\frac$ & {{ 7*7 }} #read(\"/etc/passwd\")'"),
    "measures.yaml": ("en: Target}", "en: \"$\\\\frac$ <b>\\u202E %s {0}\"}"),
    "templates.yaml": ("en: Daily sales report", "en: '<img src=x onerror=alert(8)> *daily* `sales`'"),
}  # fmt: skip


def attacks(lure: str) -> tuple[str, ...]:
    """Give texts of which each is dangerous, or ugly, in some place where text is shown."""
    return (
        f'<script src="{lure}/a.js">alert(1)</script>',
        f'<img src="{lure}/b.png" onerror=alert(1)>',
        "</style></title></textarea></svg><script>alert(2)</script>",
        f']]> <!-- --> <!DOCTYPE x [<!ENTITY e SYSTEM "{lure}/c">]> &e; &lt;b&gt; &#x202e;',
        "{{ 7*7 }} {% for x in ().__class__.__mro__ %}{{ x }}{% endfor %} {# #}",
        '#import "@preview/x:1.0.0" #read("/etc/passwd") #panic() \\ // @label <label>',
        "$x$ $\\frac{1}{$ _{^ \\\\input{/etc/passwd} \\write18{id}",
        "$\\frac$",
        f"**bold** _it_ `x` ![p]({lure}/d.png) [a](javascript:alert(3)) # h",
        f"javascript:alert(4) file:///etc/passwd {lure}/e \\\\evil\\share\\x ../../../etc/passwd",
        f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(5)"><image href="{lure}/f.svg"/></svg>',
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        f'=HYPERLINK("{lure}/g","x")',
        "=cmd|' /C calc'!A0",
        "abc\u202etxt.exe\u2066\u2067\u2069 \u200eltr\u200frtl",
        "zero\u200bwidth\u200d\ufeffjoin\u00adsoft",
        "Z" + "\u0351\u036b\u0343\u034f\u0334" * 12 + "algo",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e8\U0001f1f3 \U0001f600",
        "\U00020bb7\u91ce\u5bb6 \ue000\uf8ff \U000f0000",
        "W" * 300,
        "\u5f88" * 300,
        "%s %n %(name)s {0} {name.__class__} ${HOME} `id` $(id)",
        '","a":1}]} \'; DROP TABLE people; -- "" \'\' \\u0000 \\n',
        "company",
        "\u5168\u516c\u53f8",
        "None",
        "nan",
        "\u0430\u0440\u0440\u04cfe \u13e2ompany",
        "two\nlines\r\nand\ta tab",
        "\x1b[31mred\x07\x08",
    )


@dataclass(frozen=True)
class Company:
    """The workbook of the company, and the addresses that somebody asked for while it was published or looked at."""

    workbook: Any
    lure: str
    asked_for: list[str]

    @property
    def pages(self) -> list[Path]:
        """Every page of the archive, whatever it is for."""
        return sorted(self.workbook.archive.rglob("*.html"))

    def documents(self, kind: str) -> list[Path]:
        """Give the documents of one kind."""
        return sorted(self.workbook.archive.rglob(f"review.*.{kind}"))


@pytest.fixture(scope="module")
def listening() -> Iterator[tuple[str, list[str]]]:
    """Listen at an address of this machine, and note whatever is asked for."""
    asked_for: list[str] = []

    class Lure(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked_for.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Lure) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked_for
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def hostile(
    new_workbook: Callable[[], Any], listening: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Company:
    """Publish the company's week for itself in English, and for a team with an evil id in Chinese."""
    made, (lure, asked_for), files = new_workbook(), listening, tmp_path_factory.mktemp("hostile")
    sampled = made.type("sample", "--out", str(files / "clean"), "--reps", "12", "--months", "4")
    assert sampled.returncode == 0, sampled.stderr
    _rewrite(files / "clean", files / "hostile", attacks(lure))
    params = made.root / "params"
    source = f'sources:\n  - {{name: ours, kind: files, folder: "{files / "hostile"}", zone: Asia/Shanghai}}\n'
    (params / "sources.yaml").write_text(source, "utf-8")
    for name, (kind, evil) in PARAMS.items():
        text = (params / name).read_text("utf-8")
        assert kind in text
        (params / name).write_text(text.replace(kind, evil, 1), "utf-8")
    (params / "publications.yaml").write_text(PUBLICATIONS, "utf-8")
    pulled = made.type("pull")
    assert pulled.returncode == 0, pulled.stderr
    assert ", 0 rejected" in pulled.stdout
    published = made.type("publish", "weekly")
    assert published.returncode == 0, published.stdout + published.stderr
    return Company(made, lure, asked_for)


def _rewrite(clean: Path, into: Path, evil: tuple[str, ...]) -> None:
    """Write the files anew: every number and time as it was, hostile words and ids in place of the others."""
    into.mkdir()
    for file in sorted(clean.glob("*.csv")):
        rows = pd.read_csv(file, dtype="str", keep_default_na=False)
        for name in IDS.keys() & set(rows.columns):
            rows[name] = rows[name].replace(IDS[name])
        _reword(file.stem, rows, evil)
        if file.stem in ("complaints", "customers"):  # Parquet holds characters that no CSV file may
            rows.iloc[:, -1 if file.stem == "complaints" else 1] += "\x00\x01\x7f\x85"
            rows.replace("", None).to_parquet(into / f"{file.stem}.parquet", index=False)
        else:
            rows.to_csv(into / file.name, index=False, lineterminator="\n")


def _reword(table: str, rows: pd.DataFrame, evil: tuple[str, ...]) -> None:
    texts = cycle(evil)
    for name in WORDS.get(table, ()):
        column, own = name.removeprefix("!"), name.startswith("!")
        words = [next(texts) if own or old else "" for old in rows[column]]
        rows[column] = [f"{word[:60]} {place}".strip() if own else word for place, word in enumerate(words)]
    if table == "report_fields":
        prose = rows["field"].isin(PROSE)
        # A rep's own words stay behind every second one, so that competitors and themes are still found.
        written = [f"{next(texts)} {old if place % 2 else ''}" for place, old in enumerate(rows[prose]["text"])]
        rows.loc[prose, "text"] = written
        week = rows[prose & rows["report_id"].str.contains("2026-11-1[6-9]|2026-10-2")].index
        endless = ("\u957f" * (ENORMOUS // 2), "x" * ENORMOUS, "line <b>\n" * 100_000)
        rows.loc[week[::7][:6], "text"] = endless + endless


def test_all_is_published_and_nothing_stands_outside_its_folder(hostile: Company) -> None:
    root = hostile.workbook.root
    assert sorted(path.name for path in root.iterdir()) == ["notebooks", "output", "params"]
    allowed = {"derived", "notices", "outbox", "published", "runs", "snapshots", "warehouse.duckdb"}
    assert {path.name for path in (root / "output").iterdir()} <= allowed
    for run in (root / "output" / "runs").iterdir():
        assert all(re.fullmatch(r"[a-z]+(\.[a-z]+)?", path.name) for path in run.iterdir())
    names = {part for path in (root / "output").rglob("*") for part in path.relative_to(root).parts}
    assert all(re.fullmatch(r"[\w.~\u4e00-\u9fff-]+", name) and not name.endswith(".") for name in names)
    assert {path.parent.parent.name for path in hostile.documents("html")} == {
        "company", "team-" + "~2E~2E~2F" * 5 + "east-2",
    }  # fmt: skip


def test_no_page_runs_or_fetches_anything(hostile: Company, open_page: Callable[..., Any]) -> None:
    shown = [page for page in hostile.pages if "measures" not in page.parts or "m-revenue" in page.name]
    shown = [page for page in shown if 'http-equiv="refresh"' not in page.read_text("utf-8")]
    assert len(shown) > 8
    for page in shown:
        opened = open_page(page)
        opened.unfold()
        opened.settle()
        assert opened.said == []
        assert {address for address in opened.requests if address.startswith("http")} == set()
        assert opened.ask(_FOREIGN) == []
    for page in hostile.documents("html"):
        assert open_page(page).requests == [page.as_uri()]
    assert hostile.asked_for == []


#: What a page must not have: elements that load or send, attributes that run, addresses outside the archive.
_FOREIGN = """() => {
  const bad = [...document.querySelectorAll('img, iframe, object, embed, base, frame, audio, video, image')];
  for (const one of document.querySelectorAll('*')) for (const {name, value} of one.attributes)
    if (/^on/i.test(name) || (/^(href|src|action|xlink:href)$/.test(name) && /^\\s*((?!data:,$)[a-z]+:|\\/\\/|\\\\)/i.test(value))) bad.push(one);
  return bad.map(one => one.outerHTML.slice(0, 200));
}"""


def test_each_text_is_there_to_be_read(hostile: Company, open_page: Callable[..., Any]) -> None:
    (weekly,) = (page for page in hostile.documents("html") if page.name == "review.en.html")
    opened = open_page(weekly)
    opened.unfold()
    read = " ".join(opened.ask("() => document.body.textContent").split())
    for said in (
        f'<script src="{hostile.lure}',
        "</style></title></textarea></svg><script>",
        "{{ 7*7 }} {% for x in",
        '#import "@preview/x:1.0.0" #read("/etc/passwd")',
        "$x$ $\\frac{1}{$ _{^",
        "=cmd|' /C calc'!A0",
        "abc[U+202E]txt.exe[U+2066][U+2067][U+2069]",
        "%s %n %(name)s {0} {name.__class__}",
        "\U00020bb7\u91ce\u5bb6",
        "[U+001B][31mred[U+0007]",
        "[U+0000][U+0001]",
        "two lines and a tab",
        "</title><script>alert(7)</script> $x$ =1+1",
        "<script>alert(6)</script> $\\frac$ & {{ 7*7 }}",
        "<img src=x onerror=alert(8)> *daily* `sales`",
    ):
        assert said in read, said
    assert "49" not in re.findall(r"\{\{ (\d+) \}\}", read)
    assert open_page(weekly, width=390).ask("() => document.documentElement.scrollWidth") <= 392


def test_no_document_grows_with_what_is_pasted_into_a_field(hostile: Company) -> None:
    kept = [pd.read_parquet(file) for file in hostile.workbook.archive.rglob("checks.parquet")]
    assert max(frame["text"].str.len().max() for frame in kept) == ENORMOUS  # the rows keep the whole
    for kind, most in (("html", 2_000_000), ("pdf", 4_000_000), ("xlsx", 1_000_000)):
        assert hostile.documents(kind)
        assert max(file.stat().st_size for file in hostile.documents(kind)) < most
    evidence = list((hostile.workbook.root / "output" / "runs").rglob("*.ipynb"))
    assert max(file.stat().st_size for file in evidence) < 10_000_000


def test_in_print_it_is_text_and_no_link_leads_outside(hostile: Company) -> None:
    for file in hostile.documents("pdf"):
        document = pypdfium2.PdfDocument(file)
        read = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
        assert '#import"@preview/x:1.0.0"' in read
        assert "root:x:0" not in read
        assert not re.search(rb"/(URI|JavaScript|Launch|GoToR|EmbeddedFile)\b", _unpacked(file.read_bytes()))


def _unpacked(pdf: bytes) -> bytes:
    """Give a PDF with what it packs: its objects may stand in streams."""
    found = [pdf]
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[start.end() :]))
        except zlib.error:
            continue
    return b"\n".join(part for part in found if b"/Type" in part)


def test_no_cell_of_a_workbook_is_more_than_its_text(hostile: Company) -> None:
    for file in hostile.documents("xlsx"):
        book = CalamineWorkbook.from_path(file)
        cells = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
        texts = [cell for cell in cells if isinstance(cell, str)]
        assert any(text.startswith("=cmd|") for text in texts)
        assert max(map(len, texts)) <= 32_767


def test_what_other_programs_read_of_the_archive_is_sound(hostile: Company) -> None:
    for file in hostile.workbook.archive.rglob("*.xml"):
        ElementTree.fromstring(file.read_text("utf-8"))
    for file in hostile.workbook.archive.rglob("*.json"):
        json.loads(file.read_text("utf-8"))


def test_the_terminal_is_told_in_words_alone(hostile: Company) -> None:
    for words in (("status",), ("check",), ("explain", PEOPLE["p012"], "2026-W47"), ("owed", "--on", "2026-11-18")):
        said = hostile.workbook.type(*words)
        assert "Traceback" not in said.stderr, said.stderr
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said.stdout + said.stderr), (
            words
        )
