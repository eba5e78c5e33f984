"""E-mail by the company's own mail server."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.systems.base import SecretName

__all__ = ["EmailEntry"]

_SENDER = re.compile(r"[^\r\n<>]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+")


def _sender(text: str) -> str:
    if not _SENDER.fullmatch(text):
        raise ValueError("is not a mail address; write it like '云岭复盘 <reviews@yunling.example>'")
    return text


Sender = Annotated[str, AfterValidator(_sender)]


class EmailEntry(ChannelEntry):
    """
    A mail server that takes mail.

    Parameters
    ----------
    host, port
        Where it is.
    security : str
        ``starttls``, ``tls`` (from the first byte on), or ``none`` within one's own network.
    sender : str
        ``云岭复盘 <reviews@yunling.example>``.
    reply_to : str
        Where answers go; empty for to the sender.
    user : str
        Login; empty where none is asked for.
    password : str
        Name of its secret.
    most_megabytes : float
        What the server takes in one mail; attachments above it are left out, the last first, and the mail says so.
    """

    kind: Literal["email"]
    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Sender
    reply_to: Sender | Literal[""] = ""
    user: str = ""
    password: SecretName | None = None
    most_megabytes: float = Field(default=18, gt=0, le=200)
