"""What reports claim, time and again, otherwise than it is recorded; by cause.

No row is an accusation: most causes are a matter of what counts, and are settled by
agreeing on it.
"""

from __future__ import annotations

import pandas as pd

from reviewbook.findings.counting import counted, placed
from reviewbook.findings.finding import Finding, Known

__all__ = ["claims_off"]

#: A cause that comes again after so many periods, or fewer, is still the same thing.
_GAP = 4

#: Causes that the amounts themselves prove: such a claim is no matter of chance even when it stands alone.
_PROVEN = ("unit", "definition", "owner", "duplicate")


#: Causes by which no money is at stake: the amount is right, but for its unit or its week.
_MERELY_WRITTEN = ("unit", "timing")


def claims_off(known: Known) -> list[Finding]:
    """
    Find whose claims of the period are not what is recorded, one finding for each cause.

    Parameters
    ----------
    known : Known
        Of its frames: ``claims``.

    Returns
    -------
    list of Finding
        ``claims_off`` of amounts, else ``counts_off``. Certain where the cause comes again within four periods, or is
        proven by the amounts: another unit, definition or owner, an order counted twice. A single claim of another
        cause is routine. At stake are the differences of the period, each at most what is recorded;
        the reports, where an amount is only in another unit or of another period, and for counts.
    """
    claims = placed(known, known.frames["claims"], "due_on")
    wrong = _settled(known, claims[~claims["accurate"].astype(bool) & (claims["cause"] != "match")])
    money = {name for name, entry in known.params.measures.items() if entry.unit == "money"}
    found = []
    for (person, _), rows in wrong.groupby(["person_id", "cause"], sort=True):
        amounts = rows[rows["measure"].isin(money)]
        told = _chain(rows if amounts.empty else amounts)
        if (told["at"] == len(known.history) - 1).any():
            own = claims[claims["person_id"] == person]
            found.append(_finding(known, own, told, "counts_off" if amounts.empty else "claims_off"))
    return found


def _settled(known: Known, wrong: pd.DataFrame) -> pd.DataFrame:
    """
    Put the newest claim of somebody whose earlier ones are of another period with these.

    What it claims may be of the next period, which is not over: it cannot be explained yet.
    """
    by = [wrong[name] for name in ("person_id", "template", "field")]
    shifted = (wrong["cause"] == "timing").groupby(by).transform("sum") > 1
    newest = (wrong["at"] == len(known.history) - 1) & (wrong["cause"] == "unexplained")
    return wrong.assign(cause=wrong["cause"].where(~(newest & shifted), "timing"))


def _chain(wrong: pd.DataFrame) -> pd.DataFrame:
    """Give the latest claims among which no more periods pass than make them one thing."""
    at = sorted(wrong["at"].unique(), reverse=True)
    first = at[0]
    for earlier in at[1:]:
        if first - earlier > _GAP:
            break
        first = earlier
    chain: pd.DataFrame = wrong[wrong["at"] >= first]
    return chain


def _finding(known: Known, own: pd.DataFrame, wrong: pd.DataFrame, kind: str) -> Finding:
    first, unit = int(wrong["at"].min()), "money" if kind == "claims_off" else "count"
    asked = wrong[["template", "field"]].drop_duplicates()
    compared = own[own["at"] >= first].merge(asked, on=["template", "field"])
    person, cause = str(wrong["person_id"].iloc[0]), str(wrong["cause"].iloc[0])
    certain = len(wrong) > 1 or cause in _PROVEN
    now = wrong[wrong["at"] == len(known.history) - 1]
    at_stake = unit == "money" and cause not in _MERELY_WRITTEN
    return Finding(
        kind, "person", person,
        {
            "claims": counted(len(wrong), "count", "claims"),
            "compared": counted(len(compared), "count", "claims"),
            "difference": counted(wrong["difference"].abs().sum(), unit, "claims"),
            "recorded": counted(wrong["recorded_now"].sum(), unit, "claims"),
        },
        topic=cause, verdict="certain" if certain else "routine", since=known.history[first],
        effect_money=_at_stake(now) if at_stake else None, effect_reports=None if at_stake else float(len(now)),
        test=f"accuracy_rate person:{person} >= 1 x2",
    )  # fmt: skip


def _at_stake(wrong: pd.DataFrame) -> float:
    """Add up the differences; a claim in another unit is off by far more than is at stake."""
    apart, recorded = wrong["difference"].abs(), wrong["recorded_now"].abs()
    return float(apart.where((recorded == 0) | (apart < recorded), recorded).sum())
