"""Records of a system become tables: its mapping says what they mean, and each row is typed and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from reviewbook.errors import Problem, SourceError
from reviewbook.params.mapped import MappedEntry
from reviewbook.params.mappings import ColumnRule, Lookup
from reviewbook.schema import TABLES, Table
from reviewbook.sources.filling import filled
from reviewbook.sources.mapped import Mapped, Yield
from reviewbook.sources.received import LINE
from reviewbook.sources.rules import FILE, impossible
from reviewbook.sources.shaping import blank
from reviewbook.sources.systems.records import Records
from reviewbook.sources.systems.rows import Ground, LeftOut, Row
from reviewbook.sources.systems.system import System, understood

__all__ = ["interpreted"]


def interpreted(system: System, records: Records, ground: Ground) -> Mapped:
    """
    Make tables of what is known of a system.

    Parameters
    ----------
    system : System
        Its mapping.
    records : Records
        From `records_until`.
    ground : Ground
        What the mapping stands on.

    Returns
    -------
    Mapped
        Only tables of which the system speaks; rejected rows name their record as ``file``.
    """
    rows: dict[str, list[Row]] = {}
    left_out: Counter[tuple[str, str, str]] = Counter()
    with understood(ground.entry.name, "a record"):
        for one in system.rows(records, ground):
            if isinstance(one, LeftOut):
                left_out[one.table, one.file, one.reason] += one.rows
            else:
                rows.setdefault(one.table, []).append(one)
    made = Yield()
    for name in sorted(rows):
        _check(TABLES[name], rows[name], ground.entry.name, made)
    made.left_out += [(table, file, count, reason) for (table, file, reason), count in sorted(left_out.items())]
    return made.mapped(ground.entry.name)


def _check(table: Table, rows: list[Row], source: str, made: Yield) -> None:
    unknown = sorted({name for row in rows for name in row.values if name not in table.names})
    if unknown:
        raise SourceError(
            Problem(f"source {source}", f"its mapping fills {table.name}.{', '.join(unknown)}", "No such column.")
        )
    columns = {name: _texts(row.values.get(name) for row in rows) for name in table.names}
    frame = pd.DataFrame({**columns, LINE: pd.Series([row.line for row in rows], dtype="Int64")})
    origins = pd.Series([row.origin for row in rows], dtype="str")
    rules = {name: ColumnRule(**{"from": name}) for name in table.names}
    # A system writes its values in one manner: ISO times with their offset and numbers with a point.
    result = filled(frame, table, rules, MappedEntry(name=source), _no_lookup)
    made.reject(table.name, origins.loc[result.refused.index], result.refused)
    contradictions = impossible(result.rows, table)
    lines = result.rows[LINE].loc[contradictions.index]
    made.reject(table.name, origins.loc[contradictions.index], contradictions.assign(line=lines))
    usable = result.rows.drop(index=contradictions.index.unique())
    made.parts[table.name] = [usable.assign(**{FILE: origins.loc[usable.index]})]


def _texts(values: Iterable[Any]) -> pd.Series:
    return blank(pd.Series([_text(value) for value in values], dtype="str"))


def _text(value: Any) -> str | None:
    match value:
        case None:
            return None
        case str():
            # Half of a pair of surrogates is no character; no file and no page can hold it.
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not value.isascii() else value
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def _no_lookup(lookup: Lookup) -> pd.DataFrame:
    raise NotImplementedError(lookup.file)  # rules of one name look nothing up
