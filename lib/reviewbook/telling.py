"""Findings in words: the sentences of a kind, filled in with the numbers of its evidence and with nothing else.

Every number in them stands in the facts or was counted in rows, and the slice is asked again whether
that is so. A number that nobody can trace is refused: no edition is better than one that states it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Any

import pandas as pd

from reviewbook.blocks import Notice, Tone
from reviewbook.errors import FindingError, Problem
from reviewbook.periods import Cadence, Period
from reviewbook.schema import FACTS, FRAMES, TABLES
from reviewbook.slices import Slice
from reviewbook.wording import entries

__all__ = ["began", "follow_up_title", "told", "what_to_do"]

_Row = Mapping[Hashable, Any]

#: The number that says how much the largest part of a bridge weighs; its measure gives the cause its name.
_WHY, _PARTS = "why", "bridge_"

#: How a number is made that no single fact holds: of several periods, or of two facts.
_POOLED = ("sum", "mean", "share", "change", "difference")


def told(review: Slice, finding: _Row) -> Notice:
    """
    Tell a finding: what stands out, and below it whether that is a signal, what to do, by whom and by when.

    Parameters
    ----------
    review : Slice
        It holds the evidence.
    finding : mapping
        A row of `schema.FRAMES["findings"]`.

    Returns
    -------
    Notice
        It opens nothing. What is bad within routine variation has the tone of a warning and no more.

    Raises
    ------
    FindingError
        When a number is not that of its fact, a sentence wants one that no evidence gives, or the words hold one of
        their own.
    """
    stated = review.frames["evidence"]
    rows = stated[stated["finding_id"] == finding["finding_id"]].to_dict("records")
    values = {str(row["name"]): _written(review, row) for row in rows} | _cause(review, rows) | _names(review, finding)
    key = _said_key(review, finding, values)
    problems = [problem for row in rows for problem in _untrue(review, row)] + _unbound(review, finding, key, values)
    if problems:
        raise FindingError(*problems)
    return Notice(_capitalised(finding, review.words(key, **values)), _tone(finding), action=_action(review, finding))


def what_to_do(review: Slice, finding: _Row) -> str:
    """Say what to do about a finding, without any number; raises as `told` does."""
    key, names = _todo_key(finding), _names(review, finding)
    if problems := _unbound(review, finding, key, names):
        raise FindingError(*problems)
    return review.words(key, **names)


def follow_up_title(review: Slice, row: _Row) -> str:
    """Say in a few words what was agreed upon; the row has ``kind``, ``entity_kind``, ``entity_id`` and ``topic``."""
    names = {"who": _who(review, row), "topic": _topic(review, row)}
    return _capitalised(row, review.words(f"finding.{row['kind']}.follow_up", **names))


def began(review: Slice, finding: _Row) -> str:
    """Give the period in which it began, as short as it can be told; one of another year has its year."""
    since = _text(finding["since"]) or review.period.key
    period = Period.parse(since, review.period.cadence)
    if since[:4] == review.period.key[:4]:
        return review.words.short_period(period)
    return review.words.period(period) if period.cadence == Cadence.MONTHLY else since


def _tone(finding: _Row) -> Tone:
    if finding["tone"] == "bad":
        return Tone.WARN if finding["verdict"] == "routine" else Tone.BAD
    return Tone.GOOD if finding["tone"] == "good" else Tone.NONE


def _capitalised(finding: _Row, text: str) -> str:
    """Begin with a capital where our own word for the company stands first; a name is left as it is written."""
    return text[0].upper() + text[1:] if finding["entity_kind"] == "company" else text


def _action(review: Slice, finding: _Row) -> str:
    """Give the verdict, what to do, by whom and by when; a count needs no verdict."""
    words, owner, todo = review.words, finding["owner_id"], what_to_do(review, finding)
    due = words.day(pd.Timestamp(finding["due_on"]).date())
    if pd.isna(owner):
        line = words("finding.action.nobody", todo=todo, due=due)
    else:
        line = words("finding.action.by", todo=todo, due=due, owner=review.name("person", str(owner)))
    if finding["verdict"] == "certain":
        return line
    return words("finding.action.judged", verdict=words(f"finding.verdict.{finding['verdict']}"), action=line)


def _said_key(review: Slice, finding: _Row, values: Mapping[str, str]) -> str:
    """Give the key of the sentence that the values fill: that of its topic, or the shorter one where the past lacks."""
    own = f"finding.{finding['kind']}.said_{finding['topic']}"
    if own in entries():
        return own
    key = f"finding.{finding['kind']}.said"
    shorter = f"{key}_alone"
    return shorter if shorter in entries() and _asked(review, key) - set(values) else key


def _todo_key(finding: _Row) -> str:
    """Give the key of what to do; a topic may have a way of its own."""
    own = f"finding.{finding['kind']}.do_{finding['topic']}"
    return own if own in entries() else f"finding.{finding['kind']}.do"


def _asked(review: Slice, key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(review.words(key)) if name}


def _unbound(review: Slice, finding: _Row, key: str, values: Mapping[str, str]) -> list[Problem]:
    """Give what is wrong with words: they want what no evidence gives, or hold a number of their own."""
    problems, where, asked = [], f"finding {finding['finding_id']}", _asked(review, key)
    if lacking := asked - set(values):
        what = f"{key!r} states {', '.join(sorted(lacking))}, which no evidence gives"
        given = f"It is given {', '.join(sorted(values))}"
        problems.append(Problem(where, what, given, "Let the detector state it as evidence"))
    bare = review.words(key, **dict.fromkeys(asked, ""))
    if digits := "".join(letter for letter in bare if letter.isdigit()):
        what = f"{key!r} holds a number of its own, {digits}"
        expected = "A number in prose comes from evidence"
        problems.append(Problem(where, what, expected, "Write the name of the number in place of its digits"))
    return problems


def _untrue(review: Slice, stated: _Row) -> Iterator[Problem]:
    """Give what is wrong with a number: it rests on nothing, or is not that of its fact."""
    where, source = f"finding {stated['finding_id']}: {stated['name']}", stated["source"]
    part = _text(stated["part"]) or "value"
    if source != "facts":
        if source not in (*FRAMES, *TABLES):
            yield Problem(where, f"rests on {source!r}, which holds no rows", "Name facts, or a frame of rows.")
    elif _text(stated["measure"]) not in review.measures:
        yield Problem(where, f"rests on the measure {_text(stated['measure'])!r}, which there is not", "Name the fact.")
    elif part in FACTS.names and pd.notna(stated["period"]):
        yield from _unlike(review, stated, part, where)
    elif part not in _POOLED:
        what = f"{part!r} is no part of a fact of one period"
        yield Problem(
            where, what, f"A number of several is one of: {', '.join(_POOLED)}.", "Name the fact, or say how."
        )


def _unlike(review: Slice, stated: _Row, part: str, where: str) -> Iterator[Problem]:
    """Tell a number that differs from its fact, where the slice holds that fact."""
    measure, kind, entity = (str(stated[name]) for name in ("measure", "entity_kind", "entity_id"))
    period = Period.parse(str(stated["period"]), str(stated["cadence"]))
    found = review.value(measure, kind, entity, period, part)
    if review.holds(measure, kind, entity, period) and found != stated["value"]:
        what = f"states {stated['value']}, but {part} of {measure} of {kind} {entity}, {period.key}, is {found}"
        yield Problem(where, what, "A finding states what the facts say.", "Take the number as it stands there.")


def _written(review: Slice, stated: _Row) -> str:
    """Write a number; the words say which way an amount goes, but for the part that weighs most."""
    value, unit, currency = float(stated["value"]), str(stated["unit"]), review.company.currency
    if stated["name"] == _WHY:
        return review.words.signed(value, currency)
    return review.words.value(abs(value) if unit == "money" else value, unit, currency)


def _cause(review: Slice, rows: Sequence[_Row]) -> dict[str, str]:
    """Name the part of the bridge that weighs most, where a finding states one."""
    measure = next((str(row["measure"]) for row in rows if row["name"] == _WHY), "")
    if not measure.startswith(_PARTS):
        return {}
    return {"cause": review.words(f"figures.bridge.{measure.removeprefix(_PARTS)}").lower()}


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _names(review: Slice, finding: _Row) -> dict[str, str]:
    """Give what a sentence may name beside numbers."""
    last = review.words(f"previous.{review.period.cadence}")
    since = _since(review, finding)
    return {"who": _who(review, finding), "topic": _topic(review, finding), "since": since, "last": last}


def _who(review: Slice, row: _Row) -> str:
    if row["entity_kind"] == "company":
        return review.words("finding.who.company")
    return review.name(str(row["entity_kind"]), str(row["entity_id"]))


def _topic(review: Slice, row: _Row) -> str:
    """Name the topic of a kind as readers know it; anything else as it is written."""
    topic, language = _text(row["topic"]), review.language
    match row["kind"]:
        case "claims_off" | "counts_off":
            return review.words(f"claim.short.{topic}")
        case "unfilled_field":
            return _field(review, topic)
        case "training_gap":
            return review.development.title(topic, language)
        case "stands_out":
            titles = {honour.name: honour.title(language) for honour in review.appraisal.honours}
            return titles.get(topic, topic)
        case _:
            return review.market.title(topic, language)


def _field(review: Slice, topic: str) -> str:
    template, _, field = topic.partition(".")
    form = next((form for form in review.templates.templates if form.name == template), None)
    if form is None:
        return field
    titles = {one.name: one.title(review.language) for one in form.fields}
    return review.words("finding.topic.field", report=form.title(review.language), field=titles.get(field, field))


def _since(review: Slice, finding: _Row) -> str:
    """Say when it began; of what is of the period alone, that it is this one."""
    since = finding["since"]
    if pd.isna(since) or since == review.period.key:
        return review.words(f"finding.since.{review.period.cadence}")
    return review.words("finding.since.earlier", period=began(review, finding))
