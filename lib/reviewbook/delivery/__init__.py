"""What is sent to people: a message is made once, and each channel carries it in its own way.

A channel does one visible act at a time and says of each whether it was taken, refused, or
whether nobody can say. What was sent to whom is kept by `reviewbook.ledger`, not here.
"""

from __future__ import annotations

from reviewbook.delivery.channel import Channel, Doubtful, Prepared, Refused, Result, Sent
from reviewbook.delivery.message import Attachment, Line, Link, Message, Section

__all__ = [
    "Attachment",
    "Channel",
    "Doubtful",
    "Line",
    "Link",
    "Message",
    "Prepared",
    "Refused",
    "Result",
    "Section",
    "Sent",
]
