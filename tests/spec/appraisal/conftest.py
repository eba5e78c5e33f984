"""A month of four reps and their manager, by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from reviewbook.appraisal import appraise
from reviewbook.engine import as_read
from reviewbook.params.appraisal import Appraisal
from reviewbook.periods import Period
from reviewbook.schema import FACTS

MONTH = Period.parse("2026-10")

STAFF = """
    person_id | team_id | role    | working_days
    ----------+---------+---------+-------------
    Boss      | east    | manager | 18.0
    Li        | east    | rep     | 18.0
    Wang      | east    | rep     | 17.5
    Zhao      | west    | rep     | 18.0
    New       | west    | rep     | 4.0
"""

FACTS_OF_MONTH = """
    entity_id | measure            | value  | numerator | denominator | lower | upper | n  | note
    ----------+--------------------+--------+-----------+-------------+-------+-------+----+--------
    Li        | attainment         | 1.1    | 110000    | 100000      |       |       | 30 |
    Wang      | attainment         | 0.8    | 80000     | 100000      |       |       | 20 |
    Zhao      | attainment         | 0.5    | 50000     | 100000      |       |       | 20 |
    New       | attainment         | 2.0    | 40000     | 20000       |       |       | 8  |
    Boss      | attainment         | 9.0    | 90000     | 10000       |       |       | 8  |
    Li        | satisfaction_score | 90.0   |           |             | 80.0  | 100.0 | 9  |
    Wang      | satisfaction_score |        |           |             |       |       | 2  | too few
    Li        | good_report_rate   | 0.95   | 19        | 20          |       |       | 20 |
    Wang      | good_report_rate   | 1.0    | 20        | 20          |       |       | 20 |
    Zhao      | good_report_rate   | 1.0    | 3         | 3           |       |       | 3  |
"""

RULES: dict[str, Any] = {
    "components": [
        {"name": "sales", "title": {"zh": "业绩", "en": "Sales"}, "weight": 0.6, "measures": [
            {"measure": "attainment", "weight": 1, "curve": [[0.6, 0], [1.0, 80], [1.2, 100]]}]},
        {"name": "service", "title": {"zh": "服务", "en": "Service"}, "weight": 0.4, "measures": [
            {"measure": "satisfaction_score", "weight": 0.5, "curve": [[50, 0], [100, 100]]},
            {"measure": "good_report_rate", "weight": 0.5, "curve": [[0.5, 0], [1.0, 100]], "least": 5}]},
    ],
    "honours": [{"name": "best", "title": {"zh": "之星", "en": "Best"}, "measure": "attainment"}],
}  # fmt: skip


@pytest.fixture
def facts(table: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Read the facts of people in a month."""

    def read(text: str = FACTS_OF_MONTH, period: str = "2026-10") -> pd.DataFrame:
        rows = table(text).assign(cadence="monthly", period=period, entity_kind="person", unit="share")
        return as_read(rows.assign(**{name: None for name in FACTS.names if name not in rows}), FACTS)

    return read


def orders_of(amounts: dict[str, list[float]], month: str = "2026-10") -> pd.DataFrame:
    """Give the orders of some people, in units of currency."""
    rows = [
        (person, "team", month, f"{person}-{month}-{number}", round(amount * 100))
        for person, all_of_them in amounts.items()
        for number, amount in enumerate(all_of_them)
    ]
    return pd.DataFrame(rows, columns=["person_id", "team_id", "month", "order_id", "minor"])


SOLD = {"Li": [10_000.0] * 11, "Wang": [10_000.0] * 8, "Zhao": [10_000.0] * 5, "New": [10_000.0] * 4}


@pytest.fixture
def appraised(facts: Any, table: Any) -> Callable[..., dict[str, pd.DataFrame]]:
    """Appraise the month; facts, orders, staff and rules may be replaced."""

    def made(rules: dict[str, Any] | None = None, **parts: Any) -> dict[str, pd.DataFrame]:
        known = {"facts": facts(), "sold": orders_of(SOLD), "staff": table(STAFF), "period": MONTH} | parts
        return appraise(rules=Appraisal.model_validate(rules or RULES), **known)

    return made


@pytest.fixture
def orders() -> Callable[..., pd.DataFrame]:
    """Give the maker of orders."""
    return orders_of


@pytest.fixture
def sold() -> dict[str, list[float]]:
    """Give what everybody sold."""
    return SOLD


@pytest.fixture
def rules() -> dict[str, Any]:
    """Give the rules."""
    return RULES
