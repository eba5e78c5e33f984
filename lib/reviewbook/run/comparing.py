"""Two editions side by side: what they were made from, the figures, the findings, what was agreed, and the files."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from reviewbook import audiences, changes
from reviewbook.blocks import Table
from reviewbook.editions import Edition, Record, address, edition_at
from reviewbook.engine import as_read
from reviewbook.errors import EditionError, Problem
from reviewbook.places import Places
from reviewbook.schema import FRAMES
from reviewbook.slices import Slice
from reviewbook.tables import changed_figures
from reviewbook.tables.agreed import what
from reviewbook.telling import told

__all__ = ["Difference", "differences"]

#: Figures that are listed besides those of the audience itself, unless all are wanted.
_MOST = 20

#: Columns of a table of figures whose causes nobody has looked for.
_WITHOUT_CAUSE = 5


@dataclass(frozen=True)
class Difference:
    """
    What differs between two editions.

    Parameters
    ----------
    head : tuple of str
        Which two, and what they were made from.
    figures : Table, optional
        The figures that differ; None where none does.
    tail : tuple of str
        Findings, what was agreed, and files.
    is_same : bool
        Whether neither figures nor findings, neither what was agreed nor any document differs.
    """

    head: tuple[str, ...]
    figures: Table | None
    tail: tuple[str, ...]
    is_same: bool


@dataclass(frozen=True)
class _Pair:
    """
    Two editions, opened.

    Parameters
    ----------
    one, other : Edition
        The former and the later one.
    then, now : Slice
        What they say.
    """

    one: Edition
    other: Edition
    then: Slice
    now: Slice

    @property
    def are_of_one(self) -> bool:
        """Whether they are of one review, period and audience."""
        return self.one.folder.parent == self.other.folder.parent

    @property
    def are_next(self) -> bool:
        """Whether the later one was compared with the former when it was made."""
        return self.are_of_one and self.other.record.previous == self.one.number


def differences(places: Places, named: tuple[str, str], language: str = "", whole: bool = False) -> Difference:
    """
    Compare two editions.

    Parameters
    ----------
    places : Places
        The company.
    named : tuple of str
        Their addresses, like ``weekly_review/2026-W47/company/2``; the newest where the number is left out. An empty
        second one: the edition named first is compared with the one before it.
    language : str
        In which it is told; the company's first where empty.
    whole : bool
        All figures, and not only those of the audience itself and twenty others.

    Returns
    -------
    Difference
        Of two editions of one review, period and audience every figure, with its cause where the second came right
        after the first; of others the audience's own figures of the period, measure by measure.

    Raises
    ------
    EditionError
        When there is no such edition, or none before it.
    """
    pair = _opened(_editions(places, named), language)
    rows = _figures(pair)
    tail = [*_findings(pair), *_agreed(pair), *_files(pair)]
    shown = _table(pair, rows, whole)
    return Difference(tuple(_made_from(pair)), shown, tuple(tail), rows.empty and not tail)


def _editions(places: Places, named: tuple[str, str]) -> tuple[Edition, Edition]:
    first = edition_at(places.published, named[0])
    if named[1]:
        return first, edition_at(places.published, named[1])
    before = first.record.previous
    if before is None:
        where = address(first)
        raise EditionError(Problem(where, "no edition stands before it", "", "Name another one to compare it with."))
    return edition_at(places.published, f"{address(first).rpartition('/')[0]}/{before}"), first


def _opened(editions: tuple[Edition, Edition], language: str) -> _Pair:
    language = language or audiences.read_rules(editions[1].folder).company.languages[0]
    return _Pair(*editions, *(_slice(edition, language) for edition in editions))


def _slice(edition: Edition, language: str) -> Slice:
    part, rules = audiences.read(edition.folder), audiences.read_rules(edition.folder)
    return audiences.opened(part, rules, language, Slice)


def _made_from(pair: _Pair) -> Iterator[str]:
    """Name the editions, and say what each of them was made from."""
    words, (one, other) = pair.now.words, (pair.one.record, pair.other.record)
    yield words("changes.from_to", before=address(pair.one), after=address(pair.other))
    for name, before, after in (
        ("cut_off", _cut_off(pair.then), _cut_off(pair.now)),
        ("code", one.code.digest[:12], other.code.digest[:12]),
        ("params", one.params[:12], other.params[:12]),
        ("inputs", one.inputs[:12], other.inputs[:12]),
    ):
        same = words("changes.diff.same", value=before)
        value = same if before == after else words("changes.from_to", before=before, after=after)
        yield f"  {words(f'changes.diff.{name}')}{words('changes.diff.colon')}{value}"


def _cut_off(review: Slice) -> str:
    return review.words.instant(review.as_of, review.company.zone)


def _figures(pair: _Pair) -> pd.DataFrame:
    """Give the figures that differ in the form of ``changes``, with causes where they were found when it was made."""
    if pair.are_next:
        return pair.now.frames["changes"]
    former, now = pair.then.facts, pair.now.facts
    if not pair.are_of_one:
        former, now = _own(pair.then, pair.now), _own(pair.now, pair.now)
    # Nobody has looked for the causes of these; the columns that would tell them are left out (`_table`).
    found = changes.differing(changes.Stations(former, now)).assign(cause="unexplained")
    return as_read(found.reindex(columns=FRAMES["changes"].names), FRAMES["changes"])


def _own(review: Slice, as_if: Slice) -> pd.DataFrame:
    """Give the figures of the audience itself for the period, written as if they were those of another edition."""
    facts, who, period = review.facts, review.audience, review.period
    own = facts[(facts["entity_kind"] == who.kind) & (facts["entity_id"] == who.id) & (facts["period"] == period.key)]
    own = own[own["cadence"] == period.cadence.value]
    return own.assign(
        cadence=as_if.period.cadence.value,
        period=as_if.period.key,
        entity_kind=as_if.audience.kind,
        entity_id=as_if.audience.id,
    )


def _table(pair: _Pair, rows: pd.DataFrame, whole: bool) -> Table | None:
    shown = changed_figures(replace(pair.now, frames={**pair.now.frames, "changes": rows}), len(rows))
    if shown is None:
        return None
    who, period = pair.now.audience, pair.now.period
    own = (rows["entity_kind"] == who.kind) & (rows["entity_id"] == who.id) & (rows["period"] == period.key)
    most = len(shown.rows) if whole else int((own & (rows["cadence"] == period.cadence.value)).sum()) + _MOST
    left = len(rows) - len(shown.rows[:most])
    note = pair.now.words("changes.diff.left", count=pair.now.words.number(left)) if left else ""
    columns = len(shown.heads) if pair.are_next else _WITHOUT_CAUSE
    cells = tuple(row[:columns] for row in shown.rows[:most])
    return replace(shown, heads=shown.heads[:columns], rows=cells, note=note)


def _findings(pair: _Pair) -> Iterator[str]:
    """Tell the findings that only one of the two has."""
    ids = [set(review.frames["findings"]["finding_id"]) for review in (pair.then, pair.now)]
    for key, review, others in (("gone", pair.then, ids[1]), ("new", pair.now, ids[0])):
        rows = review.frames["findings"].sort_values("rank", kind="stable").to_dict("records")
        for row in rows:
            if row["finding_id"] not in others:
                yield pair.now.words(f"changes.diff.{key}", said=told(review, row).text)


def _agreed(pair: _Pair) -> Iterator[str]:
    """Tell the follow-ups that only one of the two has, and those that stand otherwise."""
    words = pair.now.words
    before, after = (_follow_ups(review) for review in (pair.then, pair.now))
    for one in before.keys() - after.keys():
        yield words("changes.diff.agreed_gone", what=what(pair.then, before[one]).text)
    for one in sorted(after):
        said = what(pair.now, after[one]).text
        if one not in before:
            yield words("changes.diff.agreed_new", what=said)
        elif before[one]["status"] != after[one]["status"]:
            states = [words(f"tables.follow_ups.is.{row[one]['status']}") for row in (before, after)]
            yield words("changes.diff.agreed", what=said, before=states[0], after=states[1])


def _follow_ups(review: Slice) -> dict[str, dict[Hashable, Any]]:
    rows = review.frames["follow_ups"]
    plain = rows.astype("object").where(rows.notna(), None)
    return {str(row["follow_up_id"]): row for row in plain.to_dict("records")}


def _files(pair: _Pair) -> Iterator[str]:
    """Name the files that differ; those of other reviews or periods do anyway."""
    if not pair.are_of_one:
        return
    before, after = (_sums(edition.record) for edition in (pair.one, pair.other))
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if names:
        yield pair.now.words("changes.diff.files", names=", ".join(names))


def _sums(record: Record) -> dict[str, str]:
    return {file.name: file.sha256 for file in record.files}
