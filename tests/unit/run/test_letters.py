"""What people read: of an edition, of one that is late, and to the owner; in Chinese and in English."""

import json

import pytest

from reviewbook.delivery import Attachment, Line, Link, Message, Section
from reviewbook.editions import Edition
from reviewbook.editions.record import FORM, Record
from reviewbook.run.letters import kept, of_edition, of_late, to_owner, unkept

SAID = {
    "zh": [
        {"at": "headline", "kind": "number", "text": "销售额  ¥44.0万  较上周 +12%"},
        {"at": "headline", "kind": "number", "text": "按时率  92%"},
        {"at": "headline", "kind": "number", "text": "无值"},
        {"at": "table-1", "kind": "table", "text": "谁按时"},
        {"at": "findings", "kind": "finding", "text": "华星三周未下单", "action": "李娜周三前拜访"},
    ],
    "en": [{"at": "findings", "kind": "finding", "text": "Huaxing has not ordered for three weeks", "action": ""}],
}


@pytest.fixture
def edition(tmp_path):
    """Give an edition: ``edition(number=2)`` says only what differs."""

    def made(**changes):
        files = {"review.zh.html": b"<p>", "review.zh.pdf": b"%PDF", "review.en.html": b"<p>"}
        values = {
            "review": "weekly_review",
            "title": {"zh": "销售周度复盘", "en": "Weekly sales review"},
            "period": "2026-W47",
            "audience": {"kind": "team", "id": "east", "name": "华东区"},
            "number": 1,
            "as_of": "2026-11-23T09:00:00+08:00",
            "zone": "Asia/Shanghai",
            "parameters": {},
            "parameters_digest": "",
            "code": {"version": "1", "digest": "c"},
            "inputs": "i",
            "files": [{"name": name, "size": len(content), "sha256": ""} for name, content in files.items()],
            "figures": [],
            "said": SAID,
            "reason": "first",
            "changed": [],
            "previous": None,
            "form": FORM,
            "rules": "",
            "params": "",
            "company": {},
            "currency": "",
            "measures": {},
        }
        record = Record.model_validate({**values, **changes})
        folder = tmp_path / "published" / record.review / record.period / "team-east" / str(record.number)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return Edition(folder, record)

    return made


def lines(message):
    return [(section.title, *section.lines) for section in message.sections]


def test_in_chinese_it_says_what_stands_on_page_one(edition):
    message = of_edition(edition(), "zh", (), "", 0)
    assert message.id == "weekly_review/2026-W47/team-east/1/zh"
    assert message.title == "销售周度复盘｜2026年第47周（11月16日–22日）｜华东区"
    assert message.lead == "数据截至 2026-11-23 09:00（北京时间）。"
    assert lines(message) == [
        ("关键数字", Line("销售额", "¥44.0万", "较上周 +12%"), Line("按时率", "92%"), Line("无值")),
        ("主要发现", Line("华星三周未下单", note="李娜周三前拜访")),
    ]
    assert message.links == message.attachments == ()


def test_in_english_too(edition):
    message = of_edition(edition(), "en", (), "", 0)
    assert message.id == "weekly_review/2026-W47/team-east/1/en"
    assert message.title == "Weekly sales review · Week 47 of 2026 (16–22 Nov) · 华东区"
    assert message.lead == "Data as of 23 Nov 2026, 09:00 (Shanghai time)."
    assert lines(message) == [("Findings", Line("Huaxing has not ordered for three weeks"))]


def test_caveats_and_a_new_edition_are_told_before_all_else(edition):
    (first, *_), *_ = [section.lines for section in of_edition(edition(), "zh", (), "", 2).sections]
    assert (first.text, first.tone) == ("本期有 2 项须留意的数据问题，见首页。", "warn")
    head, *_ = of_edition(edition(number=2, reason="changed", previous=1), "en", (), "", 1).sections
    assert [line.text for line in head.lines] == [
        "This is edition 2; it replaces the one before, and page one says what changed.",
        "There are caveats about the data: 1, named on page one.",
    ]


