"""What the conclusions need besides facts and rows: who was there, what each order brought, and whole tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from reviewbook.analysis.staff import staff
from reviewbook.engine import Engine, Frame, as_read
from reviewbook.periods import Cadence, Period
from reviewbook.roster import Roster
from reviewbook.schema import TABLES

__all__ = ["INPUTS", "Inputs"]

#: The frames by name; none of them is part of what is published.
INPUTS = ("staff", "sold", "agreed", "trainings", "goals", "commented")


@dataclass(frozen=True)
class Inputs:
    """
    The tables of a run, for what is read from them as it stands.

    Parameters
    ----------
    engine : Engine
        Of the tables.
    tables : mapping of Frame
        As they stood at the cut-off, in the analysis' form.
    roster : Roster
        Who was in which team.
    period : Period
        The period under review.
    """

    engine: Engine
    tables: Mapping[str, Frame]
    roster: Roster
    period: Period

    def frames(self, lines: Frame, months: int) -> dict[str, pd.DataFrame]:
        """
        Give the frames of `INPUTS`.

        Parameters
        ----------
        lines : Frame
            `measures.lines`: the order lines that count.
        months : int
            How many months of orders are looked at.

        Returns
        -------
        dict of DataFrame
            ``staff`` (`staff.staff`); ``sold``, the orders of the last months; ``agreed``, ``trainings`` and
            ``goals``, tables of `schema.TABLES` (the first is ``follow_ups``); ``commented``, how many comments each
            report had.
        """
        read = {"agreed": "follow_ups", "trainings": "trainings", "goals": "goals"}
        whole = {name: as_read(self.engine.collect(self.tables[table]), TABLES[table]) for name, table in read.items()}
        return {"staff": self._staff(), "sold": self._sold(lines, months), "commented": self._commented(), **whole}

    def _staff(self) -> pd.DataFrame:
        first, last = (day.isoformat() for day in (self.period.start_on, self.period.last_on))
        days = self.roster.days.filter(nw.col("on") >= first, nw.col("on") <= last)
        found = self.engine.collect(days.select("person_id", "on", "team_id", "role", "working", "home"))
        away, teams = (self.engine.collect(self.tables[name]) for name in ("leave", "teams"))
        return staff(found, away, teams)

    def _sold(self, lines: Frame, months: int) -> pd.DataFrame:
        """
        Give the orders of some months, up to the end of the period under review.

        Returns
        -------
        DataFrame
            ``person_id, team_id, month, order_id``, and ``minor`` without refunds; an order with lines of two months
            is there twice.
        """
        month = Period.containing(self.period.last_on, Cadence.MONTHLY)
        first, last = month.shift(1 - months).start_on.isoformat(), self.period.last_on.isoformat()
        within = lines.filter(nw.col("on") >= first, nw.col("on") <= last)
        by = ["person_id", "team_id", "month", "order_id"]
        orders = within.with_columns(month=nw.col("on").str.slice(0, 7)).group_by(*by).agg(minor=nw.col("minor").sum())
        found = self.engine.collect(orders.with_columns(nw.col("minor").cast(nw.Int64)))
        return found.sort_values(by, ignore_index=True)

    def _commented(self) -> pd.DataFrame:
        """Give ``report_id, answers`` of the reports that were commented upon."""
        comments = self.tables["feedback"].filter(nw.col("kind") == "comment")
        counted = comments.group_by("report_id").agg(answers=nw.len())
        found = self.engine.collect(counted.with_columns(nw.col("answers").cast(nw.Int64)))
        return found.sort_values("report_id", ignore_index=True)
