"""Streaks of reports on time: who keeps one, and who broke one.

A streak is a fact about one person and a reason to say well done; people who are
alike are told to be alike, and no place is given to any of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Table, Tone
from reviewbook.periods import Period
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.due import due_in_period
from reviewbook.tables.of_one import of_one
from reviewbook.tables.printed import counted_head, head, person
from reviewbook.wording import DASH

__all__ = ["streaks"]

#: Running streaks in the table, and broken ones.
_LONGEST = 10

#: A streak that was at least so long is missed when it breaks.
_LEAST = 10


@about_reports
@of_one
def streaks(review: Slice) -> Table:
    """
    Give the longest running streaks, and the longest of ten reports or more that broke in the period.

    Returns
    -------
    Table
        The longest first, then the broken ones with the report that broke each.
    """
    words = review.words
    facts = review.measured("streak", "person")
    facts = facts[facts["value"].notna()].sort_values(["value", "entity_id"], ascending=[False, True])
    faults = _faults(review)
    broken = facts[facts["entity_id"].isin(list(faults)) & (facts["previous"] >= _LEAST)]
    running = facts[~facts["entity_id"].isin(broken["entity_id"]) & (facts["value"] > 0)]
    shown = running.head(_LONGEST)
    alike = int((running["value"].iloc[len(shown) :] == shown["value"].min()).sum())
    rows = [_row(review, row, "") for row in shown.to_dict("records")]
    missed = broken.sort_values(["previous", "entity_id"], ascending=[False, True]).head(_LONGEST)
    rows += [_row(review, row, faults[row["entity_id"]]) for row in missed.to_dict("records")]
    values = {"most": words.number(len(shown)), "more": words.number(alike), "least": words.number(_LEAST)}
    return Table(
        "streaks",
        _own_title(review, running, broken)
        if review.audience.kind == "person"
        else _title(review, running, len(broken)),
        (
            head(review, "kind.person", 1.4),
            counted_head(review, "tables.streaks.now"),
            counted_head(review, "tables.streaks.before"),
            head(review, "tables.streaks.state", 2.4),
        ),
        tuple(rows),
        note=_note(review, values) if rows else "",
        empty=words("tables.streaks.empty"),
    )


def _note(review: Slice, values: Mapping[str, str]) -> str:
    if review.audience.kind == "person":
        return review.words("own.streak.note")
    return review.words("tables.streaks.note", **values)


def _own_title(review: Slice, running: pd.DataFrame, broken: pd.DataFrame) -> str:
    words = review.words
    if len(broken):
        return words("own.streak.broken", before=words.number(broken["previous"].iloc[0]))
    if len(running):
        return words("own.streak.running", value=words.number(running["value"].iloc[0]))
    return words("tables.streaks.plain")


def _title(review: Slice, running: pd.DataFrame, broken: int) -> str:
    words = review.words
    if running.empty and not broken:
        return words("tables.streaks.plain")
    if running.empty:
        return words("tables.streaks.title_none", broken=words.number(broken))
    best = running[running["value"] == running["value"].max()]
    alone = len(best) == 1
    names = review.name("person", best["entity_id"].iloc[0]) if alone else words(
        "tables.streaks.people", count=words.number(len(best))
    )  # fmt: skip
    value = words.number(best["value"].iloc[0])
    return words("tables.streaks.title", value=value, names=names, broken=words.number(broken))


def _faults(review: Slice) -> dict[Hashable, str]:
    """Say for each person which report of the period was the first not to come on time."""
    due = due_in_period(review)
    faults = due[due["status"].isin(["late", "missing"])].sort_values(["due_at", "template"])
    return {row["person_id"]: _fault(review, row) for row in faults.iloc[::-1].to_dict("records")}


def _fault(review: Slice, owed: Mapping[Hashable, Any]) -> str:
    words = review.words
    return words(
        "tables.streaks.broken",
        report=review.templates.template(owed["template"]).title(review.language),
        period=words.short_period(Period.parse(owed["period"])),
        status=words(f"status.{owed['status']}"),
    )


def _row(review: Slice, fact: Mapping[Hashable, Any], fault: str) -> tuple[Cell, ...]:
    words, before = review.words, fact["previous"]
    return (
        person(review, fact["entity_id"]),
        Cell(words.number(fact["value"]), int(fact["value"])),
        Cell(DASH, None, Tone.MUTED) if pd.isna(before) else Cell(words.number(before), int(before)),
        Cell(fault or words("tables.streaks.running"), tone=Tone.WARN if fault else Tone.NONE),
    )
