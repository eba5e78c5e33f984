"""Appraisal and honours: what people's numbers are worth in points, who stands where, and how sure that is.

A rank is told with the ranks that chance alone could have given, and people who cannot
be told apart are one group. An honour that is decided clearly goes to nobody in most
months among equally good people; that is no defect, but what the numbers say.
"""

from reviewbook.appraisal.estimates import DRAWS, Book, Estimates
from reviewbook.appraisal.places import Places, placed, sure_gap
from reviewbook.appraisal.stage import appraise

__all__ = ["DRAWS", "Book", "Estimates", "Places", "appraise", "placed", "sure_gap"]
