"""What all stand-ins have in common: a server on this machine, its clock, its faults, and the vendor's own description."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pandas as pd

SPECS = Path(__file__).parents[3] / "shared" / "specs"


@dataclass
class Fault:
    """
    Something that goes wrong with the next requests whose path fits.

    ``kind``: ``status`` answers with a status and a body of no vendor's; ``reply`` with `reply`, in the vendor's own
    way; ``cut`` sends half of the answer and hangs up; ``drop`` hangs up without a word.
    """

    kind: str
    path: str = ""
    times: int = 1
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    reply: Reply | None = None
    after: int = 0  # so many fitting requests go well before


@dataclass
class Reply:
    """An answer; an object as body is sent as JSON, None sends nothing."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=True).encode()


@dataclass
class Seen:
    """A request as it came: the query as pairs in ``query``, repeated keys in ``pairs``."""

    method: str
    path: str
    query: dict[str, str]
    pairs: list[tuple[str, str]]
    headers: dict[str, str]  # lower case names
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw) if self.raw else None

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw.decode(), keep_blank_values=True))


class StandIn:
    """
    A vendor's server. A subclass answers, and tells how it is filled and connected (see the methods below).

    Every request and answer of a vendor that publishes a description is held against it, where it is at hand
    (`violations` is empty when both kept to it).
    """

    kind = ""
    #: File of the vendor's description, and the address in it that `base` stands for.
    spec: str | None = None
    spec_base = ""
    #: Tables that it can carry.
    tables: tuple[str, ...] = ()
    #: Its main records: their kind, the table they become, the path of their list, and a key of them that may go away.
    main_kind = ""
    main_table = ""
    main_list = ""
    droppable = ""
    renews = True  # whether its tokens end and can be had anew
    #: Time that its clock is set to at the beginning.
    begin = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __init__(self) -> None:
        self.now = self.begin
        self.page = 3
        self.faults: list[Fault] = []
        self.requests: list[Seen] = []
        self.violations: list[str] = []
        self.secrets: dict[str, str] = {}
        #: Keys that are left out of, and put into, what it answers of its main records.
        self.dropped: set[str] = set()
        self.added: dict[str, Any] = {}
        self.doubled = False  # rows come twice, as where rows move while pages are turned
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    # What a vendor has of its own.

    def answer(self, seen: Seen) -> Any:
        """Give the answer: a `Reply`, or an object that is sent as JSON."""
        raise NotImplementedError

    def tell(self, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Hold the content of these tables from now on; give them as a pull makes them (people by their own ids)."""
        raise NotImplementedError

    def entry(self) -> dict[str, Any]:
        """Give the entry of sources.yaml that talks to it."""
        raise NotImplementedError

    def expire_tokens(self) -> None:
        """Make all tokens given so far invalid."""
        raise NotImplementedError

    def too_many(self) -> Reply:
        """Say "too many requests" as the vendor does."""
        return Reply(429, {"error": "too many"}, {"Retry-After": "1"})

    # What all have.

    @property
    def base(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> StandIn:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                stand_in._serve(self)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

            def version_string(self) -> str:
                return "stand-in"

            def date_time_string(self, timestamp: float | None = None) -> str:
                return format_datetime(stand_in.now, usegmt=True)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def fault(self, kind: str, path: str = "", **how: Any) -> None:
        """Let something go wrong."""
        self.faults.append(Fault(kind, path or self.main_list, **how))

    def storm(self, times: int) -> None:
        """Answer the next requests of the main list by "too many"."""
        self.fault("reply", times=times, reply=self.too_many())

    def asked(self, path: str) -> list[Seen]:
        """Give the requests whose path fits."""
        return [seen for seen in self.requests if re.search(path, seen.path)]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        seen = Seen(handler.command, parts.path, dict(pairs), pairs, headers, raw)
        with self._lock:
            self.requests.append(seen)
            fault = self._fault(seen)
            if fault and fault.kind == "drop":
                handler.close_connection = True
                return
            if fault and fault.kind in ("status", "reply"):
                given = fault.reply or Reply(fault.status, b"upstream is away", fault.headers)
            else:
                found = self.answer(seen)
                given = found if isinstance(found, Reply) else Reply(200, found)
                self._hold_against_description(seen, given)
        content = given.content
        handler.send_response(given.status)
        if isinstance(given.body, bytes):
            handler.send_header("Content-Type", "text/plain")
        elif given.body is not None:
            handler.send_header("Content-Type", "application/json; charset=utf-8")
        for name, value in given.headers.items():
            handler.send_header(name, value)
        if given.status not in (204, 304):
            handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if fault and fault.kind == "cut":
            handler.wfile.write(content[: len(content) // 2])
            handler.close_connection = True
            return
        handler.wfile.write(content)

    def _fault(self, seen: Seen) -> Fault | None:
        for fault in self.faults:
            if re.search(fault.path, seen.path):
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                if fault.times == 0:
                    self.faults.remove(fault)
                return fault
        return None

    def _hold_against_description(self, seen: Seen, given: Reply) -> None:
        if self.spec and (SPECS / self.spec).is_file():
            from stand_ins.described import violations

            self.violations += violations(self, seen, given)
