"""What a run costs beside what one would do by hand, and beside the least that it can cost: ``make bench``."""
