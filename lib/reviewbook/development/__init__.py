"""How people can grow: their courses and goals, where they are behind their peers, what they learned, and what pays.

Nobody is called weak for what chance explains, and everything that is said of a person
rests on her own records and on those of colleagues in the same role.
"""

from reviewbook.development.courses import career, courses
from reviewbook.development.discipline import discipline
from reviewbook.development.experience import experience
from reviewbook.development.peers import weakest

__all__ = ["career", "courses", "discipline", "experience", "weakest"]
