"""Who is given which sections: looked through before anything is derived, and made true of the data."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import pandas as pd

from reviewbook import audiences, document
from reviewbook.audiences import Cut, Reads
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params.loading import Params
from reviewbook.params.publications import Publication
from reviewbook.params.reading import Keys, YamlFile, read
from reviewbook.params.recipients import Sections
from reviewbook.places import Places
from reviewbook.run.cells import calls, reads
from reviewbook.run.staff import staff

__all__ = ["limited", "problems", "refuse_unknown"]


def limited(part: Cut, notebook: Path, sections: Sections, measures: Collection[str]) -> Cut:
    """
    Take from a cut what the chosen sections of a notebook show.

    Parameters
    ----------
    part : Cut
        What the audience may see.
    notebook : Path
        The stored notebook of the review.
    sections : Sections
        What is chosen.
    measures : collection of str
        The names of all measures.

    Returns
    -------
    Cut
        See `audiences.limited`; the cut as it is where nothing is left out.

    Raises
    ------
    ParamsError
        When a cell of these sections does more than show a function of the package.
    """
    if not sections:
        return part
    return audiences.limited(part, _shown(_stored(notebook), notebook.name, sections, frozenset(measures)))


def refuse_unknown(places: Places, params: Params, publication: Publication, wanted: Sequence[str] = ()) -> None:
    """
    Refuse to publish for somebody whom nobody knows, or sections that the notebook does not have.

    Parameters
    ----------
    places, params
        The company.
    publication : Publication
        What is to be published; its own audiences are looked up where no others are wanted.
    wanted : sequence of str
        Ids that were typed.

    Raises
    ------
    ParamsError
        With all of them. It is said before anything is derived.
    """
    file, known = read(places.params / "publications.yaml"), staff(places)
    keys = ("publications", list(params.publications).index(publication.name))
    found = list(_of_sections(file, keys, publication, places, params))
    if wanted and known:
        found += [Problem("audience", what, expected) for _, what, expected in audiences.unknown(wanted, known)]
    elif known:
        found += _of_readers(file, keys, publication, known)
    if found:
        raise ParamsError(*found)


def problems(places: Places, params: Params) -> Iterator[Problem]:
    """List the readers of all reviews whom nobody knows, and the sections that their notebooks do not have."""
    file, known = read(places.params / "publications.yaml"), staff(places)
    for position, publication in enumerate(params.publications.values()):
        keys = ("publications", position)
        yield from _of_sections(file, keys, publication, places, params)
        if known:
            yield from _of_readers(file, keys, publication, known)


def _of_readers(
    file: YamlFile, keys: Keys, publication: Publication, known: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    for place, what, expected in audiences.unknown([one.to for one in publication.audiences], known):
        yield Problem(file.where((*keys, "audiences", place)), what, expected)


def _of_sections(
    file: YamlFile, keys: Keys, publication: Publication, places: Places, params: Params
) -> Iterator[Problem]:
    path = places.notebooks / f"{publication.name}.ipynb"
    chosen = [place for place, one in enumerate(publication.audiences) if one.chosen]
    if not chosen or not path.is_file():
        return
    notebook = _stored(path)
    names = document.section_names(notebook)
    for place in chosen:
        entry = publication.audiences[place]
        for key in ("sections", "without"):
            for number, name in enumerate(getattr(entry, key)):
                if name not in names:
                    where = file.where((*keys, "audiences", place, key, number))
                    yield Problem(where, f"{name!r} is not a section of {path.name}", nearest(name, names))
        try:
            _shown(notebook, path.name, entry.chosen, frozenset(params.measures))
        except ParamsError as error:
            yield from (problem for problem in error.problems if isinstance(problem, Problem))


def _shown(notebook: Mapping[str, Any], name: str, sections: Sections, measures: frozenset[str]) -> Reads:
    """Give all that the cells of some sections read."""
    called = [
        call
        for number, source in document.code_of(notebook, sections)
        for call in calls(source, f"{name}, cell {number}")
    ]
    return reduce(Reads.__or__, (reads(*call, measures) for call in called), Reads())


def _stored(notebook: Path) -> Mapping[str, Any]:
    stored: Mapping[str, Any] = json.loads(notebook.read_text("utf-8"))
    return stored
