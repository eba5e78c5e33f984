"""Folders of the archive: every name that comes from data is made safe, and can be read back (`places.slug`)."""

from __future__ import annotations

import re
from pathlib import Path

from reviewbook.errors import PeriodError, Problem, nearest
from reviewbook.periods import Period
from reviewbook.places import slug
from reviewbook.slices import Audience

__all__ = ["audience_folder", "edition_folder", "file_problems", "name_problems"]

_REVIEW = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+", re.ASCII)
_KINDS = ("company", "team", "person")

#: Bytes; file systems allow 255, and archives are copied into deep folders.
_LONGEST = 180


def audience_folder(audience: Audience) -> str:
    """Name the folder of an audience: ``company``, ``team-…`` or ``person-…``."""
    return "company" if audience.kind == "company" else f"{audience.kind}-{slug(audience.id)}"


def edition_folder(published: Path, review: str, period: Period, audience: Audience) -> Path:
    """Give the folder in which the numbered editions of a review stand; see `name_problems` for what may be asked."""
    return published / review / period.key / audience_folder(audience)


def name_problems(review: str, period: str, audience: Audience) -> list[Problem]:
    """Say what about a review, a period or an audience cannot become a folder."""
    problems = []
    if not _REVIEW.fullmatch(review):
        problems.append(
            Problem(f"review {review!r}", "it cannot name a folder", "Use small letters, digits and _: weekly_review.")
        )
    try:
        Period.parse(period)
    except PeriodError as error:
        problems.append(Problem("period", str(error)))
    if audience.kind not in _KINDS:
        problems.append(
            Problem(f"audience {audience.id!r}", f"{audience.kind!r} is no kind", nearest(audience.kind, _KINDS))
        )
    elif not audience.id:
        problems.append(Problem(f"audience of kind {audience.kind}", "its id is empty"))
    elif len(audience_folder(audience).encode()) > _LONGEST:
        problems.append(
            Problem(f"audience {audience.id!r}", "its id is too long for a folder", "Give it a shorter id.")
        )
    return problems


def file_problems(names: list[str]) -> list[Problem]:
    """Say which names a file of an edition cannot have."""
    return [
        Problem(f"file {name!r}", "an edition cannot hold it", "Use a plain name with an ending: review.zh.html.")
        for name in names
        if not _FILE.fullmatch(name) or name == "edition.json" or len(name) > _LONGEST
    ]
