"""Records of older forms, read as if they were written today.

An edition is never changed, and so is its record: what a later form says besides is filled in
each time it is read. A record of a newer form is refused, for nobody here knows what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from reviewbook import __version__
from reviewbook.editions.record import FORM
from reviewbook.errors import EditionError, Problem

__all__ = ["STEPS", "as_of_now"]

Plain = dict[str, Any]


def _say_what_it_was_printed_with(record: Plain) -> Plain:
    """Fill in what the first form came to say bit by bit: editions of the very first days do not say it."""
    unsaid = {"rules": "", "params": "", "company": {}, "currency": "", "measures": {}, "said": {}}
    return {**unsaid, **record}


#: By the form to which it leads.
STEPS: Mapping[int, Callable[[Plain], Plain]] = {2: _say_what_it_was_printed_with}


def as_of_now(record: Any, path: Path) -> Any:
    """
    Give a record in the present form; what is no record is given back as it is.

    Parameters
    ----------
    record : dict
        As it is written; the first form does not say that it is.
    path : Path
        Where it stands.

    Raises
    ------
    EditionError
        When it is of a newer form.
    """
    form = record.get("form", 1) if isinstance(record, dict) else None
    if not isinstance(form, int) or form < 1:
        return record
    if form > FORM:
        raise EditionError(_newer(record, form, path))
    for number in range(form + 1, FORM + 1):
        record = {**STEPS[number](record), "form": number}
    return record


def _newer(record: Plain, form: int, path: Path) -> Problem:
    code = record.get("code")
    version = f"reviewbook {code['version']}" if isinstance(code, dict) and "version" in code else "a newer reviewbook"
    here = f"Here is reviewbook {__version__}, which knows form {FORM} and older ones."
    step = "Use the reviewbook that published it, or a newer one; the edition itself is well."
    return Problem(str(path), f"{version} published it, with a record of form {form}", here, step)
