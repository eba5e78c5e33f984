"""What was agreed to do: opened, aged, carried from edition to edition, tested by data, and never lost."""

from reviewbook.follow_ups.known import Known
from reviewbook.follow_ups.stage import Agreed, follow_ups

__all__ = ["Agreed", "Known", "follow_ups"]
