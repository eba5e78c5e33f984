"""Where the month will end that the period lies in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reviewbook.findings.finding import Finding, Known, Number
from reviewbook.periods import Cadence, Period
from reviewbook.schema import COMPANY
from reviewbook.statistics.surprise import value_chance

__all__ = ["month_short"]


def month_short(known: Known) -> list[Finding]:
    """
    Find the company when even the upper bound of its forecast is below the target of the month.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts``, with those of the months.

    Returns
    -------
    list of Finding
        Of a month that is not over. A signal where the months before did not end so far from their targets, else
        routine; at stake is what is missing to the target at the upper bound. The forecast's interval is one of 80 %:
        in one month of ten the company does better than its upper bound.
    """
    month = Period.containing(known.period.last_on, Cadence.MONTHLY)
    rows = _facts(known, month)
    forecast, target = (rows.loc[name] if name in rows.index else None for name in ("forecast", "target"))
    if month == known.period or forecast is None or target is None:
        return []
    if pd.isna(forecast["upper"]) or pd.isna(target["value"]) or not forecast["upper"] < target["value"]:
        return []
    most, aim = float(forecast["upper"]), float(target["value"])
    chance = value_chance([*_ended(known, month), most / aim], 1, "below")
    loud = chance <= known.allowed
    return [Finding(
        "month_short", "company", COMPANY,
        {
            "forecast": _number(month, "forecast", "value", float(forecast["value"])),
            "most": _number(month, "forecast", "upper", most),
            "target": _number(month, "target", "value", aim),
            "so_far": _number(month, "forecast", "numerator", float(forecast["numerator"])),
            "short": _number(month, "target", "difference", aim - most),
        },
        verdict="signal" if loud else "routine", chance=chance if loud else None, effect_money=aim - most,
    )]  # fmt: skip


def _facts(known: Known, month: Period) -> pd.DataFrame:
    """Give the company's facts of a month by measure."""
    facts = known.frames["facts"]
    own = (facts["cadence"] == month.cadence.value) & (facts["entity_kind"] == "company")
    return facts[own & (facts["period"] == month.key)].set_index("measure")


def _ended(known: Known, month: Period) -> list[float]:
    """Give the attainment of the months before, oldest first."""
    facts = known.frames["facts"]
    own = (facts["cadence"] == month.cadence.value) & (facts["entity_kind"] == "company")
    rows = facts[own & (facts["measure"] == "attainment") & (facts["period"] < month.key)]
    return rows.sort_values("period")["value"].astype(np.float64).tolist()


def _number(month: Period, measure: str, part: str, value: float) -> Number:
    whole = part != "difference"
    return Number(
        value, "money", measure=measure, cadence=month.cadence.value, period=month.key if whole else "",
        entity_kind="company", entity_id=COMPANY, part=part,
    )  # fmt: skip
