"""Published editions: each is written once, never changed, and says what it was made from.

A review that is published again from the same inputs, code and parameters is the
same edition; nothing is written. When one of them differs, the next number stands
beside the former one. The pages of the archive are drawn from the records alone.
"""

from reviewbook.editions.carried import carried, precedence
from reviewbook.editions.given import honours_given
from reviewbook.editions.record import Code, Draft, Edition, Record, verify
from reviewbook.editions.shelf import Shelf

__all__ = ["Code", "Draft", "Edition", "Record", "Shelf", "carried", "honours_given", "precedence", "verify"]
