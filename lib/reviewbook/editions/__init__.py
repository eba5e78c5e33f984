"""Published editions: each is written once, never changed, and says what it was made from.

A review that is published again from the same inputs, code and parameters is the
same edition; nothing is written. When one of them differs, the next number stands
beside the former one. The pages of the archive are drawn from the records alone.
"""

from reviewbook.editions.addresses import address, edition_at
from reviewbook.editions.carried import carried, precedence
from reviewbook.editions.edition import Draft, Edition
from reviewbook.editions.given import honours_given
from reviewbook.editions.names import audience_folder
from reviewbook.editions.record import Code, Meaning, Record, Said
from reviewbook.editions.shelf import Shelf
from reviewbook.editions.verifying import verify

__all__ = [
    "Code",
    "Draft",
    "Edition",
    "Meaning",
    "Record",
    "Said",
    "Shelf",
    "address",
    "audience_folder",
    "carried",
    "edition_at",
    "honours_given",
    "precedence",
    "verify",
]
