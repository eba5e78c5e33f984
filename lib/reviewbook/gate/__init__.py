"""What is asked before a review goes out, and what becomes of it: published, with caveats, or withheld.

Nothing is mended and nothing is left out here. A rule says what it looked at, what it
found and where its limit is, one row for each source, table, team or person, also
where all is well and where it could not be asked.
"""

from reviewbook.gate.known import Known
from reviewbook.gate.notice import Held, notice, told
from reviewbook.gate.outcome import despite, outcome
from reviewbook.gate.refusals import refusals
from reviewbook.gate.stage import gate

__all__ = ["Held", "Known", "despite", "gate", "notice", "outcome", "refusals", "told"]
