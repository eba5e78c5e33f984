"""A company of which every text says whose it is, so that whatever a reader is given can be searched for strangers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from reviewbook import analysis
from reviewbook.audiences import Derived
from reviewbook.params.loading import Params, load
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.run.pulling import pull
from reviewbook.slices import Audience
from reviewbook.sources import sample

#: Whose something is, in all ids of the simulated company: p008, c008-03, so008-00001-2c, daily-sales-p008-2026-11-20.
PERSON = re.compile(r"(?<![A-Za-z0-9])(?:p|op)(\d{3})(?![A-Za-z0-9])")
ORDER = re.compile(r"(?<![A-Za-z0-9])(so(\d{3})-\d+)(?![A-Za-z0-9])")
CUSTOMER = re.compile(r"(?<![A-Za-z0-9])c\d{3}-\d+(?![A-Za-z0-9])")
TEAM = re.compile(r"(?<![A-Za-z0-9-])((?:east|south|intl)(?:-\d)?)(?![A-Za-z0-9-])")

#: What people wrote, and names, by file: the column, and the column whose id says whose it is.
_SIGNED = {
    "people": ("name", "person_id"),
    "teams": ("name", "team_id"),
    "customers": ("name", "customer_id"),
    "report_fields": ("text", "report_id"),
    "feedback": ("text", "feedback_id"),
    "complaints": ("text", "complaint_id"),
    "satisfaction": ("comment", "response_id"),
    "follow_ups": ("title", "follow_up_id"),
    "goals": ("title", "goal_id"),
}

#: Where people deal with customers.
_SOLD = ("orders", "opportunities", "complaints", "satisfaction")

#: Rules that name teams: one for a region, one for a team of another, and a version that ends.
_RULES = """
  - {name: south_alone, template: team_weekly, teams: [south], roles: [manager], due: {time: "20:00", weekday: friday}, valid_from: 2026-10-01}
  - {name: some, template: monthly_sales, teams: [east-1, intl-2], due: {time: "20:00", working_day: 4}, valid_from: 2026-11-01}
