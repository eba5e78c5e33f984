"""The network is away: what is known stays known, whoever pulls is told what to look at, and the next pull mends it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from stand_ins.content import content
from stand_ins.pulled import Pulled
from stand_ins.trello import Trello

from reviewbook.errors import SourceError
from reviewbook.sources import snapshots


@pytest.fixture
def trello(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trello]:
    with Trello() as running:
        for name, value in running.secrets.items():
            monkeypatch.setenv(name, value)
        running.tell(content(4))
        yield running


def _refusing(monkeypatch: pytest.MonkeyPatch, until: ExitStack) -> str:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{nobody.getsockname()[1]}"


def _unnamed(monkeypatch: pytest.MonkeyPatch, until: ExitStack) -> str:
    def away(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", away)
    return "http://trello.example"


def _silent(monkeypatch: pytest.MonkeyPatch, until: ExitStack) -> str:
    monkeypatch.setattr(httpx, "Client", _impatient)
    listening = until.enter_context(socket.create_server(("127.0.0.1", 0)))
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


_CLIENT = httpx.Client


def _impatient(**how: Any) -> httpx.Client:
    """Give a client that waits as long as a test may, and not a minute."""
    return _CLIENT(**{**how, "timeout": 0.05})


@pytest.mark.parametrize("away", [_refusing, _unnamed, _silent], ids=["refuses", "no name", "says nothing"])
def test_a_system_that_cannot_be_reached_changes_nothing_and_comes_with_the_next_pull(
    trello: Trello, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, away: Any
) -> None:
    source = Pulled(trello, tmp_path)
    source.pull()
    trello.tell(content(5))
    entry = source.entry
    with monkeypatch.context() as patched, ExitStack() as until:
        source.entry = entry.model_copy(update={"base": away(patched, until)})
        with pytest.raises(SourceError, match=r"^source trello: .* was refused, 6 times") as refusal:
            source.pull(hours=1)
    assert "reach" in str(refusal.value)
    assert source.clock.slept, "it was patient between two attempts"
    assert len(snapshots(source.places, "trello")) == 1
    source.entry = entry
    source.pull(hours=2)
    assert len(snapshots(source.places, "trello")) == 2
    assert len(source.follow_ups()) == 5
