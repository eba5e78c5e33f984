"""Months of a few people, as facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from reviewbook.schema.facts import FACTS


@pytest.fixture
def monthly() -> Callable[..., pd.DataFrame]:
    """Give facts of months: ``(person, month)`` to a value, or to a part and a whole."""

    def made(measure: str, unit: str, values: Mapping[tuple[str, str], float | tuple[float, float]]) -> pd.DataFrame:
        rows = []
        for (person, month), value in values.items():
            part, whole = value if isinstance(value, tuple) else (None, None)
            share = value if part is None else part / whole
            rate = measure.endswith("_rate")
            rows.append(
                {"measure": measure, "cadence": "monthly", "period": month, "entity_kind": "person",
                 "entity_id": person, "value": share, "numerator": part, "denominator": whole, "unit": unit,
                 "lower": share - 0.1 if rate else None, "upper": share + 0.1 if rate else None,
                 "n": int(whole) if rate and whole else 12}
            )  # fmt: skip
        frame = pd.DataFrame(rows, columns=FACTS.names)
        numbers = ["value", "numerator", "denominator", "lower", "upper"]
        return frame.astype(dict.fromkeys(numbers, "float64") | {"n": "Int64"})

    return made
