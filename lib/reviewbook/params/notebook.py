"""The parameters of a notebook: a few texts, checked before a kernel starts.

papermill takes ``daily.yaml``, ``weekly.yaml`` and ``monthly.yaml`` as they are. It
reads YAML 1.1, in which ``0012`` is the number 10 and ``2026-11-23`` is a date, only
logs a line about a parameter that the notebook does not have, and guesses types on
its command line. So every value here must be text already, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path, PurePath

from pydantic import Field

from reviewbook.errors import ParamsError, PeriodError, Problem, nearest
from reviewbook.params.base import Entry, Language
from reviewbook.params.reading import YamlFile, read
from reviewbook.params.sentences import shown_value
from reviewbook.periods import Cadence, Period
from reviewbook.wording import LANGUAGES

__all__ = ["NotebookParams", "check", "read_flat"]

#: No notebook has more parameters: whoever needs more wants another notebook, or an entry in params.
MOST = 8

_KINDS = {"int": "a number", "float": "a number", "bool": "yes or no", "timestamp": "a date"}


class NotebookParams(Entry):
    """
    What a review is about.

    Parameters
    ----------
    period : str
        Key of the period under review: ``2026-W47``.
    audience : str
        ``company``, or the id of a team or a person.
    language : str
        ``zh``, ``en``, or a further language of `wording`.
    as_of : str
        Cut-off in ISO form with an offset; empty for the slot of the review.
    company : str
        A further company of the workbook; empty for its own.
    run : str
        The run whose prepared facts are read; empty to derive them.
    own : dict
        What an analyst's notebook has besides: name → text.
    """

    period: str
    audience: str = "company"
    language: Language = "zh"
    as_of: str = ""
    company: str = ""
    run: str = ""
    own: Mapping[str, str] = Field(default_factory=dict)

    @property
    def cut_off(self) -> datetime | None:
        """The instant of `as_of`; None for the slot of the review."""
        return datetime.fromisoformat(self.as_of) if self.as_of else None

    def values(self) -> dict[str, str]:
        """Give all parameters as a notebook takes them."""
        return {name: getattr(self, name) for name in NAMES} | dict(self.own)


#: The parameters that every notebook has, in their order.
NAMES = tuple(name for name in NotebookParams.model_fields if name != "own")


def read_flat(path: Path) -> dict[str, str]:
    """
    Read a flat file like ``weekly.yaml`` just as papermill would.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    dict
        Name → text; whether they mean anything is for `check` to say.

    Raises
    ------
    ParamsError
        When the file cannot be read, or a value in it is not text for papermill.
    """
    file = read(path)
    if file.data is not None and not isinstance(file.data, dict):
        file.problem((), "is not a list of parameters", "Write lines like 'language: zh'.")
    elif file.data is not None:
        for name in file.data:
            _must_be_text(file, name)
        if len(file.data) > MOST:
            file.problem((), f"has {len(file.data)} parameters", f"At most {MOST} are possible.")
    if file.problems:
        raise ParamsError(*file.problems)
    return dict(file.data)


def check(
    values: Mapping[str, object],
    cadence: Cadence | str,
    declared: Collection[str] = NAMES,
    where: str = "parameters",
) -> NotebookParams:
    """
    Check parameters against the notebook that will get them.

    Parameters
    ----------
    values : dict
        Name → text, from a flat file or the command line.
    cadence : Cadence
        Of the publication: the kind of period it reviews.
    declared : collection of str
        The names in the parameters cell of the notebook.
    where : str
        What the messages name, like ``params/weekly.yaml``.

    Returns
    -------
    NotebookParams
        With the defaults of what was not given.

    Raises
    ------
    ParamsError
        With everything that is wrong.
    """
    problems = [
        Problem(f"{where}: {name}", *said) for name in values if (said := _refused(name, values[name], declared))
    ]
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    problems += [Problem(f"{where}: {name}", *said) for name in texts if (said := _impossible(name, texts, cadence))]
    if "period" not in values:
        problems.append(Problem(f"{where}: period", "is missing", f"Write it like '{_example(cadence)}'."))
    if len(values) > MOST:
        problems.append(Problem(where, f"has {len(values)} parameters", f"At most {MOST} are possible."))
    if problems:
        raise ParamsError(*problems)
    common = {name: text for name, text in texts.items() if name in NAMES}
    return NotebookParams.model_validate(common | {"own": {k: v for k, v in texts.items() if k not in NAMES}})


def _must_be_text(file: YamlFile, name: str) -> None:
    node = file.nodes[(name,)]
    if isinstance(node.value, list):
        file.problem((name,), f"{shown_value(file.data[name])} is not text", "A parameter is one text.")
        return
    tag = node.tag.rpartition(":")[2]
    if tag == "null":
        file.problem((name,), "is empty", 'Write two quotes: "".')
    elif kind := _KINDS.get(tag):
        file.problem((name,), f"{node.value} is {kind}, not text", f'Write it in quotes: "{node.value}".')


def _refused(name: str, value: object, declared: Collection[str]) -> tuple[str, ...]:
    if name not in declared:
        return "is not a parameter of the notebook", nearest(name, declared)
    if not isinstance(value, str):
        return f"{shown_value(value)} is not text", f'Write it in quotes: "{value}".'
    return ()


def _impossible(name: str, texts: Mapping[str, str], cadence: Cadence | str) -> tuple[str, ...]:
    text = texts[name]
    match name:
        case "period":
            try:
                Period.parse(text, cadence)
            except PeriodError as error:
                return (str(error),)
        case "language" if text not in LANGUAGES:
            return f"{text!r} is not a language of the reviews", nearest(text, LANGUAGES)
        case "audience" if not text.strip():
            return "is empty", "Write company, or the id of a team or a person."
        case "as_of" if text:
            return _no_instant(text)
        case "company" | "run" if text in (".", "..") or PurePath(text).name != text or "\\" in text:
            return f"{text!r} is not the name of a folder", "Write the name alone, without a path."
    return ()


def _no_instant(text: str) -> tuple[str, ...]:
    example = "Write it like 2026-11-23T09:00+08:00."
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return f"{text!r} is not a time", example
    if instant.tzinfo is None:
        return f"{text!r} does not say in which zone it is", example
    return ()


def _example(cadence: Cadence | str) -> str:
    return {"daily": "2026-11-23", "weekly": "2026-W47", "monthly": "2026-11", "quarterly": "2026-Q4"}.get(
        cadence, "2026"
    )