"""


@dataclass(frozen=True)
class Company:
    """The workbook of the company, with its params and its tables as the files have them."""

    places: Places
    params: Params
    tables: dict[str, pd.DataFrame]

    def derived(self, review: str, period: str) -> Derived:
        """Derive a review of the company."""
        publication, reviewed = self.params.publication(review), Period.parse(period)
        as_of = analysis.slot(self.params, publication, reviewed)
        return analysis.derive(self.places, self.params, publication, reviewed, as_of)


@dataclass(frozen=True)
class Rightful:
    """
    Whom an audience may read of, and nobody else.

    - A team: itself, those below it, and all who were in them in the history that is shown.
    - A person: herself, and the teams she was in in the period. Who manages teams answers for reports and sees to
      follow-ups: she reads of those who are in them or below, but no number of theirs.
    - Both: who manages these teams or one above them; the id of the team right above; the customers to whom those
      whose numbers they are sold, quoted or answered, whosever they were before, and the orders that are booked to
      them, whoever took them first.
    """

    people: set[str]
    teams: set[str]
    customers: set[str]
    orders: set[str]
    counted: set[tuple[str, str]]

    def strangers(self, text: str) -> set[str]:
        """Give the people, teams and customers that a text names and that the audience may not read of."""
        people = {f"p{number}" for number in PERSON.findall(text)}
        people |= {f"p{number}" for order, number in ORDER.findall(text) if order not in self.orders}
        teams, customers = set(TEAM.findall(text)), set(CUSTOMER.findall(text))
        return (people - self.people) | (teams - self.teams) | (customers - self.customers)


def rightful(tables: dict[str, pd.DataFrame], who: Audience, first: date, period: Period) -> Rightful:
    """Tell whom an audience may read of, from the tables alone; `first` is the first day of the history shown."""
    teams, spans = tables["teams"], tables["memberships"]
    above = {str(row.team_id): row.parent_id for row in teams.itertuples() if isinstance(row.parent_id, str)}
    begun = spans[spans["valid_from"] < period.end_on.isoformat()]
    recent = begun[begun["valid_to"].isna() | (begun["valid_to"] > first.isoformat())]
    now = begun[begun["valid_to"].isna() | (begun["valid_to"] > period.start_on.isoformat())]
    if who.kind == "team":
        own, answers_for = _below({who.id}, above), set[str]()
        counted = set(recent[recent["team_id"].isin(own)]["person_id"])
        facts = {("team", team) for team in own} | {("person", person) for person in counted}
    else:
        mine = now[now["person_id"] == who.id]
        own, answers_for = set(mine["team_id"]), _below(set(mine[mine["role"] == "manager"]["team_id"]), above)
        counted, facts = {who.id}, {("person", who.id)}
    line = {upper for team in own for upper in _line(team, above)}
    managers = begun[(begun["role"] == "manager") & begun["team_id"].isin(line)]
    answered = recent[recent["team_id"].isin(answers_for)]
    dealing, orders = counted | set(answered["person_id"]), tables["orders"]
    return Rightful(
        counted | set(managers["person_id"]) | set(answered["person_id"]),
        own | answers_for | {above[team] for team in own if team in above},
        {name for table in _SOLD for name in _of(tables[table], dealing)},
        set(orders[orders["person_id"].isin(dealing)]["order_id"]),
        facts,
    )


def _of(rows: pd.DataFrame, people: set[str]) -> set[str]:
    return set(rows[rows["person_id"].isin(people)]["customer_id"].dropna())


def _below(teams: set[str], above: dict[str, str]) -> set[str]:
    """Give some teams and all below them."""
    return teams | {team for team in above if teams & set(_line(team, above))}


def _line(team: str, above: dict[str, str]) -> list[str]:
    """Give a team and all above it."""
    return [team, *_line(above[team], above)] if team in above else [team]


@pytest.fixture(scope="session")
def company(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Give a company of forty reps, from files in which every name and every text is signed."""
    folder = tmp_path_factory.mktemp("signed")
    shutil.copytree(root / "params", folder / "params")
    shutil.copytree(root / "notebooks", folder / "notebooks")
    rules = folder / "params" / "templates.yaml"
    rules.write_text(rules.read_text("utf-8").rstrip() + _RULES, "utf-8")
    sample.write(sample.simulate(sample.SampleOptions(reps=40, months=2)), folder / "files")
    tables = {file.stem: _signed(file) for file in sorted((folder / "files").glob("*.csv"))}
    source = "sources:\n  - {name: ours, kind: files, folder: files, zone: Asia/Shanghai}\n"
    (folder / "params" / "sources.yaml").write_text(source, "utf-8")
    places = Places(folder)
    told = list(pull(places, [], pd.Timestamp("2026-11-24T22:00:00Z").to_pydatetime()))
    assert any("0 rejected" in line for line in told), told
    return Company(places, load(places), tables)


def _signed(file: Path) -> pd.DataFrame:
    """Put the id of its owner to each name and each sentence of a file, and make each target unlike any other."""
    rows = pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""])
    if file.stem in _SIGNED:
        column, key = _SIGNED[file.stem]
        marks = rows[key].str.extract(r"((?:p|c|so|op)\d{3}(?:-\d+)?)", expand=False).fillna(rows[key])
        rows[column] = [
            re.sub(r"(?<=[。！？；])|(?<=[^。！？；])\Z", f" {mark} ", text).strip() if isinstance(text, str) else text
            for text, mark in zip(rows[column], marks, strict=True)
        ]
    if file.stem == "targets":
        rows["amount"] = [str(float(amount) + 13.37 * place) for place, amount in enumerate(rows["amount"], 1)]
    rows.to_csv(file, index=False)
    return rows


@pytest.fixture(scope="session")
def may_read() -> Callable[..., Rightful]:
    """Give the function that tells whom an audience may read of."""
    return rightful
