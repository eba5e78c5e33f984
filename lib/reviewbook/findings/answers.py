"""Which managers leave the reports of their people without an answer.

To mark a report as read is no answer; but who reads and does not answer needs
another talk than who does not read at all, so these are two kinds of findings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reviewbook.findings.counting import Counts, counted, counts, fact, placed, stretches
from reviewbook.findings.finding import Finding, Known, Number
from reviewbook.statistics.surprise import dispersion, rate_shift

__all__ = ["unanswered"]

#: Reports whose time for an answer has run out, or which have one.
_ASKED = ("answered_in_time", "answered_late", "answered", "unanswered")

#: All of them, be they however many.
_ALL = 0.999


def unanswered(known: Known) -> list[Finding]:
    """
    Find the managers who answer none of the reports that ask for it, or far fewer than before.

    Parameters
    ----------
    known : Known
        Of its frames: ``replies`` and ``facts``.

    Returns
    -------
    list of Finding
        ``unanswered``, or ``only_read`` where half or more of the reports without an answer are marked as read.
        Certain where nothing was answered for a week or longer; a signal where chance would hardly bring the share
        of answers so low.
    """
    replies = known.frames["replies"][["manager_id", "submitted_on", "status", "was_read"]]
    asked = replies[replies["status"].isin(_ASKED) & replies["manager_id"].notna()]
    rows = placed(known, asked, "submitted_on").assign(answered=lambda frame: frame["status"] != "unanswered")
    rows = rows.assign(silent=~rows["answered"])
    nothing = stretches(known, rows, "manager_id", "silent", _ALL)
    told = {str(manager): _Silence(len(known.history) - known.history.index(s.since)) for manager, s in nothing.items()}
    told |= {manager: silence for manager, silence in _fewer(known, rows).items() if manager not in told}
    return [_finding(known, manager, rows[rows["manager_id"] == manager], told[manager]) for manager in sorted(told)]


@dataclass(frozen=True)
class _Silence:
    """For how many of the last periods a manager has been silent; by what chance, unless it is a count."""

    size: int
    chance: float | None = None


def _fewer(known: Known, rows: pd.DataFrame) -> dict[str, _Silence]:
    """Give the managers who answer less than before."""
    tallies = {str(manager): counts(known, own, "answered") for manager, own in rows.groupby("manager_id", sort=True)}
    present = {manager: tally for manager, tally in tallies.items() if tally.wholes[-1]}
    if not present:
        return {}
    apart = dispersion(
        *(np.array([getattr(tally, name) for tally in present.values()]) for name in ("parts", "wholes"))
    )
    found = {}
    for (manager, tally), own in zip(present.items(), apart, strict=True):
        shift = rate_shift(tally.parts, tally.wholes, "below", float(own))
        chance = min(1.0, shift.chance * len(present))
        enough = tally.since(shift.size)[1] >= known.params.findings.least
        if enough and shift.lasting and chance <= known.allowed:
            found[manager] = _Silence(shift.size, chance)
    return found


def _finding(known: Known, manager: str, rows: pd.DataFrame, silence: _Silence) -> Finding:
    tally = counts(known, rows, "answered")
    answered, asked = tally.since(silence.size)
    within = rows[rows["at"] >= len(known.history) - silence.size]
    read = int((within["silent"] & within["was_read"].astype(bool)).sum())
    numbers = _numbers(known, manager, tally, silence.size)
    kind = "only_read" if 2 * read >= asked - answered else "unanswered"
    if kind == "only_read":
        numbers["read"] = counted(read, "count", "replies")
    return Finding(
        kind, "person", manager, numbers,
        verdict="certain" if silence.chance is None else "signal", chance=silence.chance,
        since=known.history[-silence.size], effect_reports=float(tally.wholes[-1] - tally.parts[-1]),
        test=f"reply_rate person:{manager} >= 0.9 x2",
    )  # fmt: skip


def _numbers(known: Known, manager: str, tally: Counts, size: int) -> dict[str, Number]:
    answered, asked = tally.since(size)
    numbers = {
        "rate": counted(answered / asked, "share", "replies"),
        "answered": counted(answered, "count", "replies"),
        "asked": counted(asked, "count", "replies"),
    }
    if size == 1:
        parts = {"rate": "value", "answered": "numerator", "asked": "denominator"}
        facts = {name: fact(known, "reply_rate", ("person", manager), part) for name, part in parts.items()}
        numbers |= {name: number for name, number in facts.items() if number}
    before = tally.before(size)
    return numbers if before is None else {**numbers, "before": counted(before, "share", "replies")}
