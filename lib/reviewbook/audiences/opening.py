"""A cut as figures and tables read it: with the params that it is printed with, in one language."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from reviewbook.audiences.derived import Cut
from reviewbook.params.rulebook import Rulebook
from reviewbook.slices import Slice

__all__ = ["opened"]

_Kind = TypeVar("_Kind", bound=Slice)


def opened(part: Cut, rules: Rulebook, language: str, kind: type[_Kind]) -> _Kind:
    """
    Open a cut.

    Parameters
    ----------
    part : Cut
        What the audience may see.
    rules : Rulebook
        The params that it is printed with.
    language : str
        ``zh`` or ``en``; the company is called by its name in it.
    kind : type
        `Slice`, or one that an analyst can ask more.
    """
    who = part.audience
    return kind(
        publication=rules.publication,
        audience=replace(who, name=rules.company.name(language)) if who.kind == "company" else who,
        period=part.period,
        as_of=part.as_of,
        language=language,
        facts=part.frames["facts"],
        frames={name: frame for name, frame in part.frames.items() if name != "facts"},
        company=rules.company,
        templates=rules.templates,
        measures=rules.measures,
        market=rules.market,
        appraisal=rules.appraisal,
        development=rules.development,
    )
