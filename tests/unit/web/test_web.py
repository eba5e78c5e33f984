"""What an answer means and what is done about it, on a server that goes wrong in every way."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import format_datetime

import pytest
from filelock import FileLock
from stand_ins.clocks import QuickClock
from stand_ins.server import Reply, StandIn

from reviewbook.errors import SourceError
from reviewbook.web import Codes, Grant, Pace, Refused, Token, Web, secret
from reviewbook.web import tokens as tokens_module

CODES = Codes(
    field="errcode",
    renew=(42001,),
    again={45009: 60},
    stop={60020: "http.403"},
    message="errmsg",
    advice={403: "http.403"},
)


class Shop(StandIn):
    """Gives what it is told to, one after the other, and at last an order."""

    def __init__(self):
        super().__init__()
        self.given = []
        self.good = {"first"}

    def answer(self, seen):
        if self.good is not None and seen.query.get("access_token", "first") not in self.good:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        return self.given.pop(0) if self.given else {"errcode": 0, "orders": [1]}


@pytest.fixture
def shop():
    with Shop() as shop:
        yield shop


@pytest.fixture
def clock():
    return QuickClock()


def web(shop, clock, **how):
    return Web("shop", shop.base, codes=how.pop("codes", CODES), clock=clock, **how)


def orders(web):
    return web.ask("GET", "/orders", what="orders").body["orders"]


def test_a_fine_answer_is_given_and_nobody_waits(shop, clock):
    assert orders(web(shop, clock)) == [1]
    assert clock.slept == []


@pytest.mark.parametrize("kind", ["cut", "drop", "status"])
def test_what_may_go_well_another_time_is_asked_again_with_longer_and_longer_pauses(shop, clock, kind):
    shop.fault(kind, "orders", times=3)
    assert orders(web(shop, clock)) == [1]
    assert clock.slept == [2, 4, 8]
    assert len(shop.requests) == 4


def test_retry_after_is_waited_for_in_seconds_and_as_a_date(shop, clock):
    at = format_datetime(clock.now() + timedelta(seconds=30 + 8), usegmt=True)
    shop.given = [Reply(429, {}, {"Retry-After": "7"}), Reply(503, b"busy", {"Retry-After": at})]
    assert orders(web(shop, clock)) == [1]
    assert clock.slept == [7 + 1, 30 + 1]  # and up to a second, so that not all come at once


def test_a_code_inside_an_answer_that_calls_itself_fine_counts(shop, clock):
    shop.given = [{"errcode": 45009, "errmsg": "api freq out of limit"}]
    assert orders(web(shop, clock)) == [1]
    assert clock.slept == [61]


def test_who_is_refused_again_and_again_gives_up_and_says_so(shop, clock):
    shop.fault("status", "orders", times=99, status=502)
    with pytest.raises(SourceError) as error:
        orders(web(shop, clock, attempts=4))
    assert str(error.value).startswith("source shop: orders: was refused, 4 times 502.")
    assert len(shop.requests) == 4


def test_what_only_a_person_can_mend_is_said_at_once_with_what_to_do(shop, clock):
    shop.given = [{"errcode": 60020, "errmsg": "not allow to access from your ip, 203.0.113.9"}]
    with pytest.raises(Refused) as error:
        orders(web(shop, clock))
    assert str(error.value).startswith(
        "source shop: orders: was refused 60020: not allow to access from your ip, 203.0.113.9."
    )
    assert (error.value.advice, error.value.code) == ("http.403", "60020")
    assert (len(shop.requests), clock.slept) == (1, [])


def test_who_asks_to_be_left_alone_for_hours_is_left_alone(shop, clock):
    shop.given = [Reply(429, {}, {"Retry-After": "7200"})]
    with pytest.raises(SourceError, match=r"left alone until 2026-11-20 11:00 UTC; pull again then\."):
        orders(web(shop, clock))
    assert clock.slept == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Reply(200, b"<html>Sign in</html>"), "it is no JSON: '<html>Sign in</html>'"),
        ({"orders": []}, "the answer has no 'errcode'"),
        (Reply(302, b"", {"Location": "/login"}), "was refused 302"),
    ],
)
def test_an_answer_that_is_none_is_no_empty_list(shop, clock, answer, said):
    shop.given = [answer]
    with pytest.raises(SourceError) as error:
        orders(web(shop, clock))
    assert said in str(error.value)


def test_nothing_there_and_nothing_new_are_answers(shop, clock):
    shop.given = [Reply(204), Reply(304)]
    ours = web(shop, clock)
    assert [ours.ask("GET", "orders", what="orders").body for _ in range(2)] == [None, None]


def test_a_whole_number_of_64_bits_stays_exact(shop, clock):
    shop.given = [{"errcode": 0, "orders": [18446744073709551615]}]
    assert orders(web(shop, clock)) == [18446744073709551615]


def test_a_link_to_another_host_is_not_followed(shop, clock):
    with pytest.raises(SourceError, match=r"leads on to another address, evil\.example"):
        web(shop, clock).ask("GET", "https://evil.example/orders?cursor=2", what="orders")


def test_no_more_calls_are_made_than_the_pace_allows(shop, clock):
    ours = web(shop, clock, pace=Pace(2, 10))
    for _ in range(5):
        orders(ours)
    assert clock.slept == [10, 10]


def put(request, token):
    request.url = request.url.copy_merge_params({"access_token": token})


class Tokens:
    def __init__(self, shop, seconds=7200):
        self.shop, self.seconds, self.names = shop, seconds, iter(["first", "second", "third"])
        self.fetched = []

    def __call__(self):
        self.fetched.append(next(self.names))
        return Grant(self.fetched[-1], self.seconds)


def test_a_token_is_fetched_once_and_renewed_a_minute_before_it_ends(shop, clock):
    tokens = Tokens(shop)
    shop.good = None
    ours = web(shop, clock, auth=Token("shop", tokens, put, clock))
    orders(ours), orders(ours)
    clock.at += timedelta(seconds=7200 - 61)
    orders(ours)
    assert tokens.fetched == ["first"]
    clock.at += timedelta(seconds=1)
    orders(ours)
    assert tokens.fetched == ["first", "second"]
    assert [seen.query["access_token"] for seen in shop.requests] == ["first", "first", "first", "second"]


def test_a_token_that_was_taken_back_is_renewed_and_the_call_made_once_more(shop, clock):
    tokens = Tokens(shop)
    shop.good = {"second"}
    assert orders(web(shop, clock, auth=Token("shop", tokens, put, clock))) == [1]
    assert tokens.fetched == ["first", "second"]
    assert clock.slept == []


def test_a_new_token_that_is_refused_as_well_is_told_and_nobody_goes_round_in_circles(shop, clock):
    tokens = Tokens(shop)
    shop.good = set()
    with pytest.raises(SourceError, match="was refused 42001: access_token expired"):
        orders(web(shop, clock, auth=Token("shop", tokens, put, clock)))
    assert tokens.fetched == ["first", "second"]


def test_two_who_were_refused_at_once_renew_once(shop, clock):
    tokens = Tokens(shop)
    token = Token("shop", tokens, put, clock)
    refused = token.grant().token
    assert {token.renew(refused).token, token.renew(refused).token} == {"second"}
    assert tokens.fetched == ["first", "second"]


def test_a_lasting_token_serves_the_next_run_and_only_its_owner_may_read_it(shop, clock, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tokens = Tokens(shop)
    for _ in range(2):
        assert Token("shop", tokens, put, clock, lasting=True).grant().token == "first"
    (kept,) = tmp_path.rglob("*.json")
    assert kept.stat().st_mode & 0o077 == 0
    clock.at += timedelta(hours=2)
    assert Token("shop", tokens, put, clock, lasting=True).grant().token == "second"


def test_a_kept_token_that_the_system_took_back_is_fetched_anew(shop, clock, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tokens = Tokens(shop)
    Token("shop", tokens, put, clock, lasting=True).grant()
    shop.good = {"second"}
    assert orders(web(shop, clock, auth=Token("shop", tokens, put, clock, lasting=True))) == [1]
    assert Token("shop", tokens, put, clock, lasting=True).grant().token == "second"


def test_no_secret_stands_in_a_message_or_in_the_log(shop, clock, caplog):
    caplog.set_level(logging.DEBUG)
    tokens = Tokens(shop)
    ours = web(shop, clock, auth=Token("shop", tokens, put, clock))
    ours.hide("p@ss/word")
    shop.given = [{"errcode": 99, "errmsg": "bad access_token first of p@ss/word or p%40ss%2Fword"}]
    with pytest.raises(SourceError) as error:
        orders(ours)
    assert "bad access_token ••• of ••• or •••" in str(error.value)
    assert "first" not in caplog.text
    assert orders(ours) == [1]


def test_an_address_where_nobody_is_says_so(clock):
    with pytest.raises(Refused) as error:
        Web("shop", "http://127.0.0.1:9", clock=clock, attempts=2).ask("GET", "orders", what="orders")
    assert error.value.advice == "http.unreachable"
    assert "source shop: orders: was refused, 2 times" in str(error.value)


def test_the_header_in_which_a_system_gives_its_reason_is_told(shop, clock):
    shop.given = [Reply(429, {}, {"RateLimit-Reason": "jira-burst-based"})] * 2
    with pytest.raises(SourceError, match="was refused, 2 times 429: jira-burst-based"):
        orders(web(shop, clock, codes=Codes(reason="RateLimit-Reason"), attempts=2))


def test_a_code_that_nobody_knows_under_a_status_that_passes_is_asked_again(shop, clock):
    shop.given = [Reply(503, {"errcode": 777, "errmsg": "maintenance"})]
    assert orders(web(shop, clock)) == [1]


def test_the_name_of_an_answer_is_told_for_the_vendors_support(shop, clock):
    shop.given = [{"errcode": 5, "errmsg": "no", "traceId": "E-O.7"}]
    with pytest.raises(SourceError, match=r"was refused 5: no \(traceId E-O\.7\)"):
        orders(web(shop, clock, codes=Codes(field="errcode", trace="traceId")))


def test_who_asks_for_a_short_wait_again_and_again_is_left_alone_for_longer_and_longer(shop, clock):
    shop.given = [Reply(429, {}, {"Retry-After": "1"})] * 4
    assert orders(web(shop, clock)) == [1]
    assert clock.slept == [2, 4, 8, 16]


@pytest.mark.parametrize("text", ["inf", "1e300", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_without_end_is_told_like_any_long_one(shop, clock, text):
    shop.given = [Reply(429, {}, {"Retry-After": text})]
    with pytest.raises(SourceError, match=r"left alone until 2027-11-21 09:00 UTC; pull again then\."):
        orders(web(shop, clock))


def test_an_empty_answer_is_asked_for_again_and_is_no_empty_list(shop, clock):
    shop.given = [Reply(200, b"")]
    assert orders(web(shop, clock)) == [1]
    shop.given = [Reply(200, b"")] * 2
    with pytest.raises(Refused, match="was refused, 2 times: the answer is empty") as error:
        orders(web(shop, clock, attempts=2))
    assert error.value.advice == "http.strange"


def test_a_garbled_answer_is_asked_for_again(shop, clock):
    shop.given = [Reply(200, b"no gzip", {"Content-Encoding": "gzip"})]
    assert orders(web(shop, clock)) == [1]


def test_a_number_that_is_none_is_a_text(shop, clock):
    shop.given = [Reply(200, b'{"errcode": 0, "orders": [NaN, -Infinity, 0.1]}')]
    assert orders(web(shop, clock)) == ["NaN", "-Infinity", 0.1]


def test_an_answer_in_another_encoding_is_told_and_not_guessed(shop, clock):
    shop.given = [Reply(200, '{"errcode": 0, "orders": ["客户"]}'.encode("gbk"))]
    with pytest.raises(SourceError, match="it is no JSON"):
        orders(web(shop, clock))


def test_a_code_that_is_a_whole_object_is_an_unknown_code(shop, clock):
    shop.given = [{"errcode": {"id": 7}, "errmsg": "no"}]
    with pytest.raises(SourceError, match=r"was refused {'id': 7}: no"):
        orders(web(shop, clock))


def test_a_401_with_a_code_that_nobody_knows_renews_the_token(shop, clock):
    tokens = Tokens(shop)
    shop.good, shop.given = None, [Reply(401, {"errcode": 777, "errmsg": "who are you"})]
    assert orders(web(shop, clock, auth=Token("shop", tokens, put, clock))) == [1]
    assert tokens.fetched == ["first", "second"]


def test_a_code_that_nobody_knows_has_the_advice_of_its_status(shop, clock):
    shop.given = [Reply(403, {"errcode": 777, "errmsg": "no"})]
    with pytest.raises(Refused) as error:
        orders(web(shop, clock))
    assert (error.value.advice, error.value.code) == ("http.403", "777")


@pytest.mark.parametrize(
    ("given", "is_passing"),
    [(Reply(503), True), (Reply(429, {}, {"Retry-After": "7200"}), True), (Reply(401), True), (Reply(400), False)],
)
def test_whether_the_same_may_be_answered_another_time_is_known(shop, clock, given, is_passing):
    shop.given = [given] * 2
    with pytest.raises(Refused) as error:
        orders(web(shop, clock, attempts=2))
    assert error.value.is_passing is is_passing


def test_the_same_host_may_be_written_in_two_ways(shop, clock):
    ours = Web("shop", "HTTP://LOCALHOST:9/api", clock=clock, attempts=1)
    with pytest.raises(SourceError, match="Connection refused"):  # asked, and nobody is there
        ours.ask("GET", "http://localhost:9/api/orders", what="orders")
    with pytest.raises(SourceError, match=r"leads on to another address, 127\.0\.0\.1\."):
        ours.ask("GET", "http://login:secret@127.0.0.1:9/orders", what="orders")


def test_a_clock_that_is_set_back_makes_nobody_wait_for_days(shop, clock):
    ours = web(shop, clock, pace=Pace(1, 10))
    orders(ours)
    clock.at -= timedelta(days=2)
    orders(ours)
    assert clock.slept == [10]


def test_a_secret_that_cannot_be_sent_stands_in_no_message(shop, clock):
    with pytest.raises(SourceError, match="letters that no key has") as error:
        Web("shop", shop.base, headers={"Authorization": "Bearer ｓｅｃｒｅｔ"}, clock=clock)
    assert "ｓｅｃｒｅｔ" not in str(error.value)
    ours = Web("shop", shop.base, headers={"Authorization": "Token key\n12x"}, clock=clock, attempts=1)
    ours.hide("key\n12x")
    with pytest.raises(SourceError, match="Illegal header value b'Token •••'"):
        ours.ask("GET", "orders", what="orders")


def test_no_secret_stands_in_what_python_says_of_an_answer_or_a_token(shop, clock):
    assert "hidden" not in repr(Grant("hidden", 60))
    shop.given = [{"errcode": 0, "access_token": "hidden"}]
    assert "hidden" not in repr(web(shop, clock).ask("GET", "orders", what="orders"))


def test_a_token_that_is_good_for_seconds_is_renewed_after_half_of_them(shop, clock):
    tokens = Tokens(shop, seconds=20)
    token = Token("shop", tokens, put, clock)
    for seconds, name in ((0, "first"), (9, "first"), (1, "second")):
        clock.at += timedelta(seconds=seconds)
        assert token.grant().token == name


@pytest.mark.parametrize("cache", ["a file", "somebody else's"])
def test_a_token_that_cannot_be_kept_serves_for_one_run(shop, clock, tmp_path, monkeypatch, cache):
    place = tmp_path / "cache"
    if cache == "a file":
        place.write_text("")
    else:
        (place / "reviewbook" / "tokens").mkdir(parents=True)
        monkeypatch.setattr("os.open", _not_ours)
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    tokens = Tokens(shop)
    token = Token("shop", tokens, put, clock, lasting=True)
    assert [token.grant().token, token.grant().token, token.renew("first").token] == ["first", "first", "second"]


def _not_ours(file, *_, **__):
    raise PermissionError(13, "Permission denied", file)


def test_who_waited_too_long_for_another_run_fetches_a_token_himself(shop, clock, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(tokens_module, "_PATIENCE", 0)
    tokens = Tokens(shop)
    first = Token("shop", tokens, put, clock, lasting=True)
    first.grant()
    (lock,) = tmp_path.rglob("*.lock")
    with FileLock(lock):
        assert first.renew("first").token == "second"


def test_of_two_runs_that_were_refused_one_fetches_and_the_other_takes_it(shop, clock, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tokens = Tokens(shop)
    one, other = (Token("shop", tokens, put, clock, lasting=True) for _ in range(2))
    assert one.grant().token == other.grant().token == "first"
    assert one.renew("first").token == other.renew("first").token == "second"
    assert tokens.fetched == ["first", "second"]


def test_a_secret_of_blanks_is_none(monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", " \n")
    monkeypatch.setattr("keyring.get_password", lambda service, name: None)
    with pytest.raises(SourceError, match="secret SHOP_TOKEN: is not set"):
        secret("SHOP_TOKEN")
