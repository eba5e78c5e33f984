"""The condition that closes a follow-up by data: ``on_time_rate team:east >= 0.95 x2``.

A measure, whose, a comparison, a value as it stands in the facts, and for how many
periods in a row. It is as much of a language as a manager can write without help.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass

__all__ = ["FORM", "Condition"]

#: How a condition looks, for whom it is refused.
FORM = "Write it like 'on_time_rate team:east >= 0.95 x2': measure, whose, comparison, value, periods in a row."

_KINDS = ("company", "team", "person", "product")
_COMPARED = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_SHAPE = re.compile(
    r"(?P<measure>\w+)\s+(?P<kind>\w+)(?::(?P<entity>\S+))?\s*"
    r"(?P<sign>[<>]=?)\s*(?P<value>-?\d+(\.\d+)?)(?:\s+x(?P<times>[1-9]\d?))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Condition:
    """
    What must come true.

    Parameters
    ----------
    measure : str
        As in ``measures.yaml``.
    entity_kind, entity_id : str
        Whose: ``company``, or a ``team``, ``person`` or ``product`` with its id.
    sign : str
        ``>=``, ``<=``, ``>`` or ``<``.
    value : float
        In the unit of the measure; a share runs from 0 to 1.
    times : int
        In how many periods in a row.
    """

    measure: str
    entity_kind: str
    entity_id: str
    sign: str
    value: float
    times: int = 1

    @classmethod
    def parse(cls, text: str) -> Condition | None:
        """Read a condition; None where the text is none."""
        found = _SHAPE.fullmatch(text.strip())
        if found is None or found["kind"] not in _KINDS or (found["kind"] == "company") == bool(found["entity"]):
            return None
        entity = found["entity"] or found["kind"]
        return cls(
            found["measure"], found["kind"], entity, found["sign"], float(found["value"]), int(found["times"] or 1)
        )

    def holds(self, value: float) -> bool:
        """Whether a value is as it should be."""
        return bool(_COMPARED[self.sign](value, self.value))
