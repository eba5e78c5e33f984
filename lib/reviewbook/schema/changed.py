"""What differs from the edition before, and why: the figures, the rows behind them, and the findings.

In a first edition these frames have no rows.
"""

from __future__ import annotations

from dataclasses import replace

from reviewbook.schema.columns import Table, columns
from reviewbook.schema.judged import JUDGED

__all__ = ["CAUSES", "CHANGED", "STEPS"]

#: Why a figure can differ though no row came, went or changed: what is asked of the same rows, or when.
STEPS = ("rule", "code", "rule_or_code", "cut_off")

#: Every cause; of several with equally many rows behind them the first is the one that is named.
CAUSES = (
    "backdated", "late_report", "revised", "late_arrival", "correction", "withdrawn", "target", "rate", "roster",
    "master_data", *STEPS, "follows", "unexplained",
)  # fmt: skip

#: What can be said of a row; `cut_off`: it came about after the former cut-off, in the ordinary course.
_KINDS = tuple(cause for cause in CAUSES if cause not in ("rule", "code", "rule_or_code", "follows", "unexplained"))

_CADENCE = "cadence:choice(daily|weekly|monthly|quarterly|yearly)"
_JUDGED = {table.name: table for table in JUDGED}

CHANGED = (
    Table("changes", "a figure that differs from the edition before, with the cause",
          columns(f"measure:id {_CADENCE} period:period "
                  "entity_kind:choice(company|team|person|product|customer|topic) entity_id:id "
                  "part:choice(value|note|numerator|denominator|target|lower|upper|n) before?:number "
                  "after_rules?:number after_cut_off?:number after?:number note_before?:text note_after?:text "
                  "unit:choice(share|money|count|hours|points|index|change|days) "
                  f"cause:choice({'|'.join(CAUSES)}) rows?:integer detail?:text"),
          ("measure", "cadence", "period", "entity_kind", "entity_id")),
    Table("arrivals", "a row of a table that is new, other or gone since the edition before",
          columns("table:id key:text state:choice(new|other|gone) person_id?:id person_before?:id team_id?:id "
                  f"on?:date kind:choice({'|'.join(_KINDS)}) came_at?:instant differs?:text"),
          ("table", "key", "person_id")),
    replace(_JUDGED["findings"], name="gone_findings", row="a finding of the edition before that is gone"),
    replace(_JUDGED["evidence"], name="gone_evidence", row="a number that a finding states which is gone"),
    Table("new_findings", "a finding that the edition before had not", columns("finding_id:id"), ("finding_id",)),
)  # fmt: skip
"""The frames, as they stand in an edition."""
