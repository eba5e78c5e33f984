"""What a notebook imports: `open_review`, the review itself, `tables`, `figures` and `pull`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import Enum
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import reviewbook
from reference.docstrings import Described, Told, read
from reviewbook.review import Review

__all__ = ["python_api"]

_TITLES = {"Parameters": "takes", "Returns": "gives", "Yields": "gives", "Raises": "refuses with", "Notes": "notes"}


def python_api(_root: Path) -> str:
    """Write the page about the Python API."""
    head = f"# Python\n\n{read(reviewbook).words}\n\n```python\nfrom reviewbook import figures, open_review, pull, tables\n```\n"
    return (
        head
        + _function("open_review", reviewbook.open_review)
        + _class("Review", Review)
        + _function("pull", reviewbook.pull)
        + _module("tables", reviewbook.tables)
        + _module("figures", reviewbook.figures)
    )


def _function(shown: str, function: Callable[..., Any], level: str = "##") -> str:
    return f"\n{level} `{shown}`\n\n```python\n{shown.rpartition('.')[2]}{_signature(function)}\n```\n\n{_told(read(function))}"


def _signature(function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    told = [_parameter(one) for one in signature.parameters.values() if one.name != "self"]
    if any(one.kind is one.KEYWORD_ONLY for one in signature.parameters.values()):
        told.insert(next(n for n, one in enumerate(signature.parameters.values()) if one.kind is one.KEYWORD_ONLY), "*")
    gives = f" -> {signature.return_annotation}"
    line = f"({', '.join(told)}){gives}"
    return line if len(line) < 80 else "(\n" + "".join(f"    {one},\n" for one in told) + f"){gives}"


def _parameter(one: inspect.Parameter) -> str:
    shown = f"{one.name}: {one.annotation}"
    if one.default is one.empty:
        return shown
    return f"{shown} = {one.default if isinstance(one.default, Enum) else repr(one.default)}"


def _class(shown: str, kind: type) -> str:
    members = {name: getattr(kind, name) for name in dir(kind) if not name.startswith("_")}
    said = "".join(
        _function(f"review.{name}", one, "###") if callable(one) else f"\n### `review.{name}`\n\n{read(one).words}\n"
        for name, one in members.items()
        if one.__doc__ and (callable(one) or isinstance(one, property | cached_property))
    )
    return f"\n## `{shown}`\n\n{_told(read(kind))}\n{said}"


def _module(shown: str, module: ModuleType) -> str:
    members = "".join(_function(f"{shown}.{name}", getattr(module, name), "###") for name in module.__all__)
    return f"\n## `{shown}`\n\n{read(module).words}\n{members}"


def _told(told: Told) -> str:
    sections = "".join(_section(_TITLES.get(name, name), found) for name, found in told.sections.items())
    return f"{told.words}\n{sections}"


def _section(title: str, found: list[Described]) -> str:
    if title == "notes":
        return f"\n{found[0].words}\n"
    rows = "".join(f"| {_named(one)} | {' '.join(one.words.split())} |\n" for one in found)
    return f"\n| {title} | |\n| --- | --- |\n{rows}"


def _named(one: Described) -> str:
    name = f"`{one.name}`" if one.name else ""
    return f"{name} {one.kind.replace('|', 'or')}".strip()
