"""Who owed which report by when, and what became of it.

`duties` lays out what the rules ask of each team; `owed` says who owed it on the
due day and whether it came; `voluntary` keeps what came without being asked for.
Nothing here excuses or blames by itself: every row carries its reason.
"""

from reviewbook.owed.duties import duties
from reviewbook.owed.fate import owed
from reviewbook.owed.unasked import voluntary

__all__ = ["duties", "owed", "voluntary"]
