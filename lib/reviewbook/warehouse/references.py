"""Which columns must name somebody who exists.

A row about a person or team that nobody knows would be counted for the company
and for no team, so it is kept out and shown. A customer, a product or an owner
that is not known is kept as it stands: it is only a label, and the amount of an
order is right without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from reviewbook.warehouse.layout import quoted

__all__ = ["NAMING", "REFERENCES", "Reference"]


@dataclass(frozen=True)
class Reference:
    """
    A column that must name a row of `people` or `teams`; an empty one names nobody, which is allowed.

    Parameters
    ----------
    table, column : str
        Where the name stands.
    known : str
        The table in which it must be.
    only : str
        Value of ``owner_kind`` for which this holds; every row when empty.
    """

    table: str
    column: str
    known: str
    only: str = ""

    @property
    def broken(self) -> str:
        """SQL condition of the rows that name somebody unknown."""
        noun = quoted(_IDS[self.known])
        unknown = f"{quoted(self.column)} NOT IN (SELECT {noun} FROM {quoted(self.known)} WHERE known_to IS NULL)"
        return f"{unknown} AND {self.meant}"

    @property
    def meant(self) -> str:
        """SQL condition of the rows for which this holds."""
        return f"owner_kind = '{self.only}'" if self.only else "TRUE"

    @property
    def reason(self) -> str:
        """SQL expression of what is said about such a row."""
        return f"'unknown {_NOUNS[self.known]} ''' || {quoted(self.column)} || ''''"


_IDS = {"people": "person_id", "teams": "team_id"}
_NOUNS = {"people": "person", "teams": "team"}

REFERENCES = (
    Reference("memberships", "person_id", "people"),
    Reference("memberships", "team_id", "teams"),
    Reference("identities", "person_id", "people"),
    Reference("leave", "person_id", "people"),
    Reference("reports", "person_id", "people"),
    Reference("feedback", "author_id", "people"),
    Reference("orders", "person_id", "people"),
    Reference("opportunities", "person_id", "people"),
    Reference("targets", "owner_id", "people", only="person"),
    Reference("targets", "owner_id", "teams", only="team"),
    Reference("satisfaction", "person_id", "people"),
    Reference("complaints", "person_id", "people"),
    Reference("meetings", "team_id", "teams"),
    Reference("attendance", "person_id", "people"),
    Reference("trainings", "person_id", "people"),
    Reference("goals", "person_id", "people"),
    Reference("honours", "person_id", "people"),
)

#: What names a person as a system may call him or her; an owner that nobody knows is only a label.
NAMING = (
    *(one for one in REFERENCES if one.known == "people" and one.table != "identities"),
    Reference("customers", "owner_id", "people"),
    Reference("follow_ups", "owner_id", "people"),
)
