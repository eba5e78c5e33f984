"""Numbers, sentences and tables of a review, one question each: a slice goes in, a block comes out.

Every number that is printed here is a fact or a count of rows that the facts rest on.
What has no value is a dash with its reason; what has no rows is a sentence.
"""

from reviewbook.tables.appendix import calendar_note, definitions
from reviewbook.tables.behind import check_rows, claim_rows, copy_rows, owed_rows, reply_rows
from reviewbook.tables.bridge import bridge
from reviewbook.tables.claims import claim_bias, claims
from reviewbook.tables.complaints import complaints, open_complaints
from reviewbook.tables.compliance import reporting
from reviewbook.tables.copies import copies
from reviewbook.tables.denominator import denominator
from reviewbook.tables.forecasts import forecasts
from reviewbook.tables.health import health, proposals
from reviewbook.tables.kept import rules_kept
from reviewbook.tables.late import late_or_missing, voluntary
from reviewbook.tables.market import competitors, mention_rows, rising_terms, voices
from reviewbook.tables.matrix import exceptions_matrix, status_matrix
from reviewbook.tables.origins import data_origins, rejected
from reviewbook.tables.punctuality import streaks
from reviewbook.tables.replies import answers, team_answers, unanswered_queue
from reviewbook.tables.rules import rule_changes
from reviewbook.tables.sales import customers, performance, trend
from reviewbook.tables.sentences import statements
from reviewbook.tables.signals import signals
from reviewbook.tables.still_open import closing_soon, still_owed
from reviewbook.tables.themes import theme_rows, themes
from reviewbook.tables.tiles import headline, reporting_headline

__all__ = [
    "answers",
    "bridge",
    "calendar_note",
    "check_rows",
    "claim_bias",
    "claim_rows",
    "claims",
    "closing_soon",
    "competitors",
    "complaints",
    "copies",
    "copy_rows",
    "customers",
    "data_origins",
    "definitions",
    "denominator",
    "exceptions_matrix",
    "forecasts",
    "headline",
    "health",
    "late_or_missing",
    "mention_rows",
    "open_complaints",
    "owed_rows",
    "performance",
    "proposals",
    "rejected",
    "reply_rows",
    "reporting",
    "reporting_headline",
    "rising_terms",
    "rule_changes",
    "rules_kept",
    "signals",
    "statements",
    "status_matrix",
    "still_owed",
    "streaks",
    "team_answers",
    "theme_rows",
    "themes",
    "trend",
    "unanswered_queue",
    "voices",
    "voluntary",
]
