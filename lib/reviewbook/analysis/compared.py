"""An edition beside the one before it: what differs, and why, for what its audience sees.

What the former edition knew is known still: its record has the cut-off, its frame ``origins``
the pull of every source, and the warehouse gives every table as it stood then. Where rows and
rules both changed, the facts are derived once more from the former rows, so that what the rules
changed and what the rows changed are told apart exactly.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from reviewbook import audiences, changes
from reviewbook.analysis.since import Since, rederived, since
from reviewbook.audiences import Cut, Derived
from reviewbook.audiences.cutting import facts_of
from reviewbook.audiences.scope import Scope
from reviewbook.editions import Edition
from reviewbook.engine import as_read
from reviewbook.measures import AIMED, MEASURES, NAMING_PRODUCTS, ONLY_OF_PRODUCTS, reads
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.schema import FRAMES
from reviewbook.warehouse import Moment, Warehouse

__all__ = ["Basis", "Compared"]

#: Tables that say nothing of anybody.
_OF_NOBODY = ("fx_rates", "products")

_MEASURED = {*(measure.name for measure in MEASURES), *ONLY_OF_PRODUCTS}


@dataclass(frozen=True)
class Basis:
    """
    What an edition rests on.

    Parameters
    ----------
    as_of : datetime
        Its cut-off.
    known : tuple
        Each source with the instant of its last pull.
    code, params : str
        Checksums of the code, and of all params.
    """

    as_of: datetime
    known: tuple[tuple[str, datetime], ...]
    code: str
    params: str

    @classmethod
    def of(cls, edition: Edition, part: Cut) -> Basis:
        """Read it off a published edition."""
        record = edition.record
        return cls(datetime.fromisoformat(record.as_of), pulls(part.frames), record.code.digest, record.params)

    @property
    def moment(self) -> Moment:
        """From where the edition looked at the tables."""
        return Moment(self.as_of, dict(self.known))


def pulls(frames: Mapping[str, pd.DataFrame]) -> tuple[tuple[str, datetime], ...]:
    """Give each source with the instant of its last pull, from ``origins``: from then on its newest rows are known."""
    newest = frames["origins"].groupby("source")["pulled_at"].max()
    return tuple((str(source), at.to_pydatetime()) for source, at in newest.sort_index().items())


@dataclass(frozen=True)
class _Way:
    """
    What lies between a former edition and this run.

    Parameters
    ----------
    since : Since
        The rows that came.
    ruled, timed : Derived, optional
        The stations of `changes.Stations`, uncut; None where nothing of that kind changed, or nothing came after it.
    rules : str
        ``rule``, ``code`` or ``rule_or_code`` where they changed, else empty.
    is_later : bool
        Whether the cut-off is another one.
    """

    since: Since
    ruled: Derived | None
    timed: Derived | None
    rules: str
    is_later: bool


@dataclass
class Compared:
    """
    The comparisons of one run: each is made once for all audiences whose former edition rests on the same.

    Parameters
    ----------
    places : Places
        Where the warehouse is.
    params : Params
        The company.
    derived : Derived
        What was derived.
    code : str
        Checksum of the code (`run.code.code_digest`).
    """

    places: Places
    params: Params
    derived: Derived
    code: str
    _ways: dict[Basis, _Way] = field(default_factory=dict)

    def beside(self, part: Cut, edition: Edition) -> tuple[Cut, bool]:
        """
        Give a cut with what differs from the edition before.

        Parameters
        ----------
        part : Cut
            What the audience sees now.
        edition : Edition
            The newest edition for it.

        Returns
        -------
        tuple
            The same with the frames of `schema.changed`; they name nobody whom the audience does not see now, and no
            measure of which the edition says nothing any more. And whether every row is as it was then, of everybody:
            whatever differs comes of rules, code or the cut-off.
        """
        former = audiences.read(edition.folder)
        basis = Basis.of(edition, former)
        return self.told(part, former, basis), self._ways[basis].since.arrivals.empty

    def told(self, part: Cut, former: Cut, basis: Basis) -> Cut:
        """Give a cut with what differs from a former one; see `beside`."""
        if basis not in self._ways:
            self._ways[basis] = self._way(basis)
        way, scope = self._ways[basis], Scope(self.derived, part.audience)
        stations = _stations(way, scope, former.frames["facts"], part.frames["facts"])
        reading = changes.Reading(_reads, _widely, AIMED, way.rules)
        told, used = changes.explained(changes.differing(stations), way.since.touches, reading)
        figures = as_read(told, FRAMES["changes"])
        stated = figures["measure"].isin(part.frames["facts"]["measure"])
        figures = figures[scope.about(figures) & stated].reset_index(drop=True)
        arrived = {"changes": figures, "arrivals": _arrivals(way.since, used, scope, part)}
        return Cut(
            part.audience,
            part.publication,
            part.period,
            part.as_of,
            {**part.frames, **arrived, **_findings(former, part, scope)},
        )

    def _way(self, basis: Basis) -> _Way:
        """Find out what lies between a former edition and this run; facts are derived again only where it takes that."""
        rules, later = self._rules(basis), basis.as_of != self.derived.as_of
        with Warehouse.open(self.places.warehouse) as warehouse:
            came = since(warehouse, self.derived, self.params, basis.moment)
            run = (warehouse, self.derived, self.params, basis.moment)
            rows = len(came.arrivals) > 0
            ruled = rederived(*run, basis.as_of) if rules and (rows or later) else None
            timed = rederived(*run, self.derived.as_of) if later and rows else None
        return _Way(came, ruled, timed, rules, later)

    def _rules(self, basis: Basis) -> str:
        """Name what changed of rules and code; empty when neither did."""
        if basis.code == self.code:
            return "rule" if basis.params != self.params.digest else ""
        return "rule_or_code" if basis.params != self.params.digest else "code"


def _stations(way: _Way, scope: Scope, former: pd.DataFrame, now: pd.DataFrame) -> changes.Stations:
    """Cut the stations as the audience sees them; after the last thing that changed everything is as it is now."""
    ruled, timed = (_cut(one, scope) for one in (way.ruled, way.timed))
    if not len(way.since.arrivals):
        if way.is_later:
            timed = now
        elif way.rules:
            ruled = now
    return changes.Stations(former, now, ruled, timed)


def _cut(whole: Derived | None, scope: Scope) -> pd.DataFrame | None:
    return None if whole is None else facts_of(Scope(whole, scope.who))


def _reads(measure: str, differing: frozenset[str]) -> frozenset[str]:
    return reads(measure, differing) if measure in _MEASURED else frozenset()


def _widely(measure: str, kind: str) -> frozenset[str]:
    """Give what a measure reads, and of a product what decides whether it has figures at all."""
    own = reads(measure) if measure in _MEASURED else frozenset()
    return own | (NAMING_PRODUCTS if kind == "product" else frozenset())


def _arrivals(came: Since, used: set[int], scope: Scope, part: Cut) -> pd.DataFrame:
    """
    Give the rows that the audience may see: those of its people while they were in its teams, and of nobody.

    Of these the rows that lie before the end of the period or explain a figure, of the tables behind what is shown.
    Whoever the audience does not see stays unnamed.
    """
    rows = came.arrivals
    shown = frozenset().union(*(_widely(str(name), "") for name in part.frames["facts"]["measure"].unique()))
    wanted = rows["row"].isin(used) | ~(rows["on"] >= pd.Timestamp(part.period.end_on))
    mine = pd.Series([_mine(row, scope) for row in rows.to_dict("records")], index=rows.index, dtype="bool")
    seen = rows[wanted & rows["table"].isin(shown) & mine]
    unnamed = {name: seen[name].where(seen[name].isin(scope.people), None) for name in ("person_id", "person_before")}
    team = seen["team_id"].where(seen["team_id"].isin({*scope.teams, *scope.homes}), None)
    return seen.assign(**unnamed, team_id=team)[FRAMES["arrivals"].names].reset_index(drop=True)


def _mine(row: Mapping[Hashable, Any], scope: Scope) -> bool:
    if scope.who.kind == "company" or row["table"] in _OF_NOBODY:
        return True
    people = {row["person_id"], row["person_before"]} - {None}
    if scope.who.kind == "person":
        return scope.who.id in people
    return not scope.teams.isdisjoint(row["teams"])


def _findings(former: Cut, part: Cut, scope: Scope) -> dict[str, pd.DataFrame]:
    """Give the findings that are gone, with what they stated, and the ids of those that are new."""
    then, here = former.frames["findings"], part.frames["findings"]
    found = scope.mine(scope.frame("findings"))
    if len(found) and here.empty:
        then = then.iloc[:0]  # an edition that shows no findings does not tell which are gone either
    gone = scope.mine(then[~then["finding_id"].isin(found["finding_id"])])
    stated = former.frames["evidence"]
    new = here[~here["finding_id"].isin(then["finding_id"])]
    return {
        "gone_findings": gone.reset_index(drop=True),
        "gone_evidence": stated[stated["finding_id"].isin(gone["finding_id"])].reset_index(drop=True),
        "new_findings": new[["finding_id"]].reset_index(drop=True),
    }
