"""Cutting a run for its audiences: a notebook is given the rows its readers may see, and no others.

The cut is made before a kernel starts and fails closed: an audience that is
unknown gets nothing, and a frame that has no rule here is handed to nobody.
"""

from reviewbook.audiences.cutting import cut
from reviewbook.audiences.derived import Cut, Derived
from reviewbook.audiences.looking_up import audience, audiences
from reviewbook.audiences.writing import folder, read, write

__all__ = ["Cut", "Derived", "audience", "audiences", "cut", "folder", "read", "write"]
