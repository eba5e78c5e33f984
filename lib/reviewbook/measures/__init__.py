"""What every number means, computed: one function per measure, declared above it, and the facts.

The functions take narwhals frames in the analysis' form and give frames of
`schema.Measured`. They add up whole minor units and whole counts, so that every engine
and every order of rows gives the same numbers.
"""

from reviewbook.measures.booking import booked
from reviewbook.measures.cases import timed
from reviewbook.measures.customers import attributed, scored, unscored
from reviewbook.measures.deals import numbered_dates, undated, unrated, valued
from reviewbook.measures.declaring import Measure, disagreements, measure
from reviewbook.measures.facts import AIMED, facts
from reviewbook.measures.grid import BY, Grid
from reviewbook.measures.measured import cells
from reviewbook.measures.order_lines import by_day, daily_rates, every_line, lines, uncounted
from reviewbook.measures.people import members
from reviewbook.measures.products import ONLY_OF_PRODUCTS, named_products, product_measures
from reviewbook.measures.reads import NAMING_PRODUCTS, read_tables, reads
from reviewbook.measures.registry import MEASURES, Sources, measure_all
from reviewbook.measures.returning import stayed_away
from reviewbook.measures.say_do import commitments, promises
from reviewbook.measures.targets import Owners, daily_targets, days_covered, touching, unusable
from reviewbook.measures.working_days import workdays, worked_through

__all__ = [
    "AIMED",
    "BY",
    "MEASURES",
    "NAMING_PRODUCTS",
    "ONLY_OF_PRODUCTS",
    "Grid",
    "Measure",
    "Owners",
    "Sources",
    "attributed",
    "booked",
    "by_day",
    "cells",
    "commitments",
    "daily_rates",
    "daily_targets",
    "days_covered",
    "disagreements",
    "every_line",
    "facts",
    "lines",
    "measure",
    "measure_all",
    "members",
    "named_products",
    "numbered_dates",
    "product_measures",
    "promises",
    "read_tables",
    "reads",
    "scored",
    "stayed_away",
    "timed",
    "touching",
    "uncounted",
    "undated",
    "unrated",
    "unscored",
    "unusable",
    "valued",
    "workdays",
    "worked_through",
]
