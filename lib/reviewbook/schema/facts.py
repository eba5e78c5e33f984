"""What the analysis yields: the facts, and the rows from which any fact is recomputed."""

from __future__ import annotations

from reviewbook.schema.changed import CHANGED
from reviewbook.schema.columns import Table, columns
from reviewbook.schema.gate import GATE
from reviewbook.schema.judged import JUDGED

__all__ = ["COMPANY", "FACTS", "FRAMES", "UNRECORDED", "Measured"]

#: Entity id of the company in facts.
COMPANY = "company"

FACTS = Table(
    "facts",
    "one measure of one entity in one period",
    columns(
        "measure:id cadence:choice(daily|weekly|monthly|quarterly|yearly) period:period "
        "entity_kind:choice(company|team|person|product|customer|topic) entity_id:id "
        "value?:number numerator?:number denominator?:number lower?:number upper?:number target?:number "
        "previous?:number unit:choice(share|money|count|hours|points|index|change|days) n:integer note?:text"
    ),
    ("measure", "cadence", "period", "entity_kind", "entity_id"),
)

#: Note of a measure whose rows the company does not keep: there is not one of them, of whatever period.
UNRECORDED = "none on record"

#: Columns that a function of `measures` yields; `analysis` adds measure, unit, target and previous.
Measured = (
    "cadence",
    "period",
    "entity_kind",
    "entity_id",
    "value",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "n",
    "note",
)

_FRAMES = (
    Table("owed", "a report owed by one person for one period, with its fate",
          columns("person_id:id team_id:id cadence:choice(daily|weekly|monthly|quarterly|yearly) period:period "
                  "template:id rule:id rule_from?:date role:text due_on:date due_at:instant grace_minutes:integer "
                  "closes_at:instant report_id?:id submitted_at?:instant revision?:integer "
                  "status:choice(on_time|late|missing|pending|exempt) reason?:text day_kind:text "
                  "working_days:integer leave_days:number provisional:flag lateness_hours?:number"),
          ("person_id", "template", "period", "team_id")),
    Table("voluntary", "a report that nobody owed",
          columns("report_id:id person_id:id team_id?:id cadence:id period:period template:id submitted_at:instant "
                  "reason:text"),
          ("report_id",)),
    Table("unowed", "a report of the period under review that a rule would have asked for, but for the reason given",
          columns("person_id:id team_id:id cadence:id period:period template:id rule:id due_on:date day_kind:text "
                  "reason:choice(holiday|company_off|not_yet_joined|left)"),
          ("person_id", "template", "period", "team_id")),
    Table("checks", "a field of a submitted report that was owed: valid or not, and why",
          columns("report_id:id revision:integer person_id:id team_id:id cadence:id period:period template:id "
                  "due_on:date field:id required:flag passed:flag reason?:text text?:text number?:number"),
          ("report_id", "field")),
    Table("copies", "a submitted report that was owed, its free text compared with the author's earlier ones",
          columns("report_id:id revision:integer person_id:id team_id:id cadence:id period:period template:id "
                  "due_on:date enough:flag copied:flag kind?:choice(exact|near) similarity?:number "
                  "earlier_id?:id earlier_period?:period text?:text earlier_text?:text"),
          ("report_id",)),
    Table("claims", "a field of a submitted report that claims a measure, against what is recorded",
          columns("report_id:id revision:integer person_id:id team_id:id cadence:id period:period template:id "
                  "due_on:date submitted_at:instant field:id measure:id claimed?:number recorded_then:number "
                  "recorded_now:number difference:number tolerance:number accurate:flag "
                  "cause:choice(match|unit|timing|definition|owner|duplicate|not_reported|not_recorded|unexplained) "
                  "detail?:text"),
          ("report_id", "field")),
    Table("replies", "a report that asked for an answer, and the answer it had",
          columns("report_id:id person_id:id team_id:id manager_id?:id cadence:id period:period template:id "
                  "submitted_at:instant submitted_on:date reply_within_hours:number answered_at?:instant "
                  "answered_by?:id hours?:number "
                  "status:choice(answered_in_time|answered_late|answered|unanswered|waiting|unknown) was_read:flag "
                  "age_hours?:number "
                  "text?:text"),
          ("report_id",)),
    Table("signals", "a point of a process-behaviour chart: one measure of one entity in one period",
          columns("measure:id cadence:choice(daily|weekly|monthly|quarterly|yearly) period:period "
                  "entity_kind:choice(company|team|person) entity_id:id value?:number centre?:number lower?:number "
                  "upper?:number verdict:choice(signal|routine|too_few) rule?:choice(outside|run) "
                  "side?:choice(above|below) since?:period baseline:integer"),
          ("measure", "cadence", "period", "entity_kind", "entity_id")),
    Table("mentions", "a competitor that a field of a submitted report names",
          columns("report_id:id person_id:id team_id:id cadence:id period:period template:id due_on:date field:id "
                  "means:text topic:id sentence:text"),
          ("report_id", "field", "topic")),
    Table("market", "the share of the reports that name a competitor: one entity in one period, judged by its chart",
          columns("cadence:choice(daily|weekly|monthly|quarterly|yearly) period:period "
                  "entity_kind:choice(company|team|person) entity_id:id topic:id reports:integer submitted:integer "
                  "share:number lower:number upper:number previous?:number verdict:choice(signal|routine|too_few) "
                  "rule?:choice(outside|run) side?:choice(above|below) since?:period centre?:number "
                  "limit_lower?:number limit_upper?:number baseline:integer"),
          ("period", "entity_kind", "entity_id", "topic")),
    Table("terms", "a term that comes up more often in the reports of the period under review than before",
          columns("cadence:choice(daily|weekly|monthly|quarterly|yearly) period:period "
                  "entity_kind:choice(company|team) entity_id:id term:text reports:integer people:integer "
                  "before:integer score:number report_id:id person_id:id sentence:text"),
          ("period", "entity_kind", "entity_id", "term")),
    Table("themes", "a sentence of a suggestion or a problem of the period under review, under one of the themes it is about",
          columns("report_id:id person_id:id team_id:id cadence:id period:period template:id due_on:date field:id "
                  "means:choice(suggestion|problem) place:integer theme:id sentence:text"),
          ("report_id", "field", "place", "theme")),
    Table("sales", "an order line of the period under review that counts in the revenue",
          columns("order_id:id line_id:id person_id:id team_id:id customer_id?:id customer?:text product_id?:id "
                  "product?:text on:date status:choice(confirmed|refunded) quantity:number amount:number"),
          ("order_id", "line_id")),
    Table("cases", "a complaint, with its working hours",
          columns("complaint_id:id customer_id?:id customer?:text person_id?:id team_id:id opened_at:instant "
                  "opened_on:date answered_at?:instant resolved_at?:instant resolved_on?:date severity:text "
                  "category?:text text?:text hours?:number age_hours?:number"),
          ("complaint_id",)),
)  # fmt: skip

_ORIGINS = (
    Table("rejected", "a row of a source that could not be loaded",
          columns("source:id table:id file:text line:integer column?:text value?:text reason:text"),
          ("source", "table", "file", "line", "column")),
    Table("origins", "what came from where: one row per source and table",
          columns("source:id table:id pulled_at:instant rows:integer rejected:integer newest_at?:instant"),
          ("source", "table")),
)  # fmt: skip

FRAMES: dict[str, Table] = {table.name: table for table in (*_FRAMES, *JUDGED, *CHANGED, *_ORIGINS, *GATE)}
