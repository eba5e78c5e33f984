"""Every report that was submitted, with its fields and revisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reviewbook.sources.sample.claimed import Recorded
from reviewbook.sources.sample.customers import Clientele
from reviewbook.sources.sample.duties import Duty, duties_of
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.setting import Setting
from reviewbook.sources.sample.writing import Author, Fields, Figures

__all__ = ["Books", "submit"]

REVISED = 0.015
#: Of the revised reports, those whose first revision had the decimal point in the wrong place.
MISTYPED = 0.3
SYSTEMS = {"zh": "dingtalk", "en": "slack"}
ADDRESS = "https://reports.yunling.example/"


@dataclass(frozen=True)
class Books:
    """
    What authors look up.

    Parameters
    ----------
    recorded : Recorded
        Sales as the CRM knows them.
    claims : dict
        Person and week to a planted claim.
    clients : dict
        Customers of each rep.
    """

    recorded: Recorded
    claims: dict[tuple[str, str], float]
    clients: dict[str, Clientele]


def submit(setting: Setting, books: Books) -> tuple[pd.DataFrame, pd.DataFrame, list[Duty]]:
    """Give the tables `reports` and `report_fields`, and what everybody owed."""
    duties, reports, fields = [], [], []
    for person in setting.roster.people:
        author = Author(setting, person, _customers(setting, books, person))
        written = _Written()
        for duty in duties_of(setting, person):
            duties.append(duty)
            _write_all(setting, books, author, duty, written)
        if written.fields["field"]:
            reports.append(pd.DataFrame(written.reports))
            fields.append(pd.DataFrame(written.fields).astype({"number": "float64", "text": "str"}))
    return pd.concat(reports, ignore_index=True), pd.concat(fields, ignore_index=True), duties


def report_id(duty: Duty, key: str) -> str:
    """Give the id of a report: template, person and period."""
    return f"{duty.template.replace('_', '-')}-{duty.person.person_id}-{key}"


class _Written:
    """Rows of one person, column by column."""

    def __init__(self) -> None:
        self.reports: dict[str, list[Any]] = {
            name: []
            for name in (
                "report_id",
                "person_id",
                "cadence",
                "period",
                "template",
                "submitted_at",
                "revision",
                "source",
                "url",
            )
        }
        self.fields: dict[str, list[Any]] = {name: [] for name in ("report_id", "revision", "field", "text", "number")}

    def add(self, duty: Duty, at: int, submitted: tuple[np.datetime64, int], fields: Fields) -> None:
        """Add the report at a position of a duty: when, which revision, and its fields."""
        key, (submitted_at, revision) = duty.keys[at], submitted
        name = report_id(duty, key)
        row = (name, duty.person.person_id, str(duty.cadence), key, duty.template, submitted_at, revision)
        for column, value in zip(
            self.reports.values(), (*row, SYSTEMS[duty.person.home.language], ADDRESS + name), strict=True
        ):
            column.append(value)
        columns = self.fields
        columns["report_id"] += [name] * len(fields)
        columns["revision"] += [revision] * len(fields)
        columns["field"] += fields
        columns["text"] += [value if isinstance(value, str) else None for value in fields.values()]
        columns["number"] += [None if isinstance(value, str) else value for value in fields.values()]


def _write_all(setting: Setting, books: Books, author: Author, duty: Duty, written: _Written) -> None:
    rng = setting.stream("revisions", duty.template, duty.person.person_id)
    count = len(duty.keys)
    revised = (rng.random(count) < REVISED) & (not author.steady) & (duty.template != "team_weekly")
    mistyped = rng.random(count) < MISTYPED
    again_at = duty.submitted_at + rng.integers(300, 5400, count).astype("timedelta64[s]")
    figures = _figures(setting, books, duty)
    starts = duty.starts.tolist()
    for at in np.flatnonzero(~np.isnat(duty.submitted_at)).tolist():
        fields = author.write(duty.template, starts[at], figures[at])
        if revised[at] and again_at[at] <= setting.options.now:
            first = {**fields, "sales_amount": round(figures[at].sales / 10, 2)} if mistyped[at] else fields
            written.add(duty, at, (duty.submitted_at[at], 1), first)
            written.add(duty, at, (again_at[at], 2), author.addition(fields))
        else:
            written.add(duty, at, (duty.submitted_at[at], 1), fields)


def _figures(setting: Setting, books: Books, duty: Duty) -> list[Figures]:
    person = duty.person
    if person.is_rep:
        sellers = [person]
    else:
        below = {membership.team.team_id for membership in person.memberships}
        sellers = [rep for rep in setting.roster.reps if {rep.home.team_id, rep.home.parent_id} & below]
    sales = np.zeros(len(duty.keys))
    orders = np.zeros(len(duty.keys), int)
    for rep in sellers:
        sales += books.recorded.sales(rep.person_id, duty.starts, duty.ends)
        orders += books.recorded.counted(rep.person_id, duty.starts, duty.ends)
    typical = float(sales.mean()) if len(sales) else 0.0
    is_weekly = duty.template == "weekly_sales"
    claims = [
        books.claims.get((person.person_id, key), sold) if is_weekly else sold
        for key, sold in zip(duty.keys, np.round(sales, 2).tolist(), strict=True)
    ]
    return [Figures(claim, count, typical) for claim, count in zip(claims, orders.tolist(), strict=True)]


def _customers(setting: Setting, books: Books, person: Person) -> list[str]:
    """Give the short names of the customers that the person writes about."""
    if person.is_rep:
        return books.clients[person.person_id].short_names
    teams = {membership.team.team_id for membership in person.memberships}
    reps = [rep for rep in setting.roster.reps if {rep.home.team_id, rep.home.parent_id} & teams]
    return [name for rep in reps for name in books.clients[rep.person_id].short_names[:6]] or ["新客户"]
