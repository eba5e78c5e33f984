"""The order in which the sample company comes about."""

from __future__ import annotations

import pandas as pd

from reviewbook.schema import TABLES
from reviewbook.sources.sample.claimed import false_claims, record
from reviewbook.sources.sample.customers import acquire_customers
from reviewbook.sources.sample.frames import conform
from reviewbook.sources.sample.growth import follow_up, meet, set_goals, train
from reviewbook.sources.sample.leave import grant_leave
from reviewbook.sources.sample.money import fx_rates
from reviewbook.sources.sample.options import Company, SampleOptions
from reviewbook.sources.sample.orders import place_orders
from reviewbook.sources.sample.people import Roster, hire_everybody
from reviewbook.sources.sample.pipeline import open_deals
from reviewbook.sources.sample.replies import give_feedback
from reviewbook.sources.sample.reports import Books, submit
from reviewbook.sources.sample.service import complain, survey
from reviewbook.sources.sample.setting import Setting
from reviewbook.sources.sample.tables import master_data
from reviewbook.sources.sample.targets import agree_targets
from reviewbook.sources.sample.truths import Planted, plan

__all__ = ["simulate"]


def simulate(options: SampleOptions) -> Company:
    """
    Let the company live through its months.

    Parameters
    ----------
    options : SampleOptions
        Size, length, seed.

    Returns
    -------
    Company
        All tables and the planted truths; equal for equal options, to the byte.
    """
    roster = grant_leave(options, hire_everybody(options))
    planted = _plant(options, roster)
    setting = Setting(options, roster, planted)
    clients = acquire_customers(options, roster, planted)
    lines = place_orders(options, roster, clients, planted)
    recorded = record(options, roster, lines)
    reports, fields, duties = submit(setting, Books(recorded, false_claims(recorded, lines, planted), clients))
    meetings, attendance = meet(setting)
    frames = master_data(roster, clients) | {
        "reports": reports,
        "report_fields": fields,
        "feedback": give_feedback(setting, duties),
        "orders": lines,
        "opportunities": open_deals(setting, clients),
        "targets": agree_targets(options, roster, planted),
        "fx_rates": fx_rates(options),
        "satisfaction": survey(setting, lines),
        "complaints": complain(setting, lines),
        "follow_ups": follow_up(setting, clients),
        "meetings": meetings,
        "attendance": attendance,
        "trainings": train(setting),
        "goals": set_goals(setting),
        "honours": pd.DataFrame(columns=TABLES["honours"].names),
    }
    tables = {name: conform(name, frames[name]) for name in TABLES}
    return Company(tables, [truth.published() for truth in planted.truths])


def _plant(options: SampleOptions, roster: Roster) -> Planted:
    """Place those truths whose people and days there are."""
    if not options.plant:
        return Planted(())
    seats, teams = roster.seats, {team.team_id for team in roster.teams}
    staffed = {membership.team.team_id for rep in roster.reps for membership in rep.memberships}
    staffed |= {team.parent_id for team in roster.teams if team.team_id in staffed}
    return Planted(
        tuple(
            truth.placed(seats)
            for truth in plan()
            if truth.fits(options) and set(truth.seats) <= set(seats) and set(truth.teams) <= staffed & teams
        )
    )
