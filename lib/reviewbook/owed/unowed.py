"""What a rule would have asked for in a period, but for a holiday, or for a person who had not come yet or had gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import narwhals as nw
import pandas as pd

from reviewbook.calendars import Calendar, DayKind
from reviewbook.engine import Engine, Frame
from reviewbook.owed.duties import beginning_in, covered_teams
from reviewbook.params.company import Company
from reviewbook.params.templates import Rule, Templates
from reviewbook.periods import Cadence, Period
from reviewbook.schema import FRAMES

__all__ = ["idle_duties", "unowed"]

_DUTY = ("person_id", "template", "period")
_IDLE = ["cadence", "period", "template", "rule", "rule_from", "due_on", "day_kind", "team_id", "role", "reason"]

#: A report is due at the latest so many of its periods after its own: a weekly one on the 23rd working day after it.
_BEHIND = {Cadence.DAILY: 0, Cadence.WEEKLY: 8, Cadence.MONTHLY: 3, Cadence.QUARTERLY: 6, Cadence.YEARLY: 2}


def idle_duties(
    templates: Templates, teams: pd.DataFrame, entities: pd.DataFrame, company: Company, span: tuple[date, date]
) -> pd.DataFrame:
    """
    Every report that a team would owe in one role, had its period had a working day.

    Parameters
    ----------
    templates, teams, entities, company
        As for `duties`.
    span : tuple of date
        First and last day of the period under review, in which the report would have been due.

    Returns
    -------
    DataFrame
        One row per rule, team, role and period, with ``due_on`` the day as the rule names it. A daily report is
        missed by a day off from Monday to Friday (in the calendar's own week) or by a make-up day that the company
        takes off, never by a plain weekend; a longer one by a period without a working day. ``reason`` is
        ``company_off`` where only the company took days off, else ``holiday``.
    """
    above = entities[entities["entity_kind"] == "team"]
    kept = []
    for code, group in teams.groupby("calendar"):
        calendar = Calendar.of(str(code), company)
        for rule in templates.rules:
            covered = covered_teams(rule, group["team_id"], above)
            rows = _idle(rule, templates.template(rule.template).cadence, calendar, span) if covered else ()
            kept += [{**row, "team_id": team, "role": role} for row in rows for team in covered for role in rule.roles]
    laid_out = pd.DataFrame(kept, columns=_IDLE).astype("str")
    versions = laid_out.sort_values("rule_from", kind="stable")
    return versions.drop_duplicates(["rule", "team_id", "role", "period"], keep="last").reset_index(drop=True)


def unowed(
    engine: Engine, duties: pd.DataFrame, idle: pd.DataFrame, owed: Frame, present: Frame, span: tuple[date, date]
) -> Frame:
    """
    Every report of the period under review that was not owed, though its person was asked for reports in it.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frame.
    duties : DataFrame
        `duties`, of which those due in the period are looked at.
    idle : DataFrame
        `idle_duties` of the period.
    owed : Frame
        `owed` over the same duties: what is in it is not here.
    present : Frame
        `roster.Roster.days`; who is seen on no day before counts as not yet joined.
    span : tuple of date
        First and last day of the period under review.

    Returns
    -------
    Frame
        `schema.FRAMES["unowed"]`. With `owed` it adds up to all that the rules ask for on ordinary days.

    Notes
    -----
    ``holiday`` and ``company_off`` come first: on such a day nobody owed. Who was in a covered team and role on some
    day of the period, and in no team at all on the due day, is ``not_yet_joined`` before the first day in any team,
    and ``left`` afterwards, also when he came back. A transfer leaves no gap. Who was in a team or role that no rule
    covers was not asked, and is not counted; neither are days before a rule began or after it ended.
    """
    first, last = (on.isoformat() for on in span)
    inside = present.filter(nw.col("on") >= first, nw.col("on") <= last).select("person_id", "on", "team_id", "role")
    asked = duties[(duties["due_on"] >= first) & (duties["due_on"] <= last)]
    free = _free(engine.frame(idle), inside)
    away = _away(engine.frame(asked[_IDLE[:-1]]), inside, present)
    names = ["_order", *FRAMES["unowed"].names]
    both = engine.keep(nw.concat([free.select(*names), away.select(*names)], how="vertical"))
    kept = engine.keep(both.join(owed.select(*_DUTY), on=list(_DUTY), how="anti"))
    nearest = kept.group_by(*_DUTY).agg(_order=nw.col("_order").min())
    return engine.keep(kept.join(nearest, on=[*_DUTY, "_order"]).select(*FRAMES["unowed"].names))


def _free(idle: Frame, inside: Frame) -> Frame:
    """Put to each report that fell on a day off those who would have owed it."""
    members = inside.rename({"on": "due_on"})
    return idle.join(members, on=["team_id", "role", "due_on"]).with_columns(_order=_order(nw.lit("0")))


def _away(duties: Frame, inside: Frame, present: Frame) -> Frame:
    """Put to each duty those of its team and role who were in no team on its due day."""
    stays = inside.group_by("person_id", "team_id", "role").agg(_from=nw.col("on").min(), _to=nw.col("on").max())
    ever = present.group_by("person_id").agg(_first=nw.col("on").min())
    there = inside.select("person_id", nw.col("on").alias("due_on")).unique()
    gone = (
        duties.join(stays, on=["team_id", "role"])
        .join(there, on=["person_id", "due_on"], how="anti")
        .join(ever, on="person_id")
    )
    before = nw.concat_str([nw.lit("1"), _back("_to")])
    after = nw.concat_str([nw.lit("2"), nw.col("_from")])
    return gone.with_columns(
        reason=nw.when(nw.col("due_on") < nw.col("_first")).then(nw.lit("not_yet_joined")).otherwise(nw.lit("left")),
        _order=_order(nw.when(nw.col("_from") < nw.col("due_on")).then(before).otherwise(after)),
    )


def _order(rank: nw.Expr) -> nw.Expr:
    """Of several duties of a person for the same report the least counts: a day off, then the nearest team."""
    return nw.concat_str([rank, nw.col("team_id"), nw.col("rule"), nw.col("role")], separator="|")


def _back(day: str) -> nw.Expr:
    """Give a text that sorts a day the later the smaller."""
    whole = nw.col(day).str.replace_all("-", "", literal=True).cast(nw.Int64)
    return (99_999_999 - whole).cast(nw.String)


def _idle(rule: Rule, cadence: Cadence, calendar: Calendar, span: tuple[date, date]) -> Iterator[dict[str, object]]:
    """Give the rows of one version of a rule, without team and role."""
    first = Period.containing(span[0], cadence).shift(-_BEHIND[cadence])
    for period in beginning_in(cadence, first.start_on, span[1]):
        reason = _why_idle(calendar, period)
        due_on = calendar.slot_on(rule.due, period) if reason else None
        if due_on is not None and span[0] <= due_on <= span[1] and rule.in_force(due_on):
            yield {
                "cadence": cadence.value,
                "period": period.key,
                "template": rule.template,
                "rule": rule.name,
                "rule_from": rule.valid_from.isoformat() if rule.valid_from else "",
                "due_on": due_on.isoformat(),
                "day_kind": calendar.kind(due_on),
                "reason": reason,
            }


def _why_idle(calendar: Calendar, period: Period) -> str:
    """Say why an ordinary period has no working day; empty for one that has some, and for a plain weekend."""
    if any(map(calendar.is_working, period)):
        return ""
    off = {calendar.kind(on) for on in period if calendar.is_day_off(on)}
    return "" if not off else DayKind.COMPANY_OFF if off == {DayKind.COMPANY_OFF} else DayKind.HOLIDAY
