"""Whatever tools, people and findings do: what was once agreed stays, and it stays what it was."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewbook.engine import empty
from reviewbook.follow_ups import Agreed, Known, follow_ups
from reviewbook.params.follow_ups import FollowUps
from reviewbook.periods import Period
from reviewbook.schema import FACTS, FRAMES, TABLES

WEEKS = Period.parse("2026-W47").last(6)
ZONE = "Asia/Shanghai"
CREATED = pd.Timestamp("2026-10-05T02:00", tz="UTC")
STAFF = pd.DataFrame({"person_id": ["li"], "team_id": ["east"], "manager_id": ["boss"]})
NOTHING = {name: empty(table) for name, table in {"facts": FACTS, **FRAMES, "cards": TABLES["follow_ups"]}.items()}
TEST = "on_time_rate team:east >= 0.9 x2"

#: Cards of their own, of an entry, and of what a finding opened.
CARDS = ["a", "b", "h", "late.team.east.2026-W42"]

cards = st.dictionaries(st.sampled_from(CARDS), st.sampled_from(["open", "done", "dropped"]))
entries = st.dictionaries(st.sampled_from(["a", "b", "h"]), st.sampled_from(["open", "done", "dropped", "word"]))
found = st.dictionaries(st.sampled_from(["late", "copied"]), st.sampled_from(["signal", "routine", "certain"]))
rates = st.one_of(st.none(), st.sampled_from([0.5, 0.9, 1.0]))
week = st.tuples(cards, entries, found, rates)


def _cards(states):
    rows = [{"follow_up_id": name, "title": name, "owner_id": "li", "created_at": CREATED, "status": state,
             "origin": "trello"} for name, state in states.items()]  # fmt: skip
    return pd.concat([NOTHING["cards"], pd.DataFrame(rows)]) if rows else NOTHING["cards"]


def _entries(states, on):
    """Give entries by hand: of one's own, or a word about a card that says it is done."""
    day = on.isoformat()
    made = []
    for name, state in states.items():
        own = {"title": {"zh": "做", "en": "Do"}, "owner": "li", "opened": "2026-10-05", "test": TEST}
        more = {"done": {"done": day}, "dropped": {"dropped": {"on": day, "reason": {"zh": "否", "en": "No"}}}}
        made.append({"id": name, "done": day} if state == "word" else {"id": name, **own, **more.get(state, {})})
    return FollowUps.model_validate({"follow_ups": made})


def _findings(kinds, period):
    rows = [
        {"finding_id": f"{kind}.team.east", "kind": kind, "cadence": "weekly", "period": period.key,
         "entity_kind": "team", "entity_id": "east", "team_id": "east", "verdict": verdict, "tone": "bad", "rank": rank,
         "weight": 1.0, "owner_id": "li", "due_on": pd.Timestamp(period.end_on), "test": TEST if rank == 1 else None}
        for rank, (kind, verdict) in enumerate(kinds.items(), start=1)
    ]  # fmt: skip
    return pd.concat([NOTHING["findings"], pd.DataFrame(rows)]) if rows else NOTHING["findings"]


def _facts(rates):
    rows = [{"measure": "on_time_rate", "cadence": "weekly", "period": period.key, "entity_kind": "team",
             "entity_id": "east", "value": rate} for period, rate in zip(WEEKS, rates, strict=False)]  # fmt: skip
    return pd.DataFrame(rows)


@settings(max_examples=15)
@given(st.lists(week, min_size=6, max_size=6))
def test_no_id_is_ever_lost_and_none_changes_its_beginning(weeks):
    kept, before = NOTHING["follow_ups"], {}
    for period, (cards, entries, kinds, _) in zip(WEEKS, weeks, strict=True):
        as_of = period.end_at(ZONE) + timedelta(hours=9)
        known = Known(period, as_of, ZONE, _facts([rate for *_, rate in weeks]), STAFF)
        agreed = Agreed(kept, _cards(cards), _entries(entries, period.last_on))
        told = follow_ups(agreed, _findings(kinds, period), known)
        assert told["follow_up_id"].is_unique
        now = {str(row["follow_up_id"]): row for row in told.to_dict("records")}
        assert set(before) <= set(now)
        for name, row in before.items():
            begun = ("opened_in", "opened_at", "origin")
            assert [now[name][part] for part in begun] == [row[part] for part in begun]
            if row["origin"] == "finding":
                assert pd.isna(now[name]["title"])
                assert str(now[name]["test"]) == str(row["test"])
        # Nothing is closed that nobody and nothing closed.
        for name, row in now.items():
            silent = name not in cards and name not in entries and row["note"] not in ("tested", "not_found")
            if silent and name in before:
                assert (row["status"] in ("done", "dropped")) == (before[name]["status"] in ("done", "dropped"))
        standing = told["status"].isin(["new", "open", "overdue"]).astype("Int64")
        kept, before = told.assign(carried=told["carried"] + standing), now
