"""What may be chosen about the sample company, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from reviewbook.errors import ParamsError, Problem
from reviewbook.periods import Cadence, Period

__all__ = ["COMPANY_ZONE", "HOME_CURRENCY", "Company", "SampleOptions"]

COMPANY_ZONE = "Asia/Shanghai"
HOME_CURRENCY = "CNY"

#: The simulated clock stands at noon of the last day: reports of that day are not written yet.
NOON = time(12)


@dataclass(frozen=True)
class SampleOptions:
    """
    Size, length and seed of the sample company.

    Parameters
    ----------
    reps : int
        Seats of sales representatives; managers and the director come on top.
    months : int
        Calendar months of history, the month of `until` included.
    seed : int
        The same seed gives the same company, to the byte.
    until : date
        Last simulated day. It is noon (company time) of that day; nothing happens after it.
    plant : bool
        Whether the truths of ``plan.toml`` are planted; otherwise the company is quiet.

    Raises
    ------
    ParamsError
        When a size is out of range.
    """

    reps: int = 40
    months: int = 15
    seed: int = 20261124
    until: date = date(2026, 11, 24)
    plant: bool = True

    def __post_init__(self) -> None:
        limits = {"reps": (1, 5000), "months": (1, 120), "seed": (0, 2**63 - 1)}
        problems = [
            Problem(f"sample: {name}", f"{getattr(self, name)} is out of range", f"Use {low} to {high}.")
            for name, (low, high) in limits.items()
            if not low <= getattr(self, name) <= high
        ]
        if problems:
            raise ParamsError(*problems)

    @property
    def start(self) -> date:
        """First simulated day: the first of a month."""
        return Period.containing(self.until, Cadence.MONTHLY).shift(1 - self.months).start_on

    @property
    def now(self) -> np.datetime64:
        """The simulated clock, in UTC."""
        local = datetime.combine(self.until, NOON, ZoneInfo(COMPANY_ZONE))
        return np.datetime64(local.astimezone(UTC).replace(tzinfo=None), "s")

    def stream(self, *subject: str) -> np.random.Generator:
        """
        Give the random numbers of one subject.

        Every person and topic has a stream of its own, so that a change to one
        does not reshuffle the others.
        """
        return np.random.default_rng([self.seed, *(crc32(name.encode()) for name in subject)])


@dataclass(frozen=True)
class Company:
    """
    A simulated company.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Every table of `reviewbook.schema.TABLES`, with exactly its columns and types.
    truths : list of dict
        What was planted; one dict each with all fields of `truths.Truth`.
    """

    tables: dict[str, pd.DataFrame]
    truths: list[dict[str, Any]] = field(default_factory=list)
