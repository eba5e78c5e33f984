"""The controls of WeCom's forms, and what was filled in, as people would read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from reviewbook.sources.systems.forms import Answered

__all__ = ["read"]

_Value = dict[str, Any]
_WRITTEN = {"day": "%Y-%m-%d", "month": "%Y-%m", "hour": "%Y-%m-%d %H:%M", "minute": "%Y-%m-%d %H:%M"}


def read(contents: list[dict[str, Any]], zone: str) -> Iterator[Answered]:
    """
    Give every question and its answer.

    Parameters
    ----------
    contents : list of dict
        Controls with ``control, id, title, value``; what only explains (``Tips``) is no question.
    zone : str
        In which days and hours are written.
    """
    for one in contents:
        if one.get("control") != "Tips":
            yield Answered(str(one.get("id")), _label(one), _value(one, zone))


def _label(control: dict[str, Any]) -> str:
    return _in_words(control.get("title"))


def _in_words(texts: Any) -> str:
    """Give a text that stands there in several languages: the Chinese one, else the first."""
    found = [one for one in texts or [] if isinstance(one, dict)]
    chinese = [one for one in found if str(one.get("lang", "")).startswith("zh")]
    return str((chinese or found or [{}])[0].get("text") or "")


def _value(control: dict[str, Any], zone: str) -> str | Decimal | None:
    value = control.get("value") or {}
    if control.get("control") == "Table":
        return "\n".join(_line(row.get("list") or [], zone) for row in value.get("children") or []) or None
    how = _READ.get(str(control.get("control")), _anything)
    found = how(value, zone)
    return None if found == "" else found  # nought is an answer


def _line(row: list[dict[str, Any]], zone: str) -> str:
    """Write a row of a table on one line: 客户: 示例科技；金额: 30000."""
    cells = ((answer.label, answer.value) for answer in read(row, zone))
    return "；".join(f"{label}: {value}" for label, value in cells if value is not None)


def _text(value: _Value, _: str) -> str:
    return str(value.get("text") or "")


def _number(key: str) -> Callable[[_Value, str], str | Decimal]:
    def found(value: _Value, _: str) -> str | Decimal:
        text = "" if value.get(key) is None else str(value[key])
        try:
            return Decimal(text)
        except InvalidOperation:  # as it stands, for the checks of the report to say so
            return text

    return found


def _formula(value: _Value, zone: str) -> str | Decimal:
    return _number("value")(value.get("formula") or {}, zone)


def _date(value: _Value, zone: str) -> str:
    date = value.get("date") or {}
    return _written(date.get("s_timestamp"), date.get("type"), zone)


def _date_range(value: _Value, zone: str) -> str:
    span = value.get("date_range") or {}
    ends = (_written(span.get(key), span.get("type"), zone) for key in ("new_begin", "new_end"))
    return " – ".join(end for end in ends if end)


def _written(seconds: Any, how: Any, zone: str) -> str:
    if not seconds:
        return ""
    return datetime.fromtimestamp(int(seconds), ZoneInfo(zone)).strftime(_WRITTEN.get(str(how), _WRITTEN["minute"]))


def _selector(value: _Value, _: str) -> str:
    options = (value.get("selector") or {}).get("options") or []
    return "、".join(_in_words(one.get("value")) or str(one.get("key")) for one in options)


def _contact(value: _Value, _: str) -> str:
    members = [str(one.get("userid")) for one in value.get("members") or []]
    return "、".join([*members, *(str(one.get("openapi_id")) for one in value.get("departments") or [])])


def _location(value: _Value, _: str) -> str:
    place = value.get("location") or {}
    return " ".join(str(place[key]) for key in ("title", "address") if place.get(key))


def _documents(value: _Value, _: str) -> str:
    documents = [str(one.get("doc_url") or one.get("docid")) for one in value.get("docs") or []]
    files = [str(one.get("file_id")) for one in value.get("files") or []]
    return "\n".join([*documents, *files, *(str(one.get("fileid")) for one in value.get("wedrive_files") or [])])


def _anything(value: _Value, _: str) -> str:
    """Read a control that was not there when this was written: its text, if it has one."""
    return str(value.get("text") or "")


_READ: dict[str, Callable[[_Value, str], str | Decimal]] = {
    **dict.fromkeys(("Text", "Textarea"), _text),
    "Number": _number("new_number"),
    "Money": _number("new_money"),
    "Formula": _formula,
    "Date": _date,
    "DateRange": _date_range,
    "Selector": _selector,
    **dict.fromkeys(("Contact", "SchoolContact"), _contact),
    "Location": _location,
    **dict.fromkeys(("File", "Doc", "WedriveFile"), _documents),
}
