"""How Fxiaoke writes values: amounts as text, instants in milliseconds, people in lists, choices as codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from reviewbook.params.systems.fxiaoke import FxiaokeEntry
from reviewbook.sources.systems.records import Records

__all__ = ["Fields", "instant", "owner"]


def instant(millis: Any) -> datetime | str | None:
    """Read an instant; what is none is left to the checks."""
    if millis is None or millis == "":
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(millis))
    except (TypeError, ValueError, OverflowError):
        return str(millis)


def owner(body: Mapping[str, Any], key: str = "owner") -> str:
    """Give the person of a field: a list of one, as a rule."""
    value = body.get(key)
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value or "")


@dataclass(frozen=True)
class Fields:
    """
    The fields of the records of one tenant.

    Parameters
    ----------
    entry : FxiaokeEntry
        Which field holds which column.
    choices : dict
        Object → field → its label and options.
    """

    entry: FxiaokeEntry
    choices: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, entry: FxiaokeEntry, records: Records) -> Fields:
        """Take what was described."""
        return cls(entry, {one.id: one.body for one in records.now("choices")})

    def get(self, body: Mapping[str, Any], column: str) -> Any:
        """Give the value of a column; empty text is nothing."""
        value = body.get(self.entry.field(column))
        return None if value == "" else value

    def chosen(self, name: str, body: Mapping[str, Any], column: str) -> str | None:
        """Give what the value of a column is called."""
        return self.said(name, self.entry.field(column), self.get(body, column))

    def label(self, name: str, field: str) -> str:
        """Give what a field is called, where it was described."""
        return str(self.choices.get(name, {}).get(field, {}).get("label") or field)

    def said(self, name: str, field: str, value: Any) -> str | None:
        """Give what a value of a choice is called; a value that was not described stays as it is."""
        if value is None or value == "":
            return None
        text = str(value[0]) if isinstance(value, list) and value else str(value)
        options = self.choices.get(name, {}).get(field, {}).get("options") or {}
        return str(options.get(text, text))

    def is_among(self, name: str, field: str, value: Any, wanted: tuple[str, ...]) -> bool:
        """Whether a value, or what it is called, is one of those."""
        return str(value) in wanted or self.said(name, field, value) in wanted

    def day(self, millis: Any) -> date | str | None:
        """Give the day of an instant in the zone of the tenant."""
        found = instant(millis)
        return found.astimezone(ZoneInfo(self.entry.zone)).date() if isinstance(found, datetime) else found
