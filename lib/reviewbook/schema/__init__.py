"""The contract between the rooms: tables, facts and frames, column by column.

Nothing here computes. A stage that yields a frame yields exactly the columns
that are declared here; a stage that reads one relies on nothing else.
"""

from reviewbook.schema.columns import Column, Kind, Table
from reviewbook.schema.facts import COMPANY, FACTS, FRAMES, Measured
from reviewbook.schema.tables import TABLES

__all__ = ["COMPANY", "FACTS", "FRAMES", "TABLES", "Column", "Kind", "Measured", "Table"]
