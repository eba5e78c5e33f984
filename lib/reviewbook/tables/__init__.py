"""Numbers, sentences and tables of a review, one question each: a slice goes in, a block comes out.

Every number that is printed here is a fact or a count of rows that the facts rest on.
What has no value is a dash with its reason; what has no rows is a sentence.
"""

from reviewbook.tables.appendix import calendar_note, definitions
from reviewbook.tables.compliance import reporting
from reviewbook.tables.late import late_or_missing, still_owed
from reviewbook.tables.matrix import status_matrix
from reviewbook.tables.origins import data_origins, rejected
from reviewbook.tables.replies import answers, unanswered_queue
from reviewbook.tables.sales import customers, performance, trend
from reviewbook.tables.sentences import statements
from reviewbook.tables.tiles import headline

__all__ = [
    "answers",
    "calendar_note",
    "customers",
    "data_origins",
    "definitions",
    "headline",
    "late_or_missing",
    "performance",
    "rejected",
    "reporting",
    "statements",
    "status_matrix",
    "still_owed",
    "trend",
    "unanswered_queue",
]
