"""The params of a company as they would be with some values changed; no file is touched.

The files are copied, changed there and read by the same reader as ever, so whatever could not
be published so is refused here in the same words.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params.loading import Params, load
from reviewbook.params.reading import read
from reviewbook.places import Places

__all__ = ["ENTERING", "changed"]

#: The files that enter into measures.
ENTERING = ("company", "measures", "templates")

_WHERE = "what_if"

_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
_PLACE = re.compile(r"\[(\d+)\]\Z")

#: Where a message names a file: ``params/templates.yaml:57: rules[0].due.time``.
_IN_FILE = re.compile(r"(?:.*/)?(?P<file>[a-z_]+)\.yaml(?::\d+)*(?:: (?P<keys>.*))?\Z")


def changed(places: Places, overrides: Mapping[str, object]) -> Params:
    """
    Give the params of a company with some values changed.

    Parameters
    ----------
    places : Places
        The company.
    overrides : dict
        Way to a value → the value: ``templates.rules.daily.due.time`` → ``21:00``; None takes a key away.

    Raises
    ------
    ParamsError
        When a way leads nowhere, or the params cannot be so; with all that is wrong.
    """
    with TemporaryDirectory(prefix="reviewbook-") as folder:
        copied = Places(Path(folder), places.company)
        shutil.copytree(places.root / "params", copied.root / "params")
        problems: list[Problem | str] = []
        for way, value in overrides.items():
            try:
                _change(copied, way, value)
            except ParamsError as error:
                problems += error.problems
        if problems:
            raise ParamsError(*problems)
        try:
            return load(copied)
        except ParamsError as error:
            raise ParamsError(*(_named(problem) for problem in error.problems)) from None


def _change(copied: Places, way: str, value: object) -> None:
    """Change one value in the copy of its file."""
    name, *steps = _STEP.findall(way)
    known = sorted(file.stem for file in copied.params.glob("*.yaml"))
    own = copied.params / f"{name}.yaml"
    path = own if own.exists() else copied.root / "params" / f"{name}.yaml"
    if not path.is_file():
        raise ParamsError(Problem(f"{_WHERE}: {way}", f"there is no params/{name}.yaml", nearest(name, known)))
    if not steps:
        raise ParamsError(Problem(f"{_WHERE}: {way}", "names a file and no value in it", f"Write {name}.key."))
    data = read(path).data
    _set(data, steps, value, way)
    # A copy of what both share becomes the company's own: other companies are none of it.
    (copied.params / f"{name}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def _set(data: Any, steps: list[str], value: object, way: str) -> None:
    """Walk a way and set its end, in every entry of a list that has the name."""
    step, *rest = steps
    if isinstance(data, list):
        for place in _places(data, step, way):
            if rest:
                _set(data[place], rest, value, way)
            else:
                data[place] = value
    elif not isinstance(data, dict):
        what = f"below {step!r} there is nothing: {data!r} stands where the way goes on"
        raise ParamsError(Problem(f"{_WHERE}: {way}", what, "Shorten the way."))
    elif rest:
        _set(data.setdefault(step, {}), rest, value, way)
    elif value is None:
        data.pop(step, None)
    else:
        data[step] = value


def _places(entries: list[Any], step: str, way: str) -> list[int]:
    """Give the places of the entries that a step means: by place, or all of a name."""
    if place := _PLACE.match(step):
        number = int(place[1])
        if number < len(entries):
            return [number]
        what = f"there is no entry {step}; there are {len(entries)}, the first is [0]"
        raise ParamsError(Problem(f"{_WHERE}: {way}", what))
    names = [str(one.get("name")) if isinstance(one, dict) else str(one) for one in entries]
    found = [place for place, name in enumerate(names) if name == step]
    if not found:
        raise ParamsError(Problem(f"{_WHERE}: {way}", f"no entry is called {step!r}", nearest(step, set(names))))
    return found


def _named(problem: Problem | str) -> Problem | str:
    """Name the way instead of a line of the copy, which nobody has."""
    found = _IN_FILE.match(problem.where) if isinstance(problem, Problem) else None
    if found is None or isinstance(problem, str):
        return problem
    keys = f".{found['keys']}" if found["keys"] else ""
    return replace(problem, where=f"{_WHERE}: {found['file']}{keys}")
