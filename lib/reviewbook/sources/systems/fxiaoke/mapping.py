"""What the objects of Fxiaoke mean: customers, orders, deals, targets, complaints and answers."""

from __future__ import annotations

from collections.abc import Iterator

from reviewbook.params.systems.fxiaoke import FxiaokeEntry, Goal
from reviewbook.sources.systems.fxiaoke.fields import Fields, instant, owner
from reviewbook.sources.systems.fxiaoke.journals import journal_rows
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row, share

__all__ = ["contacts", "rows"]

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
#: States of life of an order that is not in force yet: written, or waiting for somebody to approve it.
_NOT_IN_FORCE = ("ineffective", "under_review")


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give everything that the tenant's records say."""
    entry = ground.entry
    assert isinstance(entry, FxiaokeEntry)
    fields = Fields.of(entry, records)
    if entry.person_ids == "own":
        for one in contacts(records):
            values = {"person_id": one.external_id, "name": one.name, "email": one.email}
            yield Row("people", values, f"users {one.external_id}")
    for account in records.now("AccountObj"):
        yield _customer(account, fields, ground)
    yield from _orders(records, fields, ground)
    for deal in records.now("NewOpportunityObj"):
        yield _deal(deal, fields, ground)
    for case in records.now("CasesObj"):
        yield _complaint(case, fields, ground)
    for answer in records.now("AppraiseObj"):
        yield _answer(answer, fields, ground)
    for value in records.now("GoalValueObj"):
        yield from _targets(value, entry, ground)
    yield from journal_rows(records, fields, ground)


def contacts(records: Records) -> Iterator[Contact]:
    """Give the people of the tenant by their open ids, and those that records name by their numbers."""
    found: dict[str, Contact] = {}
    for one in records.now("users"):
        active = str(one.body.get("status") or "NORMAL") == "NORMAL"
        found[one.id] = Contact(one.id, str(one.body.get("name") or one.id), one.body.get("email") or None, active)
    for kind in sorted(records.kinds):
        for record in records.now(kind):
            named, called = record.body.get("owner__r"), owner(record.body)
            if isinstance(named, dict) and called == str(named.get("id")) and called not in found:
                found[called] = Contact(called, str(named.get("name") or called), named.get("email") or None)
    return (one for _, one in sorted(found.items()))


def _customer(account: Version, fields: Fields, ground: Ground) -> Row:
    body = account.body
    values = {
        "customer_id": account.id,
        "name": body.get("name"),
        "segment": fields.chosen("AccountObj", body, "customers.segment"),
        "region": fields.chosen("AccountObj", body, "customers.region"),
        "owner_id": ground.person(owner(body)),
        "created_on": fields.day(body.get("create_time")),
    }
    return Row("customers", values, f"AccountObj {account.id}")


def _orders(records: Records, fields: Fields, ground: Ground) -> Iterator[Row | LeftOut]:
    lines: dict[str, list[Version]] = {}
    for line in records.now("SalesOrderProductObj"):
        lines.setdefault(str(line.body.get("order_id")), []).append(line)
    for order in records.now("SalesOrderObj"):
        body = order.body
        if body.get("life_status") in _NOT_IN_FORCE:
            yield LeftOut("orders", "SalesOrderObj", f"is not in force yet ({body['life_status']})")
            continue
        cancelled = fields.is_among("SalesOrderObj", "order_status", body.get("order_status"), fields.entry.cancelled)
        about = {
            "order_id": order.id,
            "person_id": ground.person(owner(body)),
            "customer_id": body.get("account_id"),
            "ordered_at": instant(body.get("order_time")),
            "recorded_at": instant(body.get("create_time")),
            "currency": fields.get(body, "orders.currency") or fields.entry.currency,
            "status": "cancelled" if cancelled else "confirmed",
        }
        mine = lines.get(order.id, [])
        for number, line in enumerate(mine, 1):
            part = {
                "line_id": line.id,
                "product_id": line.body.get("product_id"),
                "quantity": fields.get(line.body, "orders.quantity"),
                "amount": fields.get(line.body, "orders.line_amount"),
            }
            yield Row("orders", {**about, **part}, f"SalesOrderObj {order.id}", number)
        if not mine:
            part = {"line_id": order.id, "quantity": 1, "amount": fields.get(body, "orders.amount")}
            yield Row("orders", {**about, **part}, f"SalesOrderObj {order.id}")


