"""``edition.json``: what an edition is, what it was made from, and what its files were when it was published.

The record has no time of day but the cut-off: two clones that publish the same
write the same bytes. When it ran, on what and how long, stands in ``runs/``.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

__all__ = ["FORM", "RECORD", "Code", "FileRecord", "Meaning", "Reader", "Record", "Said"]

#: Name of the record in the folder of its edition.
RECORD = "edition.json"

#: Of the record: raised with each change of what it says, for which `forms` has a step.
FORM = 2


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


class Said(_Part):
    """
    What a document says and shows, as printed there: what the archive is searched for.

    Parameters
    ----------
    at : str
        Where in the page: the id of a section, table or figure.
    kind : str
        What it is.
    text, action : str
        The words; of a finding also what to do about it.
    """

    at: str
    kind: Literal["finding", "number", "table", "figure"]
    text: str
    action: str = ""


class Meaning(_Part):
    """What a measure meant when the edition was made; see `MeasureEntry`."""

    title: dict[str, str]
    meaning: dict[str, str]
    unit: str
    direction: str
    owner: str
    since: str


class Record(_Part):
    """
    An edition as it is written down.

    Parameters
    ----------
    form : int
        Of the record itself; `forms` brings that of an older one to the present one.
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
        Checksum of the frames it was made from; they are among its files.
    rules : str
        Checksum of the params it was printed with; they stand in its ``slice.json``. Empty in editions of the very
        first days, which did not hold them.
    params : str
        Checksum of all params of the company at that time.
    files : tuple of FileRecord
        Everything in its folder but this record.
    figures : tuple of mapping
        The key facts that it states.
    company : mapping
        The company's name in each language.
    currency : str
        In which its money is counted.
    measures : mapping
        What each measure of `figures` meant.
    said : mapping
        Language to what its document says.
    reason : str
        ``first``, or ``changed`` since the edition before.
    changed : tuple of str
        What changed.
    previous : int, optional
        Number of the edition before.
    """

    form: int = Field(ge=FORM, le=FORM)
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
    rules: str
    params: str
    files: tuple[FileRecord, ...]
    figures: tuple[dict[str, JsonValue], ...]
    company: dict[str, str]
    currency: str
    measures: dict[str, Meaning]
    said: dict[str, tuple[Said, ...]]
    reason: Literal["first", "changed"]
    changed: tuple[Literal["inputs", "rules", "code", "parameters"], ...]
    previous: int | None
