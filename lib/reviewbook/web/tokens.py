"""An access token: fetched when it is needed, renewed before and after it ends, and never twice at once."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from filelock import FileLock

from reviewbook.web.waiting import Clock

__all__ = ["Grant", "Token", "as_bearer"]

#: A token is renewed so many seconds before it ends: a call that has begun shall still get through.
_EARLY = 60
#: Seconds that are waited for another run to fetch one.
_PATIENCE = 300


@dataclass(frozen=True)
class Grant:
    """
    A token as it was given.

    Parameters
    ----------
    token : str
        The token.
    seconds : float
        How long it is good.
    more : Mapping
        What else was told with it, like the address that is to be called.
    """

    token: str = field(repr=False)
    seconds: float
    more: Mapping[str, str] = field(default_factory=dict)


def as_bearer(request: httpx.Request, token: str) -> None:
    """Put a token as most systems want it."""
    request.headers["Authorization"] = f"Bearer {token}"


class Token(httpx.Auth):
    """
    The access token of one client of one system.

    Parameters
    ----------
    key : str
        What it is known by: the address and the client, no secret.
    fetch : callable
        Asks the system for a new one.
    put : callable
        Puts it into a request.
    clock : Clock
        Tells when it ends.
    lasting : bool
        Kept for the next run as well, in the user's cache, for systems that give few of them.
    """

    requires_response_body = True

    def __init__(
        self,
        key: str,
        fetch: Callable[[], Grant],
        put: Callable[[httpx.Request, str], None] = as_bearer,
        clock: Clock | None = None,
        lasting: bool = False,
    ) -> None:
        self._fetch, self._put, self._clock = fetch, put, clock or Clock()
        self._kept = _Kept(key) if lasting else None
        self._lock = threading.Lock()
        self._grant: Grant | None = None
        self._ends_at = datetime.min.replace(tzinfo=self._clock.now().tzinfo)

    def grant(self) -> Grant:
        """Give one that is good, fetched if need be."""
        with self._lock:
            if self._grant is None and self._kept:
                self._take(*self._kept.read(self._clock.now()))
            if self._grant is None or self._clock.now() >= self._ends_at:
                self._renew(self._grant)
            assert self._grant is not None
            return self._grant

    def renew(self, refused: str) -> Grant:
        """Give another one than that which was refused; if somebody else has renewed it meanwhile, that."""
        with self._lock:
            if self._grant is None or self._grant.token == refused:
                self._renew(self._grant)
            assert self._grant is not None
            return self._grant

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the token into a request."""
        self._put(request, self.grant().token)
        yield request

    def _renew(self, former: Grant | None) -> None:
        if self._kept is None:
            self._take(*self._fetched())
            return
        with self._kept.locked():  # another run may be doing the same
            kept, ends_at = self._kept.read(self._clock.now())
            if kept is None or (former is not None and kept.token == former.token):
                kept, ends_at = self._fetched()
                self._kept.write(kept, ends_at)
            self._take(kept, ends_at)

    def _fetched(self) -> tuple[Grant, datetime]:
        grant = self._fetch()
        return grant, self._clock.now() + timedelta(seconds=grant.seconds - min(_EARLY, grant.seconds / 2))

    def _take(self, grant: Grant | None, ends_at: datetime) -> None:
        self._grant, self._ends_at = grant, ends_at


class _Kept:
    """
    Where a lasting token is kept: a file that only its owner reads, outside of the workbook.

    Where nothing can be kept, a token serves for one run.
    """

    def __init__(self, key: str) -> None:
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        self._folder = Path(cache) / "reviewbook" / "tokens"
        self._file = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        lock = FileLock(f"{self._file}.lock", timeout=_PATIENCE)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.acquire()
        except (OSError, NotImplementedError):  # a folder of somebody else, a disk without locks, a run that hangs
            pass
        try:
            yield
        finally:
            lock.release()

    def read(self, now: datetime) -> tuple[Grant | None, datetime]:
        """Give the token that was kept, if it is still good, and when it ends."""
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            ends_at = datetime.fromisoformat(kept["ends_at"])
            grant = Grant(kept["token"], (ends_at - now).total_seconds(), kept["more"])
        except (OSError, ValueError, KeyError, TypeError):  # none, or a damaged one: another is fetched
            return None, now
        return (grant, ends_at) if now < ends_at else (None, now)

    def write(self, grant: Grant, ends_at: datetime) -> None:
        beside = self._file.with_suffix(".partial")
        text = json.dumps({"token": grant.token, "ends_at": ends_at.isoformat(), "more": dict(grant.more)})
        with suppress(OSError):
            beside.unlink(missing_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            beside.replace(self._file)
