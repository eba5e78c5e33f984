"""One system's address, and how it is asked."""

from __future__ import annotations

import json as json_text
import logging
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import tenacity

from reviewbook.errors import Problem, SourceError
from reviewbook.legible import shortened
from reviewbook.web.judging import Codes, Verdict, judged
from reviewbook.web.tokens import Token
from reviewbook.web.waiting import Clock, Pace
from reviewbook.wording import entries

__all__ = ["Answer", "Refused", "Web"]

# httpx writes every address to the log, and some systems want the token in it.
for _talkative in ("httpx", "httpcore"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)

#: Longest time in seconds that one call waits for; who is asked to wait longer is told when to come again.
_PATIENCE = 900
_LONGEST_QUOTE = 300
_MASK = "•••"


@dataclass(frozen=True)
class Answer:
    """
    What a system answered when all was well.

    Parameters
    ----------
    status : int
        200, 204 (nothing there), 304 (nothing new) …
    body : object
        Its JSON: whole numbers exact; None where there is none.
    headers : Mapping
        As sent; names in any case.
    """

    status: int
    body: Any = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class Refused(SourceError):
    """
    A system that was reached, or was not, and did not give what it was asked for.

    Parameters
    ----------
    problem : Problem
        What was asked for and what was answered.
    advice : str
        Key of the advice in the words, below ``advice``; empty where there is none.
    code : str
        What the system called it: its own code or the status.
    is_passing : bool
        Whether the same question may be answered another time: the system was away or busy, or did not let us in.
    """

    def __init__(self, problem: Problem, advice: str = "", code: str = "", is_passing: bool = False) -> None:
        super().__init__(problem)
        self.advice, self.code, self.is_passing = advice, code, is_passing


@dataclass(frozen=True)
class _Call:
    """A request, and what it is for."""

    method: str
    url: str = field(repr=False)
    what: str
    parts: Mapping[str, Any] = field(default_factory=dict, repr=False)


