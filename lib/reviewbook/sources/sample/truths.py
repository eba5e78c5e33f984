"""What is planted: declared in ``plan.toml``, placed where the company has room for it, obeyed by the simulation.

A truth whose seats or days do not exist in a smaller or other company is left
out, so what `Company.truths` says is always so.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from reviewbook.periods import Period
from reviewbook.sources.sample.days import Days, day
from reviewbook.sources.sample.options import SampleOptions

__all__ = ["Planted", "Truth", "plan", "seat_spans"]


@dataclass(frozen=True)
class Truth:
    """
    One thing that is truly so in the sample company.

    Parameters
    ----------
    id, kind : str
        Its own name, and what kind of thing it is.
    cause : str
        For claims: the cause that reconciliation should find.
    seats, people : tuple of str
        Whom it concerns: seats as declared, ids of people once placed.
    teams, products, competitors : tuple of str
        What else it concerns.
    skill, template, field : str
        Course, template and field it concerns.
    days, periods : tuple
        Exactly when, where it is not a stretch.
    starts_on, ends_on : date, optional
        First and last day of a stretch; no last day is "still".
    size : float, optional
        How large: a factor, share or number of days, as the description says.
    needs_months : int
        Months of history without which it could not be seen; not published.
    zh, en : str
        What it is, in one sentence.
    """

    id: str
    kind: str
    zh: str
    en: str
    cause: str = ""
    seats: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    skill: str = ""
    template: str = ""
    field: str = ""
    days: tuple[date, ...] = ()
    periods: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    size: float | None = None
    needs_months: int = 0

    @property
    def span(self) -> tuple[date, date]:
        """First and last day on which it shows; everything where it has no dates."""
        periods = [Period.parse(key) for key in self.periods]
        firsts = [*self.days, *(p.start_on for p in periods), *filter(None, [self.starts_on])]
        lasts = [*self.days, *(p.last_on for p in periods), *filter(None, [self.ends_on])]
        open_end = not lasts or (self.starts_on is not None and self.ends_on is None)
        return min(firsts, default=date.min), date.max if open_end else max(lasts)

    def covers(self, days: Days) -> Any:
        """Tell of each day whether it lies in the span."""
        first, last = self.span
        return (days >= day(first)) & (days <= day(last))

    def fits(self, options: SampleOptions) -> bool:
        """Whether its days lie inside the simulated months."""
        first, last = self.span
        starts = first == date.min or options.start <= first <= options.until
        ends = last == date.max or last <= options.until
        return starts and ends and options.months >= self.needs_months

    def placed(self, names: dict[str, tuple[str, str]]) -> Truth:
        """Give the truth with ids and names for its seats; `names` maps a seat to id and name."""
        people = "、".join(names[seat][1] for seat in self.seats)
        words = {kind: ", ".join(getattr(self, kind)) for kind in ("teams", "products", "competitors")}
        return replace(
            self,
            people=tuple(names[seat][0] for seat in self.seats),
            zh=self.zh.format(people=people, **words),
            en=self.en.format(people=people.replace("、", ", "), **words),
        )

    def published(self) -> dict[str, Any]:
        """Give what `truths.json` holds of it: texts, numbers and lists."""
        known = asdict(self)
        for hidden in ("seats", "needs_months"):
            del known[hidden]
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in known.items()}
        plain["days"] = [on.isoformat() for on in self.days]
        plain["starts_on"] = self.starts_on.isoformat() if self.starts_on else None
        plain["ends_on"] = self.ends_on.isoformat() if self.ends_on else None
        return plain


class Planted:
    """
    The truths of one company, looked up by whoever has to obey them.

    Parameters
    ----------
    truths : iterable of Truth
        Those that found their place.
    """

    def __init__(self, truths: tuple[Truth, ...]) -> None:
        self.truths = truths

    def of(self, kind: str, person_id: str | None = None) -> list[Truth]:
        """Give the truths of a kind; with a person, those that concern the person."""
        found = [truth for truth in self.truths if truth.kind == kind]
        return found if person_id is None else [truth for truth in found if person_id in truth.people]

    def claims(self, cause: str) -> list[Truth]:
        """Give the false claims of a cause."""
        return [truth for truth in self.of("over_claim") if truth.cause == cause]


@cache
def plan() -> tuple[Truth, ...]:
    """Every truth that is declared."""
    text = files("reviewbook.sources.sample").joinpath("plan.toml").read_text("utf-8")
    return tuple(_declared(entry) for entry in tomllib.loads(text)["truth"])


def _declared(entry: dict[str, Any]) -> Truth:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return Truth(**fields)


@cache
def seat_spans() -> dict[str, list[tuple[date, date]]]:
    """
    When each seat of the plan is spoken for.

    Such a seat is held by one person throughout who takes no leave then, planted
    or not: so the quiet company has the same people.
    """
    spans: dict[str, list[tuple[date, date]]] = {}
    for truth in plan():
        for seat in truth.seats:
            spans.setdefault(seat, []).append(truth.span)
    return spans
