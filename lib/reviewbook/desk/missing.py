"""What a review that was opened by hand lacks, in words, with what to do about it."""

from __future__ import annotations

import pandas as pd

from reviewbook.audiences import Cut, Derived
from reviewbook.audiences.scope import Scope, in_teams
from reviewbook.blocks import Notice, Tone
from reviewbook.periods import Period
from reviewbook.wording import Wording

__all__ = ["lacking", "notice"]

_DAY = pd.Timedelta(days=1)


def notice(words: Wording, key: str, **values: str) -> Notice:
    """Say that something is missing, and what to do."""
    said, do = (words(f"desk.missing.{entry}", **values) for entry in (key, f"{key}_do"))
    return Notice(said, Tone.WARN, action=do)


def lacking(words: Wording, derived: Derived, part: Cut) -> list[Notice]:
    """Say that an audience had nobody in the period, or that nothing of it is on record; nothing of all others."""
    who, period = part.audience, words.period(part.period)
    if who.kind != "company" and _of(derived, part, in_teams(derived)).empty:
        begun = derived.frames["memberships"]
        begun = begun[begun["valid_from"] < pd.Timestamp(derived.period.start_on)]
        ended = _of(derived, part, begun)["valid_to"].dropna()
        if ended.empty:
            return [notice(words, f"nobody_{who.kind}_ever", who=who.name, period=period)]
        last = Period.containing((ended.max() - _DAY).date(), part.period.cadence)
        return [notice(words, f"nobody_{who.kind}", who=who.name, period=period, known=words.period(last))]
    facts = part.frames["facts"]
    own = (facts["entity_kind"] == who.kind) & (facts["entity_id"] == who.id) & (facts["period"] == part.period.key)
    stated = facts["value"][own & (facts["cadence"] == part.period.cadence.value)].fillna(0.0) != 0
    return [] if stated.any() else [notice(words, "no_rows", who=who.name, period=period)]


def _of(derived: Derived, part: Cut, spans: pd.DataFrame) -> pd.DataFrame:
    """Give the memberships of an audience."""
    if part.audience.kind == "person":
        return spans[spans["person_id"] == part.audience.id]
    return spans[spans["team_id"].isin(Scope(derived, part.audience).teams)]
