"""What lies in the way to an address: each has its own advice."""

from __future__ import annotations

import socket
import ssl

import httpx
import pytest
from stand_ins.server import Reply, StandIn

from reviewbook.web.reaching import hindrance
from reviewbook.wording import entries


class Door(StandIn):
    """Answers that nobody may come in."""

    def answer(self, seen):
        return Reply(403, {})


def test_who_refuses_can_be_reached_and_is_asked_for_nothing():
    with Door() as door:
        assert hindrance(f"{door.base}/api/v1?token=hush") == ""
        assert [(seen.path, seen.query, "authorization" in seen.headers) for seen in door.requests] == [
            ("/", {}, False)
        ]


def test_a_door_behind_which_nobody_is_cannot_be_reached():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        assert hindrance(f"http://127.0.0.1:{taken.getsockname()[1]}/x") == "http.unreachable"


@pytest.mark.parametrize(
    ("cause", "error", "key"),
    [
        (ssl.SSLCertVerificationError("self-signed"), httpx.ConnectError, "http.certificate"),
        (socket.gaierror("no such host"), httpx.ConnectError, "http.name"),
        (OSError("no route"), httpx.ConnectError, "http.unreachable"),
        (TimeoutError(), httpx.ConnectTimeout, "http.timeout"),
        (OSError("403 Forbidden"), httpx.ProxyError, "http.proxy"),
    ],
)
def test_each_hindrance_has_its_own_advice(monkeypatch, cause, error, key):
    def away(*_, **__):
        try:
            raise RuntimeError from cause  # httpx wraps what httpcore wrapped
        except RuntimeError as wrapped:
            raise error("away") from wrapped

    monkeypatch.setattr(httpx, "get", away)
    assert hindrance("https://api.example.com/v1") == key
    assert f"advice.{key}" in entries()
