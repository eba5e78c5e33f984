"""What a reader at the cut-off could not know yet, table by table, as data.

A row is hidden until each of its instants has come (an empty one has come: it is
not known when). A column that tells of something later is emptied, and what it
decided is set back. What is planned or merely stands (people, memberships, leave,
targets, rates) is dated by itself and has no cut-off.

The day of the cut-off counts as past, in the zone in which the cut-off is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reviewbook.schema import TABLES, Kind, Table
from reviewbook.warehouse.layout import analysed, instant, quoted

__all__ = ["CUTOFFS", "NONE", "Cutoff", "as_it_stood", "shown"]


@dataclass(frozen=True)
class Cutoff:
    """
    How one table looks at the cut-off.

    Parameters
    ----------
    hidden_until : tuple of str
        Columns all of which must have come for the row to be there.
    empty_until : mapping
        Column to what else is not known before it: other columns, and what they are until then (SQL).
    follows : str
        Table whose hidden rows hide the rows of this one too.
    """

    hidden_until: tuple[str, ...] = ()
    empty_until: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    follows: str = ""


NONE = Cutoff()

CUTOFFS: Mapping[str, Cutoff] = {
    "reports": Cutoff(("submitted_at",)),
    "report_fields": Cutoff(follows="reports"),
    "feedback": Cutoff(("given_at",)),
    "orders": Cutoff(("ordered_at", "recorded_at")),
    # Of a deal that was closed later the stage and the probability were something else, which nobody kept.
    "opportunities": Cutoff(
        ("created_on",), {"closed_on": {"outcome": "'open'", "stage": "''", "probability": "NULL"}}
    ),
    "satisfaction": Cutoff(("responded_at",)),
    "complaints": Cutoff(("opened_at",), {"answered_at": {}, "resolved_at": {}}),
    "follow_ups": Cutoff(("created_at",), {"done_at": {"status": "'open'"}}),
    "meetings": Cutoff(("held_at",)),
    "attendance": Cutoff(follows="meetings"),
    "trainings": Cutoff((), {"completed_on": {"score": "NULL"}}),
    "goals": Cutoff((), {"done_on": {}}),
}


def as_it_stood(table: Table, held: str, as_of: datetime, parent: str = "") -> str:
    """
    Select a table in the analysis' form as it stood at the cut-off.

    Parameters
    ----------
    table : Table
        Which table.
    held : str
        SQL that selects its rows, whenever they happened.
    as_of : datetime
        The cut-off, with its zone.
    parent : str
        The same of the table that it follows, if any.
    """
    rule = CUTOFFS.get(table.name, NONE)
    columns = ", ".join(analysed(column, _before(table, column.name, rule, as_of)) for column in table.columns)
    kept = [shown(table, name, as_of) for name in rule.hidden_until]
    if rule.follows:
        kept.append(_unless_parent_is_hidden(table, TABLES[rule.follows], parent, as_of))
    return f"SELECT {columns} FROM ({held}) AS held" + (f" WHERE {' AND '.join(kept)}" if kept else "")


def _before(table: Table, name: str, rule: Cutoff, as_of: datetime) -> str:
    for cause, effects in rule.empty_until.items():
        until = "NULL" if name == cause else effects.get(name, "")
        if until:
            return f"CASE WHEN {_later(table, cause, as_of)} THEN {until} ELSE {quoted(name)} END"
    return ""


def _later(table: Table, name: str, as_of: datetime) -> str:
    is_date = table.column(name).kind is Kind.DATE
    last = f"DATE '{as_of.date().isoformat()}'" if is_date else instant(as_of)
    return f"{quoted(name)} > {last}"


def shown(table: Table, name: str, as_of: datetime) -> str:
    """Give the SQL condition of the rows of which an instant had come."""
    return f"({_later(table, name, as_of)}) IS NOT TRUE"


def _unless_parent_is_hidden(table: Table, parent: Table, held: str, as_of: datetime) -> str:
    # Written with NOT EXISTS: the few rows after the cut-off are looked up, not the many before it.
    hidden = " OR ".join(_later(parent, name, as_of) for name in CUTOFFS[parent.name].hidden_until)
    same = " AND ".join(f"parent.{quoted(name)} = held.{quoted(name)}" for name in parent.key if name in table.names)
    return f"NOT EXISTS (SELECT 1 FROM ({held}) AS parent WHERE {same} AND ({hidden}))"
