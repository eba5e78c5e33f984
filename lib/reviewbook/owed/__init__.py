"""Who owed which report by when, and what became of it.

`duties` lays out what the rules ask of each team; `owed` says who owed it on the
due day and whether it came; `unowed` keeps what was not owed, and why; `voluntary` what
came without being asked for.
Nothing here excuses or blames by itself: every row carries its reason.
"""

from reviewbook.owed.duties import duties, on_record
from reviewbook.owed.fate import owed
from reviewbook.owed.unasked import voluntary
from reviewbook.owed.unowed import idle_duties, unowed

__all__ = ["duties", "idle_duties", "on_record", "owed", "unowed", "voluntary"]
