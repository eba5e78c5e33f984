"""Whether the free text of a report was copied from an earlier one of the same person."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.engine import Engine, Frame, as_analysed
from reviewbook.params.templates import Copied, Templates
from reviewbook.schema import FRAMES
from reviewbook.text import enough, folded, likeness

__all__ = ["copies"]

_REPORT = ("report_id", "revision", "person_id", "team_id", "cadence", "period", "template", "due_on")


def copies(engine: Engine, filled: Frame, templates: Templates) -> Frame:
    """
    Every submitted report that was owed, its free text compared with the author's earlier ones.

    Parameters
    ----------
    engine : Engine
        Brings the rows out and in.
    filled : Frame
        The fields of the reports that count (`filled.FILLED`), over the whole history.
    templates : Templates
        The order of the fields, and from where on a text is copied (``copied``).

    Returns
    -------
    Frame
        `schema.FRAMES["copies"]`. The free text is that of all text fields together. It is compared with the previous
        reports of the same person on the same template, by period; ``earlier_id`` is the most alike of them, of equal
        ones the latest. ``kind`` is ``exact`` when only blanks, punctuation and capitals differ; ``similarity`` below that of a copy is
        not told. ``enough`` is false,
        and nothing is compared, where the text says too little. Both texts are kept for what was copied, alone.
    """
    reports = _texts(engine, filled, templates)
    similarity, lag = _most_alike(reports, templates.copied)
    earlier = reports.iloc[np.arange(len(reports)) - lag].reset_index(drop=True)
    copied = similarity >= templates.copied.similar
    same = (reports["folded"] == earlier["folded"]).to_numpy()
    found = reports.assign(
        enough=reports["enough"],
        copied=copied,
        kind=pd.Series(np.where(same, "exact", "near")).where(copied, None),
        similarity=np.where(lag > 0, similarity, np.nan),
        earlier_id=earlier["report_id"].where(lag > 0, None),
        earlier_period=earlier["period"].where(lag > 0, None),
        text=reports["text"].where(copied, None),
        earlier_text=earlier["text"].where(copied, None),
    )
    return engine.frame(_analysed(found))


def _texts(engine: Engine, filled: Frame, templates: Templates) -> pd.DataFrame:
    """Give the reports in the order of their author, template and period, with their text as written and folded."""
    reports = engine.collect(filled.select(*_REPORT).unique())
    said = engine.collect(
        filled.filter(nw.col("type") == "text", nw.col("said") != "").select("report_id", "template", "field", "said")
    )
    order = {(form.name, field.name): n for form in templates.templates for n, field in enumerate(form.fields)}
    places = [order[key] for key in zip(said["template"], said["field"], strict=True)]
    ordered = said.assign(_place=places).sort_values(["report_id", "_place"])
    joined = ordered.groupby("report_id")["said"].agg("\n".join)
    reports = reports.sort_values(["person_id", "template", "due_on", "period"], ignore_index=True)
    reports["text"] = reports["report_id"].map(joined).fillna("").astype("str")
    reports["folded"] = [folded(text) for text in reports["text"]]
    reports["enough"] = [enough(text, templates.copied.enough) for text in reports["folded"]]
    return reports


def _most_alike(reports: pd.DataFrame, copied: Copied) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give for each report the greatest likeness to one of the previous ones, and how many reports back that is."""
    texts = reports["folded"].to_numpy(dtype=object)
    told = reports["enough"].to_numpy(dtype=bool)
    author = reports.groupby(["person_id", "template"], sort=False).ngroup().to_numpy()
    best, lag = np.zeros(len(reports)), np.zeros(len(reports), dtype=np.int64)
    for back in range(1, min(copied.previous, len(reports) - 1) + 1):
        here = np.flatnonzero((author[back:] == author[:-back]) & told[back:] & told[:-back]) + back
        alike = likeness(texts[here].tolist(), texts[here - back].tolist(), copied.similar)
        better = alike > best[here]
        best[here[better]], lag[here[better]] = alike[better], back
    return best, lag


def _analysed(found: pd.DataFrame) -> pd.DataFrame:
    return as_analysed(found.assign(due_on=pd.to_datetime(found["due_on"])), FRAMES["copies"])
