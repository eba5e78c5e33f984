"""Every key of every file of params, from the models that read them."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from reference.docstrings import read
from reviewbook.params.appraisal import Appraisal
from reviewbook.params.base import Bilingual, Clock, Day, Zone
from reviewbook.params.checks import Checks
from reviewbook.params.company import Company
from reviewbook.params.deliveries import Deliveries
from reviewbook.params.development import Development
from reviewbook.params.findings import FindingRules
from reviewbook.params.follow_ups import FollowUps
from reviewbook.params.market import Market
from reviewbook.params.measures import MeasureEntries
from reviewbook.params.notebook import NotebookParams
from reviewbook.params.publications import Publications
from reviewbook.params.reminders import Reminders
from reviewbook.params.sources import Sources
from reviewbook.params.systems.base import SecretName
from reviewbook.params.templates import Templates

__all__ = ["FILES", "described", "file_page", "models"]

#: The files of params, and the model that reads each of them.
FILES: dict[str, type[BaseModel]] = {
    "company": Company,
    "sources": Sources,
    "templates": Templates,
    "measures": MeasureEntries,
    "publications": Publications,
    "market": Market,
    "appraisal": Appraisal,
    "development": Development,
    "findings": FindingRules,
    "follow_ups": FollowUps,
    "checks": Checks,
    "deliveries": Deliveries,
    "reminders": Reminders,
    "weekly": NotebookParams,
}

_KINDS = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`", Any: "anything"}

#: What a key means that is called so in several places, where the docstring of its model passes over it.
_USUAL = {
    "name": "Its name, by which other files and the editions know it.",
    "title": "What readers see.",
    "kind": "Which kind of entry it is.",
    "cadence": "For which kind of period.",
    "zh": "In Chinese.",
    "en": "In English.",
    "required": "Whether it has to be filled in.",
    "min": "The smallest number that is valid.",
    "max": "The largest number that is valid.",
    "min_chars": "Characters below which a text is too short.",
    "choices": "The answers that are valid, for type `choice`.",
    "fields": "What it asks for.",
    "template": "The template that is owed.",
    "due": "By when.",
    "grace_minutes": "Minutes after the due time in which a report is still on time.",
    "start": "When work begins.",
    "end": "When work ends.",
    "templates": "The forms.",
    "rules": "The rules.",
    "copied": "When a text counts as copied.",
    "publications": "The reviews.",
    "measures": "The measures.",
    "meaning": "The definition, as a manager would sign it.",
    "unit": "What its values are.",
    "sources": "The sources.",
    "separator": "What is put between them.",
    "competitors": "Whom to look for.",
    "themes": "What suggestions and problems are sorted by.",
    "components": "What people are scored by.",
    "honours": "What is awarded.",
    "weight": "Its weight beside the others.",
    "measure": "A measure of `measures.yaml`.",
    "skills": "The skills and their courses.",
    "answers": "Which course answers which weakness.",
    "follow_ups": "What was agreed.",
    "on": "On which day.",
    "reason": "Why, in words.",
}


def file_page(name: str) -> str:
    """Write the page about one file."""
    model = FILES[name]
    shown = "`daily.yaml`, `weekly.yaml`, `monthly.yaml`" if name == "weekly" else f"`{name}.yaml`"
    head = f"# {shown}\n\n{_about(model)}\n\nA key that is not listed is refused.\n"
    return head + "".join(_model(one, one is model) for one in models(model))


def _about(model: type[BaseModel]) -> str:
    """Give what the module of a file says of it, without the name of the file before it."""
    words = read(sys.modules[model.__module__]).words.split("\n\n")[0]
    about = re.sub(r"^`\w+\.yaml`: ", "", words)
    return about[0].upper() + about[1:]


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Give a model and those of the mappings within it, each once, in the order of their keys."""
    seen: list[type[BaseModel]] = []
    waiting = [model]
    while waiting:
        one = waiting.pop(0)
        if one in seen or one is Bilingual:
            continue
        seen.append(one)
        yield one
        within = [m for info in one.model_fields.values() for m in _models_of(info.annotation)]
        waiting = [*within, *waiting]


