"""Looking whether everything published still is what was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reviewbook.editions import Edition, Shelf, address, edition_at, verify
from reviewbook.places import Places

__all__ = ["verified"]


def verified(places: Places, named: Sequence[str]) -> tuple[int, list[str]]:
    """
    Compare editions with their records.

    Parameters
    ----------
    places : Places
        The company.
    named : sequence of str
        Addresses; every edition when empty.

    Returns
    -------
    tuple
        How many editions were looked at, and one sentence for each difference.

    Raises
    ------
    EditionError
        When there is no such edition, or a record cannot be read.
    """
    editions = [edition_at(places.published, one) for one in named] or list(Shelf(places.published))
    said = [f"{address(edition)}: {difference}" for edition in editions for difference in verify(edition)]
    return len(editions), [*said, *(() if named else _missing(editions))]


def _missing(editions: Sequence[Edition]) -> Iterator[str]:
    """Tell of editions that later ones were made after, and that are there no more."""
    for folder, beside in groupby(editions, key=lambda edition: edition.folder.parent):
        numbers = {edition.number for edition in beside}
        for number in sorted(set(range(1, max(numbers))) - numbers):
            yield f"{'/'.join(folder.parts[-3:])}/{number}: it was taken away; later editions are there"
