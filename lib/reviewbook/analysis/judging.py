"""The stages that conclude: from the facts and rows of a run to scores, findings and what was agreed to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from reviewbook import development, follow_ups
from reviewbook.analysis.timeline import Timeline
from reviewbook.appraisal import appraise
from reviewbook.findings import Known, findings
from reviewbook.params.loading import Params
from reviewbook.schema.judged import OPEN

__all__ = ["Past", "judged"]


@dataclass(frozen=True)
class Past:
    """
    What earlier editions hand on.

    Parameters
    ----------
    follow_ups : DataFrame
        Frame ``follow_ups`` (`editions.carried`).
    honoured : DataFrame
        Frame ``honoured`` (`editions.honours_given`).
    """

    follow_ups: pd.DataFrame
    honoured: pd.DataFrame


def judged(frames: Mapping[str, pd.DataFrame], params: Params, plan: Timeline, past: Past) -> dict[str, pd.DataFrame]:
    """
    Conclude what the facts and rows of a run say.

    Parameters
    ----------
    frames : mapping of DataFrame
        ``facts`` and the rows of `stages.derive_frames` with what it gives besides; ``people``, ``teams``,
        ``memberships`` and ``products``.
    params : Params
        The company.
    plan : Timeline
        What is reviewed.
    past : Past
        What earlier editions hand on.

    Returns
    -------
    dict of DataFrame
        The frames of `schema.judged` that `frames` does not hold yet.
    """
    found = {**_appraised(frames, params, plan, past), **_developed(frames, params, plan)}
    busy = past.follow_ups[past.follow_ups["status"].isin(OPEN)]
    followed = frozenset(busy["finding_id"].dropna())
    known = Known(plan.reviewed, plan.history, plan.as_of, {**frames, **found}, params, followed=followed)
    found["findings"], found["evidence"] = findings(known)
    agreed = follow_ups.Agreed(past.follow_ups, frames["agreed"], params.follow_ups)
    run = follow_ups.Known(plan.reviewed, plan.as_of, plan.zone, frames["facts"], frames["staff"])
    return {**found, "follow_ups": follow_ups.follow_ups(agreed, found["findings"], run)}


def _appraised(
    frames: Mapping[str, pd.DataFrame], params: Params, plan: Timeline, past: Past
) -> dict[str, pd.DataFrame]:
    """Appraise the people of the period; honours that were given before stand beside those of the period."""
    facts, sold, staff = (frames[name] for name in ("facts", "sold", "staff"))
    found = appraise(facts, sold, staff, params.appraisal, plan.reviewed)
    before = past.honoured[past.honoured["period"] != plan.reviewed.key]
    # A frame without rows would make the columns of the other one untyped.
    parts = [rows for rows in (found["honoured"], before) if len(rows)]
    return {**found, "honoured": pd.concat(parts, ignore_index=True) if parts else before}


def _developed(frames: Mapping[str, pd.DataFrame], params: Params, plan: Timeline) -> dict[str, pd.DataFrame]:
    """Say how people grow."""
    staff, through = frames["staff"], min(plan.reviewed.last_on, plan.today)
    found = {
        "courses": development.courses(frames["trainings"], staff, through),
        "career": development.career(frames["goals"], staff, through),
        "experience": development.experience(frames["checks"], frames["commented"], params.templates, plan.reviewed),
        "discipline": development.discipline(frames["facts"], plan.reviewed),
    }
    return {**found, "weakest": development.weakest({**frames, **found}, params, plan.reviewed)}
