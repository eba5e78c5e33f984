"""``params/identities.csv``: who somebody in a system is, as a person decided."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from reviewbook.errors import ParamsError, Problem
from reviewbook.places import Places
from reviewbook.run.pulling import IDENTITIES

__all__ = ["decide", "decided", "shown"]

_COLUMNS = ("system", "external_id", "person_id")


def decided(places: Places) -> dict[tuple[str, str], str]:
    """
    Give what was decided, whether it was pulled already or not.

    Returns
    -------
    dict
        System and id there → id of the person.

    Raises
    ------
    ParamsError
        When the file was changed to something else.
    """
    file = places.params / IDENTITIES
    if not file.is_file():
        return {}
    rows = [row for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")) if row]
    if not rows or tuple(rows[0]) != _COLUMNS or any(len(row) != len(_COLUMNS) for row in rows):
        expected = f"Its first row is {','.join(_COLUMNS)}, and each other one has as many cells."
        raise ParamsError(Problem(shown(places), "is no list of identities", expected, "Mend it by hand."))
    return {(system, external_id): person_id for system, external_id, person_id in rows[1:]}


def decide(places: Places, further: Mapping[tuple[str, str], str]) -> None:
    """Write down more of them; the file is whole at any time."""
    rows = sorted((*key, person_id) for key, person_id in {**decided(places), **further}.items())
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([_COLUMNS, *rows])
    beside = places.params / f".{IDENTITIES}.partial"
    beside.write_text(text.getvalue(), "utf-8", newline="")
    beside.replace(places.params / IDENTITIES)


def shown(places: Places) -> str:
    """Give where the file is, seen from the workbook."""
    return (places.params / IDENTITIES).relative_to(places.root).as_posix()
