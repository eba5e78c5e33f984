"""The checksum of what a frame holds: equal for equal values, whatever wrote or read it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["contents"]


def contents(frame: pd.DataFrame) -> bytes:
    """
    Give the checksum of the names, values and order of a frame.

    Dates and instants count as microseconds, in whatever unit they are held; what is not there differs from
    every value, and nothing else of how a column is held counts.
    """
    total = sha256()
    for name in frame.columns:
        total.update(f"{len(name)}:{name}:{len(frame)}:".encode())
        for part in _parts(frame[name]):
            total.update(part)
    return total.digest()


def _parts(values: pd.Series[Any]) -> tuple[bytes, ...]:
    absent = values.isna().to_numpy(dtype=bool)
    if pd.api.types.is_datetime64_any_dtype(values):
        instants = values.dt.tz_convert(None) if isinstance(values.dtype, pd.DatetimeTZDtype) else values
        return absent.tobytes(), b"at", instants.to_numpy("datetime64[us]").tobytes()
    if pd.api.types.is_numeric_dtype(values):  # flags among them
        if pd.api.types.is_float_dtype(values):
            numbers = np.where(absent, 0.0, values.to_numpy(np.float64, na_value=0.0)) + 0.0  # no zero below zero
            return absent.tobytes(), b"number", numbers.tobytes()
        return absent.tobytes(), b"whole", values.to_numpy(np.int64, na_value=0).tobytes()
    texts = ["" if gone else str(text) for text, gone in zip(values.to_list(), absent.tolist(), strict=True)]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return absent.tobytes(), b"text", lengths.tobytes(), "".join(texts).encode("utf-8", "surrogatepass")
