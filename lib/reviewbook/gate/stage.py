"""Every rule, asked of everything it applies to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from reviewbook.engine import as_read
from reviewbook.gate import arriving, days, people, rows
from reviewbook.gate.known import Known, Seen, judged
from reviewbook.schema import FRAMES

__all__ = ["ASKED", "gate"]

#: How each rule of `params.checks.RULES` is found out.
ASKED: Mapping[str, Callable[[Known], Iterator[Seen]]] = {
    "freshness": arriving.freshness,
    "too_few_rows": arriving.too_few_rows,
    "too_many_rows": arriving.too_many_rows,
    "silent_days": arriving.silent_days,
    "unknown_people": rows.unknown_people,
    "repeated_rows": rows.repeated_rows,
    "doubled_orders": rows.doubled_orders,
    "columns_gone": rows.columns_gone,
    "columns_changed": rows.columns_changed,
    "missing_targets": people.missing_targets,
    "unexplained_claims": people.unexplained_claims,
    "provisional_days": days.provisional_days,
}


def gate(known: Known) -> pd.DataFrame:
    """
    Ask every rule.

    Parameters
    ----------
    known : Known
        The run.

    Returns
    -------
    DataFrame
        Frame ``gate``. A rule that finds nothing to look at has one row that says so.
    """
    told = []
    for name, found in ASKED.items():
        check = known.checks[name]
        seen = list(found(known)) or [Seen(None, detail="nothing_there")]
        told += [judged(check, one) for one in seen]
    return as_read(pd.DataFrame(told, columns=FRAMES["gate"].names, dtype="object"), FRAMES["gate"])
