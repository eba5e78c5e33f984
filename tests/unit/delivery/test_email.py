"""E-mail: one letter per recipient that every mail program shows, and what is said of it when it does not go out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from stand_ins.clocks import QuickClock
from stand_ins.mail_server import MailServer

from reviewbook.delivery import Attachment, Doubtful, Line, Link, Message, Refused, Section, Sent
from reviewbook.delivery.channels.email import Email
from reviewbook.delivery.mail import html_body, mailbox, text_body
from reviewbook.params.channels.email import EmailEntry
from reviewbook.wording import entries

LIN = "lin@yunling.example"
PDF, SHEET = "销售周度复盘 2026-W47 华东区.pdf", "销售周度复盘 2026-W47 华东区.xlsx"

MESSAGE = Message(
    "weekly_review/2026-W47/team-east/1",
    "zh",
    "销售周度复盘 2026-W47 · 华东区",
    "数据截至 11 月 23 日 07:30",
    (
        Section("数字", (Line("签约额", "¥1,284.6 万", "目标 ¥1,350 万"), Line("赢单率", "31.3 %", "26／83", "bad"))),
        Section("发现", (Line("大客户回款变慢。", note="周建国在 11 月 25 日前确认付款日", tone="warn"),)),
    ),
    (Link("打开完整的复盘", "https://reviews.yunling.example/latest/?a=1&b=2"),),
    (
        Attachment(PDF, b"%PDF-1.7 " + b"page" * 200, "application/pdf"),
        Attachment(SHEET, b"PK" + b"cell" * 2000, "application/vnd.ms-excel"),
    ),
    "您是华东区周度复盘的读者。",
)


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


def channel(server, **more):
    return Email(EmailEntry(**server.entry(**more)), QuickClock())


def sent(server, message=MESSAGE, to=LIN, **more):
    ready = channel(server, **more).prepared(message, "mail", to)
    return ready if isinstance(ready, Refused) else ready.send()


def lines(letter, kind):
    """Give a body as it was written, with the ends of lines that Python has."""
    return letter.get_body((kind,)).get_content().replace("\r\n", "\n")


class Seen(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


# What arrives.


def test_a_letter_is_text_or_page_with_the_files_behind(server):
    assert isinstance(sent(server), Sent)
    assert server.is_left_alone()
    assert server.commands[-1].upper() == "QUIT"
    (letter,) = server.letters(LIN)
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "application/vnd.ms-excel",
    ]  # fmt: skip
    assert letter["Subject"] == MESSAGE.title
    assert letter["From"] == "云岭复盘 <reviews@yunling.example>"
    assert letter["To"] == LIN
    assert lines(letter, "plain") == text_body(MESSAGE)
    assert lines(letter, "html") == html_body(MESSAGE)
    assert [(one.get_filename(), one.get_content()) for one in letter.iter_attachments()] == [
        (one.name, one.content) for one in MESSAGE.attachments
    ]


def test_a_chinese_name_of_a_file_is_written_as_rfc_2231_has_it(server):
    sent(server)
    (raw,) = server.mailboxes[LIN]
    assert raw.isascii()
    written = raw.decode().replace("\r\n ", " ")
    assert re.search(r"filename\*(0\*)?=utf-8''%E9%94%80%E5%94%AE", written)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_no_program_answers_a_letter_and_a_person_does_at_the_right_place(server):
    sent(server, reply_to="销售运营 <ops@yunling.example>")
    (letter,) = server.letters(LIN)
    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert letter["Reply-To"] == "销售运营 <ops@yunling.example>"


def test_the_same_letter_has_the_same_bytes_and_a_name_by_message_and_recipient(server):
    first, again = sent(server), sent(server)
    other, later = (
        sent(server, to="wu@yunling.example"),
        sent(server, replace(MESSAGE, id="weekly_review/2026-W47/team-east/2")),
    )
    assert first == again
    assert len({first.reference, other.reference, later.reference}) == 3
    assert server.mailboxes[LIN][0] == server.mailboxes[LIN][1]
    letter = server.letters(LIN)[0]
    assert letter["Message-ID"] == first.reference
    assert letter["Message-ID"].endswith("@yunling.example>")
    assert letter["Date"].datetime == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(server):
    dotted = replace(MESSAGE, language="en", title=".", lead=".\n..two\n.", sections=(), attachments=())
    assert isinstance(sent(server, dotted), Sent)
    assert lines(server.letters(LIN)[0], "plain") == text_body(dotted)
    assert "\n..two\n" in text_body(dotted)


def test_files_for_which_the_server_has_no_room_stay_behind_the_last_first_and_both_bodies_say_so(server):
    sent(server, most_megabytes=0.02)
    (letter,) = server.letters(LIN)
    assert [one.get_filename() for one in letter.iter_attachments()] == [PDF]
    assert len(server.mailboxes[LIN][0]) <= 20_000
    for kind in ("plain", "html"):
        said = letter.get_body((kind,)).get_content()
        assert SHEET in said
        assert PDF not in said
        assert "附件太大" in said


# The page.


def test_a_page_loads_nothing_and_runs_nothing():
    elements = Seen(html_body(MESSAGE)).elements
    assert not {"script", "link", "img", "iframe", "form", "svg", "object"} & {tag for tag, _ in elements}
    assert not [
        name for _, attrs in elements for name in attrs if name.startswith("on") or name in ("src", "background")
    ]
    assert not re.search(r"url\(|@import|@font-face", html_body(MESSAGE))


def test_a_page_says_its_language_and_begins_with_what_a_list_of_mails_shows():
    page = Seen(html_body(MESSAGE))
    assert dict(page.elements)["html"]["lang"] == "zh-Hans"
    assert "数据截至 11 月 23 日 07:30 · 签约额 ¥1,284.6 万 · 赢单率 31.3 %" in page.text
    assert dict(Seen(html_body(replace(MESSAGE, language="en"))).elements)["html"]["lang"] == "en"


def test_every_table_that_only_arranges_says_so_and_a_number_is_the_cell_of_its_name():
    elements = Seen(html_body(MESSAGE)).elements
    tables = [attrs.get("role") for tag, attrs in elements if tag == "table"]
    assert tables.count(None) == 1
    assert [attrs["scope"] for tag, attrs in elements if tag == "th"] == ["row", "row"]


def test_a_tone_is_a_sign_with_a_word_and_a_colour():
    elements = Seen(html_body(MESSAGE)).elements
    assert [attrs["aria-label"] for _, attrs in elements if attrs.get("role") == "img"] == ["差", "留意"]
    assert "✕" in html_body(MESSAGE)
    assert "✕ 赢单率：31.3 %（26／83）" in text_body(MESSAGE)


def test_what_somebody_typed_is_text_everywhere():
    typed = '<script>alert(1)</script><img src=x onerror=1>" style="x"\n第二行\u202e{{ 7 }}'
    hostile = Message(
        "x", "zh", typed, typed, (Section(typed, (Line(typed, typed, typed, "bad"), Line(typed, note=typed))),),
        (Link(typed, 'https://a.example/"><script>'),), (), typed,
    )  # fmt: skip
    page = Seen(html_body(hostile, (typed,)))
    assert not {"script", "img"} & {tag for tag, _ in page.elements}
    assert not [attrs for _, attrs in page.elements if "onerror" in attrs]
    assert page.text.count("{{ 7 }}") >= 9
    assert "\u202e" not in html_body(hostile) + text_body(hostile)
    assert "[U+202E]" in text_body(hostile)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "readers/east/", "https://"]
)
def test_a_link_that_leads_nowhere_on_the_web_is_left_out(url):
    message = replace(MESSAGE, links=(Link("坏", url), *MESSAGE.links))
    assert [attrs["href"] for tag, attrs in Seen(html_body(message)).elements if tag == "a"] == [MESSAGE.links[0].url]
    assert "坏" not in text_body(message)


def test_a_page_is_not_longer_than_mail_programs_show_and_the_text_says_all():
    many = replace(
        MESSAGE, sections=(Section("催办", tuple(Line(f"第 {one} 份日报还没有交。") for one in range(400))),)
    )
    assert len(html_body(many).encode()) < 102_000
    assert "另有" in Seen(html_body(many)).text
    assert "第 399 份" in text_body(many)
    assert "另有" not in text_body(many)


def test_plain_text_reads_alone():
    assert text_body(MESSAGE) == (
        "销售周度复盘 2026-W47 · 华东区\n==============================\n\n数据截至 11 月 23 日 07:30\n\n"
        "【数字】\n- 签约额：¥1,284.6 万（目标 ¥1,350 万）\n✕ 赢单率：31.3 %（26／83）\n\n"
        "【发现】\n▲ 大客户回款变慢。\n  → 周建国在 11 月 25 日前确认付款日\n\n"
        "打开完整的复盘\nhttps://reviews.yunling.example/latest/?a=1&b=2\n\n—\n您是华东区周度复盘的读者。\n"
    )


# Addresses and headers.


def test_no_header_can_be_put_in_by_what_somebody_named(server):
    bad = replace(
        MESSAGE,
        title="题\r\nBcc: eve@evil.example\r\n\r\nbody",
        attachments=(Attachment('a"\r\nX-Evil: 1\r\n.pdf', b"x", "application/pdf"),),
    )
    sent(server, bad)
    (letter,) = server.letters(LIN)
    assert not [name for part in letter.walk() for name in part if name in ("Bcc", "X-Evil")]
    assert letter["Subject"] == "题 Bcc: eve@evil.example body"
    assert list(server.mailboxes) == [LIN]


@pytest.mark.parametrize(
    "to",
    ["", "lin", "a@b@", "a b@c.example", "lin@yunling.example, eve@evil.example", "a@b.example>\r\nRCPT TO:<eve@evil.example",
     "林@yunling.example", "a@-b.example", "a@b..example", "x" * 65 + "@b.example", "<a@b.example> <c@d.example>", "a\n@b.example"],
)  # fmt: skip
def test_what_is_no_mailbox_is_refused_before_anybody_is_asked(server, to):
    refused = sent(server, to=to)
    assert isinstance(refused, Refused)
    assert (refused.advice, refused.again) == ("delivery.mail_address", False)
    assert server.commands == []


def test_a_mailbox_may_have_a_name_and_a_domain_of_any_alphabet():
    found = mailbox('"林, 平玲" <lin.p@云岭.example>')
    assert (found.name, found.address) == ("林, 平玲", "lin.p@xn--9kqv75a.example")


# Being refused, and not knowing.


def test_it_logs_in_and_keeps_the_password_to_itself(server, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", server.password)
    assert isinstance(sent(server, user="reviews", password="MAIL_PASSWORD"), Sent)
    assert [one for one in server.commands if one.startswith("AUTH PLAIN")]


def test_a_wrong_login_is_not_tried_again(server, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "wrong-4711")
    ready = channel(server, user="reviews", password="MAIL_PASSWORD").prepared(MESSAGE, "mail", LIN)
    refused = ready.send()
    assert refused == Refused("535 5.7.8 bad credentials", "delivery.mail_login", again=False)
    assert "wrong-4711" not in repr(ready) + repr(refused)
    assert server.mailboxes == {}


def test_a_server_that_quotes_the_password_is_not_quoted(server, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "wrong-4711")
    server.fault("reply", "AUTH", "535 5.7.8 no such password wrong-4711")
    assert "wrong-4711" not in repr(sent(server, user="reviews", password="MAIL_PASSWORD"))


@pytest.mark.parametrize("password", [None, "Pässwört"])
def test_a_login_that_cannot_be_is_told(server, monkeypatch, password):
    monkeypatch.delenv("MAIL_PASSWORD", raising=False)
    monkeypatch.setattr("reviewbook.web.credentials._from_keyring", lambda name: password)
    refused = sent(server, user="reviews", password="MAIL_PASSWORD")
    assert (refused.advice, refused.again) == ("delivery.mail_login", False)


def test_a_server_without_a_login_says_so(server, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", server.password)
    server.has_login = False
    assert sent(server, user="reviews", password="MAIL_PASSWORD").advice == "delivery.mail_login"


@pytest.mark.parametrize(
    ("step", "reply", "advice", "again"),
    [
        ("connect", "421 4.3.2 closing", "", True),
        ("connect", "554 5.7.1 you are on a list", "mail_rejected", False),
        ("EHLO", "421 4.3.2 closing", "", True),
        ("MAIL", "530 5.7.0 Must issue a STARTTLS command first", "mail_rejected", False),
        ("MAIL", "530 login first", "mail_login", False),
        ("MAIL", "553 not your address", "mail_sender", False),
        ("RCPT", "451 4.7.1 greylisted, come again", "", True),
        ("RCPT", "450 4.2.2 mailbox full", "mail_full", True),
        ("RCPT", "550 5.1.1 no such user", "mail_unknown_user", False),
        ("RCPT", "550 no such user", "mail_unknown_user", False),
        ("RCPT", "550 5.7.1 relaying denied", "mail_rejected", False),
        ("DATA", "452 4.3.1 no space", "", True),
        (".", "552 5.3.4 too big", "mail_too_big", False),
        (".", "552 too big", "mail_too_big", False),
        (".", "554 5.7.1 looks like spam", "mail_rejected", False),
        (".", "451 4.3.0 local error", "", True),
    ],
)  # fmt: skip
def test_each_no_of_a_server_says_whether_it_may_be_tried_again_and_what_to_do(server, step, reply, advice, again):
    server.fault("reply", step, reply)
    refused = sent(server)
    assert refused.reason == reply
    assert (refused.advice, refused.again) == (f"delivery.{advice}" if advice else "", again)
    assert (refused.after > 0) == again
    assert server.mailboxes == {}
    assert not refused.advice or f"advice.{refused.advice}" in entries()
    assert server.is_left_alone()


def test_of_two_recipients_the_one_whose_mailbox_is_gone_does_not_keep_the_other_from_it(server):
    server.fault("reply", "RCPT", "550 5.1.1 no such user", mailbox="gone@yunling.example")
    assert isinstance(sent(server, to="gone@yunling.example"), Refused)
    assert isinstance(sent(server), Sent)
    assert list(server.mailboxes) == [LIN]


def test_a_server_that_says_how_much_it_takes_refuses_before_it_is_sent(server):
    server.limit = 3_000
    assert sent(server) == Refused("552 5.3.4 message too big", "delivery.mail_too_big", again=False)
    assert not [one for one in server.commands if one.startswith("DATA")]


@pytest.mark.parametrize("step", ["connect", "EHLO", "MAIL", "RCPT", "DATA", "content"])
def test_a_connection_that_ends_before_the_last_dot_has_brought_nothing(server, step):
    server.fault("cut", step)
    size = 12_000_000 if step == "content" else 10  # more than what lies between the two can hold
    big = replace(MESSAGE, attachments=(Attachment("a.pdf", bytes(size), "application/pdf"),))
    refused = sent(server, big)
    assert isinstance(refused, Refused)
    assert (refused.advice, refused.again) == ("delivery.mail_unreachable", True)
    assert server.mailboxes == {}
    assert server.is_left_alone()


@pytest.mark.parametrize(("kind", "kept"), [("silent", 1), ("cut", 0)])
def test_a_connection_that_ends_behind_the_last_dot_leaves_it_in_doubt(server, kind, kept):
    server.fault(kind, ".")
    assert isinstance(sent(server), Doubtful)
    assert len(server.mailboxes.get(LIN, [])) == kept
    assert server.is_left_alone()


def test_an_answer_that_is_none_leaves_it_in_doubt(server):
    server.fault("reply", ".", "what?")
    assert isinstance(sent(server), Doubtful)


def test_a_server_that_is_away_may_be_tried_again():
    with MailServer() as server:
        ready = channel(server).prepared(MESSAGE, "mail", LIN)
    refused = ready.send()
    assert (refused.advice, refused.again) == ("delivery.mail_unreachable", True)


def test_nobody_tells_whether_a_letter_arrived_so_it_is_not_sent_twice(server):
    sent(server)
    assert channel(server).arrived(MESSAGE, "mail", LIN) is None
    assert channel(server).repeatable(3600, "text") is False
    assert channel(server).parts(MESSAGE) == ("mail",)


# Kept secret on the way.


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_goes_encrypted_to_a_server_whose_certificate_is_trusted(security, tmp_path, monkeypatch):
    with MailServer(security, tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        monkeypatch.setenv("MAIL_PASSWORD", server.password)
        assert isinstance(sent(server, user="reviews", password="MAIL_PASSWORD"), Sent)
        before = (
            [one.split(" ")[0] for one in server.commands[: server.commands.index("STARTTLS")]]
            if security == "starttls"
            else []
        )
        assert "AUTH" not in before
        assert len(server.mailboxes[LIN]) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_talked_to(security, tmp_path):
    with MailServer(security, tmp_path) as server:
        refused = sent(server)
        assert (refused.advice, refused.again) == ("delivery.mail_certificate", True)
        assert not [one for one in server.commands if one.startswith(("AUTH", "MAIL"))]


def test_a_server_without_starttls_gets_no_letter_in_clear(server):
    refused = sent(server, security="starttls")
    assert refused == Refused("it offers no STARTTLS", "delivery.mail_starttls", again=False)
    assert not [one for one in server.commands if one.startswith("MAIL")]
