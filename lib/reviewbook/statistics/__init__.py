"""What can be told from numbers: how far a share or mean is known, and whether a change is more than chance.

`intervals` are expressions that every engine computes; `behaviour` judges points of
a series one after the other, and `limits` says within which bounds chance alone
keeps the next of them; `surprise` gives the chance that it alone would do what the latest
periods show, with the `tails` that takes. The core needs no scipy.
"""

from reviewbook.statistics.behaviour import Charts, Point, rate_chart, rate_charts, value_chart, value_charts
from reviewbook.statistics.intervals import mean_interval, students_t, wilson

__all__ = [
    "Charts",
    "Point",
    "mean_interval",
    "rate_chart",
    "rate_charts",
    "students_t",
    "value_chart",
    "value_charts",
    "wilson",
]
