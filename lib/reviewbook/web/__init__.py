"""Talking with a system over http: asked again where that helps, refused in plain words where it does not.

Everything that all systems have in common stands here once: time-outs, retries with
backoff and jitter, ``Retry-After``, errors inside an answer that calls itself fine,
tokens that are renewed, and messages in which no secret stands. A system adds what
only it has: its addresses, its codes (`Codes`) and its way to put a token (`Token`).

httpx carries the bytes and tenacity the repetitions; neither is told the time by
anybody but a `Clock`, so that no test has to wait.
"""

from __future__ import annotations

from reviewbook.web.credentials import secret
from reviewbook.web.judging import Codes
from reviewbook.web.tokens import Grant, Token, as_bearer
from reviewbook.web.waiting import Clock, Pace
from reviewbook.web.web import Answer, Refused, Web

__all__ = ["Answer", "Clock", "Codes", "Grant", "Pace", "Refused", "Token", "Web", "as_bearer", "secret"]
