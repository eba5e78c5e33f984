"""``checks.yaml``: what is asked before a review goes out; `reviewbook.gate` holds how it is found out.

A company without this file is asked all the same, by the limits that are usual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from reviewbook.errors import nearest
from reviewbook.params.base import Bilingual, Entry
from reviewbook.params.reading import YamlFile
from reviewbook.schema import TABLES
from reviewbook.wording import entries

__all__ = ["RULES", "Check", "Checks", "Rule", "Softer", "check_checks"]


@dataclass(frozen=True)
class Rule:
    """
    What a rule looks for, and its usual limits.

    Parameters
    ----------
    unit : str
        What its limits are counted in.
    caveat, withheld : float, optional
        From what was found on, or down to it, that becomes of the review; never where it is empty.
    fewest : int
        On how many rows, reports or people it must rest; of fewer nothing is said.
    less : bool
        Whether less is worse.
    only_caveat : tuple of str
        Tables for whose sake nothing is withheld.
    """

    unit: str
    caveat: float | None
    withheld: float | None
    fewest: int = 0
    less: bool = False
    only_caveat: tuple[str, ...] = ()


#: Tables without which a review of sales and reports is still one.
_BESIDE = ("complaints", "feedback", "follow_ups", "meetings", "opportunities", "satisfaction")

RULES: Mapping[str, Rule] = {
    "freshness": Rule("hours", caveat=12, withheld=45, fewest=8, only_caveat=_BESIDE),
    "too_few_rows": Rule("share", caveat=0.5, withheld=0, fewest=8, less=True, only_caveat=_BESIDE),
    "too_many_rows": Rule("share", caveat=3, withheld=None, fewest=8),
    "silent_days": Rule("days", caveat=1, withheld=None, fewest=8),
    "unknown_people": Rule("share", caveat=0.01, withheld=0.2),
    "repeated_rows": Rule("share", caveat=0.01, withheld=0.2),
    "doubled_orders": Rule("share", caveat=0.01, withheld=0.3, fewest=8),
    "columns_gone": Rule("count", caveat=None, withheld=1),
    "columns_changed": Rule("count", caveat=None, withheld=None),
    "missing_targets": Rule("share", caveat=0.1, withheld=None),
    "unexplained_claims": Rule("share", caveat=0.1, withheld=None, fewest=20),
    "provisional_days": Rule("days", caveat=1, withheld=None),
}
"""The rules by name, in the order in which they are asked."""


class Softer(Entry):
    """
    Where a rule is taken less strictly; what is left empty means all.

    Parameters
    ----------
    source, table, measure : str
        Of what.
    most : str
        What becomes of the review at most; with ``passed`` the rule is not asked there.
    because : str
        Why, for who reads the file.
    """

    source: str = ""
    table: str = ""
    measure: str = ""
    most: Literal["passed", "caveat"]
    because: str = Field(min_length=1)

    def means(self, source: str | None, table: str | None, measure: str | None) -> bool:
        """Whether it speaks of such a thing."""
        pairs = ((self.source, source), (self.table, table), (self.measure, measure))
        return all(wanted in ("", found) for wanted, found in pairs)


class Check(Entry):
    """
    A rule as the company wants it asked.

    Parameters
    ----------
    name : str
        One of `RULES`.
    what, reason : Bilingual
        What it asks, and why.
    owner : str
        Who is told: the id of a person, a name or an address; ``manager`` for whoever leads the team that it is
        about.
    caveat, withheld : float, optional
        The limits; as in `Rule`.
    fewest : int
        On how much it must rest.
    softer : tuple of Softer
        Where it is taken less strictly; the first that fits counts.
    """

    name: str
    what: Bilingual
    reason: Bilingual
    owner: str = ""
    caveat: float | None = Field(default=None, ge=0)
    withheld: float | None = Field(default=None, ge=0)
    fewest: int = Field(default=0, ge=0)
    softer: tuple[Softer, ...] = ()

    def most(self, source: str | None, table: str | None, measure: str | None) -> str:
        """Give what becomes of the review at most because of such a thing."""
        return next((one.most for one in self.softer if one.means(source, table, measure)), "withheld")


class Checks(Entry):
    """
    The whole of ``checks.yaml``.

    Parameters
    ----------
    checks : tuple of Check
        The rules that are asked otherwise than usual.
    """

    checks: tuple[Check, ...] = ()

    def __getitem__(self, name: str) -> Check:
        """Give the rule of that name, as it is usual where the file does not have it."""
        return next((check for check in self.checks if check.name == name), None) or _usual(name)


def _usual(name: str) -> Check:
    rule, title = RULES[name], Bilingual(**entries()[f"gate.rule.{name}"])
    softer = tuple(Softer(table=table, most="caveat", because="usual") for table in rule.only_caveat)
    return Check(
        name=name,
        what=title,
        reason=title,
        caveat=rule.caveat,
        withheld=rule.withheld,
        fewest=rule.fewest,
        softer=softer,
    )


def check_checks(file: YamlFile, checks: Checks) -> None:
    """Refuse unknown rules and tables, names that are there twice, and limits in disorder."""
    first: dict[str, int] = {}
    for place, check in enumerate(checks.checks):
        if check.name not in RULES:
            file.problem(("checks", place, "name"), f"{check.name!r} is not a rule", nearest(check.name, RULES))
            continue
        if first.setdefault(check.name, place) != place:
            what = f"{check.name!r} stands in checks[{first[check.name]}] already"
            file.problem(("checks", place, "name"), what, "Keep one of the two.")
        _check_limits(file, place, check)
        for number, one in enumerate(check.softer):
            if one.table and one.table not in TABLES:
                keys = ("checks", place, "softer", number, "table")
                file.problem(keys, f"{one.table!r} is not a table", nearest(one.table, TABLES))


def _check_limits(file: YamlFile, place: int, check: Check) -> None:
    """Refuse a limit beyond which nothing is withheld because it was withheld before."""
    if check.caveat is None or check.withheld is None:
        return
    less = RULES[check.name].less
    if (check.withheld > check.caveat) if less else (check.withheld < check.caveat):
        expected = f"It is {'at most' if less else 'at least'} caveat ({check.caveat:g})."
        file.problem(("checks", place, "withheld"), f"{check.withheld:g} is reached before the caveat", expected)
