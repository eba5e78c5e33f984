"""Cutting a run for its audiences: a notebook is given the rows its readers may see, and no others.

The cut is made before a kernel starts and fails closed: an audience that is
unknown gets nothing, and a frame that has no rule here is handed to nobody.
"""

from reviewbook.audiences.cutting import cut
from reviewbook.audiences.derived import Cut, Derived
from reviewbook.audiences.limiting import Reads, limited
from reviewbook.audiences.looking_up import Reader, audience, reader, readers, unknown
from reviewbook.audiences.opening import opened
from reviewbook.audiences.rules import cut_publication, cut_templates, rulebook
from reviewbook.audiences.slots import STAFF, Expected, by_slot, expected, slot
from reviewbook.audiences.writing import checksum, folder, holds, read, read_rules, write

__all__ = [
    "STAFF",
    "Cut",
    "Derived",
    "Expected",
    "Reader",
    "Reads",
    "audience",
    "by_slot",
    "checksum",
    "cut",
    "cut_publication",
    "cut_templates",
    "expected",
    "folder",
    "holds",
    "limited",
    "opened",
    "read",
    "read_rules",
    "reader",
    "readers",
    "rulebook",
    "slot",
    "unknown",
    "write",
]
