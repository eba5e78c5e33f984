"""Every word, number and date a person reads, in Chinese and English, and in what further languages there are.

The words stand in ``words/*.toml``, Chinese and English of an entry side by side, so
that none can be forgotten (a test looks). TOML, not YAML: it is read by the standard
library in a millisecond, and these files are read in every kernel. A further language
is a file in ``languages/``; what it lacks is English until it is written.
"""

from reviewbook.wording.completeness import lacking
from reviewbook.wording.formats import BOTH, LANGUAGES, Language
from reviewbook.wording.formats import of as language
from reviewbook.wording.numbers import DASH
from reviewbook.wording.words import Wording, entries, questions

__all__ = ["BOTH", "DASH", "LANGUAGES", "Language", "Wording", "entries", "lacking", "language", "questions"]
