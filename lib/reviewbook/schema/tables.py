"""The tables of the warehouse: one row per thing, long and narrow.

A file that is named after a table and has its columns loads without a mapping.
"""

from __future__ import annotations

from reviewbook.schema.columns import Table, columns

__all__ = ["TABLES"]

_TABLES = (
    Table("people", "an employee",
          columns("person_id:id name:text email?:text hired_on?:date left_on?:date"),
          ("person_id",)),
    Table("teams", "a team",
          columns("team_id:id name:text parent_id?:id zone:text calendar:text currency?:text"),
          ("team_id",)),
    Table("memberships", "a person in a team for a while, [valid_from, valid_to)",
          columns("person_id:id team_id:id role:choice(rep|manager) valid_from:date valid_to?:date"),
          ("person_id", "team_id", "role", "valid_from")),
    Table("identities", "one person's name in another system",
          columns("system:id external_id:id person_id:id"),
          ("system", "external_id")),
    Table("leave", "an absence, first and last day included",
          columns("person_id:id starts_on:date ends_on:date kind:text portion:number"),
          ("person_id", "starts_on", "ends_on", "kind")),
    Table("reports", "a submitted report; every revision is a row",
          columns("report_id:id person_id:id cadence:choice(daily|weekly|monthly|quarterly|yearly) period:period "
                  "template:id submitted_at:instant revision:integer source:id url?:text"),
          ("report_id", "revision")),
    Table("report_fields", "one filled field of a report",
          columns("report_id:id revision:integer field:id text?:text number?:number"),
          ("report_id", "revision", "field")),
    Table("feedback", "somebody answered, read or liked a report",
          columns("feedback_id:id report_id:id author_id:id given_at?:instant "
                  "kind:choice(comment|approval|reaction|read) text?:text"),
          ("feedback_id",)),
    Table("customers", "a customer",
          columns("customer_id:id name:text segment?:text region?:text owner_id?:id created_on?:date"),
          ("customer_id",)),
    Table("products", "a product",
          columns("product_id:id name:text category?:text"),
          ("product_id",)),
    Table("orders", "one line of an order; a refund is a line of its own, on the day of the refund",
          columns("order_id:id line_id:id person_id:id customer_id?:id product_id?:id ordered_at:instant "
                  "recorded_at?:instant quantity:number amount:money currency:text "
                  "status:choice(confirmed|cancelled|refunded) cost?:money"),
          ("order_id", "line_id")),
    Table("opportunities", "a deal",
          columns("opportunity_id:id person_id:id customer_id?:id product_id?:id stage:text created_on:date "
                  "expected_on?:date closed_on?:date outcome:choice(open|won|lost) amount?:money currency?:text "
                  "probability?:number"),
          ("opportunity_id",)),
    Table("targets", "a target",
          columns("owner_kind:choice(person|team|company) owner_id:id measure:id period:period amount:money "
                  "currency?:text"),
          ("owner_kind", "owner_id", "measure", "period")),
    Table("fx_rates", "a currency's worth from a day on, in units of company currency for one",
          columns("currency:id valid_from:date rate:number"),
          ("currency", "valid_from")),
    Table("satisfaction", "a survey answer",
          columns("response_id:id customer_id?:id person_id?:id responded_at:instant score:number scale_min:number "
                  "scale_max:number comment?:text"),
          ("response_id",)),
    Table("complaints", "a complaint or case",
          columns("complaint_id:id customer_id?:id person_id?:id opened_at:instant answered_at?:instant "
                  "resolved_at?:instant severity:choice(low|medium|high) category?:text text?:text"),
          ("complaint_id",)),
    Table("follow_ups", "an action item",
          columns("follow_up_id:id title:text owner_id?:id created_at:instant due_on?:date done_at?:instant "
                  "status:choice(open|done|dropped) origin:id test?:text url?:text"),
          ("follow_up_id",)),
    Table("meetings", "a meeting",
          columns("meeting_id:id team_id:id held_at:instant kind:text"),
          ("meeting_id",)),
    Table("attendance", "a person at a meeting, or missing from it",
          columns("meeting_id:id person_id:id attended:flag"),
          ("meeting_id", "person_id")),
    Table("trainings", "a course taken or due",
          columns("training_id:id person_id:id skill:text completed_on?:date due_on?:date hours?:number "
                  "score?:number"),
          ("training_id", "person_id")),
    Table("goals", "a development goal (career step)",
          columns("goal_id:id person_id:id title:text level?:text due_on?:date done_on?:date"),
          ("goal_id",)),
    Table("honours", "an honour given; written by publication, read by the next",
          columns("honour:id period:period person_id:id edition:id"),
          ("honour", "period", "person_id")),
)  # fmt: skip

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
