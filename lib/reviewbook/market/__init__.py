"""What the reports say of the market: competitors, rising terms, and what suggestions and problems are about.

A report counts in the period that contains its due day, with the revision that
counts, like everywhere else; one that nobody owed is not read here.
"""

from reviewbook.market.heard import SPEAKING, Known, Span
from reviewbook.market.mentions import mentions
from reviewbook.market.shares import shares
from reviewbook.market.stage import market
from reviewbook.market.terms import terms
from reviewbook.market.themes import themes

__all__ = ["SPEAKING", "Known", "Span", "market", "mentions", "shares", "terms", "themes"]
