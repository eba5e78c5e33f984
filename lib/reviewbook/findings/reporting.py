"""Who hands in nothing, who hands in an earlier text again, and which question of a report nobody answers.

These are counts. Nothing is told of a person who owed next to nothing: a report that
leave or a holiday exempts is not due, and never counts as missing here.
"""

from __future__ import annotations

import pandas as pd

from reviewbook.findings.counting import Stretch, counted, counts, placed, stretches
from reviewbook.findings.finding import Finding, Known, Number
from reviewbook.statistics.surprise import dispersion, share_chance

__all__ = ["DUE", "copied", "not_reporting", "unfilled_field"]

#: What became of a report that was due.
DUE = ("on_time", "late", "missing")

#: A field that fewer reports fill is filled by nobody.
_NOBODY = 0.05

#: Reports, and periods, from which that can be said.
_LEAST_REPORTS, _PERIODS = 8, 8


def not_reporting(known: Known) -> list[Finding]:
    """
    Find who hands in none, or next to none, of the reports due in a week or longer, without being on leave.

    Parameters
    ----------
    known : Known
        Of its frames: ``owed``.

    Returns
    -------
    list of Finding
        Persons most of whose reports are missing in a week of the period, with the weeks before it that were so.
    """
    owed = known.frames["owed"][["person_id", "due_on", "status"]]
    due = placed(known, owed[owed["status"].isin(DUE)], "due_on")
    missing = due.assign(missing=due["status"] == "missing")
    return [
        _of_person("not_reporting", str(person), stretch, "missing", f"submitted_rate person:{person} >= 0.9 x2")
        for person, stretch in stretches(known, missing, "person_id", "missing").items()
    ]


def copied(known: Known) -> list[Finding]:
    """
    Find whose reports mostly repeat the text of an earlier one, for a week or longer.

    Parameters
    ----------
    known : Known
        Of its frames: ``copies``.

    Returns
    -------
    list of Finding
        Persons, as in `not_reporting`; reports with too little text to be compared do not count.
    """
    copies = known.frames["copies"][["person_id", "due_on", "enough", "copied"]]
    compared = placed(known, copies[copies["enough"].astype(bool)], "due_on")
    again = compared.assign(copied=compared["copied"].astype(bool))
    return [
        _of_person("copied", str(person), stretch, "copied", f"copied_rate person:{person} <= 0.1 x2")
        for person, stretch in stretches(known, again, "person_id", "copied").items()
    ]


def _of_person(kind: str, person: str, stretch: Stretch, so: str, test: str) -> Finding:
    frame, whole = ("owed", "due") if kind == "not_reporting" else ("copies", "compared")
    numbers = {so: counted(stretch.hits, "count", frame), whole: counted(stretch.rows, "count", frame)}
    if kind == "not_reporting" and stretch.before is not None:
        numbers["before"] = counted(1 - stretch.before, "share", frame)
    return Finding(
        kind,
        "person",
        person,
        numbers,
        verdict="certain",
        since=stretch.since,
        effect_reports=stretch.lately,
        test=test,
    )


def unfilled_field(known: Known) -> list[Finding]:
    """
    Find the questions of a report that nobody answers: in a team although others do, or in the whole company.

    Parameters
    ----------
    known : Known
        Of its frames: ``checks``.

    Returns
    -------
    list of Finding
        Of a team, where under 5 % of at least 8 reports of up to 8 periods fill a field, and chance would hardly do
        so if the team filled it as often as the others (Fisher's exact test, or wider where teams differ anyway). Of
        the company, where no team fills it. A question weighs as its part of the report.
    """
    checks = placed(known, known.frames["checks"][["template", "field", "team_id", "due_on", "reason"]], "due_on")
    filled = checks.assign(filled=checks["reason"].fillna("") != "empty")
    asked = filled[filled["at"] >= len(known.history) - _PERIODS]
    cells = asked.groupby(["template", "field", "team_id"])["filled"].agg(["sum", "size"]).reset_index()
    found = []
    for (template, field), teams in cells.groupby(["template", "field"], sort=True):
        rows = filled[(filled["template"] == template) & (filled["field"] == field)]
        if teams["size"].sum() >= _LEAST_REPORTS and teams["sum"].sum() < _NOBODY * teams["size"].sum():
            found.append(_unfilled(known, rows, ("company", "company"), None, None))
            continue
        for place, team in enumerate(teams["team_id"]):
            told = _apart(teams, place)
            if told:
                others, chance = told
                own = rows[rows["team_id"] == team]
                found.append(_unfilled(known, own, ("team", str(team)), others, min(1.0, chance * len(cells))))
    return found


def _apart(teams: pd.DataFrame, place: int) -> tuple[float, float] | None:
    """Give the share of the others and the chance that a team fills a field so rarely; None where it is filled."""
    own = teams.iloc[place]
    if own["size"] < _LEAST_REPORTS or own["sum"] >= _NOBODY * own["size"] or len(teams) == 1:
        return None
    others = teams.drop(index=teams.index[place])
    parts, wholes = ([*others[name], own[name]] for name in ("sum", "size"))
    apart = dispersion([parts[:-1]], [wholes[:-1]])[0]
    chance = share_chance(parts, wholes, 1, "below", float(apart))
    return float(others["sum"].sum() / others["size"].sum()), chance


def _unfilled(
    known: Known, rows: pd.DataFrame, entity: tuple[str, str], others: float | None, chance: float | None
) -> Finding:
    tally = counts(known, rows, "filled")
    begun = next((at + 1 for at in reversed(range(len(known.history))) if tally.parts[at]), 0)
    first = max(begun, int(rows["at"].min()))
    filled, reports = tally.since(len(known.history) - first)
    numbers: dict[str, Number] = {
        "filled": counted(filled, "count", "checks"),
        "reports": counted(reports, "count", "checks"),
    }
    if others is not None:
        numbers["others"] = counted(others, "share", "checks")
    template, field = str(rows["template"].iloc[0]), str(rows["field"].iloc[0])
    asked = len(known.params.templates.template(template).fields)
    return Finding(
        "unfilled_field", *entity, numbers, topic=f"{template}.{field}",
        verdict="certain" if chance is None else "signal", tone="plain", chance=chance,
        since=known.history[first], effect_reports=tally.wholes[-1] / asked,
    )  # fmt: skip
