"""Who is to be told, now, of reports that are owed, missing or unanswered: once per rule, and when it disturbs nobody.

Nothing is remembered here. Each reminder has an instant from which it is told and one until which it is of use,
and both follow from the rules, the calendars and the roster alone; so it has the same key whenever it is made, and
whoever sends it can tell that it was sent before.
"""

from reviewbook.reminders.hours import Place
from reviewbook.reminders.staff import OWNER, Staff
from reviewbook.reminders.stage import reach, reminders
from reviewbook.reminders.things import Bundle, Thing

__all__ = ["OWNER", "Bundle", "Place", "Staff", "Thing", "reach", "reminders"]
