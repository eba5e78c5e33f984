"""The fields of reports that speak of the market, and whom their reports count for."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from reviewbook.params.templates import Templates
from reviewbook.periods import Cadence, Period

__all__ = ["READ", "SPEAKING", "Known", "Span", "heard", "speaking", "spread"]

#: What a field means that may speak of the market.
SPEAKING = ("competitor", "trend", "news", "suggestion", "problem", "customer", "complaint")

#: How a company's name ends that nobody writes in a report.
_LEGAL = re.compile(r"((股份|集团|责任)*有限(责任)?公司|\s(Ltd|Inc|LLC|GmbH|plc|Co|Corp|BV|AG|SA)\.?)$", re.IGNORECASE)

_COLUMNS = ["report_id", "person_id", "team_id", "cadence", "period", "template", "due_on", "field", "means", "said"]

#: What is read of a filled field.
READ = [name for name in _COLUMNS if name != "means"]


@dataclass(frozen=True)
class Known:
    """
    Names that are known already and therefore are no news.

    Parameters
    ----------
    people, customers, products : sequence of str
        As they are printed.
    """

    people: Sequence[str] = ()
    customers: Sequence[str] = ()
    products: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        """All of them, customers also without their legal form and place, and the parts of people and products."""
        short = [_LEGAL.sub("", name.partition(",")[0]).strip() for name in self.customers]
        parted = [part for name in (*self.people, *self.products) for part in name.split()]
        return list(dict.fromkeys([*self.customers, *self.people, *self.products, *short, *parted]))


@dataclass(frozen=True)
class Span:
    """
    The periods that are compared.

    Parameters
    ----------
    cadence : Cadence
        Of the review.
    periods : sequence of str
        Keys of its periods without a gap, oldest first; the last is the one under review.
    """

    cadence: Cadence
    periods: Sequence[str]

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last day, as text."""
        first, last = (Period.parse(self.periods[at], self.cadence) for at in (0, -1))
        return first.start_on.isoformat(), last.last_on.isoformat()

    def of(self, due_on: pd.Series) -> pd.Series:
        """Give the period that contains each day, empty for one outside the span."""
        days = {
            day.isoformat(): key for key in self.periods for day in Period.parse(key, self.cadence)
        }  # a report due outside the span belongs to none of its periods
        return due_on.map(days)


def heard(said: pd.DataFrame, templates: Templates) -> pd.DataFrame:
    """
    Give the fields that speak of the market, filled or not.

    Parameters
    ----------
    said : DataFrame
        The laid-out fields of the submitted reports (`filled.FILLED`).
    templates : Templates
        What each field means.

    Returns
    -------
    DataFrame
        One row per report and such field: ``report_id, person_id, team_id, cadence, period, template, due_on, field,
        means, said`` (empty text when nothing was filled in), in a fixed order.
    """
    rows = said.merge(speaking(templates), on=["template", "field"])
    return rows[_COLUMNS].sort_values(["due_on", "report_id", "field"], ignore_index=True)


def speaking(templates: Templates) -> pd.DataFrame:
    """Give ``template, field, means`` of the fields that may speak of the market."""
    meant = [
        (form.name, entry.name, entry.means)
        for form in templates.templates
        for entry in form.fields
        if entry.type == "text" and entry.means in SPEAKING
    ]
    return pd.DataFrame(meant, columns=["template", "field", "means"]).astype("str")


def spread(rows: pd.DataFrame, entities: pd.DataFrame, but_not: Collection[str] = ()) -> pd.DataFrame:
    """
    Repeat each row for every entity it counts for.

    Parameters
    ----------
    rows : DataFrame
        Rows with ``person_id`` and ``team_id``.
    entities : DataFrame
        ``team_id, entity_kind, entity_id`` (`roster.ancestry`).
    but_not : collection of str
        Kinds of entities that are left out.

    Returns
    -------
    DataFrame
        The rows with ``entity_kind`` and ``entity_id``.
    """
    together = rows.merge(entities, on="team_id")
    alone = rows.assign(entity_kind="person", entity_id=rows["person_id"])
    both = pd.concat([together, alone], ignore_index=True)
    return both[~both["entity_kind"].isin(list(but_not))].reset_index(drop=True)
