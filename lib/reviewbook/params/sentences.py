"""What pydantic found wrong with a file, in sentences for the person who mends it."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Collection
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from reviewbook.errors import Problem, nearest
from reviewbook.params.reading import Keys, YamlFile

__all__ = ["problems_of", "shown_value"]

_FORMS = {
    r"^[A-Z]{3}$": "Write three capitals like CNY.",
    r"^\d\d-\d\d$": "Write month and day like '03-31'.",
    r"^[a-z][a-z0-9_-]*$": "Use small letters, digits, - and _, and begin with a letter.",
    r"^$|^([01]\d|2[0-3]):[0-5]\d$": "Write a time of day like '18:00'.",
}

_LIMITS = {
    "greater_than_equal": ("ge", "is less than"),
    "greater_than": ("gt", "is not more than"),
    "less_than_equal": ("le", "is more than"),
    "less_than": ("lt", "is not less than"),
}


def problems_of(
    file: YamlFile, model: type[BaseModel], error: ValidationError, but_not: Collection[Keys] = ()
) -> list[Problem]:
    """
    Tell each error with file, line and key, and with the nearest right word.

    Parameters
    ----------
    file : YamlFile
        The file whose data were refused.
    model : type
        The model that refused them.
    error : ValidationError
        All that it found.
    but_not : collection
        Ways to values about which nothing is to be said: secrets.
    """
    details = [detail for detail in error.errors(include_url=False) if _keys(file, detail) not in but_not]
    return [_problem(file, model, detail) for detail in sorted(details, key=lambda detail: _line(file, detail))]


def shown_value(value: Any) -> str:
    """Name a value as it stands in a file; of a list or mapping only what it is."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return "nothing" if value is None else repr(value)


def _problem(file: YamlFile, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    keys = _keys(file, detail)
    what, expected = _sentence(detail, lambda: _known_keys(model, detail["loc"][:-1]))
    return Problem(file.where(keys), what, expected)


def _keys(file: YamlFile, detail: ErrorDetails) -> Keys:
    """Leave out of pydantic's way what does not stand in the file, such as the kind of a union."""
    keys: Keys = ()
    for step in detail["loc"]:
        if (*keys, step) in file.lines:
            keys = (*keys, step)
    return (*keys, detail["loc"][-1]) if detail["type"] == "missing" else keys


def _line(file: YamlFile, detail: ErrorDetails) -> int:
    keys = _keys(file, detail)
    return file.lines.get(keys) or file.lines.get(keys[:-1], 0)


def _sentence(detail: ErrorDetails, known: Callable[[], list[str]]) -> tuple[str, str]:
    kind, value, context = detail["type"], shown_value(detail["input"]), detail.get("ctx", {})
    match kind:
        case "missing":
            return "is missing", ""
        case "extra_forbidden":
            return "is not a key that is known here", nearest(str(detail["loc"][-1]), known())
        case "value_error":
            text = str(context["error"])
            return (f"{value} {text}" if text.startswith("is ") else text), ""
        case "literal_error" | "enum":
            choices = re.findall(r"'([^']*)'", context["expected"])
            return f"{value} cannot be used here", nearest(str(detail["input"]), choices)
        case "union_tag_not_found":
            return f"lacks the key {context['discriminator']}", "It says what kind of entry this is."
        case "union_tag_invalid":
            choices = re.findall(r"'([^']*)'", context["expected_tags"])
            name = context["discriminator"].strip("'")
            return f"has the {name} {context['tag']!r}, which is not known", nearest(str(context["tag"]), choices)
        case "string_pattern_mismatch":
            return f"{value} has not the right form", _FORMS.get(context["pattern"], f"It is {context['pattern']}.")
        case "too_short" | "string_too_short":
            return "is empty", ""
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        return f"{value} {words} {context[name]:g}", ""
    return _wrong_type(kind, value, detail)


def _wrong_type(kind: str, value: str, detail: ErrorDetails) -> tuple[str, str]:
    if kind == "string_type":
        quotable = isinstance(detail["input"], int | float)
        return f"{value} is not text", f'Write it in quotes: "{value}".' if quotable else ""
    if kind.startswith("int"):
        return f"{value} is not a whole number", ""
    if kind.startswith("float"):
        return f"{value} is not a number", ""
    if kind.startswith("bool"):
        return f"{value} is neither true nor false", ""
    if kind in ("tuple_type", "list_type"):
        return f"{value} is not a list", "Write it like [a, b], or each entry in a line of its own after '- '."
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"{value} is not a mapping", "Write lines like 'key: value' below it."
    return f"{value} cannot be used here: {detail['msg']}", ""


def _known_keys(model: Any, loc: tuple[int | str, ...]) -> list[str]:
    for step in loc:
        model = _inside(model, step)
    return _names(model)


def _names(model: Any) -> list[str]:
    return [info.alias or name for name, info in _fields(model).items()]


def _fields(model: Any) -> dict[str, Any]:
    return model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}


def _inside(model: Any, step: int | str) -> Any:
    """Follow one step of pydantic's way through the types; None where it leads nowhere."""
    kind, parts = get_origin(model), get_args(model)
    if kind is Annotated:
        return _inside(parts[0], step)
    if kind in (Union, types.UnionType):
        for part in parts:
            if step in get_args(getattr(_fields(part).get("kind"), "annotation", None)):
                return part
        return next((found for part in parts if (found := _inside(part, step)) is not None), None)
    if kind is tuple:
        return _bare(parts[0])
    if kind is dict:
        return _bare(parts[1])
    named = (info.annotation for name, info in _fields(model).items() if step in (name, info.alias))
    return next(named, None)


def _bare(model: Any) -> Any:
    return get_args(model)[0] if get_origin(model) is Annotated else model
