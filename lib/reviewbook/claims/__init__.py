"""What reports claim, against what is recorded: read twice, with one cause from a closed list, and no accusation.

`booked` gathers what the CRM has for each claim, now and as it was when the report was
submitted, and what it would have under every other reading; `causes` picks the first
reading that fits.
"""

from reviewbook.claims.causes import CAUSES
from reviewbook.claims.claimed import claims

__all__ = ["CAUSES", "claims"]
