"""Fxiaoke (纷享销客, ShareCRM) as a source: customers, orders, deals, targets, cases, answers and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from reviewbook.params.base import Entry, Zone
from reviewbook.params.systems.base import Address, Answers, Form, FormsEntry, SecretName

__all__ = ["OBJECTS", "FxiaokeEntry", "Goal"]

#: Objects that are pulled.
OBJECTS = (
    "AccountObj",
    "AppraiseObj",
    "CasesObj",
    "GoalValueObj",
    "JournalObj",
    "NewOpportunityObj",
    "PaymentObj",
    "SalesOrderObj",
    "SalesOrderProductObj",
)

#: Column → the field in which it stands. Those of cases and of answers are another company's own, as a rule.
_FIELDS = {
    "customers.segment": "account_type",
    "customers.region": "area",
    "orders.amount": "order_amount",
    "orders.line_amount": "subtotal",
    "orders.quantity": "quantity",
    "orders.currency": "mc_currency",
    "opportunities.stage": "sales_stage",
    "opportunities.outcome": "sales_status",
    "complaints.severity": "priority",
    "complaints.category": "case_type",
    "complaints.answered_at": "first_response_time",
    "complaints.resolved_at": "finish_time",
    "complaints.text": "description",
    "satisfaction.score": "score",
    "satisfaction.comment": "comment",
}

_SEVERITIES: dict[str, Literal["low", "medium", "high"]] = {"高": "high", "中": "medium", "低": "low"}


class Goal(Entry):
    """
    A rule for goals whose values are targets of people.

    Parameters
    ----------
    rule : str
        Its id, as ``rule_field`` of the values holds it.
    measure : str
        The measure that the target is for.
    person_field, year_field, rule_field : str
        Fields of a value that hold whose it is, its year and its rule.
    """

    rule: str
    measure: str = "revenue"
    person_field: str = "check_dimension_value2"
    year_field: str = "fiscal_year"
    rule_field: str = "goal_rule_id"


class FxiaokeEntry(FormsEntry):
    """
    One tenant of Fxiaoke, as one of its users sees it.

    A `Form` is a kind of 日志, by its ``record_type`` (``default_week__c``) or its ``period_type`` (``weekly``).

    Parameters
    ----------
    base : str
        Address of the cloud in which the tenant is; https://open-hws.fxiaoke.com, https://open-ksc.sharecrm.com …
    login : str
        ``app_secret`` (new), or ``permanent_code`` for an app that was made for the older interface.
    app_id : str
        Id of the app: FSAID_….
    app_secret, permanent_code : str
        Names of the secrets; the second only where `login` is that.
    acting_user : str
        In whose name is asked: an employee number, or FSUID_… where `login` is ``permanent_code``. Only what this user
        may see is given, and nothing says what is missing: take one who sees all.
    user_ids : str
        What people are called by: ``open`` (FSUID_…, with names and e-mails of all) or ``employee`` (numbers, with
        names from the records).
    objects : tuple of str
        What is pulled; leave out what the company has no licence for.
    fields : dict
        ``table.column`` → the field in which it stands here, where it is another one than usual.
    won, lost : tuple of str
        Values or labels of the outcome of a deal; all others are open.
    cancelled : tuple of str
        Values or labels of ``order_status`` of orders that were cancelled.
    severities : dict
        Value or label of the severity of a case → ``low``, ``medium`` or ``high``.
    severity : str
        Of cases that say none of these.
    goals : tuple of Goal
        Which goals are targets; without one none is.
    commented : tuple of str
        Values or labels of ``comment_status`` that mean that a report was answered.
    scale : tuple of float
        Lowest and highest score of an answer to a survey.
    currency : str
        Of amounts that do not say it.
    zone : str
        In which days are counted.
    """

    kind: Literal["fxiaoke"]
    forms: tuple[Form, ...] = ()
    base: Address = "https://open.fxiaoke.com"
    login: Literal["app_secret", "permanent_code"] = "app_secret"
    app_id: str = Field(min_length=1)
    app_secret: SecretName
    permanent_code: SecretName | None = None
    acting_user: str = Field(min_length=1)
    user_ids: Literal["open", "employee"] = "open"
    objects: tuple[str, ...] = OBJECTS
    fields: dict[str, str] = Field(default_factory=dict)
    won: tuple[str, ...] = ("赢单",)
    lost: tuple[str, ...] = ("输单", "无效")
    cancelled: tuple[str, ...] = ("已取消", "已作废")
    severities: dict[str, Literal["low", "medium", "high"]] = Field(default_factory=lambda: dict(_SEVERITIES))
    severity: Literal["low", "medium", "high"] = "medium"
    goals: tuple[Goal, ...] = ()
    commented: tuple[str, ...] = ("已点评",)
    scale: tuple[float, float] = (1, 5)
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    zone: Zone = "Asia/Shanghai"

    @property
    def answers(self) -> Mapping[str, Answers]:
        """Who commented on a journal is told, and not when."""
        return {self.name: "untimed"}

    def field(self, column: str) -> str:
        """Give the field in which a column stands."""
        return self.fields.get(column, _FIELDS[column])

    @model_validator(mode="after")
    def _fits(self) -> Self:
        found = [f"fields: {name!r} is none of {', '.join(_FIELDS)}" for name in self.fields if name not in _FIELDS]
        found += [f"objects: {name!r} is none of {', '.join(OBJECTS)}" for name in self.objects if name not in OBJECTS]
        if (self.login == "permanent_code") != bool(self.permanent_code):
            found.append("permanent_code goes with login: permanent_code, and only with it")
        if found:
            raise ValueError("; ".join(found))
        return self
