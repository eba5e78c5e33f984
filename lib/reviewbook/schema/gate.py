"""What is looked at before a review goes out, and what was found.

Neither frame names a person or quotes a row: whatever they say of a source or a table
may be read by everybody.
"""

from __future__ import annotations

from reviewbook.schema.columns import Table, columns

__all__ = ["GATE", "HELD", "NAMED", "PASSED", "UNASKED"]

#: The outcomes of a rule, the worst first: nothing is published, published with a caveat, nothing to say, not asked.
HELD, NAMED, PASSED, UNASKED = "withheld", "caveat", "passed", "not_applicable"

GATE = (
    Table("gate", "a rule that is asked before a review goes out, one thing that it was applied to, and what was found",
          columns("check:id outcome:choice(passed|caveat|withheld|not_applicable) source?:id table?:id measure?:id "
                  "entity_kind?:choice(company|team|person) entity_id?:id found?:number limit?:number usual?:number "
                  "unit:choice(share|count|hours|days) rows?:integer detail?:text owner?:text despite?:text"),
          ("check", "source", "table", "measure", "entity_kind", "entity_id")),
    Table("refusals", "how many rows of a table could not be used, by the reason",
          columns("source:id table:id reason:id rows:integer"),
          ("source", "table", "reason")),
)  # fmt: skip
