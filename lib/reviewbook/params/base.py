"""What all params have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    ValidationInfo,
    create_model,
    model_validator,
)

from reviewbook.params.outdated import Renamed, called_now
from reviewbook.wording import BOTH, LANGUAGES

__all__ = ["Bilingual", "Clock", "Day", "Entry", "Language", "LanguageOrNone", "Zone"]

if TYPE_CHECKING:
    Language = str
    LanguageOrNone = str
else:
    Language = Literal[LANGUAGES]
    LanguageOrNone = Literal[("", *LANGUAGES)]

_FURTHER = LANGUAGES[len(BOTH) :]


class Entry(BaseModel):
    """A frozen mapping of a yaml file; a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)

    #: Former names of keys, which are still understood; whoever writes one is told.
    former_keys: ClassVar[Mapping[str, Renamed]] = {}

    @model_validator(mode="before")
    @classmethod
    def _as_called_now(cls, values: Any, info: ValidationInfo) -> Any:
        return called_now(values, cls.former_keys, info.context)


class Bilingual(Entry):
    """A text in Chinese and English, and in a further language where it is given; else the English stands for it."""

    zh: str
    en: str

    def __call__(self, language: str) -> str:
        """Give the text of that language."""
        return str(getattr(self, language))

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of all languages, each once: what people may have typed."""
        return tuple(dict.fromkeys(self(language) for language in LANGUAGES))

    @model_validator(mode="before")
    @classmethod
    def _in_every_language(cls, texts: Any) -> Any:
        if not _FURTHER or not isinstance(texts, dict) or "en" not in texts:
            return texts
        return dict.fromkeys(_FURTHER, texts["en"]) | texts


if not TYPE_CHECKING and _FURTHER:
    Bilingual = create_model("Bilingual", __base__=Bilingual, **dict.fromkeys(_FURTHER, (str, ...)))


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
