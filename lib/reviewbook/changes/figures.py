"""Which figures differ between two editions, and at which station between them each of them changed.

Between the former edition and this one may lie stations: the former rows with the rules and
code of now, and the same at the cut-off of now. A figure that already differs there was
changed by rules or code, or by the cut-off; what differs only at the end was changed by rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from reviewbook.schema import FACTS

__all__ = ["PARTS", "Stations", "differing"]

#: The parts of a figure in the order in which they are named; what it was before is a figure of its own.
PARTS = ("value", "note", "numerator", "denominator", "target", "lower", "upper", "n")

#: Less than this share of a number is no difference: it is how sums of fractions are rounded.
_ROUNDING = 1e-12

_KEY, _ENTITY = list(FACTS.key), ["entity_kind", "entity_id"]


@dataclass(frozen=True)
class Stations:
    """
    Facts that lie between the former edition and this one.

    Parameters
    ----------
    former, now : DataFrame
        ``facts`` of the two editions, as the audience sees them.
    ruled : DataFrame, optional
        Facts of the former rows, with the rules and the code of now; of everybody, for nobody's share of them is
        known any more. Only those of whom the former edition spoke are looked at: who has joined the audience since
        is no matter of rules.
    timed : DataFrame, optional
        Facts of the former rows, with the rules, the code and the cut-off of now; likewise.
    """

    former: pd.DataFrame
    now: pd.DataFrame
    ruled: pd.DataFrame | None = None
    timed: pd.DataFrame | None = None

    def chain(self) -> dict[str, pd.DataFrame]:
        """Give the facts of all stations there are, on the way from the former edition to this one."""
        spoken_of = self.former[_ENTITY].drop_duplicates()
        between = {"ruled": self.ruled, "timed": self.timed}
        known = {name: facts.merge(spoken_of, on=_ENTITY) for name, facts in between.items() if facts is not None}
        return {"former": self.former, **known, "now": self.now}


def differing(stations: Stations) -> pd.DataFrame:
    """
    Give the figures that differ.

    Parameters
    ----------
    stations : Stations
        What is compared.

    Returns
    -------
    DataFrame
        The key of a fact, ``unit``, ``part`` (the first of `PARTS` that differs), ``before``, ``after``,
        ``note_before``, ``note_after``; and of each station that is given ``ruled`` and ``timed``, the part as it is
        there, with ``by_rules``, ``by_cut_off`` and ``by_rows``, whether anything differs on the way to it. A figure
        that only one edition has is there with a note or value of one side.
    """
    sides = {name: facts.set_index(_KEY) for name, facts in stations.chain().items()}
    keys = sides["former"].index.union(sides["now"].index, sort=True)
    laid = {name: side.reindex(keys) for name, side in sides.items()}
    parts = [_differ(laid["former"], laid["now"], part) for part in PARTS]
    ways = _ways(laid)
    differs = np.logical_or.reduce(parts) | (laid["former"]["unit"].isna() != laid["now"]["unit"].isna()).to_numpy()
    first = np.select(parts, range(len(PARTS)), 0)
    found = pd.DataFrame({"part": [PARTS[place] for place in first]}, index=keys)
    for name, side in laid.items():
        found[_NAMES[name]] = _picked(side, first)
    found["note_before"], found["note_after"] = laid["former"]["note"], laid["now"]["note"]
    found["unit"] = laid["now"]["unit"].where(laid["now"]["unit"].notna(), laid["former"]["unit"])
    told: pd.DataFrame = found.assign(**ways).loc[differs].reset_index()
    return told


_NAMES = {"former": "before", "ruled": "ruled", "timed": "timed", "now": "after"}
_WAY_TO = {"ruled": "by_rules", "timed": "by_cut_off", "now": "by_rows"}


def _ways(laid: dict[str, pd.DataFrame]) -> dict[str, np.ndarray]:
    """Tell between which neighbours anything of a figure differs; a way without a station is none."""
    ways = {name: np.zeros(len(laid["now"]), dtype="bool") for name in _WAY_TO.values()}
    names = list(laid)
    for here, there in pairwise(names):
        there_is = laid[here]["unit"].isna().to_numpy() != laid[there]["unit"].isna().to_numpy()
        ways[_WAY_TO[there]] = (
            np.logical_or.reduce([_differ(laid[here], laid[there], part) for part in PARTS]) | there_is
        )
    return ways


def _differ(one: pd.DataFrame, other: pd.DataFrame, part: str) -> np.ndarray:
    """Tell where two sides differ in a part."""
    if part == "note":
        notes = [side["note"].astype("str").where(side["note"].notna(), "") for side in (one, other)]
        return np.asarray(notes[0].to_numpy() != notes[1].to_numpy(), dtype="bool")
    left, right = (side[part].astype("float64").to_numpy() for side in (one, other))
    empty = np.isnan(left) & np.isnan(right)
    return np.asarray(~(empty | np.isclose(left, right, rtol=_ROUNDING, atol=0.0)), dtype="bool")


def _picked(side: pd.DataFrame, first: np.ndarray) -> np.ndarray:
    """Give of each figure the part that is named; of one that differs by its note, the value."""
    values = [side["value" if part == "note" else part].astype("float64").to_numpy() for part in PARTS]
    return np.asarray(np.choose(first, values))
