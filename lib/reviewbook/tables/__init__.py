"""Numbers, sentences and tables of a review, one question each: a slice goes in, a block comes out.

Every number that is printed here is a fact or a count of rows that the facts rest on.
What has no value is a dash with its reason; what has no rows is a sentence.
"""

from pathlib import Path
from typing import NoReturn

from reviewbook.errors import not_shown
from reviewbook.tables.appendix import calendar_note, definitions
from reviewbook.tables.appraisal import appraisal, score_rows
from reviewbook.tables.arrived import arrival_rows
from reviewbook.tables.away import away
from reviewbook.tables.behind import check_rows, claim_rows, copy_rows, owed_rows, reply_rows
from reviewbook.tables.bridge import bridge
from reviewbook.tables.changed import changed_figures, what_changed
from reviewbook.tables.claims import claim_bias, claims
from reviewbook.tables.complaints import complaints, open_complaints
from reviewbook.tables.compliance import reporting
from reviewbook.tables.copies import copies
from reviewbook.tables.denominator import denominator
from reviewbook.tables.development import development, experience, reporting_pays
from reviewbook.tables.findings import finding_rows, findings
from reviewbook.tables.follow_ups import follow_up_rows, follow_ups, promised, retrospective
from reviewbook.tables.forecasts import forecasts
from reviewbook.tables.gate import caveats, gate, rejected_reasons
from reviewbook.tables.health import health, proposals
from reviewbook.tables.honours import honours, honours_history
from reviewbook.tables.kept import rules_kept
from reviewbook.tables.late import late_or_missing, voluntary
from reviewbook.tables.market import competitors, mention_rows, rising_terms, voices
from reviewbook.tables.matrix import exceptions_matrix, status_matrix
from reviewbook.tables.orders import order_rows
from reviewbook.tables.origins import data_origins, rejected
from reviewbook.tables.own import own_numbers, reports_explained
from reviewbook.tables.people import goals, trainings
from reviewbook.tables.pipeline import deal_rows, pipeline
from reviewbook.tables.promises import promise_rows, say_do
from reviewbook.tables.punctuality import streaks
from reviewbook.tables.replies import answers, team_answers, unanswered_queue
from reviewbook.tables.rules import rule_changes
from reviewbook.tables.sales import customers, performance, trend
from reviewbook.tables.sentences import statements
from reviewbook.tables.signals import signals
from reviewbook.tables.skills import course_rows, goal_rows, skills
from reviewbook.tables.still_open import closing_soon, still_owed
from reviewbook.tables.themes import theme_rows, themes
from reviewbook.tables.tiles import headline, reporting_headline

__all__ = [
    "answers",
    "appraisal",
    "arrival_rows",
    "away",
    "bridge",
    "calendar_note",
    "caveats",
    "changed_figures",
    "check_rows",
    "claim_bias",
    "claim_rows",
    "claims",
    "closing_soon",
    "competitors",
    "complaints",
    "copies",
    "copy_rows",
    "course_rows",
    "customers",
    "data_origins",
    "deal_rows",
    "definitions",
    "denominator",
    "development",
    "exceptions_matrix",
    "experience",
    "finding_rows",
    "findings",
    "follow_up_rows",
    "follow_ups",
    "forecasts",
    "gate",
    "goal_rows",
    "goals",
    "headline",
    "health",
    "honours",
    "honours_history",
    "late_or_missing",
    "mention_rows",
    "open_complaints",
    "order_rows",
    "owed_rows",
    "own_numbers",
    "performance",
    "pipeline",
    "promise_rows",
    "promised",
    "proposals",
    "rejected",
    "rejected_reasons",
    "reply_rows",
    "reporting",
    "reporting_headline",
    "reporting_pays",
    "reports_explained",
    "retrospective",
    "rising_terms",
    "rule_changes",
    "rules_kept",
    "say_do",
    "score_rows",
    "signals",
    "skills",
    "statements",
    "status_matrix",
    "still_owed",
    "streaks",
    "team_answers",
    "theme_rows",
    "themes",
    "trainings",
    "trend",
    "unanswered_queue",
    "voices",
    "voluntary",
    "what_changed",
]


def __getattr__(name: str) -> NoReturn:
    raise not_shown(name, __name__, Path(__path__[0]), __all__)
