"""What differs between two editions of one review, and why, for every figure.

The editions are compared figure by figure; the tables, as each edition knew them, row by
row. A figure is explained by the rows of the tables that it reads: by those of its own
entity and period, and where there is none by those that lie before it or beside it, of
which it follows. What other rules, other code or a later cut-off alone would have changed
is told apart by facts that were derived again from the former rows.
"""

from reviewbook.changes.causes import Reading, explained
from reviewbook.changes.figures import Stations, differing
from reviewbook.changes.rows import kind_of, what_differs
from reviewbook.changes.touching import Around, touched, versions

__all__ = ["Around", "Reading", "Stations", "differing", "explained", "kind_of", "touched", "versions", "what_differs"]
