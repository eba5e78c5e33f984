"""A follow-up as one value, and its way in and out of frames."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import pandas as pd

from reviewbook.calendars import microseconds
from reviewbook.engine import as_read
from reviewbook.periods import Cadence, Period
from reviewbook.schema import FRAMES, Kind

__all__ = ["FROM_FINDING", "FROM_HAND", "FollowUp", "known_rows", "read", "written"]

#: Origins of this workbook's own; every other is a tool.
FROM_FINDING, FROM_HAND = "finding", "by_hand"

_FRAME = FRAMES["follow_ups"]


@dataclass(frozen=True)
class FollowUp:
    """
    A row of the frame ``follow_ups``.

    Parameters
    ----------
    origin : str
        `FROM_FINDING`, `FROM_HAND` (``follow_ups.yaml``), or the tool that lists it.
    kind, finding_id, entity_kind, entity_id, topic, person_id
        What the finding said, of one that was opened from it.
    title, title_en : str, optional
        What is to be done, in the words of who wrote it; in English where there is a second text. None of a finding.
    opened_in : str
        The period of the review that saw it first, or in which it was agreed.
    closed_at : datetime, optional
        When it was done or dropped, as far as that is known.
    note : str, optional
        ``tested``, closed by its test; ``not_found``, closed because its finding came up no more; ``unlisted``,
        open although neither its tool nor the file lists it any more.
    reason, reason_en : str, optional
        Why it was dropped, where somebody said so.
    carried : int
        Earlier editions of the same review in which it was open.
    found_in : str, optional
        The last period in which the finding came up that it was opened from.
    measured_then, measured : float, optional
        The measure of its test in the last period before it counted, and now.
    """

    follow_up_id: str
    origin: str
    opened_in: str
    opened_at: datetime
    kind: str | None = None
    finding_id: str | None = None
    title: str | None = None
    title_en: str | None = None
    entity_kind: str | None = None
    entity_id: str | None = None
    topic: str | None = None
    team_id: str | None = None
    person_id: str | None = None
    owner_id: str | None = None
    due_on: date | None = None
    closed_at: datetime | None = None
    status: str = "open"
    note: str | None = None
    reason: str | None = None
    reason_en: str | None = None
    carried: int = 0
    age_days: int = 0
    found_in: str | None = None
    escalated_to: str | None = None
    test: str | None = None
    test_state: str | None = None
    measured_then: float | None = None
    measured: float | None = None
    url: str | None = None

    @property
    def closed(self) -> bool:
        """Whether it was done or dropped."""
        return self.status in ("done", "dropped")

    @property
    def closed_by_data(self) -> bool:
        """Whether the numbers closed it, so that no tool that still lists it opens it again."""
        return self.closed and self.note in ("tested", "not_found")

    @property
    def cadence(self) -> Cadence:
        """That of the review that opened it."""
        return Period.parse(self.opened_in).cadence


def known_rows(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Give the rows of a frame as plain values, None where a cell is empty."""
    return frame.astype("object").where(frame.notna(), None).to_dict("records")


def read(frame: pd.DataFrame) -> list[FollowUp]:
    """Read the frame ``follow_ups``."""
    return [_item(row) for row in known_rows(frame)]


def written(items: Iterable[FollowUp]) -> pd.DataFrame:
    """Write the frame ``follow_ups``."""
    rows = [[_plain(getattr(item, name)) for name in _FRAME.names] for item in items]
    return as_read(pd.DataFrame(rows, columns=_FRAME.names, dtype="object"), _FRAME)


def _item(row: Mapping[Hashable, Any]) -> FollowUp:
    given: dict[str, Any] = {part.name: row[part.name] for part in fields(FollowUp)}
    for column in _FRAME.columns:
        value = given[column.name]
        if value is None:
            continue
        match column.kind:
            case Kind.DATE:
                given[column.name] = value.date()
            case Kind.INSTANT:
                given[column.name] = value.to_pydatetime()
            case Kind.INTEGER:
                given[column.name] = int(value)
    return FollowUp(**given)


def _plain(value: Any) -> Any:
    """Give a value in the analysis' form."""
    if isinstance(value, datetime):
        return microseconds(value)
    return value.isoformat() if isinstance(value, date) else value