def test_no_more_than_page_one_holds(edition):
    said = [{"at": "x", "kind": kind, "text": f"{n}  1"} for n in range(9) for kind in ("number", "finding")]
    numbers, findings = of_edition(edition(said={"zh": said}), "zh", (), "", 0).sections
    assert (len(numbers.lines), len(findings.lines)) == (5, 7)


def test_files_go_along_where_they_are_there(edition):
    message = of_edition(edition(), "zh", ("pdf", "xlsx", "html"), "", 0)
    assert message.attachments == (
        Attachment("销售周度复盘 2026-W47 华东区.pdf", b"%PDF", "application/pdf"),
        Attachment("销售周度复盘 2026-W47 华东区.html", b"<p>", "text/html"),
    )
    assert of_edition(edition(), "en", ("pdf",), "", 0).attachments == ()


@pytest.mark.parametrize(("name", "file"), [
    ("../../etc/passwd", ".._.._etc_passwd"),
    ('a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i"),
    ("East\r\nBcc: x@y", "East_Bcc_ x@y"),
    ("\u202egnp.exe", "[U+202E]gnp.exe"),
    ("a. .", "a"),
])  # fmt: skip
def test_the_name_of_a_file_is_taken_by_any_disk(edition, name, file):
    audience = {"kind": "team", "id": "east", "name": name}
    (attachment,) = of_edition(edition(audience=audience), "zh", ("pdf",), "", 0).attachments
    assert attachment.name == f"销售周度复盘 2026-W47 {file}.pdf"


def test_the_name_of_a_file_is_not_too_long(edition):
    audience = {"kind": "team", "id": "east", "name": "华" * 200}
    (attachment,) = of_edition(edition(audience=audience), "zh", ("pdf",), "", 0).attachments
    assert len(attachment.name.encode()) <= 255
    assert attachment.name.endswith("华.pdf")


def test_links_lead_to_what_is_there(edition):
    message = of_edition(edition(), "zh", (), "https://reviews.example/a/", 0)
    base = "https://reviews.example/a/weekly_review/2026-W47/team-east/1"
    assert [(link.text, link.url) for link in message.links] == [
        ("在线阅读全文", f"{base}/review.zh.html"),
        ("打开 PDF", f"{base}/review.zh.pdf"),
    ]
    assert [link.text for link in of_edition(edition(), "en", (), "https://x", 0).links] == ["Read the review"]


def test_late_it_says_so_and_that_nothing_need_be_done():
    zh, en = (of_late("late/1", language, "周报 · 华东区", "2026-W47", "09:00") for language in ("zh", "en"))
    assert zh.title == "周报 · 华东区｜2026年第47周（11月16日–22日） 将晚到"
    assert "您无需做任何事" in zh.sections[0].lines[0].text
    assert "It was due 09:00." in en.sections[0].lines[0].text
    assert "there is nothing you need to do" in en.sections[0].lines[0].text


def test_the_owner_is_told_why_what_was_tried_and_what_to_do():
    told = {"why": ["a\u202eb", "second"], "tried": [], "do": ["look"]}
    message = to_owner("broken/1", "en", "broken", told, {})
    assert message.title == "A run broke off"
    assert lines(message) == [
        ("Why", Line("a[U+202E]b", tone="bad"), Line("second", tone="bad")),
        ("What to do", Line("look")),
    ]
    assert to_owner("broken/1", "zh", "broken", told, {}).sections[0].title == "原因"


def test_what_is_kept_in_the_ledger_is_read_back_without_its_files():
    whole = Message(
        "id", "en", "t", "l", (Section("s", (Line("a", "1", "n", "bad"), Line("b"))), Section("", ())),
        (Link("read", "https://x"),), (Attachment("a.pdf", b"%PDF"),), "f",
    )  # fmt: skip
    assert unkept(json.loads(json.dumps(kept(whole)))) == unkept(kept(whole)) == whole.without_files()
