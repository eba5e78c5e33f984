"""Handing a letter to a mail server, once.

A server has the letter when it answers the dot that ends it. Whatever goes wrong
before the dot, nobody has it; where the answer is missing, nobody can say.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field

from reviewbook.delivery.channel import Doubtful, Refused, Result, Sent
from reviewbook.legible import masked, shortened, visible

__all__ = ["Letter", "Server"]

#: Seconds without a byte: while talking, for the answer to the whole (a server may look through it), and to say goodbye.
_TIMEOUT, _LOOKS_THROUGH, _GOODBYE = 30, 300, 5
_LONGEST = 300

#: Seconds after which it is tried again: a server that does not know a sender yet says so for some minutes.
_LATER = 300

#: What the finer codes of an answer mean, the first that fits; a code that ends in a dot stands for all that begin so.
_ADVICE = (
    ("5.1.1", "mail_unknown_user"), ("5.1.10", "mail_unknown_user"), ("5.1.2", "mail_address"), ("5.1.3", "mail_address"),
    ("5.1.7", "mail_sender"), ("5.1.8", "mail_sender"), ("5.2.2", "mail_full"), ("4.2.2", "mail_full"),
    ("5.2.3", "mail_too_big"), ("5.3.4", "mail_too_big"), ("5.7.60", "mail_sender"), ("5.7.8", "mail_login"),
    ("5.7.0", "mail_rejected"), ("5.7.", "mail_rejected"),
)  # fmt: skip

#: What an answer without such a code means, at each step.
_BY_STEP = {
    ("login", 5): "mail_login", ("login", 4): "mail_unreachable", ("sender", 5): "mail_sender",
    ("recipient", 5): "mail_unknown_user", ("letter", 5): "mail_rejected",
}  # fmt: skip
_TOO_BIG, _LOGIN_FIRST, _NO_SUCH_COMMAND = 552, 530, 502


@dataclass(frozen=True)
class Server:
    """
    A mail server.

    Parameters
    ----------
    host, port
        Where it is.
    security : str
        ``starttls``, ``tls`` or ``none``.
    user, password : str
        Login; an empty user has none.
    greeting : str
        Name under which it is greeted: the domain of the sender, for that of this machine is nobody's business.
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    greeting: str


class _Answered(Exception):
    """The server said no."""

    def __init__(self, step: str, code: int, said: bytes) -> None:
        super().__init__(step)
        self.step, self.code, self.said = step, code, said


@dataclass(frozen=True)
class Letter:
    """
    A letter that is ready to go.

    Parameters
    ----------
    server : Server
        Who takes it.
    sender, recipient : str
        Bare addresses, as they stand on the envelope.
    content : bytes
        The letter, with lines that end as mail has it.
    reference : str
        Its ``Message-ID``.
    """

    server: Server
    sender: str
    recipient: str
    content: bytes = field(repr=False)
    reference: str

    def send(self) -> Result:
        """Hand it over, once."""
        smtp = None
        try:
            smtp = self._connected()
            self._greeted(smtp)
            self._addressed(smtp)
            smtp.send(_dotted(self.content))
        except _Answered as error:
            return self._refusal(error)
        except smtplib.SMTPResponseException as error:
            return self._refusal(_Answered("greeting", error.smtp_code, _bytes(error.smtp_error)))
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            return self._failed(error, smtp is not None)
        else:
            return self._answer(smtp)
        finally:
            if smtp is not None:
                _left(smtp)

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        if server.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, server.greeting, timeout=_TIMEOUT, context=context)
        return smtplib.SMTP(server.host, server.port, server.greeting, timeout=_TIMEOUT)

    def _greeted(self, smtp: smtplib.SMTP) -> None:
        _must("greeting", smtp.ehlo())
        if self.server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            _must("greeting", smtp.ehlo())
        if self.server.user:
            try:
                smtp.login(self.server.user, self.server.password)
            except smtplib.SMTPNotSupportedError:
                raise _Answered("login", _NO_SUCH_COMMAND, b"it takes no login here") from None
            except smtplib.SMTPAuthenticationError as error:
                raise _Answered("login", error.smtp_code, _bytes(error.smtp_error)) from None

    def _addressed(self, smtp: smtplib.SMTP) -> None:
        size = [f"size={len(self.content)}"] if smtp.has_extn("size") else []
        _must("sender", smtp.mail(self.sender, size))
        _must("recipient", smtp.rcpt(self.recipient))
        _must("letter", smtp.docmd("DATA"))

    def _failed(self, error: Exception, had_begun: bool) -> Refused:
        if isinstance(error, ssl.SSLCertVerificationError):
            return Refused(f"its certificate is not trusted: {error.verify_message}", "delivery.mail_certificate")
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return Refused("it offers no STARTTLS", "delivery.mail_starttls", again=False)
        if isinstance(error, UnicodeError):
            return Refused("user or password hold letters that no login has", "delivery.mail_login", again=False)
        what = "the connection ended before it had the whole mail" if had_begun else "it cannot be reached"
        return Refused(f"{what}: {self._shown(str(error))}", "delivery.mail_unreachable")

    def _answer(self, smtp: smtplib.SMTP) -> Result:
        """Wait for what the server says to the whole."""
        try:
            if smtp.sock:
                smtp.sock.settimeout(_LOOKS_THROUGH)
            code, said = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Doubtful(f"it had the whole mail and did not answer: {self._shown(str(error))}")
        if 200 <= code < 300:
            return Sent(self.reference)
        if 400 <= code < 600:
            return self._refusal(_Answered("letter", code, said))
        return Doubtful(f"it had the whole mail and answered strangely: {code}")

    def _refusal(self, error: _Answered) -> Refused:
        text = error.said.decode("utf-8", "replace")
        said = self._shown(f"{error.code} {text}")
        finer = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", text.strip())
        advice = _advice(error.step, error.code, finer[0] if finer else "")
        lasts = error.code >= 500
        return Refused(said, f"delivery.{advice}" if advice else "", again=not lasts, after=0 if lasts else _LATER)

    def _shown(self, text: str) -> str:
        password = self.server.password
        hidden = text.replace(password, "•••") if password else text
        return shortened(" ".join(masked(visible(hidden)).split()), _LONGEST)


def _advice(step: str, code: int, finer: str) -> str:
    for known, advice in _ADVICE:
        if finer == known or (known.endswith(".") and finer.startswith(known)):
            return advice
    if code == _TOO_BIG:
        return "mail_too_big"
    if code == _LOGIN_FIRST:
        return "mail_login"
    return _BY_STEP.get((step, code // 100), "")


def _must(step: str, answer: tuple[int, bytes]) -> None:
    code, said = answer
    if not 200 <= code < 400:
        raise _Answered(step, code, said)


def _dotted(content: bytes) -> bytes:
    """Give the letter with its end; a line of it that begins with a dot gets another one, as mail has it."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _left(smtp: smtplib.SMTP) -> None:
    """Say goodbye where somebody still listens, and hang up in any case."""
    with suppress(OSError, smtplib.SMTPException):
        if smtp.sock:
            smtp.sock.settimeout(_GOODBYE)
            smtp.quit()
    smtp.close()


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode("utf-8", "replace")
