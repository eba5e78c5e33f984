"""What the cells of a notebook read of a review, read off the code of the functions that they call.

A cell shows ``tables.x(review)`` or ``figures.x(review)``. Which frames and measures
that needs stands in the code of the function and of all that it calls: as the name
in ``frames["…"]``, and as the name of a measure. So nobody keeps a list of it, and
a cell that does anything else with the review is refused: what it reads is not known.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reviewbook.audiences import Reads
from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.schema import FRAMES

__all__ = ["calls", "reads"]

_ROOMS = {"tables": "reviewbook.tables", "figures": "reviewbook.figures"}
_SLICES, _VERDICTS = "reviewbook.slices", "reviewbook.verdicts"

#: Where charts are looked up by measure, and rows to know who belongs to a team: none of them is shown as a row.
_LOOKED_UP = (_SLICES, _VERDICTS, "reviewbook.tables.findings")

#: Where measures are named to put those that are given in order, or to judge them.
_OF_THE_GIVEN = (_VERDICTS, "reviewbook.tables.changed")

#: Where all measures are gone through to name those that are there.
_OF_WHAT_IS_THERE = ("reviewbook.tables.appendix", "reviewbook.tables.signals")

#: Rooms that print what they are given and know no frame and no measure.
_BLIND = ("reviewbook.blocks", "reviewbook.wording", "reviewbook.periods", "reviewbook.errors", "reviewbook.schema")

#: A function of the package: its module and its name.
_Place = tuple[str, str]


def calls(source: str, where: str) -> list[tuple[str, str]]:
    """
    Give the functions that a cell calls with the review: room and name.

    Raises
    ------
    ParamsError
        When the cell does anything else.
    """
    found = []
    for statement in ast.parse(source).body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        name = _called(call) if isinstance(call, ast.Call) else None
        if name is None:
            raise ParamsError(
                Problem(
                    where,
                    "does more than show a function of tables or figures, so that it is not known what it reads",
                    "Sections can be chosen where every cell is like tables.headline(review).",
                    "Make a function of it, or give this review with all its sections.",
                )
            )
        found.append(name)
    return found


def _called(call: ast.Call) -> tuple[str, str] | None:
    """Give room and name of a function that is called with the review and constants alone."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    plain = [isinstance(one, ast.Constant) or (isinstance(one, ast.Name) and one.id == "review") for one in given]
    match call.func:
        case ast.Attribute(value=ast.Name(id=room), attr=name) if room in _ROOMS and all(plain):
            return room, name
    return None


@cache
def reads(room: str, name: str, measures: frozenset[str]) -> Reads:
    """
    Give what a function of `tables` or `figures` reads of a review.

    Parameters
    ----------
    room, name : str
        ``tables`` and ``headline``.
    measures : frozenset of str
        The names of all measures.

    Raises
    ------
    ParamsError
        When the room has no such function.
    """
    start = _defined(_ROOMS[room], name)
    if start is None:
        known = nearest(name, _module(_ROOMS[room]).imported)
        raise ParamsError(Problem(f"{room}.{name}", "there is no such function", known))
    said = [_said(*place) for place in _reached(start)]
    whole = any(one.bare for one in said)
    if any(one.all_measures for one in said):
        named = measures
    else:
        named = frozenset(name for one in said for name in measures if name in one.texts or name.startswith(one.begun))
    frames = {frame for one in said for frame in (one.frames | (one.texts if whole else set())) & set(FRAMES)}
    members = any(one.place == (_SLICES, "Slice._members") for one in said)
    return Reads(frozenset(frames), named, members)


@dataclass
class _Said:
    """What the code of one function says."""

    place: _Place
    texts: set[str] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)
    bare: bool = False
    begun: tuple[str, ...] = ()
    all_measures: bool = False
    names: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)


def _reached(start: _Place) -> set[_Place]:
    """Give a function and all of the package that it calls, by whatever way."""
    seen: set[_Place] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting += _next(place)
    return seen


def _next(place: _Place) -> Iterator[_Place]:
    said = _said(*place)
    for name in said.names:
        found = _defined(place[0], name)
        if found is not None and not found[0].startswith(_BLIND) and found != (_SLICES, "Slice"):
            yield found
    for attribute in said.attributes:
        if f"Slice.{attribute}" in _module(_SLICES).nodes:
            yield _SLICES, f"Slice.{attribute}"


@cache
def _said(module: str, name: str) -> _Said:
    found = _Said((module, name))
    node = _module(module).nodes[name]
    subscripts = {id(s.value): s.slice for s in ast.walk(node) if isinstance(s, ast.Subscript)}
    columns = {id(each) for key in subscripts.values() for each in ast.walk(key)}
    columns |= {id(k.value) for k in ast.walk(node) if isinstance(k, ast.keyword) and k.arg == "part"}
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            found.names.add(each.id)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in columns:
            found.texts.add(each.value)
        elif isinstance(each, ast.JoinedStr) and isinstance(each.values[0], ast.Constant):
            found.begun += (str(each.values[0].value),)
        elif isinstance(each, ast.For | ast.comprehension) and ast.unparse(each.iter).startswith("review.measures"):
            found.all_measures = module not in _OF_WHAT_IS_THERE
        elif isinstance(each, ast.Attribute):
            found.attributes.add(each.attr)
            if each.attr == "frames":
                _add_frame(found, subscripts.get(id(each)))
    if module in _OF_THE_GIVEN:
        found.texts.clear()
    return found


def _add_frame(found: _Said, key: ast.expr | None) -> None:
    looked_up = found.place[0] in _LOOKED_UP
    if isinstance(key, ast.Constant) and not (looked_up and key.value in ("signals", "owed")):
        found.frames.add(str(key.value))
    elif not isinstance(key, ast.Constant) and found.place[0] != _SLICES:
        found.bare = True


@dataclass(frozen=True)
class _Module:
    """What a module defines, and what it has from where."""

    nodes: Mapping[str, ast.AST]
    imported: Mapping[str, _Place]


@cache
def _module(name: str) -> _Module:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return _Module({}, {})
    nodes: dict[str, ast.AST] = {}
    imported: dict[str, _Place] = {}
    for node in ast.parse(Path(spec.origin).read_text("utf-8")).body:
        match node:
            case ast.FunctionDef():
                nodes[node.name] = node
            case ast.ClassDef():
                nodes |= {node.name: node} | {
                    f"{node.name}.{method.name}": method for method in node.body if isinstance(method, ast.FunctionDef)
                }
            case ast.Assign() | ast.AnnAssign():
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                nodes |= {each.id: node for to in targets for each in ast.walk(to) if isinstance(each, ast.Name)}
            case ast.ImportFrom() if node.module and node.module.startswith("reviewbook"):
                imported |= {each.asname or each.name: (node.module, each.name) for each in node.names}
    return _Module(nodes, imported)


def _defined(module: str, name: str) -> _Place | None:
    """Follow a name to where it is defined; None where it is none of the package."""
    found = _module(module)
    if name in found.nodes:
        return module, name
    return _defined(*found.imported[name]) if name in found.imported else None
