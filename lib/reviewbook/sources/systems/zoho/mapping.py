"""What Zoho's records mean: customers, orders, deals, complaints and follow-ups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from reviewbook.params.systems.zoho import ZohoEntry
from reviewbook.sources.systems.records import Records, Version
from reviewbook.sources.systems.rows import Contact, Ground, LeftOut, Row, share
from reviewbook.sources.systems.tasks import Task, instant, task_rows

__all__ = ["contacts", "rows"]

_COMPLETED = "Completed"


def rows(records: Records, ground: Ground) -> Iterator[Row | LeftOut]:
    """Give everything that the organisation's records say."""
    entry = ground.entry
    assert isinstance(entry, ZohoEntry)
    if entry.person_ids == "own":
        for one in contacts(records):
            values = {"person_id": one.external_id, "name": one.name, "email": one.email}
            yield Row("people", values, f"users {one.external_id}")
    own = next((str(one.body["iso_code"]) for one in records.now("org") if one.body.get("iso_code")), None)
    for account in records.now("Accounts"):
        yield _customer(account, entry, ground)
    for product in records.now("Products"):
        values = {"product_id": product.id, "name": product.body.get("Product_Name")}
        yield Row("products", {**values, "category": product.body.get("Product_Category")}, f"Products {product.id}")
    for deal in records.now("Deals"):
        yield _deal(deal, entry, ground, own)
    for order in records.now("Sales_Orders"):
        yield from _order(order, entry, ground, own)
    for case in records.now("Cases"):
        yield _complaint(case, entry, ground)
    yield from task_rows(ground, [_task(one, entry) for one in records.now("Tasks")])


def contacts(records: Records) -> Iterator[Contact]:
    """Give the users of the organisation, those who have left too."""
    for one in records.now("users"):
        active = str(one.body.get("status") or "active") == "active"
        yield Contact(one.id, str(one.body.get("full_name") or one.id), one.body.get("email") or None, active)


def _customer(account: Version, entry: ZohoEntry, ground: Ground) -> Row:
    body = account.body
    values = {
        "customer_id": account.id,
        "name": body.get("Account_Name"),
        "segment": _value(body, entry, "customers.segment"),
        "region": _value(body, entry, "customers.region"),
        "owner_id": ground.person(_id(body, "Owner")),
        "created_on": _day(body.get("Created_Time")),
    }
    return Row("customers", values, f"Accounts {account.id}")


def _deal(deal: Version, entry: ZohoEntry, ground: Ground, own: str | None) -> Row:
    body = deal.body
    amount, outcome = _value(body, entry, "opportunities.amount"), _outcome(body, entry)
    values = {
        "opportunity_id": deal.id,
        "person_id": ground.person(_id(body, "Owner")),
        "customer_id": _id(body, "Account_Name"),
        "stage": body.get("Stage"),
        "created_on": _day(body.get("Created_Time")),
        "expected_on": body.get("Closing_Date"),
        "closed_on": body.get("Closing_Date") if outcome != "open" else None,
        "outcome": outcome,
        "amount": amount,
        "currency": (body.get("Currency") or own) if amount is not None else None,
        "probability": share(body.get("Probability")),
    }
    return Row("opportunities", values, f"Deals {deal.id}")


def _outcome(body: Mapping[str, Any], entry: ZohoEntry) -> str:
    stage, likely = str(body.get("Stage")), share(body.get("Probability"))
    if entry.won_stages or entry.lost_stages:
        return "won" if stage in entry.won_stages else "lost" if stage in entry.lost_stages else "open"
    return "won" if likely == 1 else "lost" if likely == 0 else "open"


def _order(order: Version, entry: ZohoEntry, ground: Ground, own: str | None) -> Iterator[Row]:
    body, origin = order.body, f"Sales_Orders {order.id}"
    about = {
        "order_id": order.id,
        "person_id": ground.person(_id(body, "Owner")),
        "customer_id": _id(body, "Account_Name"),
        "ordered_at": instant(_value(body, entry, "orders.ordered_at")),
        "recorded_at": instant(body.get("Created_Time")),
        "currency": body.get("Currency") or own,
        "status": "cancelled" if body.get("Status") in entry.cancelled else "confirmed",
    }
    lines = body.get("Ordered_Items") or []
    for number, line in enumerate(lines, 1):
        part = {
            "line_id": line.get("id"),
            "product_id": _id(line, "Product_Name"),
            "quantity": line.get("Quantity"),
            "amount": line.get(entry.field("orders.line_amount")),
        }
        yield Row("orders", {**about, **part}, origin, number)
    if not lines:
        part = {"line_id": order.id, "quantity": 1, "amount": _value(body, entry, "orders.amount")}
        yield Row("orders", {**about, **part}, origin)


def _complaint(case: Version, entry: ZohoEntry, ground: Ground) -> Row:
    body = case.body
    values = {
        "complaint_id": case.id,
        "customer_id": _id(body, "Account_Name"),
        "person_id": ground.person(_id(body, "Owner")),
        "opened_at": instant(body.get("Created_Time")),
        "answered_at": instant(_value(body, entry, "complaints.answered_at")),
        "resolved_at": instant(_value(body, entry, "complaints.resolved_at")),
        "severity": entry.severities.get(str(body.get("Priority")), entry.severity),
        "category": _value(body, entry, "complaints.category"),
        "text": _value(body, entry, "complaints.text") or body.get("Subject"),
    }
    return Row("complaints", values, f"Cases {case.id}")


def _task(task: Version, entry: ZohoEntry) -> Task:
    body = task.body
    state = str(body.get("Status"))
    status = "done" if state == _COMPLETED else "dropped" if state in entry.dropped else "open"
    person = _id(body, "Owner")
    return Task(
        id=task.id,
        kind="Tasks",
        title=body.get("Subject"),
        status=status,
        created_at=instant(body.get("Created_Time")),
        owners=(person,) if person else (),
        due=body.get("Due_Date"),
        closed_at=instant(body.get("Closed_Time")),
        text=str(body.get("Description") or ""),
    )


def _value(body: Mapping[str, Any], entry: ZohoEntry, column: str) -> Any:
    value = body.get(entry.field(column)) if entry.field(column) else None
    return None if value == "" else value


def _id(body: Mapping[str, Any], name: str) -> str | None:
    """Give the id that a field leads to."""
    value = body.get(name)
    found = value.get("id") if isinstance(value, Mapping) else value
    return None if found in (None, "") else str(found)


def _day(text: Any) -> date | str | None:
    """Give the day of an instant where it was written, in the zone of the organisation."""
    found = instant(text)
    return found.date() if isinstance(found, datetime) else found
