"""Whether a post was taken, was refused, or nobody can say: only what is certain is called so."""

from __future__ import annotations

import socket
from datetime import timedelta
from email.utils import format_datetime

import pytest
from stand_ins.clocks import QuickClock
from stand_ins.server import Reply, StandIn

from reviewbook.delivery import Doubtful, Refused, Sent
from reviewbook.delivery.posting import Post
from reviewbook.web import Codes

CODES = Codes(field="errcode", renew=(42001,), again={45009: 60}, stop={93000: "delivery.wecom_93000"})
SECRET = "hook-hush+/="


class Door(StandIn):
    """Takes what it is sent, and answers as it is told."""

    def __init__(self):
        super().__init__()
        self.taken = []
        self.given = {"errcode": 0, "errmsg": "ok", "msgid": "m1"}

    def answer(self, seen):
        self.taken.append(seen.json)
        return self.given


@pytest.fixture
def door():
    with Door() as door:
        yield door


def post(door, clock=None, codes=CODES, **more):
    return Post(f"{door.base}/send?key={SECRET}", codes, {"json": {"text": "好"}}, clock or QuickClock(), **more)


def test_what_is_taken_is_sent_once(door):
    assert post(door, named="msgid").send() == Sent("m1")
    assert post(door).send() == Sent("")
    assert door.taken == [{"text": "好"}] * 2


def test_where_nobody_listens_it_is_refused_and_may_be_taken_later():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        result = Post(f"http://127.0.0.1:{closed.getsockname()[1]}/", CODES, {"json": {}}, QuickClock()).send()
    assert isinstance(result, Refused)
    assert (result.again, result.advice) == (True, "delivery.chat_unreachable")


@pytest.mark.parametrize("kind", ["cut", "drop"])
def test_an_answer_that_is_lost_leaves_a_doubt_and_it_is_not_posted_again(door, kind):
    door.fault(kind, "send", times=9)
    result = post(door).send()
    assert isinstance(result, Doubtful)
    assert len(door.requests) == 1


def test_nobody_waits_forever(door, monkeypatch):
    monkeypatch.setattr("reviewbook.delivery.posting._TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        result = Post(f"http://127.0.0.1:{silent.getsockname()[1]}/", CODES, {"json": {}}, QuickClock()).send()
    assert isinstance(result, Doubtful)


@pytest.mark.parametrize("status", [500, 502, 504, 408])
def test_a_gateway_that_gave_up_leaves_a_doubt(door, status):
    door.given = Reply(status, b"<html>Bad Gateway</html>")
    result = post(door).send()
    assert isinstance(result, Doubtful)
    assert str(status) in result.reason


def test_a_system_that_itself_says_no_is_believed_whatever_the_status(door):
    door.given = Reply(500, {"errcode": 93000, "errmsg": "invalid webhook url"})
    assert post(door).send() == Refused("93000 invalid webhook url", "delivery.wecom_93000", again=False)


def test_one_that_is_away_for_now_is_asked_another_time(door):
    door.given = Reply(503, b"maintenance", {"Retry-After": "120"})
    assert post(door).send() == Refused("503", "delivery.chat_busy", after=120)


@pytest.mark.parametrize("codes", [CODES, Codes()])
def test_too_many_are_asked_to_wait_in_seconds_or_until_a_date(door, codes):
    clock = QuickClock()
    door.given = Reply(429, {}, {"Retry-After": "37"})
    assert post(door, clock, codes).send() == Refused("429", "delivery.chat_busy", after=37)
    door.given = Reply(429, {}, {"Retry-After": format_datetime(clock.now() + timedelta(seconds=90), usegmt=True)})
    assert post(door, clock, codes).send() == Refused("429", "delivery.chat_busy", after=90)


def test_a_code_that_means_wait_is_waited_for_and_one_that_means_stop_has_its_advice(door):
    door.given = {"errcode": 45009, "errmsg": "freq"}
    assert post(door).send() == Refused("45009 freq", "delivery.chat_busy", again=True, after=60)
    door.given = {"errcode": 93000, "errmsg": "gone"}
    assert post(door).send() == Refused("93000 gone", "delivery.wecom_93000", again=False)
    door.given = {"errcode": 77777, "errmsg": "new"}
    assert post(door).send() == Refused("77777 new", "", again=False)


@pytest.mark.parametrize(
    "answer",
    [
        Reply(200, b"<html>Please log in</html>", {}),
        Reply(200, {"hello": 1}),
        Reply(200),
        Reply(200, []),
    ],
)
def test_an_answer_that_is_not_of_the_system_is_no_success(door, answer):
    door.given = answer
    assert isinstance(post(door).send(), Doubtful)


def test_without_a_code_any_status_of_success_is_one_but_a_page_is_none(door):
    door.given = Reply(202)
    assert post(door, codes=Codes()).send() == Sent("")
    door.faults = []
    door.given = Reply(200, {"a": 1}, {"Content-Type": "text/html"})
    assert isinstance(post(door, codes=Codes()).send(), Doubtful)


@pytest.mark.parametrize("status", [301, 302, 307, 405, 418])
def test_a_status_for_which_no_advice_is_written_names_none(door, status):
    door.given = Reply(status, b"", {"Location": "http://127.0.0.1:9/elsewhere"})
    assert post(door).send() == Refused(str(status), "", again=False)
    assert len(door.requests) == 1


def test_a_token_that_ended_is_told_and_the_same_may_be_taken_with_another(door):
    told = []
    door.given = {"errcode": 42001, "errmsg": "expired"}
    assert post(door, ended=lambda: told.append(1)).send() == Refused("42001 expired", "http.401", again=True)
    assert told == [1]
    assert post(door).send() == Refused("42001 expired", "http.401", again=False)


def test_an_answer_that_calls_itself_fine_is_looked_into(door):
    door.given = {"errcode": 0, "invaliduser": "li"}
    amiss = Refused("nobody", again=False)
    assert post(door, amiss=lambda body: amiss if body.get("invaliduser") else None).send() == amiss


@pytest.mark.parametrize("url", ["ftp://a.example/", "nonsense", "http://[::", ""])
def test_an_address_that_is_none_is_refused_for_good(url):
    assert Post(url, CODES, {"json": {}}, QuickClock()).send() == Refused(
        "its address is none", "delivery.chat_address", again=False
    )


def test_no_secret_stands_in_a_reason_nor_in_the_post_as_it_is_written(door):
    door.given = {"errcode": 93000, "errmsg": f"bad key {SECRET} hook-hush%2B%2F%3D at {door.base}/send?key={SECRET}"}
    sent = post(door, hidden=(SECRET,))
    assert "hush" not in sent.send().reason
    assert "hush" not in repr(sent)
    door.fault("drop", "send")
    assert "hush" not in sent.send().reason


def test_what_is_quoted_is_one_short_line_with_nothing_hidden_in_it(door):
    door.given = {"errcode": 93000, "errmsg": "a\n\x1b[31mb\u202e" + "c" * 999}
    reason = post(door).send().reason
    assert reason.startswith("93000 a [U+001B][31mb[U+202E]c")
    assert len(reason) == 300
