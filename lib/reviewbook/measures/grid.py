"""The periods and entities for which measures are made, and how a row is counted for each it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from reviewbook.engine import Frame

__all__ = ["BY", "Grid"]

#: The columns by which every measure is grouped.
BY = ("cadence", "period", "entity_kind", "entity_id")


@dataclass(frozen=True)
class Grid:
    """
    The periods and entities for which measures are made.

    Parameters
    ----------
    days : Frame
        ``cadence, period, on``: the days of each period.
    periods : Frame
        ``cadence, period, start_on, end_on, previous, year_ago, finished``: one row per period, with the keys of
        the period before and of the same period a year ago; ``finished`` is 1 when the cut-off is not inside it.
    entities : Frame
        ``team_id, entity_kind, entity_id``: the entities that a team's rows count for.
    """

    days: Frame
    periods: Frame
    entities: Frame

    def spread(self, rows: Frame, on: str = "on", person: str = "person_id") -> Frame:
        """
        Repeat each row for every period of its day and every entity it counts for.

        Parameters
        ----------
        rows : Frame
            Rows with a day, a person and ``team_id``; a ``cadence`` and ``period`` of their own are those of the
            report and are left out.
        on : str
            Name of the day's column.
        person : str
            Name of the person's column; a row without a person counts for no person.

        Returns
        -------
        Frame
            The rows with `BY`.
        """
        own = [name for name in ("cadence", "period") if name in rows.collect_schema().names()]
        timed = rows.drop(own).join(self.days.rename({"on": "_on"}), left_on=on, right_on="_on")
        columns = [name for name in timed.collect_schema().names() if name != "_on"]
        return self.shared(timed.select(*columns), person)

    def shared(self, rows: Frame, person: str = "person_id") -> Frame:
        """
        Repeat each row for every entity it counts for, in the period that it has already.

        Parameters
        ----------
        rows : Frame
            Rows with ``cadence``, ``period``, a person and ``team_id``.
        person : str
            Name of the person's column; a row without a person counts for no person.

        Returns
        -------
        Frame
            The rows with `BY`.
        """
        columns = rows.collect_schema().names()
        together = rows.join(self.entities, on="team_id").select(*columns, "entity_kind", "entity_id")
        alone = (
            rows.filter(~nw.col(person).is_null())
            .with_columns(entity_kind=nw.lit("person"), entity_id=nw.col(person))
            .select(*columns, "entity_kind", "entity_id")
        )
        return nw.concat([together, alone], how="vertical")
