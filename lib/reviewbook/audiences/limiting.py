"""An edition with chosen sections: what only the others would show does not lie in it as data either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from reviewbook.audiences.derived import Cut

__all__ = ["Reads", "limited"]

#: By these a review finds names and working days; they state nothing of anybody.
_AROUND = ("teams", "days")

#: Columns by which a row names a person or a product, beside those that end in ``_id``.
_NAMING = ("answered_by", "escalated_to", "detail", "topic")

#: All that tells who belongs to a team.
_BELONGING = ("person_id", "team_id", "due_on")

#: What a fact states, and a point of a chart.
_STATED = ("value", "numerator", "denominator", "lower", "upper", "target", "previous", "note")
_CHARTED = ("value", "centre", "lower", "upper", "rule", "side", "since")


@dataclass(frozen=True)
class Reads:
    """
    What some sections of a review read.

    Parameters
    ----------
    frames : frozenset of str
        The frames whose rows they show.
    measures : frozenset of str
        The measures of which they show facts or a verdict.
    members : bool
        Whether they ask who belongs to the audience.
    """

    frames: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    members: bool = False

    def __or__(self, other: Reads) -> Reads:
        """Give what both read together."""
        return Reads(self.frames | other.frames, self.measures | other.measures, self.members or other.members)


def limited(part: Cut, reads: Reads) -> Cut:
    """
    Take from a cut what some sections read.

    Parameters
    ----------
    part : Cut
        What the audience may see.
    reads : Reads
        What its sections show.

    Returns
    -------
    Cut
        The same frames, without the rows that nothing shows. Of facts and charts those measures stay that are shown,
        and those that a finding states or a chart judges that is shown; of names those that the rows still have.
    """
    frames = {name: frame if name in reads.frames else frame.iloc[:0] for name, frame in part.frames.items()}
    frames |= {name: part.frames[name] for name in _AROUND}
    if reads.members and "owed" not in reads.frames:
        frames["owed"] = _belonging(part.frames["owed"])
    stated = reads.measures | set(frames["evidence"]["measure"].dropna()) | set(frames["signals"]["measure"])
    for name in ("facts", "signals"):
        rows = part.frames[name]
        frames[name] = rows[rows["measure"].isin(stated)]
    frames["changes"] = frames["changes"][frames["changes"]["measure"].isin(stated)]
    if reads.members:
        frames["facts"] = _with_everybody(frames["facts"], part.frames["facts"])
    frames["signals"] = _with_one_judged(frames["signals"], part)
    frames |= _names(part, frames)
    return replace(part, frames={name: frame.reset_index(drop=True) for name, frame in frames.items()})


def _belonging(owed: pd.DataFrame) -> pd.DataFrame:
    """Give who was in which team on which day, and nothing of what became of the reports."""
    empty = owed.iloc[:0].reindex(range(len(owed)))
    return empty.assign(**{name: owed[name].to_numpy() for name in _BELONGING})


def _with_everybody(kept: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Add for each entity of which no measure is left an empty row, so that it is known to have been there."""
    key = ["cadence", "period", "entity_kind", "entity_id"]
    others = facts[~facts.set_index(key).index.isin(kept.set_index(key).index)].drop_duplicates(key)
    return pd.concat([kept, _blank(others, _STATED)]).sort_index()


def _with_one_judged(kept: pd.DataFrame, part: Cut) -> pd.DataFrame:
    """Add an empty point where no judged one is left, so that it is known that charts could tell already."""
    points = part.frames["signals"]
    judged = (points["period"] == part.period.key) & (points["verdict"] != "too_few")
    if not judged.any() or kept.index.isin(points[judged].index).any():
        return kept
    point = _blank(points[judged].head(1), _CHARTED).assign(verdict="routine")
    return pd.concat([kept, point]).sort_index()


def _blank(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    nothing = pd.Series(False, index=rows.index)
    return rows.assign(**{name: rows[name].where(nothing) for name in columns})


def _names(part: Cut, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Give the names of those of whom the rows speak."""
    said: set[object] = set()
    for name, frame in frames.items():
        if name not in ("people", "products"):
            columns = [column for column in map(str, frame) if column.endswith("_id") or column in _NAMING]
            said |= {value for column in columns for value in frame[column].dropna()}
    people, products = part.frames["people"], part.frames["products"]
    return {
        "people": people[people["person_id"].isin(said)],
        "products": products[products["product_id"].isin(said)],
    }
