"""``edition.json``: what an edition is, what it was made from, and what its files were when it was published.

The record has no time of day but the cut-off: two clones that publish the same
write the same bytes. When it ran, on what and how long, stands in ``runs/``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from reviewbook.editions.names import file_problems, name_problems
from reviewbook.errors import EditionError, Problem
from reviewbook.periods import Period
from reviewbook.slices import Audience

__all__ = ["RECORD", "Code", "Draft", "Edition", "FileRecord", "Record", "read_edition", "record_of", "verify"]

#: Name of the record in the folder of its edition.
RECORD = "edition.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Code(_Part):
    """The code that made an edition: its version, and the checksum of what it consists of."""

    version: str
    digest: str


class FileRecord(_Part):
    """A file of an edition: size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


class Reader(_Part):
    """Who the edition is for; see `Audience`."""

    kind: str
    id: str
    name: str


class Record(_Part):
    """
    An edition as it is written down.

    Parameters
    ----------
    review, period, number
        Which edition of which review.
    title : mapping
        The review's title in each language.
    audience : Reader
        Who it is for.
    as_of, zone : str
        The cut-off as ISO text in its zone, and the zone's name.
    parameters, parameters_digest
        What the notebook was given; the digest covers the cut-off too.
    code : Code
        What made it.
    inputs : str
        Checksum of the data it was made from.
    files : tuple of FileRecord
        Everything in its folder but this record.
    figures : tuple of mapping
        The key facts that it states.
    reason : str
        ``first``, or ``changed`` since the edition before.
    changed : tuple of str
        What changed.
    previous : int, optional
        Number of the edition before.
    """

    review: str
    title: dict[str, str]
    period: str
    audience: Reader
    number: int
    as_of: str
    zone: str
    parameters: dict[str, JsonValue]
    parameters_digest: str
    code: Code
    inputs: str
    files: tuple[FileRecord, ...]
    figures: tuple[dict[str, JsonValue], ...]
    reason: Literal["first", "changed"]
    changed: tuple[Literal["inputs", "code", "parameters"], ...]
    previous: int | None


@dataclass(frozen=True)
class Draft:
    """
    What is to be published.

    Parameters
    ----------
    review : str
        Name of the publication, which becomes a folder: ``weekly_review``.
    title : mapping
        Its title in each language.
    period : Period
        The period under review.
    audience : Audience
        Who it is for.
    as_of : datetime
        The cut-off, with its zone.
    zone : str
        Name of the zone in which the cut-off is printed.
    parameters : mapping
        What the notebook was given; plain values.
    code : Code
        What made it.
    inputs : str
        Checksum of the data it was made from.
    files : mapping
        Name to content: bytes, or a file whose content is copied.
    figures : sequence of mapping
        Key facts, as plain values.
    """

    review: str
    title: Mapping[str, str]
    period: Period
    audience: Audience
    as_of: datetime
    zone: str
    parameters: Mapping[str, JsonValue]
    code: Code
    inputs: str
    files: Mapping[str, bytes | Path]
    figures: Sequence[Mapping[str, JsonValue]] = field(default=())

    def problems(self) -> list[Problem]:
        """Say everything for which it cannot be published."""
        found = name_problems(self.review, self.period.key, self.audience) + file_problems(list(self.files))
        if not self.files:
            found.append(Problem(f"{self.review} {self.period}", "it has no file to publish"))
        if self.as_of.tzinfo is None:
            found.append(Problem(f"{self.review} {self.period}", f"its cut-off {self.as_of} has no zone"))
        return found


@dataclass(frozen=True)
class Edition:
    """
    A published edition.

    Parameters
    ----------
    folder : Path
        Where it stands.
    record : Record
        What it is.
    is_new : bool
        Whether it was written just now; False when it stood there already.
    """

    folder: Path
    record: Record
    is_new: bool = False

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.record.number

    @property
    def files(self) -> dict[str, Path]:
        """Its files by name, without the record."""
        return {file.name: self.folder / file.name for file in self.record.files}


def record_of(draft: Draft, contents: Mapping[str, bytes], previous: Record | None) -> Record:
    """Give the record of a draft as the edition after `previous`; ``changed`` is empty when they are the same."""
    as_of = draft.as_of.astimezone(ZoneInfo(draft.zone)).isoformat()
    digest = _sha256(_plain({"parameters": dict(draft.parameters), "as_of": as_of}).encode())
    record = Record(
        review=draft.review,
        title=dict(draft.title),
        period=draft.period.key,
        audience=Reader(kind=draft.audience.kind, id=draft.audience.id, name=draft.audience.name),
        number=previous.number + 1 if previous else 1,
        as_of=as_of,
        zone=draft.zone,
        parameters=dict(draft.parameters),
        parameters_digest=digest,
        code=draft.code,
        inputs=draft.inputs,
        files=tuple(
            FileRecord(name=name, size=len(contents[name]), sha256=_sha256(contents[name])) for name in sorted(contents)
        ),
        figures=tuple(dict(figure) for figure in draft.figures),
        reason="changed" if previous else "first",
        changed=(),
        previous=previous.number if previous else None,
    )
    return record.model_copy(update={"changed": _changes(record, previous)}) if previous else record


def written(record: Record) -> bytes:
    """Give the bytes of ``edition.json``."""
    return (json.dumps(record.model_dump(mode="json"), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_edition(folder: Path) -> Edition:
    """
    Read an edition from its folder.

    Raises
    ------
    EditionError
        When its record is missing or cannot be read.
    """
    path = folder / RECORD
    try:
        return Edition(folder, Record.model_validate_json(path.read_bytes()))
    except (FileNotFoundError, ValidationError) as error:
        what = "the record is missing" if isinstance(error, FileNotFoundError) else "it is not the record of an edition"
        raise EditionError(
            Problem(str(path), what, "", "Restore the folder from a copy, or remove it whole and publish again.")
        ) from None


def verify(edition: Edition) -> list[str]:
    """
    Compare an edition with its record.

    Returns
    -------
    list of str
        One sentence for each file that is missing, foreign or changed; empty when all is as it was published.
    """
    recorded = {file.name: file for file in edition.record.files}
    present = {path.name: path for path in edition.folder.iterdir() if path.name != RECORD}
    found = [f"{name}: it is missing" for name in recorded.keys() - present.keys()]
    found += [f"{name}: it was not published with this edition" for name in present.keys() - recorded.keys()]
    for name in recorded.keys() & present.keys():
        content = present[name].read_bytes()
        if len(content) != recorded[name].size:
            found.append(f"{name}: it has {len(content)} bytes and was published with {recorded[name].size}")
        elif _sha256(content) != recorded[name].sha256:
            found.append(f"{name}: its content is not what was published")
    return sorted(found)


def _changes(record: Record, previous: Record) -> tuple[str, ...]:
    differs = {
        "inputs": record.inputs != previous.inputs,
        "code": record.code.digest != previous.code.digest,
        "parameters": record.parameters_digest != previous.parameters_digest,
    }
    return tuple(name for name, is_different in differs.items() if is_different)


def _plain(value: Mapping[str, object]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
