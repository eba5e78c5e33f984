"""Zoho CRM as a source: customers, deals, orders, cases and tasks."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from reviewbook.params.systems.base import Address, SecretName, SystemEntry

__all__ = ["MODULES", "ZohoEntry"]

#: Modules that are pulled.
MODULES = ("Accounts", "Cases", "Contacts", "Deals", "Notes", "Products", "Sales_Orders", "Tasks")

#: Column → the field in which it stands.
_FIELDS = {
    "customers.segment": "Industry",
    "customers.region": "Billing_State",
    "orders.ordered_at": "Created_Time",
    "orders.amount": "Sub_Total",
    "orders.line_amount": "Net_Total",
    "opportunities.amount": "Amount",
    "complaints.category": "Type",
    "complaints.text": "Description",
    "complaints.answered_at": "",
    "complaints.resolved_at": "",
}
_SEVERITIES: dict[str, Literal["low", "medium", "high"]] = {"High": "high", "Medium": "medium", "Low": "low"}


class ZohoEntry(SystemEntry):
    """
    One organisation of Zoho CRM.

    Parameters
    ----------
    data_center : str
        Where the organisation is: ``com``, ``eu``, ``in``, ``com.cn``, ``com.au``, ``jp``, ``ca`` or ``sa``.
    client_id : str
        Of the self client: api-console → Self Client.
    client_secret, refresh_token : str
        Names of the secrets.
    base, accounts : str
        Addresses, where they are others than those of the data center.
    modules : tuple of str
        What is pulled.
    order_lines : bool
        Whether each changed order is asked for by itself, for its lines; lists do not hold them. Otherwise an order is
        one line of its amount.
    fields : dict
        ``table.column`` → the field in which it stands here, where it is another one than usual.
    won_stages, lost_stages : tuple of str
        Stages of deals that are closed. Where neither is named, a probability of 100 is won and one of 0 is lost:
        what stages are called is the organisation's own.
    cancelled : tuple of str
        States of orders that were cancelled; all others count.
    severities : dict
        Priority of a case → ``low``, ``medium`` or ``high``.
    severity : str
        Of cases with another priority or none.
    dropped : tuple of str
        States of tasks that are no longer to be done.
    """

    kind: Literal["zoho"]
    data_center: Literal["com", "eu", "in", "com.cn", "com.au", "jp", "ca", "sa"] = "com"
    client_id: str = Field(min_length=1)
    client_secret: SecretName
    refresh_token: SecretName
    base: Address | None = None
    accounts: Address | None = None
    modules: tuple[str, ...] = MODULES
    order_lines: bool = True
    fields: dict[str, str] = Field(default_factory=dict)
    won_stages: tuple[str, ...] = ()
    lost_stages: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ("Cancelled",)
    severities: dict[str, Literal["low", "medium", "high"]] = Field(default_factory=lambda: dict(_SEVERITIES))
    severity: Literal["low", "medium", "high"] = "medium"
    dropped: tuple[str, ...] = ()

    def field(self, column: str) -> str:
        """Give the field in which a column stands; empty where none does."""
        return self.fields.get(column, _FIELDS[column])

    @property
    def login(self) -> str:
        """Address that gives tokens."""
        own = "zohocloud.ca" if self.data_center == "ca" else f"zoho.{self.data_center}"
        return self.accounts or f"https://accounts.{own}"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        found = [f"fields: {name!r} is none of {', '.join(_FIELDS)}" for name in self.fields if name not in _FIELDS]
        found += [f"modules: {name!r} is none of {', '.join(MODULES)}" for name in self.modules if name not in MODULES]
        if bool(self.won_stages) != bool(self.lost_stages):
            found.append("won_stages and lost_stages go together: a deal in neither is open")
        if found:
            raise ValueError("; ".join(found))
        return self
