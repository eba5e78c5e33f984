"""What is to be published: the words of the command line and the flat params, made into exact orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params.loading import Params
from reviewbook.params.notebook import check, read_flat
from reviewbook.params.publications import Publication
from reviewbook.periods import Period
from reviewbook.places import Places

__all__ = ["Order", "by_audience", "orders"]


@dataclass(frozen=True)
class Order:
    """
    One review of one period, to be made for its audiences.

    Parameters
    ----------
    publication : Publication
        Which review.
    period : Period
        Of which period.
    as_of : datetime
        With which cut-off.
    audiences : tuple of str
        Ids of the only ones wanted; all of the publication when empty.
    """

    publication: Publication
    period: Period
    as_of: datetime
    audiences: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, str]:
        """Which review of which period, for whomever."""
        return self.publication.name, self.period.key


#: In place of a period: the newest one whose slot has passed.
LAST = "last"


def orders(places: Places, params: Params, words: Sequence[str], now: datetime, as_of: str = "") -> list[Order]:
    """
    Read ``weekly 2026-W47 monthly``: reviews, each with a period or with that of its params file.

    They are given in the order of their cut-offs, whatever the order of the words.

    Parameters
    ----------
    places, params
        The company.
    words : sequence of str
        A cadence or the name of a publication, and after it a period (or `LAST`) where the params file is not meant.
    now : datetime
        The present instant, for `LAST`.
    as_of : str
        A cut-off with its offset for all of them; empty for each review's slot.

    Raises
    ------
    ParamsError
        When a word is neither, or a parameter is impossible; all problems at once.
    """
    pairs: list[tuple[Publication, str]] = []
    problems: list[Problem | str] = []
    for word in words:
        publication = _publication(params, word)
        if publication is not None:
            pairs.append((publication, ""))
        elif pairs and not pairs[-1][1] and _is_period(word):
            review = pairs[-1][0]
            pairs[-1] = (review, _last(params, review, now).key if word == LAST else word)
        else:
            problems.append(_misplaced(params, word))
    made = []
    for publication, period in pairs:
        try:
            made.append(_order(places, params, publication, period, as_of))
        except ParamsError as error:
            problems += error.problems
    if problems:
        raise ParamsError(*problems)
    # Only now: what is wrong is refused before the packages that read editions are loaded.
    from reviewbook.editions.carried import precedence

    # A review shows what earlier ones agreed to do, so that these have to be there first.
    return sorted(made, key=lambda order: precedence(order.as_of, order.publication.cadence))


def by_audience(places: Places, params: Params, asked: Sequence[Order], wanted: Sequence[str]) -> list[Order]:
    """
    Split orders by the slots of those they are for: each team is due its review in its own zone.

    Parameters
    ----------
    places, params
        The company.
    asked : sequence of Order
        As `orders` gives them.
    wanted : sequence of str
        Ids of the only audiences that are to have it; all of each review when empty.

    Raises
    ------
    ParamsError
        When an audience that is wanted does not exist; all of them at once.
    """
    from reviewbook import analysis, audiences
    from reviewbook.editions.carried import precedence
    from reviewbook.run import chosen
    from reviewbook.run.staff import staff

    known, split = staff(places), []
    for order in asked:
        chosen.refuse_unknown(places, params, order.publication, wanted)
        # A cut-off that was typed, or stands in the file of the parameters, holds for everybody.
        if order.as_of != analysis.slot(params, order.publication, order.period) or not known:
            split.append(replace(order, audiences=tuple(wanted)))
            continue
        slots = audiences.by_slot(params.company, order.publication, order.period, known, tuple(wanted))
        split += [replace(order, as_of=at, audiences=ids) for at, ids in slots.items()]
    return sorted(split, key=lambda order: precedence(order.as_of, order.publication.cadence))


def _is_period(word: str) -> bool:
    return word == LAST or word[:1].isdigit()


def _misplaced(params: Params, word: str) -> Problem:
    if _is_period(word):
        return Problem(
            "publish", f"{word!r} follows no review", "Each period stands after its review: weekly 2026-W47."
        )
    known = {*params.publications, *(p.cadence.value for p in params.publications.values())}
    return Problem("publish", f"{word!r} is neither a review nor a period", nearest(word, known))


def _publication(params: Params, word: str) -> Publication | None:
    if word in params.publications:
        return params.publications[word]
    return next((review for review in params.publications.values() if review.cadence.value == word), None)


def _last(params: Params, publication: Publication, now: datetime) -> Period:
    from reviewbook import analysis

    period = Period.containing(now.date(), publication.cadence).shift(1)
    while analysis.slot(params, publication, period) > now:
        period = period.previous
    return period


def _order(places: Places, params: Params, publication: Publication, period: str, as_of: str) -> Order:
    file = places.params / f"{publication.cadence.value}.yaml"
    where = str(file.relative_to(places.root))
    typed = {name: text for name, text in (("period", period), ("as_of", as_of)) if text}
    try:
        asked = check({**read_flat(file), **typed}, publication.cadence, where=where)
    except ParamsError as error:
        raise ParamsError(*(_placed(problem, where, typed) for problem in error.problems)) from None
    # What is wrong is refused above, before the engine and its packages are loaded.
    from reviewbook import analysis

    reviewed = Period.parse(asked.period)
    return Order(publication, reviewed, asked.cut_off or analysis.slot(params, publication, reviewed))


def _placed(problem: Problem | str, file: str, typed: Mapping[str, str]) -> Problem | str:
    """Blame the command line for what was typed there, and not the file that it overrides."""
    if isinstance(problem, Problem) and problem.where in {f"{file}: {name}" for name in typed}:
        return replace(problem, where=problem.where.replace(file, "publish", 1))
    return problem
