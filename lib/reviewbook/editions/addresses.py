"""How people name an edition: ``weekly_review/2026-W47/team-east/2``, as its folder stands in the archive."""

from __future__ import annotations

from pathlib import Path

from reviewbook.editions.edition import Edition, read_edition
from reviewbook.editions.record import RECORD
from reviewbook.errors import EditionError, Problem, nearest

__all__ = ["address", "edition_at"]

#: The parts of an address.
_FORM = "Write it like weekly_review/2026-W47/company/1; without the number the newest is meant."


def address(edition: Edition) -> str:
    """Give the address of an edition."""
    return "/".join(edition.folder.parts[-4:])


def edition_at(published: Path, named: str) -> Edition:
    """
    Find an edition by its address.

    Parameters
    ----------
    published : Path
        The archive.
    named : str
        Review, period, audience and number; the newest edition where the number is left out.

    Raises
    ------
    EditionError
        When there is none there; with what is nearest.
    """
    parts = tuple(part for part in named.strip("/").split("/") if part)
    if not 3 <= len(parts) <= 4 or any(part in (".", "..") for part in parts):
        raise EditionError(Problem(f"edition {named!r}", "it is not the address of an edition", _FORM))
    folder = published
    for part in parts:
        known = _names(folder)
        if part not in known:
            place = "/".join(folder.relative_to(published).parts) or str(published)
            raise EditionError(Problem(f"edition {named!r}", f"{place} holds no {part!r}", nearest(part, known), _FORM))
        folder /= part
    if len(parts) == 3:
        numbers = [int(name) for name in _names(folder) if name.isascii() and name.isdigit()]
        if not numbers:
            raise EditionError(Problem(f"edition {named!r}", "it has no edition yet", "", "Type: reviewbook status"))
        folder /= str(max(numbers))
    return read_edition(folder)


def _names(folder: Path) -> list[str]:
    """Give the folders below that lead to editions, or are one."""
    found = (
        (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
        if folder.is_dir()
        else ()
    )
    return sorted(path.name for path in found if any(path.rglob(RECORD)))
