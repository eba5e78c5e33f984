"""One post over http, once: whether it was taken, refused, or nobody can say.

`web.Web` asks again when an answer is lost; what somebody sees must not be sent again for that.
So only what certainly was not taken is called refused: nothing answered at the address, or the
system itself said no. An answer that is lost, empty, or of somebody in between leaves a doubt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import quote

import httpx

from reviewbook.delivery.channel import Doubtful, Refused, Result, Sent
from reviewbook.legible import masked, shortened, visible
from reviewbook.web import Clock, Codes
from reviewbook.web.judging import Verdict, found, judged
from reviewbook.wording import entries

__all__ = ["Post"]

#: Seconds without a byte after which nobody waits any longer.
_TIMEOUT = 30

#: What is said where it went wrong on the way or within: the message may have gone through before.
_UNCERTAIN = (500, 502, 504, 408)
_LONGEST = 300
_MASK = "•••"


def _as_it_is(body: Any) -> Any:
    return body


def _nothing(_body: Any) -> None:
    return None


@dataclass(frozen=True)
class Post:
    """
    A post that is ready to go.

    Parameters
    ----------
    url : str
        Whole address; it may hold a secret and is never told.
    codes : Codes
        How the system says that something went wrong.
    parts : Mapping
        As in httpx: ``json``, ``params``, ``headers``, ``content`` …
    clock : Clock
        Against which a date in ``Retry-After`` is read.
    named : str
        Where in the answer the system names what it took; empty where it does not.
    hidden : tuple of str
        Secrets that shall stand in no reason.
    usual : callable
        Gives an answer of an older form in the form that `codes` reads.
    amiss : callable
        Looks into an answer that calls itself fine; gives the refusal that it holds, or None.
    ended : callable, optional
        Called when the system no longer takes the token; then the same may be taken with another.
    """

    url: str = field(repr=False)
    codes: Codes
    parts: Mapping[str, Any] = field(repr=False)
    clock: Clock = field(default_factory=Clock)
    named: str = ""
    hidden: tuple[str, ...] = field(default=(), repr=False)
    usual: Callable[[Any], Any] = _as_it_is
    amiss: Callable[[Any], Refused | None] = _nothing
    ended: Callable[[], object] | None = None

    def send(self) -> Result:
        """Post it, once."""
        try:
            with httpx.Client(timeout=_TIMEOUT, follow_redirects=False, verify=_trusted()) as client:
                response = client.post(self.url, **self.parts)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            return Refused(f"it cannot be reached: {self._failure(error)}", "delivery.chat_unreachable")
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError):
            return Refused("its address is none", "delivery.chat_address", again=False)
        except httpx.RequestError as error:
            return Doubtful(f"the connection ended before it answered: {self._failure(error)}")
        return self._judged(response)

    def _judged(self, response: httpx.Response) -> Result:
        body = self.usual(_json(response))
        coded = bool(self.codes.field) and found(body, self.codes.field) is not None
        if response.status_code in _UNCERTAIN and not coded:
            return Doubtful(f"{response.status_code} was answered, by somebody in between or after a fault within")
        if response.status_code < 300 and not coded and (self.codes.field or _is_page(response)):
            return Doubtful("what answered is not the system: a login page, a proxy or a firewall")
        verdict = judged(response, body, self.codes, self.clock.now())
        if verdict.kind == "fine":
            return self.amiss(body) or Sent(str(found(body, self.named) or "") if self.named else "")
        return self._refused(verdict)

    def _refused(self, verdict: Verdict) -> Refused:
        reason = self._shown(f"{verdict.code} {verdict.message}".strip())
        advice = verdict.advice if f"advice.{verdict.advice}" in entries() else ""
        if verdict.kind == "again":
            return Refused(reason, advice or "delivery.chat_busy", after=verdict.seconds)
        if verdict.kind == "renew" and self.ended:
            self.ended()
            return Refused(reason, advice)
        return Refused(reason, advice, again=False)

    def _failure(self, error: Exception) -> str:
        return self._shown(str(error) or type(error).__name__)

    def _shown(self, text: str) -> str:
        secrets = {form for one in (self.url, *self.hidden) if one for form in (one, quote(one, safe=""))}
        for one in sorted(secrets, key=len, reverse=True):
            text = text.replace(one, _MASK)
        return shortened(" ".join(visible(masked(text)).split()), _LONGEST)


def _is_page(response: httpx.Response) -> bool:
    return "html" in response.headers.get("Content-Type", "").lower()


def _json(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError:
        return None


@cache
def _trusted() -> SSLContext:
    """Give the certificates that are trusted, read once."""
    return httpx.create_ssl_context()
