"""Master data as tables: teams, people, memberships, identities, leave, customers, products."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reviewbook.sources.sample.customers import Clientele
from reviewbook.sources.sample.names import products
from reviewbook.sources.sample.people import Person, Roster

__all__ = ["master_data"]

MAIL_HOST = "yunling.example"
CHAT = {"zh": "dingtalk", "en": "slack"}


def master_data(roster: Roster, clients: dict[str, Clientele]) -> dict[str, pd.DataFrame]:
    """Give the tables of what there is, as opposed to what happens."""
    return {
        "people": _frame(
            ["person_id", "name", "email", "hired_on", "left_on"],
            [(p.person_id, p.name, f"{p.mail}@{MAIL_HOST}", p.hired_on, p.left_on) for p in roster.people],
        ),
        "teams": _frame(
            ["team_id", "name", "parent_id", "zone", "calendar", "currency"],
            [(t.team_id, t.name, t.parent_id or None, t.zone, t.calendar, t.currency) for t in roster.teams],
        ),
        "memberships": _frame(
            ["person_id", "team_id", "role", "valid_from", "valid_to"],
            [(p.person_id, m.team.team_id, "rep" if p.is_rep else "manager", m.start, m.end)
             for p in roster.people for m in p.memberships],
        ),
        "identities": _frame(
            ["system", "external_id", "person_id"],
            [(system, name, p.person_id) for p in roster.people for system, name in _identities(p)],
        ),
        "leave": _frame(
            ["person_id", "starts_on", "ends_on", "kind", "portion"],
            [(p.person_id, s.starts_on, s.ends_on, s.kind, s.portion) for p in roster.people for s in p.spells],
        ),
        "customers": _customers(roster, clients),
        "products": _frame(
            ["product_id", "name", "category"], [(p.product_id, p.names["zh"], p.category) for p in products()]
        ),
    }  # fmt: skip


def _identities(person: Person) -> list[tuple[str, str]]:
    """Ids as those systems give them: long numbers, leading zeros, mixed case."""
    number = int(person.person_id[1:])
    chat = f"{4_611_686_018_427_380_000 + number * 977}" if person.home.language == "zh" else f"U0{number * 7919:07X}"
    return [("crm", f"{number * 37:06}"), (CHAT[person.home.language], chat), ("email", f"{person.mail}@{MAIL_HOST}")]


def _customers(roster: Roster, clients: dict[str, Clientele]) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for rep in roster.reps:
        found = clients[rep.person_id]
        for at, customer_id in enumerate(found.ids):
            place = (found.segments[at], rep.home.parent_id, found.owner_id, found.created[at].item())
            rows.append((customer_id, found.names[at], *place))
    return _frame(["customer_id", "name", "segment", "region", "owner_id", "created_on"], rows)


def _frame(names: list[str], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=names)
