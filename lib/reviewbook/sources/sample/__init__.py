"""A simulated company with planted truths: the demonstration, and the proof that reviewbook finds what is there.

Yunling Industrial (云岭工业设备) sells pumps, valves and compressors in three
regions, one of which works in English from London. Its people, customers,
competitors and texts are invented. Apart from ordinary noise everybody does what
is asked; what is otherwise is declared in ``plan.toml`` and handed out with the
data, so that a review can be held against what is truly so.
"""

from reviewbook.sources.sample.company import simulate
from reviewbook.sources.sample.files import write
from reviewbook.sources.sample.options import Company, SampleOptions

__all__ = ["Company", "SampleOptions", "simulate", "write"]
