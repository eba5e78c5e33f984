"""Days and instants, read strictly: no order of day and month is guessed, no zone is assumed."""

from __future__ import annotations

import re

import pandas as pd

from reviewbook.errors import Problem, SourceError

__all__ = ["dates", "instants"]

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_OFFSET = r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)"
_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?)?"


def dates(values: pd.Series, pattern: str = "") -> tuple[pd.Series, pd.Series]:
    """
    Read calendar days.

    Parameters
    ----------
    values : Series
        ISO text like ``2026-11-23`` (a midnight may follow), text in ``pattern``, or timestamps without a zone.
    pattern : str
        As for `datetime.strptime`.

    Returns
    -------
    tuple of Series
        Midnights without a zone, and the reasons of what was refused, by label.
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _midnights(values)
    if pattern:
        found = _parsed(values, pattern)
        days, why = _midnights(found.dropna())
        return days, pd.concat([_reasons(values[found.isna()], f"is not a date like {pattern}"), why])
    fits = values.str.fullmatch(_DAY + _MIDNIGHT).astype(bool)
    found = pd.to_datetime(values[fits].str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    unreal = _reasons(found[found.isna()], "is not a day of the calendar")
    return found.dropna(), pd.concat([_reasons(values[~fits], "is not a date like 2026-11-23"), unreal])


def instants(values: pd.Series, zone: str | None, pattern: str = "", time: str = "") -> tuple[pd.Series, pd.Series]:
    """
    Read instants.

    Parameters
    ----------
    values : Series
        ISO text like ``2026-11-23T09:00+08:00`` or without the offset, text in ``pattern``, or timestamps.
    zone : str, optional
        In which times without an offset are read.
    pattern : str
        As for `datetime.strptime`.
    time : str
        Time of day that is put to a bare date.

    Returns
    -------
    tuple of Series
        Instants in UTC, and the reasons of what was refused, by label.

    Raises
    ------
    SourceError
        When a time has no offset and no zone is named.
    """
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return values.dt.tz_convert("UTC"), _reasons(values[:0], "")
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        known = values.dt.year.between(1, 9999)  # seconds reach farther than any calendar
        placed, why = _in_zone(values[known], zone)
        return placed, pd.concat([_reasons(values[~known], "is not a time of the calendar"), why])
    if pattern:
        return _patterned(values, zone, pattern, time)
    bare = values.str.fullmatch(_DAY).astype(bool)
    if time:
        values = values.where(~bare, values + "T" + time)
        bare = bare & False
    timed = values.str.fullmatch(f"{_DAY}[T ]{_CLOCK}").astype(bool)
    offset = values.str.fullmatch(f"{_DAY}[T ]{_CLOCK}{_OFFSET}").astype(bool)
    known = pd.to_datetime(values[offset], format="ISO8601", utc=True, errors="coerce")
    local = pd.to_datetime(values[timed], format="ISO8601", errors="coerce")
    placed, why = _in_zone(local.dropna(), zone)
    refused = [
        _reasons(values[bare], 'is a date without a time of day; say in sources.yaml which (time: "00:00")'),
        _reasons(values[~(bare | timed | offset)], "is not a time like 2026-11-23T09:00+08:00"),
        _reasons(
            values[values.index.isin([*known.index[known.isna()], *local.index[local.isna()]])],
            "is not a time of the calendar",
        ),
        why,
    ]
    return pd.concat([known.dropna(), placed]), pd.concat(refused)


def _patterned(values: pd.Series, zone: str | None, pattern: str, time: str) -> tuple[pd.Series, pd.Series]:
    if time:
        values, pattern = values + " " + time, f"{pattern} %H:%M"
    if "%z" in pattern:
        known = _parsed(values, pattern, utc=True)
        return known.dropna(), _reasons(values[known.isna()], f"is not a time like {pattern}")
    local = _parsed(values, pattern)
    placed, why = _in_zone(local.dropna(), zone)
    return placed, pd.concat([_reasons(values[local.isna()], f"is not a time like {pattern}"), why])


def _parsed(values: pd.Series, pattern: str, utc: bool = False) -> pd.Series:
    try:
        return pd.to_datetime(values, format=pattern, utc=utc, errors="coerce")
    except (ValueError, re.error) as error:  # of the pattern: no value raises anything
        raise SourceError(
            Problem(
                "sources.yaml: format",
                f"{pattern!r} is no way to write dates: {error}",
                "Write it like %d.%m.%Y, with %H:%M behind it where `time` is not given.",
            )
        ) from None


def _in_zone(local: pd.Series, zone: str | None) -> tuple[pd.Series, pd.Series]:
    """Place wall-clock times; those that the clocks skip or show twice are refused."""
    if local.empty:
        return local.dt.tz_localize("UTC"), _reasons(local, "")
    if zone is None:
        raise SourceError(
            Problem(
                "sources.yaml: zone",
                f"times like {local.iloc[0].isoformat()} have no offset, and no zone is named",
                "A time without a zone is not an instant.",
                "Name the zone in which they are written, like Asia/Shanghai.",
            )
        )
    placed = local.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    unclear = local[placed.isna()]
    skipped = unclear.dt.tz_localize(zone, ambiguous=[True] * len(unclear), nonexistent="NaT").isna()
    why = pd.concat(
        [
            _reasons(unclear[skipped], f"does not exist in {zone}: the clocks skip that time"),
            _reasons(unclear[~skipped], f"happens twice in {zone}; write it with its offset, like +02:00"),
        ]
    )
    return placed.dropna().dt.tz_convert("UTC"), why


def _midnights(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return values[:0].dt.tz_localize(None), _reasons(values, "is an instant where a date is wanted")
    whole = values == values.dt.normalize()
    return values[whole], _reasons(values[~whole], "has a time of day where a date is wanted")


def _reasons(values: pd.Series, reason: str) -> pd.Series:
    return pd.Series(reason, index=values.index, dtype="str")
