"""What people write: numbers in their own manner, and texts that may be copies of each other.

`read_number` reads a number or refuses it with a reason; it never guesses.
`folded`, `enough` and `likeness` say how alike two free texts are.
`Names` finds names in a text, `sentences` takes it apart; `terms`, which needs a dictionary, is loaded by its own name.
"""

from reviewbook.text.likeness import LONGEST, enough, folded, likeness
from reviewbook.text.naming import Found, Names, plain, sentences
from reviewbook.text.numbers import Reading, read_number
from reviewbook.text.refusals import REASONS

__all__ = [
    "LONGEST",
    "REASONS",
    "Found",
    "Names",
    "Reading",
    "enough",
    "folded",
    "likeness",
    "plain",
    "read_number",
    "sentences",
]
