"""Of the many fields of the reports those are read that may speak of the market, in the periods that are compared."""

import pandas as pd

from reviewbook.engine.polars_engine import PolarsEngine
from reviewbook.market import Span, stage
from reviewbook.periods import Cadence

REPORTS = """
    who  | on         | field      | said
    Li   | 2026-11-08 | competitor | too early
    Li   | 2026-11-09 | competitor | the first day
    Li   | 2026-11-22 | problem    | the last day
    Li   | 2026-11-22 | plan       | of no market
    Li   | 2026-11-23 | problem    | too late
"""


def test_only_the_fields_that_may_speak_of_the_market_are_taken_out_and_only_of_the_span(reported, templates):
    engine, filled = PolarsEngine(), pd.concat([reported(REPORTS), reported(REPORTS, "bare")], ignore_index=True)
    read = stage._read(engine, engine.frame(filled), templates, Span(Cadence.WEEKLY, ["2026-W46", "2026-W47"]))
    told = read[read["said"] != ""].sort_values("due_on")
    assert told["said"].tolist() == ["the first day", "the last day"]
    assert set(read["field"]) == {"competitor", "problem"}
    assert set(read["due_on"]) == {"2026-11-09", "2026-11-22"}
