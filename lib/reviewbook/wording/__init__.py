"""Every word, number and date a person reads, in Chinese and English.

The words stand in ``words/*.toml``, both languages of an entry side by side, so
that none can be forgotten (a test looks). TOML, not YAML: it is read by the
standard library in a millisecond, and these files are read in every kernel.
"""

from reviewbook.wording.numbers import DASH
from reviewbook.wording.words import LANGUAGES, Wording, entries, questions

__all__ = ["DASH", "LANGUAGES", "Wording", "entries", "questions"]