def _deal(deal: Version, fields: Fields, ground: Ground) -> Row:
    body, entry, name = deal.body, fields.entry, "NewOpportunityObj"
    field = entry.field("opportunities.outcome")
    won = fields.is_among(name, field, body.get(field), entry.won)
    outcome = "won" if won else "lost" if fields.is_among(name, field, body.get(field), entry.lost) else "open"
    amount = body.get("amount")
    values = {
        "opportunity_id": deal.id,
        "person_id": ground.person(owner(body)),
        "customer_id": body.get("account_id"),
        "stage": fields.chosen(name, body, "opportunities.stage"),
        "created_on": fields.day(body.get("create_time")),
        "expected_on": fields.day(body.get("close_date")),
        "closed_on": fields.day(body.get("stg_changed_time")) if outcome != "open" else None,
        "outcome": outcome,
        "amount": amount,
        "currency": (body.get("mc_currency") or entry.currency) if amount not in (None, "") else None,
        "probability": share(body.get("probability")),
    }
    return Row("opportunities", values, f"{name} {deal.id}")


def _complaint(case: Version, fields: Fields, ground: Ground) -> Row:
    body, entry = case.body, fields.entry
    severity = fields.chosen("CasesObj", body, "complaints.severity")
    values = {
        "complaint_id": case.id,
        "customer_id": body.get("account_id"),
        "person_id": ground.person(owner(body)),
        "opened_at": instant(body.get("create_time")),
        "answered_at": instant(fields.get(body, "complaints.answered_at")),
        "resolved_at": instant(fields.get(body, "complaints.resolved_at")),
        "severity": entry.severities.get(severity or "", entry.severity),
        "category": fields.chosen("CasesObj", body, "complaints.category"),
        "text": fields.get(body, "complaints.text"),
    }
    return Row("complaints", values, f"CasesObj {case.id}")


def _answer(answer: Version, fields: Fields, ground: Ground) -> Row:
    body = answer.body
    values = {
        "response_id": answer.id,
        "customer_id": body.get("account_id"),
        "person_id": ground.person(owner(body)),
        "responded_at": instant(body.get("create_time")),
        "score": fields.get(body, "satisfaction.score"),
        "scale_min": fields.entry.scale[0],
        "scale_max": fields.entry.scale[1],
        "comment": fields.get(body, "satisfaction.comment"),
    }
    return Row("satisfaction", values, f"AppraiseObj {answer.id}")


def _targets(value: Version, entry: FxiaokeEntry, ground: Ground) -> Iterator[Row | LeftOut]:
    goal = next((one for one in entry.goals if str(value.body.get(one.rule_field)) == one.rule), None)
    if goal is None:
        yield LeftOut("targets", "GoalValueObj", "its rule is none of goals in sources.yaml")
        return
    person = owner(value.body, goal.person_field)
    if not person:
        yield LeftOut("targets", "GoalValueObj", "is the goal of nobody: of a department, or of all")
        return
    yield from _months(value, goal, person, entry, ground)


def _months(value: Version, goal: Goal, person: str, entry: FxiaokeEntry, ground: Ground) -> Iterator[Row]:
    for number, month in enumerate(_MONTHS, 1):
        amount = value.body.get(f"{month}_value")
        if amount not in (None, ""):
            values = {
                "owner_kind": "person",
                "owner_id": ground.person(person),
                "measure": goal.measure,
                "period": f"{value.body.get(goal.year_field)}-{number:02}",
                "amount": amount,
                "currency": entry.currency,
            }
            yield Row("targets", values, f"GoalValueObj {value.id}", number)