def _models_of(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_of(inner)]


def described(model: type[BaseModel], key: str) -> str:
    """Say what a key means: by the docstring of its model, of one above it, or as it usually means."""
    for one in model.__mro__:
        if isinstance(one, type) and issubclass(one, BaseModel):
            for entry in read(one).sections.get("Parameters", ()):
                if entry.name == key and one.__dict__.get("__doc__"):
                    return entry.words
    return _USUAL.get(key, "")


def _model(model: type[BaseModel], is_whole: bool) -> str:
    head = "" if is_whole else f"\n## {_anchor(model)}\n\n{read(model).words}\n"
    rows = "".join(_row(model, name, info) for name, info in model.model_fields.items())
    return f"{head}\n| key | value | unless given | meaning |\n| --- | --- | --- | --- |\n{rows}"


def _row(model: type[BaseModel], name: str, info: FieldInfo) -> str:
    value = _worded(info.annotation, info.metadata)
    words = " ".join(described(model, name).split())
    return f"| `{info.alias or name}` | {value} | {_default(info)} | {words} |\n"


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**must be given**"
    value = info.get_default(call_default_factory=True)
    if isinstance(value, bool):
        return f"`{value}`".lower()
    if value is PydanticUndefined or value is None or value in ("", (), {}):
        return ""
    if isinstance(value, BaseModel):
        return "as below"
    if isinstance(value, tuple):
        return "`[" + ", ".join(str(getattr(one, "to", one)) for one in value) + "]`"
    return f"`{value:%H:%M}`" if hasattr(value, "tzinfo") else f"`{value}`"


def _anchor(model: type[BaseModel]) -> str:
    kinds = get_args(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()
    if kinds:
        return f"`kind: {kinds[0]}`"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__.removesuffix("Entry")).capitalize()


def _worded(annotation: Any, metadata: Any = ()) -> str:
    limits = _limits(metadata)
    if kind := _special(annotation, metadata):
        return kind
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _worded(inner[0], inner[1:])
    if origin is Literal:
        return ", ".join(f"`{one}`" if one != "" else '`""`' for one in inner)
    if origin in (Union, types.UnionType):
        kinds = [one for one in inner if one is not type(None)]
        many = len(kinds) > 4 and all(_models_of(one) for one in kinds)
        return "one of the kinds below" if many else " or ".join(_worded(one) for one in kinds)
    if origin in (tuple, list, frozenset):
        return f"list: {_worded(inner[0])}"
    if origin is not None and len(inner) == 2:
        return f"mapping: {_worded(inner[0])} → {_worded(inner[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Bilingual):
        return "`{zh: …, en: …}`"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        kinds = get_args(annotation.model_fields["kind"].annotation) if "kind" in annotation.model_fields else ()
        return _anchor(annotation).lower() if not kinds else _anchor(annotation)
    if isinstance(annotation, type) and hasattr(annotation, "__members__"):
        return ", ".join(f"`{one.value}`" for one in annotation)
    return _KINDS.get(annotation, str(annotation)) + limits


def _special(annotation: Any, metadata: Any) -> str:
    """Name what pydantic only knows as a text with a check."""
    for one, words in ((Clock, "time of day, `'18:00'`"), (Day, "day, `2026-11-23`"), (Zone, "zone, `Asia/Shanghai`")):
        base, *checks = get_args(one)
        if annotation is base and any(check in metadata for check in checks):
            return words
    base, secret = get_args(SecretName)
    patterns = [getattr(check, "pattern", None) for check in metadata]
    if annotation is base and secret.metadata[0].pattern in patterns:
        return "name of a secret, `SLACK_TOKEN`"
    return ""


def _limits(metadata: Any) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    told = [f"{sign} {getattr(m, name):g}" for m in metadata for name, sign in signs.items() if hasattr(m, name)]
    return f", {', '.join(told)}" if told else ""
