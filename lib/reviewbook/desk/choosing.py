"""What `open_review` can be asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import narwhals as nw

from reviewbook.blocks import Cell, Head, Table
from reviewbook.desk.opening import newest_whole, pulled_until, roster
from reviewbook.params.loading import Params, load
from reviewbook.params.publications import Publication
from reviewbook.places import Places
from reviewbook.warehouse import Warehouse
from reviewbook.wording import Wording

__all__ = ["Choices", "choices"]

#: So many periods of each review are listed.
_PERIODS = 8


@dataclass(frozen=True, repr=False)
class Choices:
    """
    What `open_review` can be asked for.

    Parameters
    ----------
    reviews : dict
        Name of a review to its title.
    periods : dict
        Name of a review to the newest periods of it that are whole, the newest first.
    teams, people : dict
        Name to id; both are understood as ``team=``.
    words : Wording
        Of the language in which it shows itself.
    """

    reviews: Mapping[str, str]
    periods: Mapping[str, tuple[str, ...]]
    teams: Mapping[str, str]
    people: Mapping[str, str]
    words: Wording

    def _tables(self) -> tuple[Table, ...]:
        words, none = self.words, self.words("desk.choices.none")
        name, ident = Head(words("desk.choices.name")), Head(words("desk.choices.ident"))
        reviews = tuple(
            (Cell(one), Cell(title), Cell(", ".join(self.periods.get(one, ())))) for one, title in self.reviews.items()
        )
        heads = (name, Head(words("desk.choices.title")), Head(words("desk.choices.periods"), share=3))
        found = [Table("reviews", words("desk.choices.reviews"), heads, reviews)]
        for key, of in (("teams", self.teams), ("people", self.people)):
            rows = tuple((Cell(one), Cell(number)) for one, number in of.items())
            head = Head(words(f"desk.choices.{'team' if key == 'teams' else 'person'}"))
            title = words(f"desk.choices.{key}")
            found.append(Table(key, title, (head, ident), rows, empty=none, folded=key == "people" and bool(rows)))
        return tuple(found)

    def _repr_html_(self) -> str:
        return "".join(table._repr_html_() for table in self._tables())

    def __repr__(self) -> str:
        return "\n".join(table.plain() for table in self._tables())


def choices(language: str = "zh", company: str = "") -> Choices:
    """
    List the reviews, the periods with data, the teams and the people that `open_review` can be asked for.

    Parameters
    ----------
    language : str
        ``zh`` or ``en``.
    company : str
        A further company of the workbook; empty for its own.
    """
    places = Places.find(Path.cwd(), company)
    params = load(places)
    named: dict[str, dict[str, str]] = {"teams": {}, "people": {}}
    until, first = pulled_until(places, params), None
    if until is not None:
        staff, first = roster(places), _first_day(places, until)
        for frame, kind in (("teams", "team"), ("people", "person")):
            rows = staff[frame].sort_values(f"{kind}_id")
            named[frame] = _by_name([*map(str, rows[f"{kind}_id"])], [*map(str, rows["name"])])
    return Choices(
        {name: one.title(language) for name, one in params.publications.items()},
        {name: _newest(params, one, until, first) for name, one in params.publications.items()},
        named["teams"],
        named["people"],
        Wording(language),
    )


def _by_name(ids: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Give name to id; of a name that two have, each id to itself."""
    often = Counter(names)
    return {name if often[name] == 1 else one: one for one, name in zip(ids, names, strict=True)}


def _newest(params: Params, publication: Publication, until: datetime | None, first: date | None) -> tuple[str, ...]:
    if until is None or first is None:
        return ()
    periods = reversed(newest_whole(params, publication, until).last(_PERIODS))
    return tuple(one.key for one in periods if one.last_on >= first)


def _first_day(places: Places, until: datetime) -> date | None:
    """Find the day of the first report or order; None where there is neither."""
    with Warehouse.open(places.warehouse) as warehouse:
        engine, tables = warehouse.engine(), warehouse.view(until)
        both = (("reports", "submitted_at"), ("orders", "ordered_at"))
        begun = [engine.collect(tables[table].select(nw.col(at).min()))[at].dropna() for table, at in both]
    found = [int(one.iloc[0]) for one in begun if len(one)]
    return datetime.fromtimestamp(min(found) / 1_000_000, UTC).date() if found else None
