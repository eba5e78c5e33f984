"""The sample company as files: one CSV per table, and the truths."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from reviewbook.schema import TABLES, Kind
from reviewbook.sources.sample.options import Company

__all__ = ["TRUTHS_FILE", "write"]

TRUTHS_FILE = "truths.json"


def write(company: Company, folder: Path) -> list[Path]:
    """
    Write the company into a folder, made where it is missing.

    Tables become ``<table>.csv``: UTF-8, dates as ``2026-11-23``, instants as
    ``2026-11-23T09:15:00Z``. The same company gives the same bytes on every machine.

    Returns
    -------
    list of Path
        The files, in the order in which they were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frame in company.tables.items():
        path = folder / f"{name}.csv"
        path.write_bytes(_as_text(name, frame).to_csv(index=False, lineterminator="\n").encode())
        written.append(path)
    path = folder / TRUTHS_FILE
    text = json.dumps(company.truths, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    path.write_bytes(text.encode())
    return [*written, path]


def _as_text(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for column in TABLES[name].columns:
        values = frame[column.name]
        if column.kind is Kind.DATE:
            columns[column.name] = _written(values, "D", "")
        elif column.kind is Kind.INSTANT:
            columns[column.name] = _written(values.dt.tz_localize(None), "s", "Z")
        elif column.kind is Kind.FLAG:
            columns[column.name] = values.map({True: "true", False: "false"})
        else:
            columns[column.name] = values
    return pd.DataFrame(columns)


def _written(values: pd.Series[pd.Timestamp], unit: Literal["D", "s"], zone: str) -> pd.Series[str]:
    instants = np.asarray(values.to_numpy(), f"datetime64[{unit}]")
    texts = np.datetime_as_string(instants, unit=unit).astype(object) + zone
    return pd.Series(texts, index=values.index).where(values.notna(), None)
