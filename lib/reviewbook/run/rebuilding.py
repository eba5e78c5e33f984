"""Making an edition once more from what it holds, and looking whether the bytes are the same.

An edition carries the slice it was made from. What it does not carry is the code:
that must be the same, and is compared before anything is made.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from reviewbook import __version__, audiences
from reviewbook.editions import Draft, Edition, address, edition_at, verify
from reviewbook.errors import EditionError, NotebookError, Problem
from reviewbook.places import Places
from reviewbook.run.code import code_digest
from reviewbook.run.preparing import tasks
from reviewbook.run.record import Record
from reviewbook.run.rendering import heard_in, render

__all__ = ["Rebuilt", "rebuild"]


@dataclass(frozen=True)
class Rebuilt:
    """
    An edition that was made once more.

    Parameters
    ----------
    edition : Edition
        The published one.
    folder : Path
        Where the documents of now stand.
    same : dict
        Name of each document to whether its bytes are those that were published.
    """

    edition: Edition
    folder: Path
    same: dict[str, bool]

    def lines(self) -> Iterator[str]:
        """Tell it, one line for each document."""
        for name, same in self.same.items():
            yield f"{name}: {'the same bytes' if same else 'OTHER bytes than were published'}"
        yield f"{address(self.edition)}: {sum(self.same.values())} of {len(self.same)} the same; see {self.folder}"


def rebuild(places: Places, named: str, clock: Callable[[], datetime]) -> Rebuilt:
    """
    Make the documents of an edition once more.

    Parameters
    ----------
    places : Places
        The company.
    named : str
        Address of the edition: ``weekly_review/2026-W47/company/1``.
    clock : callable
        The present instant, for the log.

    Raises
    ------
    EditionError
        When there is no such edition, one of its files is not what was published, or other code made it.
    NotebookError
        When it cannot be made any more.
    """
    edition = edition_at(places.published, named)
    published = edition.record
    notebook = places.notebook(published.review)
    _must_be_whole(edition)
    _must_be_the_same_code(edition, code_digest(notebook))
    record = Record(places.runs, clock, f"rebuild {published.review} {published.period}")
    slice_ = audiences.folder(record.folder, published.review, published.period, published.audience.id)
    shutil.copytree(edition.folder, slice_, copy_function=shutil.copyfile)
    slice_.chmod(0o755)
    part, rules = audiences.read(slice_), audiences.read_rules(slice_)
    draft = Draft.again(published, part.period, part.audience)
    asked = tasks(places, record, draft, rules, (published.number, published.changed))
    with ProcessPoolExecutor(2, get_context("spawn"), heard_in, (record.folder / "kernels.log",)) as pool:
        made = list(pool.map(render, asked))
    failures = [Problem(address(edition), one.failure) for one in made if one.failure]
    if failures:
        raise NotebookError(*failures)
    files = {file.name: file for one in made for file in one.files}
    recorded = {file.name: file.sha256 for file in published.files}
    same = {name: sha256(file.read_bytes()).hexdigest() == recorded.get(name) for name, file in sorted(files.items())}
    record.log("rebuilt", edition=address(edition), same=same)
    return Rebuilt(edition, next(iter(files.values())).parent, same)


def _must_be_whole(edition: Edition) -> None:
    differences = verify(edition)
    if differences:
        raise EditionError(*(Problem(address(edition), said, "", "Restore it from a copy.") for said in differences))


def _must_be_the_same_code(edition: Edition, digest: str) -> None:
    made_by = edition.record.code
    if made_by.digest != digest:
        what = f"it was made by reviewbook {made_by.version}, code {made_by.digest[:12]}"
        here = f"Here is {__version__}, code {digest[:12]}."
        raise EditionError(Problem(address(edition), what, here, "Check that version out, then type it again."))
