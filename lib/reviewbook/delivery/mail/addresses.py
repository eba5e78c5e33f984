"""Addresses of mail: one mailbox, and nothing that could become a header, a second recipient or a command."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address

from reviewbook.legible import visible

__all__ = ["Mailbox", "mailbox"]

_WRITTEN = re.compile(r"(?:(?P<name>[^<>\r\n]*?)\s*<(?P<inside>[^<>]+)>|(?P<bare>[^<>]+))")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)


@dataclass(frozen=True)
class Mailbox:
    """
    One mailbox.

    Parameters
    ----------
    name : str
        Whose it is; may be empty.
    local, domain : str
        Before and behind the ``@``; the domain as the network knows it (``xn--…``).
    """

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """The bare address."""
        return f"{self.local}@{self.domain}"

    @property
    def header(self) -> Address:
        """As it stands in a header."""
        return Address(self.name, self.local, self.domain)


def mailbox(text: str) -> Mailbox:
    """
    Read ``name@company.example`` or ``云岭复盘 <name@company.example>``.

    Raises
    ------
    ValueError
        When it is no address of one mailbox, or one that only few servers know how to reach.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError("it is no address of one mailbox")
    local, _, domain = (found["inside"] or found["bare"]).strip().rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("there is no such domain") from None
    if not (_LOCAL.fullmatch(local) and len(local) <= 64 and _DOMAIN.fullmatch(domain)):
        raise ValueError("it is no address of one mailbox")
    name = (found["name"] or "").strip().strip('"').strip()
    return Mailbox(" ".join(visible(name).split()), local, domain)
