"""E-mail: one letter to each recipient, so that nobody sees who else has it."""

from __future__ import annotations

from reviewbook.delivery.channel import Prepared, Refused
from reviewbook.delivery.mail import Letter, Server, composed, mailbox
from reviewbook.delivery.message import Message
from reviewbook.errors import SourceError
from reviewbook.params.channels.email import EmailEntry
from reviewbook.web import Clock, secret

__all__ = ["Email"]

_MEGABYTE = 1_000_000


class Email:
    """
    A mail server.

    Parameters
    ----------
    entry : EmailEntry
        Its entry in ``deliveries.yaml``.
    clock : Clock
        Tells the date of a letter.
    """

    def __init__(self, entry: EmailEntry, clock: Clock) -> None:
        self._entry, self._clock = entry, clock

    def parts(self, message: Message) -> tuple[str, ...]:
        """Name the one part: a letter with all its attachments."""
        return ("mail",)

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """Write the letter; the server is not asked before it is sent."""
        try:
            sender = mailbox(self._entry.sender)
            reply_to = mailbox(self._entry.reply_to) if self._entry.reply_to else None
            recipient = mailbox(to)
        except ValueError as error:
            return Refused(str(error), "delivery.mail_address", again=False)
        try:
            password = secret(self._entry.password) if self._entry.user and self._entry.password else ""
        except SourceError as error:
            return Refused(str(error), "delivery.mail_login", again=False)
        entry, most = self._entry, int(self._entry.most_megabytes * _MEGABYTE)
        letter = composed(message, sender, reply_to, recipient, self._clock.now(), most)
        server = Server(entry.host, entry.port, entry.security, entry.user, password, sender.domain)
        return Letter(server, sender.address, recipient.address, letter.as_bytes(), letter["Message-ID"])

    def arrived(self, message: Message, part: str, to: str) -> bool | None:
        """Nobody tells: a mailbox is its owner's."""
        return None

    def repeatable(self, seconds: float, part: str) -> bool:
        """A letter that was sent twice is there twice."""
        return False
