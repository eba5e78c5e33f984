"""From a draft to an edition: what is to be published, its record, and the folder in which it stands afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import JsonValue, ValidationError

from reviewbook.editions.forms import as_of_now
from reviewbook.editions.names import file_problems, name_problems
from reviewbook.editions.record import FORM, RECORD, Code, FileRecord, Meaning, Reader, Record, Said
from reviewbook.errors import EditionError, Problem
from reviewbook.periods import Period
from reviewbook.slices import Audience

__all__ = ["Draft", "Edition", "read_edition", "record_of", "written"]


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
        Checksum of the frames it was made from.
    rules : str
        Checksum of the params it is printed with.
    params : str
        Checksum of all params of the company. By itself it makes no other edition: what of them matters to this one
        shows in its frames or in `rules`.
    files : mapping
        Name to content: bytes, or a file whose content is copied.
    figures : sequence of mapping
        Key facts, as plain values.
    company, currency, measures, said
        As in `Record`; they follow from the rest.
    same_rows : bool
        Whether no row came, went or changed since the edition before: then `inputs` differs by rules or code alone.
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
    rules: str
    params: str
    files: Mapping[str, bytes | Path]
    figures: Sequence[Mapping[str, JsonValue]] = ()
    company: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    measures: Mapping[str, Meaning] = field(default_factory=dict)
    said: Mapping[str, Sequence[Said]] = field(default_factory=dict)
    same_rows: bool = False

    @classmethod
    def again(cls, record: Record, period: Period, audience: Audience) -> Draft:
        """Give the draft of which an edition was made, without its files."""
        return cls(
            review=record.review,
            title=record.title,
            period=period,
            audience=audience,
            as_of=datetime.fromisoformat(record.as_of),
            zone=record.zone,
            parameters=record.parameters,
            code=record.code,
            inputs=record.inputs,
            rules=record.rules,
            params=record.params,
            files={},
            figures=record.figures,
        )

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
    digest = sha256(_plain({"parameters": dict(draft.parameters), "as_of": as_of}).encode()).hexdigest()
    record = Record(
        form=FORM,
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
        rules=draft.rules,
        params=draft.params,
        files=tuple(
            FileRecord(name=name, size=len(contents[name]), sha256=sha256(contents[name]).hexdigest())
            for name in sorted(contents)
        ),
        figures=tuple(dict(figure) for figure in draft.figures),
        company=dict(draft.company),
        currency=draft.currency,
        measures=dict(draft.measures),
        said={language: tuple(said) for language, said in draft.said.items()},
        reason="changed" if previous else "first",
        changed=(),
        previous=previous.number if previous else None,
    )
    return record.model_copy(update={"changed": _changes(record, previous, draft.same_rows)}) if previous else record


def written(record: Record) -> bytes:
    """Give the bytes of ``edition.json``."""
    return (json.dumps(record.model_dump(mode="json"), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_edition(folder: Path) -> Edition:
    """
    Read an edition from its folder; the record of an older version is read as if it were written today.

    Raises
    ------
    EditionError
        When its record is missing, cannot be read, or is of a newer version.
    """
    path = folder / RECORD
    try:
        return Edition(folder, _read(path))
    except (FileNotFoundError, ValueError) as error:
        what = "the record is missing" if isinstance(error, FileNotFoundError) else "it is not the record of an edition"
        raise EditionError(
            Problem(str(path), what, "", "Restore the folder from a copy, or remove it whole and publish again.")
        ) from None


def _read(path: Path) -> Record:
    content = path.read_bytes()
    try:
        return Record.model_validate_json(content)  # as a rule it is of the present form, and read twice as fast so
    except ValidationError:
        return Record.model_validate(as_of_now(json.loads(content), path))


def _changes(record: Record, previous: Record, same_rows: bool) -> tuple[str, ...]:
    inputs, code = record.inputs != previous.inputs, record.code.digest != previous.code.digest
    rules = previous.rules != "" and (record.rules != previous.rules or (inputs and record.params != previous.params))
    differs = {
        # What is derived of the same rows by other rules or other code differs, too; that is no change of the data.
        "inputs": inputs and not (same_rows and (rules or code)),
        "rules": rules,
        "code": code,
        "parameters": record.parameters_digest != previous.parameters_digest,
    }
    return tuple(name for name, is_different in differs.items() if is_different)


def _plain(value: Mapping[str, object]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
