"""How many rows are usual: the median of earlier periods by working day, and what it varies by itself.

Counted by are the days of an ordinary working week. A day off that is worked instead
sells and reports what it will; it neither is expected to bring a day's rows nor
counts as one that brought none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median

from reviewbook.gate.known import Known
from reviewbook.periods import Period

__all__ = ["Volume", "volumes"]

#: Earlier periods from which on something can be called usual, and those that are looked at.
_LEAST, _MOST = 5, 13

#: Robust standard deviations by which a count may differ from the usual one without anybody being told.
_LIMIT = 4.0

#: A standard deviation in median absolute deviations, of what is normally distributed.
_SPREAD = 1.4826


@dataclass(frozen=True)
class Volume:
    """
    The rows that one source gave of one table.

    Parameters
    ----------
    source, table : str
        Which.
    counts : mapping
        Rows by day.
    known : Known
        The run.
    """

    source: str
    table: str
    counts: Mapping[date, int]
    known: Known

    def rows(self, period: Period) -> int:
        """Count the rows of a period, up to the last day that is over."""
        return sum(self.counts.get(on, 0) for on in period if on <= self.known.through)

    def working(self, period: Period) -> list[date]:
        """Give the ordinary working days of a period that are over."""
        return [on for on in period if on in self.known.ordinary and on <= self.known.through]

    @cached_property
    def days(self) -> int:
        """Working days of the period under review that are over."""
        return len(self.working(self.known.period))

    @cached_property
    def earlier(self) -> tuple[Period, ...]:
        """The earlier periods that can be compared: worked in, and since the source began."""
        first = min(self.counts)
        worked = (one for one in self.known.earlier if one.start_on >= first and self.working(one))
        return tuple(worked)[:_MOST]

    @cached_property
    def rates(self) -> list[float]:
        """Rows by working day of the earlier periods."""
        return [self.rows(one) / len(self.working(one)) for one in self.earlier]

    @property
    def is_told(self) -> bool:
        """Whether there are enough earlier periods to tell what is usual."""
        return len(self.rates) >= _LEAST

    @cached_property
    def usual(self) -> float:
        """Rows that are usual on a working day."""
        return median(self.rates)

    @cached_property
    def variation(self) -> float:
        """By how many rows a working day differs from the usual one without a cause."""
        apart = median(abs(rate - self.usual) for rate in self.rates)
        by_chance = (self.usual / max(self.days, 1)) ** 0.5
        return _LIMIT * max(_SPREAD * apart, float(by_chance))


def volumes(known: Known) -> list[Volume]:
    """Give what each source gave of each table, by source and table."""
    counts: dict[tuple[str, str], dict[date, int]] = {}
    rows = known.frames["volumes"]
    for source, table, on, count in zip(rows["source"], rows["table"], rows["on"].dt.date, rows["rows"], strict=True):
        counts.setdefault((source, table), {})[on] = int(count)
    return [Volume(*place, by_day, known) for place, by_day in sorted(counts.items())]
