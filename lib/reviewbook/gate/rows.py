"""Whether the rows are what they should be: known people, each once, in the columns that were there before."""

from __future__ import annotations

from collections.abc import Iterator

from reviewbook.gate.known import Known, Seen
from reviewbook.gate.refusals import REPEATED, UNKNOWN, refusals

__all__ = ["columns_changed", "columns_gone", "doubled_orders", "repeated_rows", "unknown_people"]


def unknown_people(known: Known) -> Iterator[Seen]:
    """Rejected rows that name a person or a team nobody knows ÷ rows of the table that were pulled."""
    return _refused(known, UNKNOWN)


def repeated_rows(known: Known) -> Iterator[Seen]:
    """Rejected rows that contradict another row with the same key ÷ rows of the table that were pulled."""
    return _refused(known, REPEATED)


def _refused(known: Known, reason: str) -> Iterator[Seen]:
    found = refusals(known.frames["rejected"])
    of_reason = found[found["reason"] == reason].set_index(["source", "table"])["rows"]
    for row in known.frames["origins"].sort_values(["source", "table"]).to_dict("records"):
        refused = int(of_reason.get((row["source"], row["table"]), 0))
        pulled = int(row["rows"]) + int(row["rejected"])
        if pulled:
            yield Seen(refused / pulled, row["source"], row["table"], usual=0.0, rows=refused)


def doubled_orders(known: Known) -> Iterator[Seen]:
    """Order lines of the period that stand under a further order number, too ÷ order lines of the period."""
    rows, again = (int(known.frames["doubled"][name].iloc[0]) for name in ("rows", "again"))
    if rows < max(known.checks["doubled_orders"].fewest, 1):
        yield Seen(None, table="orders", rows=rows, detail="too_few")
    else:
        yield Seen(again / rows, table="orders", usual=0.0, rows=again)


def columns_gone(known: Known) -> Iterator[Seen]:
    """Columns of the files that are used and are no longer there since the period before."""
    return _columns(known, "gone")


def columns_changed(known: Known) -> Iterator[Seen]:
    """Columns of the files that are not used and came or went since the period before."""
    return _columns(known, "others")


def _columns(known: Known, which: str) -> Iterator[Seen]:
    for row in known.frames["columns"].to_dict("records"):
        names = row[which]
        if names is None:
            yield Seen(None, row["source"], detail="first_snapshot")
        else:
            yield Seen(len(names), row["source"], row["table"], usual=0.0, detail=", ".join(names) or None)
