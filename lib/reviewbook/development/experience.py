"""Lessons and wins that the reports tell, each with its author."""

from __future__ import annotations

import pandas as pd

from reviewbook.engine import as_read
from reviewbook.params.templates import Templates
from reviewbook.periods import Period
from reviewbook.schema import FRAMES

__all__ = ["experience"]

_MEANT = ("lesson", "win")


def experience(checks: pd.DataFrame, answers: pd.DataFrame, templates: Templates, period: Period) -> pd.DataFrame:
    """
    Collect what people learned and won.

    Parameters
    ----------
    checks : DataFrame
        Frame ``checks``, of the period and as much before it as there is.
    answers : DataFrame
        ``report_id`` and ``answers``, how many comments it had; a report that is not there had none.
    templates : Templates
        Says which fields mean a lesson or a win.
    period : Period
        The period under review.

    Returns
    -------
    DataFrame
        Frame ``experience``: the texts of the reports due in the period. What its author has written before, be it in
        an earlier period, is not told again.
    """
    meant = pd.DataFrame(
        [(form.name, field.name, field.means) for form in templates.templates for field in form.fields],
        columns=["template", "field", "means"],
    )
    told = checks.merge(meant[meant["means"].isin(_MEANT)], on=["template", "field"])
    text = told["text"].fillna("").str.strip()
    told = told.assign(text=text, _alike=text.str.split().str.join(" "))[text != ""]
    told = told.sort_values(["due_on", "report_id", "field"]).drop_duplicates(["person_id", "_alike"])
    told = told[(told["due_on"] >= pd.Timestamp(period.start_on)) & (told["due_on"] < pd.Timestamp(period.end_on))]
    counts = answers.set_index("report_id")["answers"]
    return as_read(told.assign(answers=told["report_id"].map(counts).fillna(0)), FRAMES["experience"])
