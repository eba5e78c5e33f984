"""A cut on its way to a notebook: written in the folder of the run, read back there, and kept with its edition.

It is all that the kernel is given and all that an edition is made from, so an
edition holds what it takes to make it once more.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow.parquet import ParquetFile

from reviewbook.audiences.contents import contents
from reviewbook.audiences.derived import Cut
from reviewbook.errors import MissingData, Problem
from reviewbook.params.rulebook import Rulebook
from reviewbook.periods import Period
from reviewbook.places import slug
from reviewbook.schema import FACTS, FRAMES
from reviewbook.schema.changed import CHANGED
from reviewbook.schema.gate import HELD, NAMED
from reviewbook.slices import Audience

__all__ = ["checksum", "folder", "holds", "read", "read_rules", "write"]

_ABOUT = "slice.json"

#: Of what is written: raised when a reader of the former form could not read it, and told in the file. The first form
#: does not say that it is.
_FORM = 1

#: Frames that are no part of what makes an edition another one. What tells of the edition before: it would differ from
#: itself. What tells of the pulls: they go on when a period has long been closed.
_ASIDE = {*(table.name for table in CHANGED), "origins", "rejected", "refusals"}

#: Of the gate it matters what is not well, and not how old the pull was.
_CAVEAT = ["check", "outcome", "source", "table", "measure", "entity_kind", "entity_id", "despite"]


def folder(run: Path, publication: str, period: str, audience_id: str) -> Path:
    """Give the folder of an audience's slice in the folder of a run."""
    return run / "slices" / publication / period / slug(audience_id)


def write(part: Cut, rules: Rulebook, into: Path) -> None:
    """Write a cut as Parquet beside a small description, which holds the params that it is printed with."""
    into.mkdir(parents=True, exist_ok=True)
    for name, frame in part.frames.items():
        frame.to_parquet(into / f"{name}.parquet", index=False)
    text = json.dumps({"form": _FORM, **_about(part), "rules": rules.plain()}, ensure_ascii=False, indent=1)
    (into / _ABOUT).write_text(text + "\n", "utf-8")


def holds(folder: Path) -> bool:
    """Tell whether a slice stands in a folder; editions that were published by the first version have none."""
    return (folder / _ABOUT).is_file()


def read(written: Path) -> Cut:
    """
    Read the frames that `write` wrote.

    Raises
    ------
    MissingData
        When there is no slice.
    """
    about = _described(written)
    return Cut(
        Audience(**about["audience"]),
        about["publication"],
        Period.parse(about["period"], about["cadence"]),
        datetime.fromisoformat(about["as_of"]),
        {file.stem: _complete(file.stem, _frame(file)) for file in sorted(written.glob("*.parquet"))},
    )


def _frame(file: Path) -> pd.DataFrame:
    """
    Read a frame as `pandas.read_parquet` does, without the machinery that reads many large files at once.

    That one imports more, starts threads and takes twice the time and memory: the frames of an audience are small,
    and each kernel reads them all.
    """
    with ParquetFile(file) as held:
        frame: pd.DataFrame = held.read(use_threads=False).to_pandas(use_threads=False)
    return frame


def _complete(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give the columns that an edition of an earlier version lacks, without a value."""
    table = FACTS if name == "facts" else FRAMES.get(name)
    missing = [column for column in table.names if column not in frame.columns] if table else []
    if not table or not missing:
        return frame
    from reviewbook.engine import empty  # which the kernels, whose frames are of now, can do without

    return pd.concat([frame, empty(table)[missing].reindex(frame.index)], axis=1)


def read_rules(written: Path) -> Rulebook:
    """
    Read the params that `write` wrote.

    Raises
    ------
    MissingData
        When there is no slice.
    """
    return Rulebook.model_validate(_described(written)["rules"])


def checksum(part: Cut) -> str:
    """
    Give the checksum of what makes an edition another one, without the params; equal for equal contents.

    A later pull that brings nothing for the period leaves it as it is.
    """
    # Of the contents, not of the files: Parquet bytes change with the library that writes them.
    total = sha256(json.dumps(_about(part), ensure_ascii=False, sort_keys=True).encode())
    for name in sorted(part.frames.keys() - _ASIDE):
        frame = _caveats(part.frames[name]) if name == "gate" else part.frames[name]
        total.update(name.encode())
        total.update(contents(frame))
    return total.hexdigest()


def _described(written: Path) -> dict[str, Any]:
    if not holds(written):
        what = "it does not hold what it was made from: it was published by an earlier version"
        raise MissingData(Problem(str(written), what, "", "Publish the period again: the next edition holds it."))
    about: dict[str, Any] = json.loads((written / _ABOUT).read_text("utf-8"))
    if about.get("form", 1) > _FORM:
        what, here = f"a newer reviewbook wrote it, in form {about['form']}", f"Here form {_FORM} is known."
        raise MissingData(Problem(str(written / _ABOUT), what, here, "Use that reviewbook, or a newer one."))
    return about


def _caveats(gate: pd.DataFrame) -> pd.DataFrame:
    return gate[gate["outcome"].isin([NAMED, HELD])][_CAVEAT]


def _about(part: Cut) -> dict[str, Any]:
    return {
        "audience": {"kind": part.audience.kind, "id": part.audience.id, "name": part.audience.name},
        "publication": part.publication,
        "period": part.period.key,
        "cadence": part.period.cadence.value,
        "as_of": part.as_of.isoformat(),
    }
