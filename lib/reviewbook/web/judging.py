"""What an answer means: fine, ask again, renew the token, or stop and say why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as usual
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

__all__ = ["Codes", "Verdict", "found", "judged", "retry_after"]

_YEAR = 366 * 86_400.0


@dataclass(frozen=True)
class Codes:
    """
    How a system says that something went wrong, in its status and inside its answers.

    Parameters
    ----------
    field : str
        Where its own code stands, with dots for a way down; empty where only the status counts.
    fine : tuple
        Values of it that are well.
    renew : tuple
        Values that say that the token is no longer good.
    again : Mapping
        Values after which it is asked again → seconds that are waited at least.
    stop : Mapping
        Values that only a person can mend → key of the advice in the words, below ``advice``.
    message : str
        Where its own words stand.
    finer : str
        Pattern of the message whose group is a finer code; it counts where `stop` knows it.
    needed : bool
        Whether an answer without the field is an error.
    trace : str
        Where an answer names itself, for the vendor's support; told behind the message.
    reason : str
        Header that says more of why; told before the message.
    statuses_again : tuple of int
        Statuses after which it is asked again; all from 500 on are.
    advice : Mapping
        Status → key of the advice.
    """

    field: str = ""
    fine: tuple[Any, ...] = (0,)
    renew: tuple[Any, ...] = ()
    again: Mapping[Any, float] = usual(default_factory=dict)
    stop: Mapping[Any, str] = usual(default_factory=dict)
    message: str = "errmsg"
    finer: str = ""
    needed: bool = True
    trace: str = ""
    reason: str = ""
    statuses_again: tuple[int, ...] = (408, 425, 429)
    advice: Mapping[int, str] = usual(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """
    What is to be done with an answer.

    Parameters
    ----------
    kind : str
        ``fine``, ``again``, ``renew`` or ``stop``.
    code : str
        What the system called it; empty when it is fine.
    message : str
        In its own words.
    seconds : float
        What is waited at least before it is asked again.
    advice : str
        Key of the advice; empty where there is none of its own.
    """

    kind: str
    code: str = ""
    message: str = ""
    seconds: float = 0
    advice: str = ""


def judged(response: httpx.Response, body: Any, codes: Codes, now: datetime) -> Verdict:
    """
    Say what an answer means.

    Parameters
    ----------
    response : Response
        Read to its end.
    body : object
        Its JSON; None where it has none.
    codes : Codes
        Of the system.
    now : datetime
        Against which a date in ``Retry-After`` is read.
    """
    code = found(body, codes.field) if codes.field else None
    if isinstance(code, dict | list):  # as long as a vendor's code is none of these, it is an unknown one
        code = str(code)
    said = found(body, codes.message)
    more = response.headers.get(codes.reason, "") if codes.reason else ""
    trace = found(body, codes.trace) if codes.trace else None
    told = (more, "" if said is None else str(said), f"({codes.trace} {trace})" if trace else "")
    message = " ".join(text for text in told if text)
    status = response.status_code
    is_busy = status in codes.statuses_again or status >= 500
    if code is not None and code not in codes.fine and (_is_known(code, codes) or not is_busy):
        return _by_code(_finer(code, message, codes), message, codes, response, now)
    if status == 401:
        return Verdict("renew", "401", message, advice=codes.advice.get(401, "http.401"))
    if is_busy:
        return Verdict("again", str(status), message, retry_after(response, now))
    if status >= 400 or 300 <= status < 304 or status > 304:
        return Verdict("stop", str(status), message, advice=codes.advice.get(status, f"http.{status}"))
    if codes.field and codes.needed and code is None and body is not None:
        return Verdict("stop", "", f"the answer has no {codes.field!r}", advice="http.strange")
    return Verdict("fine")


def _finer(code: Any, message: str, codes: Codes) -> Any:
    found = re.search(codes.finer, message) if codes.finer else None
    return found[1] if found and found[1] in codes.stop else code


def _is_known(code: Any, codes: Codes) -> bool:
    return code in codes.renew or code in codes.again or code in codes.stop


def _by_code(code: Any, message: str, codes: Codes, response: httpx.Response, now: datetime) -> Verdict:
    if code in codes.renew:
        return Verdict("renew", str(code), message, advice=codes.stop.get(code, "http.401"))
    if code in codes.again:
        seconds = max(codes.again[code], retry_after(response, now))
        return Verdict("again", str(code), message, seconds, codes.stop.get(code, ""))
    status = response.status_code
    usual_advice = codes.advice.get(status, f"http.{status}") if status >= 400 else ""
    kind = "renew" if status == 401 and code not in codes.stop else "stop"
    return Verdict(kind, str(code), message, advice=codes.stop.get(code, usual_advice))


def found(body: Any, path: str) -> Any:
    """Give what stands at a way of keys with dots between them; None where it does not lead on."""
    for key in path.split("."):
        if isinstance(body, list) and key.isdigit() and int(key) < len(body):
            body = body[int(key)]
        elif isinstance(body, dict) and key in body:
            body = body[key]
        else:
            return None
    return body


def retry_after(response: httpx.Response, now: datetime) -> float:
    """Give the seconds that an answer asks to wait for, a year at most; 0 where it does not say."""
    text = response.headers.get("Retry-After", "").strip()
    if not text:
        return 0
    try:
        return min(max(0.0, float(text)), _YEAR)
    except ValueError:
        pass
    try:
        return min(max(0.0, (parsedate_to_datetime(text) - now).total_seconds()), _YEAR)
    except (TypeError, ValueError):
        return 0
