"""Why rows could not be used, in so few words that nothing of the rows is in them."""

from __future__ import annotations

import re

import pandas as pd

from reviewbook.engine import as_read
from reviewbook.schema import FRAMES

__all__ = ["REPEATED", "UNKNOWN", "refusals"]

#: Names somebody who does not exist; contradicts another row with its key.
UNKNOWN, REPEATED = "unknown", "repeated"

#: What reasons say, and what that is; the first that fits counts.
_KINDS = (
    (UNKNOWN, r"^unknown (person|team) "),
    (REPEATED, r"^(replaced by line|the same key stands again) "),
    ("empty", r"^is empty, and every row needs it"),
    ("uncounted", r": (?P<rows>\d+) not counted$"),
    ("impossible", r"' is (before|not after|out of limits|not a period of)"),
    ("unlisted", r"is (not among|not in) "),
    ("unreadable", r"(' (is|has|does|happens|was) )|^is not |^has \d+ cells"),
)


def refusals(rejected: pd.DataFrame) -> pd.DataFrame:
    """
    Count the rows that could not be used.

    Parameters
    ----------
    rejected : DataFrame
        Frame ``rejected``.

    Returns
    -------
    DataFrame
        Frame ``refusals``: a row that is refused for two reasons counts for the first; what could be loaded and not
        counted (source ``analysis``) by how many rows it was.
    """
    columns = ["source", "table", "file", "line", "reason"]
    rows = rejected[columns].sort_values(columns)
    counted = rows["source"] == "analysis"
    once = pd.concat([rows[~counted].drop_duplicates(columns[:-1]), rows[counted]])
    told = [_kind(str(reason)) for reason in once["reason"]]
    once = once.assign(reason=[kind for kind, _ in told], rows=[count for _, count in told])
    summed = once.groupby(["source", "table", "reason"])["rows"].sum().reset_index()
    return as_read(summed, FRAMES["refusals"])


def _kind(reason: str) -> tuple[str, int]:
    for kind, pattern in _KINDS:
        found = re.search(pattern, reason)
        if found:
            return kind, int(found.groupdict().get("rows") or 1)
    return "other", 1
