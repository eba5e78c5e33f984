"""A mail server: takes mail by SMTP, keeps it by mailbox, and can go wrong at every step."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any


@dataclass
class MailFault:
    """
    Something that goes wrong with the next mails.

    ``kind``: ``reply`` gives `reply` at `step` (``connect``, ``EHLO``, ``AUTH``, ``MAIL``, ``RCPT``, ``DATA``, ``.``)
    in place of doing it; ``cut`` hangs up there, before anything is kept; ``silent`` keeps the mail and hangs up
    without an answer. With `mailbox` only mails to it are meant.
    """

    kind: str
    step: str
    reply: str = ""
    mailbox: str = ""
    times: int = 1


#: Who is mailed the weekly review of the company, and `deliveries.yaml` that says so.
BOARD = "board@yunling.example"
DELIVERIES = """owner: {{through: mail, to: [ops@yunling.example]}}
since: 2026-11-23
channels:
  - {{name: mail, kind: email, host: 127.0.0.1, port: {port}, security: none, sender: reviews@yunling.example}}
deliveries:
  - {{reviews: [weekly_review], audiences: [company], through: mail, to: [board@yunling.example]}}
"""


class MailServer:
    """
    A mail server on this machine.

    Parameters
    ----------
    security : str
        ``none``, ``starttls`` or ``tls``; the latter two with a certificate made by `certificate`.
    folder : Path, optional
        Where the certificate is put.
    """

    user, password = "reviews", "hush-hush-77"

    def __init__(self, security: str = "none", folder: Path | None = None) -> None:
        self.security = security
        self.mailboxes: dict[str, list[bytes]] = {}
        self.faults: list[MailFault] = []
        self.commands: list[str] = []
        self.has_login = True
        self.limit = 0  # bytes; 0 says nothing of it
        self.open = 0  # connections that nobody has closed
        self._changed = threading.Condition()
        self._context: ssl.SSLContext | None = None
        if security != "none":
            assert folder
            self.certificate = certificate(folder)
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(self.certificate)

    def __enter__(self) -> MailServer:
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with server._changed:
                    server.open += 1
                try:
                    _Talk(server, self.request).run()
                except OSError:
                    pass  # the other side hung up
                finally:
                    with server._changed:
                        server.open -= 1
                        server._changed.notify_all()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def entry(self, **more: Any) -> dict[str, Any]:
        """Give the entry of deliveries.yaml that sends through it."""
        return {
            "kind": "email", "name": "mail", "host": "127.0.0.1", "port": self.port, "security": self.security,
            "sender": "云岭复盘 <reviews@yunling.example>", **more,
        }  # fmt: skip

    def fault(self, kind: str, step: str, reply: str = "", **how: Any) -> None:
        """Let something go wrong."""
        self.faults.append(MailFault(kind, step, reply, **how))

    def letters(self, mailbox: str) -> list[EmailMessage]:
        """Give the mails of a mailbox, read."""
        return [BytesParser(policy=policy.default).parsebytes(raw) for raw in self.mailboxes.get(mailbox, [])]

    def is_left_alone(self) -> bool:
        """Whether every connection was closed; waits for the last words of one that is just being closed."""
        with self._changed:
            return self._changed.wait_for(lambda: self.open == 0, timeout=20)

    def _due(self, step: str, mailbox: str) -> MailFault | None:
        with self._changed:
            for fault in self.faults:
                if fault.step == step and fault.mailbox in ("", mailbox):
                    fault.times -= 1
                    if not fault.times:
                        self.faults.remove(fault)
                    return fault
        return None


class _HungUp(OSError):
    pass


class _Talk:
    """What is said over one connection."""

    def __init__(self, server: MailServer, connection: socket.socket) -> None:
        self._server, self._connection = server, connection
        self._is_safe = server.security == "tls"
        if self._is_safe:
            assert server._context
            self._connection = server._context.wrap_socket(connection, server_side=True)
        self._lines = self._connection.makefile("rb")
        self._logged_in = False
        self._from, self._to = "", ""

    def run(self) -> None:
        try:
            if self._goes_well("connect"):
                self._say("220 mail.yunling.example ESMTP")
            while line := self._lines.readline():
                text = line.decode().strip()
                self._server.commands.append(text)
                verb = text.split(" ")[0].upper()
                if verb == "RCPT":
                    self._to = text.partition("<")[2].partition(">")[0]
                if verb == "QUIT":
                    self._say("221 bye")
                    return
                if self._goes_well(verb):
                    getattr(self, f"_{verb.lower()}", self._unknown)(text)
        finally:
            self._lines.close()
            self._connection.close()

    def _goes_well(self, step: str) -> bool:
        fault = self._server._due(step, self._to)
        if fault is None:
            return True
        if fault.kind == "cut":
            raise _HungUp
        self._say(fault.reply)
        if fault.reply.startswith("421"):
            raise _HungUp
        return False

    def _say(self, text: str) -> None:
        self._connection.sendall(f"{text}\r\n".encode())

    def _unknown(self, _: str) -> None:
        self._say("502 5.5.1 unknown command")

    def _ehlo(self, _: str) -> None:
        offers = ["mail.yunling.example"]
        offers += ["STARTTLS"] if self._server.security == "starttls" and not self._is_safe else []
        offers += ["AUTH PLAIN"] if self._server.has_login else []
        offers += [f"SIZE {self._server.limit}"] if self._server.limit else []
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        self._say(f"250 {offers[-1]}")

    def _starttls(self, _: str) -> None:
        assert self._server._context
        self._say("220 go ahead")
        self._connection = self._server._context.wrap_socket(self._connection, server_side=True)
        self._lines = self._connection.makefile("rb")
        self._is_safe = True

    def _auth(self, text: str) -> None:
        _, user, password = base64.b64decode(text.split(" ")[2]).decode().split("\0")
        self._logged_in = (user, password) == (self._server.user, self._server.password)
        self._say("235 2.7.0 welcome" if self._logged_in else "535 5.7.8 bad credentials")

    def _mail(self, text: str) -> None:
        size = int(text.lower().partition("size=")[2] or 0)
        if self._server.limit and size > self._server.limit:
            self._say("552 5.3.4 message too big")
            return
        self._from = text.partition("<")[2].partition(">")[0]
        self._say("250 2.1.0 ok")

    def _rcpt(self, _: str) -> None:
        self._say("250 2.1.5 ok")

    def _rset(self, _: str) -> None:
        self._from, self._to = "", ""
        self._say("250 ok")

    def _data(self, _: str) -> None:
        self._say("354 end with a dot")
        if (fault := self._server._due("content", self._to)) and fault.kind == "cut":
            self._lines.readline()
            raise _HungUp
        content = b""
        while (line := self._lines.readline()) != b".\r\n":
            if not line:
                raise _HungUp
            content += line[1:] if line.startswith(b".") else line
        fault = self._server._due(".", self._to)
        if fault is None or fault.kind == "silent":
            self._server.mailboxes.setdefault(self._to, []).append(content)
        if fault and fault.kind in ("silent", "cut"):
            raise _HungUp
        self._say(fault.reply if fault else "250 2.0.0 queued")


def certificate(folder: Path) -> Path:
    """Make a certificate of this machine, and put it with its key into a file that is also its own root."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.yunling.example")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail_server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
