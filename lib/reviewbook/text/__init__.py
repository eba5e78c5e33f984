"""What people write: numbers in their own manner, and texts that may be copies of each other.

`read_number` reads a number or refuses it with a reason; it never guesses.
`folded`, `enough` and `likeness` say how alike two free texts are.
"""

from reviewbook.text.likeness import LONGEST, enough, folded, likeness
from reviewbook.text.numbers import Reading, read_number
from reviewbook.text.refusals import REASONS

__all__ = ["LONGEST", "REASONS", "Reading", "enough", "folded", "likeness", "read_number"]