class _AskAgain(Exception):
    """It may go well another time."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.code)
        self.verdict = verdict


class Web:
    """
    Asks one system.

    Parameters
    ----------
    system : str
        Name of the source, for messages.
    base : str
        Its address; paths are joined to it.
    auth : httpx.Auth, optional
        Puts the token; a `Token` is renewed.
    codes : Codes
        How it says that something went wrong.
    headers : Mapping
        Sent with every request.
    pace : Pace, optional
        How fast it may be asked.
    clock : Clock, optional
        The real one when not given.
    timeout : float
        Seconds without a byte after which a call has failed.
    attempts : int
        How often one thing is asked for.
    """

    def __init__(  # noqa: PLR0913 - a system is told apart by all of them, and each has its usual value
        self,
        system: str,
        base: str,
        *,
        auth: httpx.Auth | None = None,
        codes: Codes | None = None,
        headers: Mapping[str, str] | None = None,
        pace: Pace | None = None,
        clock: Clock | None = None,
        timeout: float = 60,
        attempts: int = 6,
    ) -> None:
        self.system = system
        self.clock = clock or Clock()
        self._base = base if base.endswith("/") else f"{base}/"
        self._auth, self._codes, self._pace, self._attempts = auth, codes or Codes(), pace, attempts
        self._hidden: set[str] = set()
        # No cookies, proxies or logins of the machine are mixed in beyond what httpx takes from the environment.
        try:
            self._client = httpx.Client(timeout=timeout, headers=dict(headers or {}), follow_redirects=False)
        except UnicodeEncodeError:
            what = "a secret of it holds letters that no key has: of full width, or of another alphabet"
            raise SourceError(Problem(f"source {system}", what, "", "Copy it again from the system.")) from None
        weakref.finalize(self, self._client.close)

    def hide(self, *secrets: str) -> None:
        """Name texts that shall stand in no message."""
        # As they are, in an address, and as Python quotes what cannot be sent.
        self._hidden.update(text for one in secrets if one for text in (one, quote(one, safe=""), repr(one)[1:-1]))

    def ask(  # noqa: PLR0913 - the parts of an http request
        self,
        method: str,
        path: str,
        *,
        what: str,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """
        Ask for something, again where that may help.

        Parameters
        ----------
        method, path : str
            The path is joined to the address; a whole address must be on the same host.
        what : str
            What it is for, in the words of the system: ``Deals``.
        params, json, data, headers : optional
            As in httpx.

        Raises
        ------
        SourceError
            When it cannot be had: says what was asked, what the system answered and what to do.
        """
        given = {"params": params, "json": json, "data": data, "headers": headers}
        call = _Call(method, self._url(path, what), what, {name: one for name, one in given.items() if one is not None})
        try:
            return self._patiently(call)
        except _AskAgain as error:
            raise self._refusal(call, error.verdict, tried=self._attempts) from None

    def listed(self, body: Any, key: str) -> list[Any]:
        """
        Give a list of an answer.

        Raises
        ------
        SourceError
            When there is none: an answer without its list is no empty one.
        """
        found = body.get(key) if isinstance(body, Mapping) else None
        if not isinstance(found, list):
            raise SourceError(Problem(f"source {self.system}", f"the answer has no list {key!r}", "", "Pull again."))
        return found

    def _patiently(self, call: _Call) -> Answer:
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._attempts),
            retry=tenacity.retry_if_exception_type(_AskAgain),
            wait=self._wait,
            sleep=self.clock.sleep,
            reraise=True,
        )
        answer: Answer = retrying(self._once, call)
        return answer

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.verdict.seconds if isinstance(error, _AskAgain) else 0
        backoff = self.clock.jitter(min(2.0**state.attempt_number, 60))
        return max(asked + self.clock.jitter(1), backoff) if asked else backoff

    def _once(self, call: _Call, renewed: bool = False) -> Answer:
        if self._pace:
            self._pace.wait(self.clock)
        used = self._auth.grant().token if isinstance(self._auth, Token) else ""
        if used:
            self.hide(used)
        response = self._sent(call)
        body = self._json(response, call)
        verdict = judged(response, body, self._codes, self.clock.now())
        if verdict.kind == "renew" and isinstance(self._auth, Token) and not renewed:
            self._auth.renew(used)
            return self._once(call, renewed=True)
        if verdict.kind == "again" and verdict.seconds <= _PATIENCE:
            raise _AskAgain(verdict)
        if verdict.kind != "fine":
            raise self._refusal(call, verdict)
        return Answer(response.status_code, body, response.headers)

    def _sent(self, call: _Call) -> httpx.Response:
        try:
            return self._client.request(call.method, call.url, auth=self._auth, **call.parts)
        except httpx.RequestError as error:  # refused, cut, timed out, garbled: it may come whole another time
            said = self._shown(str(error) or type(error).__name__)
            raise _AskAgain(Verdict("again", "", said, advice="http.unreachable")) from None

    def _json(self, response: httpx.Response, call: _Call) -> Any:
        if response.status_code in (204, 304):
            return None
        if not response.content and response.status_code < 300:  # no empty list: that would be said
            raise _AskAgain(Verdict("again", "", "the answer is empty", advice="http.strange"))
        try:
            return json_text.loads(response.content, parse_constant=str)  # NaN is no JSON, and no number
        except (ValueError, RecursionError):  # the latter where lists stand inside each other without end
            if response.status_code >= 300:  # a proxy or gateway speaks for the system, and its status says enough
                return None
            said = f"it is no JSON: {response.text[:80]!r}"
            raise self._refusal(call, Verdict("stop", "", said, advice="http.strange")) from None

    def _url(self, path: str, what: str) -> str:
        if not path.startswith(("http://", "https://")):
            return self._base + path.lstrip("/")
        there, ours = httpx.URL(path), httpx.URL(self._base)
        if (there.scheme, there.netloc) != (ours.scheme, ours.netloc):
            raise SourceError(
                Problem(
                    f"source {self.system}: {what}",
                    f"the system leads on to another address, {there.host}",
                    "The token is given to nobody else.",
                )
            )
        return path

    def _refusal(self, call: _Call, verdict: Verdict, tried: int = 0) -> Refused:
        code = f" {verdict.code}" if verdict.code else ""
        said = f": {self._shown(verdict.message)}" if verdict.message else ""
        often = f", {tried} times" if tried > 1 else ""
        advice = _english(verdict.advice)
        if verdict.kind == "again" and verdict.seconds > _PATIENCE:
            come = self.clock.now() + timedelta(seconds=verdict.seconds)
            advice = f"It asks to be left alone until {come:%Y-%m-%d %H:%M} UTC; pull again then."
        problem = Problem(f"source {self.system}: {call.what}", f"was refused{often}{code}{said}", "", advice)
        return Refused(problem, verdict.advice, verdict.code, verdict.kind in ("again", "renew"))

    def _shown(self, text: str) -> str:
        for one in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(one, _MASK)
        return shortened(text, _LONGEST_QUOTE)


def _english(advice: str) -> str:
    return entries().get(f"advice.{advice}", {}).get("en", "") if advice else ""
