"""Whether anything answers at an address, and if not, what lies in the way."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

__all__ = ["hindrance"]

#: Seconds; who looks whether an address can be reached does not want to wait for long.
_PATIENCE = 10


def hindrance(address: str) -> str:
    """
    Say why an address cannot be reached.

    Parameters
    ----------
    address : str
        Only its host is asked, without any login.

    Returns
    -------
    str
        Key of the advice, below ``advice``; empty where anything answers, be it a refusal.
    """
    host = "{0.scheme}://{0.netloc}/".format(urlsplit(address))
    try:
        httpx.get(host, timeout=_PATIENCE)
    except httpx.TransportError as error:
        return f"http.{_meaning(error)}"
    return ""


def _meaning(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    if isinstance(error, httpx.ProxyError):
        return "proxy"
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            return "certificate"
        if isinstance(cause, socket.gaierror):
            return "name"
    return "unreachable"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
