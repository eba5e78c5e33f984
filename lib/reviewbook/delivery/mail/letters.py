"""A mail as it is sent: both bodies and the attachments, the same bytes for the same message and recipient."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from reviewbook.delivery.mail.addresses import Mailbox
from reviewbook.delivery.mail.bodies import html_body, text_body
from reviewbook.delivery.message import Attachment, Message
from reviewbook.legible import shortened, visible

__all__ = ["composed"]

#: Seven bits only: a server on the way need not know more, and nothing is written anew there.
_POLICY = policy.SMTP.clone(cte_type="7bit")
_LONGEST_SUBJECT = 200
_LONGEST_NAME = 150


def composed(
    message: Message, sender: Mailbox, reply_to: Mailbox | None, recipient: Mailbox, now: datetime, most: int
) -> EmailMessage:
    """
    Write a message to one recipient.

    Parameters
    ----------
    message : Message
        The whole.
    sender, reply_to, recipient : Mailbox
        From whom, where answers go, and to whom.
    now : datetime
        When it is sent.
    most : int
        Bytes of the whole that the server takes; the last attachments stay behind until it fits, and the mail says so.
    """
    for fewer, left_out in _smaller(message):
        letter = _bodies(fewer, left_out)
        mark = hashlib.sha256(f"{message.id}\0{recipient.address}".encode()).hexdigest()[:40]
        _bound(letter, mark)
        letter["From"] = sender.header
        letter["To"] = recipient.header
        letter["Subject"] = shortened(_on_one_line(message.title), _LONGEST_SUBJECT)
        letter["Date"] = format_datetime(now)
        letter["Message-ID"] = f"<{mark}@{sender.domain}>"
        letter["Content-Language"] = message.language
        # Holiday notices and the like are not sent to a program.
        letter["Auto-Submitted"] = "auto-generated"
        letter["X-Auto-Response-Suppress"] = "All"
        if reply_to:
            letter["Reply-To"] = reply_to.header
        if not fewer.attachments or len(letter.as_bytes()) <= most:
            break
    return letter


def _smaller(message: Message) -> Iterator[tuple[Message, tuple[str, ...]]]:
    attachments = message.attachments
    for count in range(len(attachments), -1, -1):
        yield replace(message, attachments=attachments[:count]), tuple(one.name for one in attachments[count:])


def _bodies(message: Message, left_out: tuple[str, ...]) -> EmailMessage:
    letter = EmailMessage(policy=_POLICY)
    letter.set_content(text_body(message, left_out))
    letter.add_alternative(html_body(message, left_out), subtype="html")
    for one in message.attachments:
        main, _, sub = one.media.partition("/")
        letter.add_attachment(one.content, maintype=main, subtype=sub or "octet-stream", filename=_filename(one))
    return letter


def _bound(letter: EmailMessage, mark: str) -> None:
    """Set what parts the parts, which is a number of chance otherwise."""
    for number, part in enumerate(one for one in letter.walk() if one.is_multipart()):
        part.set_boundary(f"=_{number}_{mark}")


def _filename(attachment: Attachment) -> str:
    name = _on_one_line(attachment.name).replace("/", "_").replace("\\", "_")
    stem, dot, ending = name.rpartition(".")
    return f"{shortened(stem, _LONGEST_NAME)}{dot}{ending}" if stem else name


def _on_one_line(text: str) -> str:
    return " ".join(visible(text).split())
