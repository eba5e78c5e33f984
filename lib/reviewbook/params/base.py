"""What all params have in common."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer

__all__ = ["Bilingual", "Clock", "Day", "Entry", "Zone"]


class Entry(BaseModel):
    """A frozen mapping of a yaml file; a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Bilingual(Entry):
    """A text in Chinese and English."""

    zh: str
    en: str

    def __call__(self, language: str) -> str:
        """Give the text of that language."""
        return self.zh if language == "zh" else self.en


def _clock(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise ValueError("is not a time of day; write it like '18:00' (in quotes)")


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("is not a date; write it like 2026-11-23") from None


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone; write it like Asia/Shanghai") from None
    return name


def _as_typed(at: time) -> str:
    return f"{at:%H:%M}"


Clock = Annotated[time, BeforeValidator(_clock), PlainSerializer(_as_typed, when_used="json")]
Day = Annotated[date, BeforeValidator(_day)]
Zone = Annotated[str, AfterValidator(_zone)]
