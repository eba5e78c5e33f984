"""The analyst's desk: a review opened by hand, shown, explained, and tried under another rule or measure.

Nothing here is part of a scheduled run. What is missing is said instead of refused, and nothing
is published or written but what was derived, under ``output/derived/desk/``: kept apart from what runs read,
since an analyst may have changed code in a running kernel.
"""
