"""Everything in memory, one step after another; for tests and small tables."""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from reviewbook.engine.frames import Frame

__all__ = ["PandasEngine"]


class PandasEngine:
    """Everything in memory; for tests and small tables."""

    def frame(self, data: pd.DataFrame) -> Frame:
        """Bring a frame in."""
        return nw.from_native(data.reset_index(drop=True)).lazy()

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once."""
        return frame.collect().lazy()

    def collect(self, frame: Frame) -> pd.DataFrame:
        """Take a frame out."""
        return pd.DataFrame(frame.collect().to_native()).reset_index(drop=True)
