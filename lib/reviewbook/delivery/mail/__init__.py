"""Mails: their two bodies, the letter that holds them with the attachments, and handing it to a server."""

from __future__ import annotations

from reviewbook.delivery.mail.addresses import Mailbox, mailbox
from reviewbook.delivery.mail.bodies import html_body, text_body
from reviewbook.delivery.mail.handing import Letter, Server
from reviewbook.delivery.mail.letters import composed

__all__ = ["Letter", "Mailbox", "Server", "composed", "html_body", "mailbox", "text_body"]
