"""What is concluded from the facts: scores and honours, people's development, findings, and what was agreed to do.

These frames say what a manager would say; each row rests on facts, or on rows of the
frames of `schema.facts`.
"""

from __future__ import annotations

from reviewbook.schema.columns import Table, columns

__all__ = ["JUDGED", "OPEN"]

#: The states of a follow-up that is not closed.
OPEN = ("new", "open", "overdue")

_CADENCE = "cadence:choice(daily|weekly|monthly|quarterly|yearly)"

JUDGED = (
    Table("away", "a customer of the three periods before who did not order in the period under review, and one of its sellers",
          columns("customer_id:id customer:text person_id:id team_id:id owner_id?:id last_order_on:date "
                  "worth:number"),
          ("customer_id", "person_id", "team_id")),
    Table("deals", "a deal that was open in the period under review, if only for a while",
          columns("opportunity_id:id person_id:id team_id:id customer?:text stage:text stage_before?:text "
                  "created_on:date expected_on?:date closed_on?:date outcome:choice(open|won|lost) amount?:number "
                  "probability?:number"),
          ("opportunity_id",)),
    Table("promises", "what a report committed its author to do in the period under review, against what was done",
          columns(f"report_id:id person_id:id team_id:id {_CADENCE} period:period template:id due_on:date field:id "
                  "committed:number done:number"),
          ("report_id", "field")),
    Table("scores", "a measure of the appraisal of one person in the period under review",
          columns(f"{_CADENCE} period:period person_id:id team_id:id component:id measure:id weight:number "
                  "value?:number points?:number exposure?:number counted:flag reason?:text"),
          ("person_id", "component", "measure")),
    Table("standings", "a person's place on a board of the period under review: the appraisal, or an honour's measure",
          columns(f"board:id {_CADENCE} period:period person_id:id team_id:id score?:number lower?:number "
                  "upper?:number rank?:integer rank_best?:integer rank_worst?:integer group?:integer eligible:flag "
                  "reason?:text"),
          ("board", "person_id")),
    Table("honoured", "an honour of a period with somebody who has it or was among the best; or why there is nobody",
          columns(f"honour:id {_CADENCE} period:period person_id?:id team_id?:id decision:choice(clear|highest) "
                  "outcome:choice(given|no_clear_winner|nobody) edition?:id reason?:text"),
          ("honour", "period", "team_id", "person_id")),
    Table("courses", "a course of a person, as it stands at the end of the period under review",
          columns("training_id:id person_id:id team_id:id skill:text due_on?:date completed_on?:date hours?:number "
                  "score?:number status:choice(done|overdue|due)"),
          ("training_id", "person_id")),
    Table("career", "a development goal of a person, as it stands at the end of the period under review",
          columns("goal_id:id person_id:id team_id:id title:text level?:text due_on?:date done_on?:date "
                  "status:choice(done|overdue|due)"),
          ("goal_id",)),
    Table("weakest", "a measure in which a person is farthest below her peers, and the course that answers it",
          columns(f"{_CADENCE} period:period person_id:id team_id:id place:integer measure:id value:number "
                  "peers:number peer_count:integer distance:number skill?:text training?:id"),
          ("person_id", "place")),
    Table("experience", "a lesson or a win that a report of the period under review tells",
          columns("report_id:id person_id:id team_id:id cadence:id period:period template:id due_on:date field:id "
                  "means:choice(lesson|win) text:text answers:integer"),
          ("report_id", "field")),
    Table("discipline", "whether reporting pays: how attainment follows reporting within persons, over all periods",
          columns(f"{_CADENCE} period:period pairs:integer people:integer slope?:number lower?:number upper?:number "
                  "reason?:text"),
          ("period",)),
    Table("findings", "what changed or stands out in the period under review, and what to do about it",
          columns(f"finding_id:id kind:id {_CADENCE} period:period entity_kind:id entity_id:id topic?:id team_id?:id "
                  "person_id?:id verdict:choice(signal|routine|certain) tone:choice(good|bad|plain) since?:period "
                  "chance?:number effect_money?:number effect_reports?:number weight:number rank:integer "
                  "owner_id?:id due_on:date test?:text"),
          ("finding_id",)),
    Table("evidence", "a number that a finding states, and where it stands",
          columns("finding_id:id name:id source:id measure?:id cadence?:id period?:period entity_kind?:id "
                  "entity_id?:id part?:id unit:choice(share|money|count|hours|points|index|change|days) value:number"),
          ("finding_id", "name")),
    Table("follow_ups", "something that was agreed to do, as it stands at the cut-off",
          columns("follow_up_id:id origin:id kind?:id finding_id?:id title?:text title_en?:text entity_kind?:id "
                  "entity_id?:id topic?:id team_id?:id person_id?:id owner_id?:id opened_in:period opened_at:instant "
                  "due_on?:date closed_at?:instant status:choice(new|open|overdue|done|dropped) "
                  "note?:choice(tested|not_found|unlisted) reason?:text reason_en?:text carried:integer "
                  "age_days:integer found_in?:period escalated_to?:id test?:text "
                  "test_state?:choice(met|not_yet|cannot_tell) measured_then?:number measured?:number url?:text"),
          ("follow_up_id",)),
)  # fmt: skip
"""The frames, in the order in which they come about."""
