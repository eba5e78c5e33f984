"""Managers on the same clock: whether a report that asked for an answer had one, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import pandas as pd

from reviewbook.engine import Engine, Frame, divided
from reviewbook.params.templates import Templates
from reviewbook.schema import FRAMES
from reviewbook.worktime import HOUR, WorkTime

__all__ = ["known", "replies"]

#: Longer than any time that is asked for; stands for a time that is not known.
_ENDLESS = 2**62

_ANSWERS = ("comment", "approval")


def replies(
    engine: Engine, owed: Frame, tables: Mapping[str, Frame], templates: Templates, clock: WorkTime, as_of: int
) -> Frame:
    """
    Every report that asked for an answer, with the answer it had.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frames.
    owed : Frame
        `schema.FRAMES["owed"]`; reports that came in time or late, under a rule with ``reply_within``.
    tables : mapping of Frame
        ``reports``, ``feedback`` and ``teams``; ``present`` and ``entities`` of the roster
        (`roster.Roster.days`, `roster.Roster.entities`).
    templates : Templates
        How many working hours each rule gives.
    clock : WorkTime
        Working hours of the person's team; its days reach over the cut-off.
    as_of : int
        The cut-off; what was answered after it does not exist.

    Returns
    -------
    Frame
        `schema.FRAMES["replies"]`. The answer is the first comment or approval by somebody who, on its day, manages
        the person's team or one above it and is not the author. ``hours`` run from the first submission; an answer
        without a time is an answer, but none in time. ``manager_id`` is who was to answer: the manager of the team
        on the day of submission, of the next team above where it has none but the author; of several the smallest
        id. ``submitted_on`` is the day in the team's zone. ``was_read`` says that such a manager marked it as read,
        which is no answer. ``age_hours`` are the working hours for which a report without an answer has waited at the
        cut-off.
    """
    teams = tables["teams"].select("team_id", "zone", "calendar", _as_of=nw.lit(as_of))
    now = clock.worked(teams, "_as_of", "_now")
    submitted = _asked(engine, owed, templates).join(engine.keep(now), on="team_id")
    asked = engine.keep(clock.worked(submitted, "submitted_at", "_begun", on="submitted_on"))
    bosses = (
        tables["present"]
        .filter(nw.col("role") == "manager")
        .select("on", boss=nw.col("person_id"), above=nw.col("team_id"))
    )
    ladder = tables["entities"].filter(nw.col("entity_kind") == "team").select("team_id", above=nw.col("entity_id"))
    heard = engine.keep(_heard(asked, tables, clock, as_of, bosses.join(ladder, on="above")))
    answers = engine.keep(_first_answers(heard))
    read = heard.filter(nw.col("kind") == "read").select("report_id", _read=nw.lit(1)).unique()
    rows = (
        asked.join(_managers(asked, bosses, ladder), on="report_id", how="left")
        .join(answers, on="report_id", how="left")
        .join(read, on="report_id", how="left")
    )
    told = rows.with_columns(
        status=_status(),
        hours=nw.when(nw.col("_took") < _ENDLESS).then(divided(nw.col("_took"), HOUR)).otherwise(None),
        was_read=nw.col("_read").fill_null(0) == 1,
        age_hours=nw.when(nw.col("answered_by").is_null()).then(divided(nw.col("_now") - nw.col("_begun"), HOUR)),
    )
    return engine.keep(told.select(*FRAMES["replies"].names))


def known(engine: Engine, rows: Frame, reports: Frame, answers: Mapping[str, str]) -> Frame:
    """
    Say of which reports it cannot be known whether they were answered, or when.

    Parameters
    ----------
    engine : Engine
        Computes and keeps the frames.
    rows : Frame
        From `replies`.
    reports : Frame
        The table ``reports``.
    answers : mapping of str
        ``source`` of reports → ``none``, when nothing is told of the answers to them, or ``untimed``, when their times
        are not told.

    Returns
    -------
    Frame
        `schema.FRAMES["replies"]`. A report of which a revision came from a source that tells nothing is ``unknown``,
        even where an answer is known by chance: were those alone counted, all would seem to be answered. It neither
        took nor waited any time. An answer that has no time because no source tells one is ``answered``, neither in
        time nor late.
    """
    if not answers:
        return rows
    duty = ["person_id", "template", "period"]
    told = engine.frame(pd.DataFrame({"source": [*answers], "_told": [*answers.values()]}, dtype="str"))
    # "none" comes before "untimed", and outweighs it.
    told = reports.select(*duty, "source").join(told, on="source").group_by(*duty).agg(_told=nw.col("_told").min())
    marked = rows.join(told, on=duty, how="left").with_columns(_told=nw.col("_told").fill_null(""))
    unknown = nw.col("_told") == "none"
    timeless = (nw.col("_told") == "untimed") & ~nw.col("answered_by").is_null() & nw.col("answered_at").is_null()
    status = nw.when(unknown).then(nw.lit("unknown")).when(timeless).then(nw.lit("answered"))
    lasting = {name: nw.when(~unknown).then(nw.col(name)) for name in ("hours", "age_hours")}
    said = marked.with_columns(status=status.otherwise(nw.col("status")), **lasting)
    return engine.keep(said.select(*FRAMES["replies"].names))


def _asked(engine: Engine, owed: Frame, templates: Templates) -> Frame:
    """Give the submitted reports whose rule asks for an answer, with its working hours."""
    versions = [
        (rule.name, rule.valid_from.isoformat() if rule.valid_from else "", float(rule.reply_within))
        for rule in templates.rules
        if rule.reply_within
    ]
    types = {"rule": "str", "_version": "str", "reply_within_hours": "float64"}
    limits = pd.DataFrame(versions, columns=list(types)).drop_duplicates(["rule", "_version"]).astype(types)
    submitted = owed.filter(nw.col("status").is_in(["on_time", "late"]))
    versioned = submitted.with_columns(_version=nw.col("rule_from").fill_null(""))
    return versioned.join(engine.frame(limits), on=["rule", "_version"])


def _heard(asked: Frame, tables: Mapping[str, Frame], clock: WorkTime, as_of: int, bosses: Frame) -> Frame:
    """Give what managers of the team or above, other than the author, said to each report or noted on it."""
    revisions = tables["reports"].select(
        "person_id", "template", "period", nw.col("report_id").alias("_answered_id")
    )  # an answer to a resent report is an answer
    given = (
        tables["feedback"]
        .filter((nw.col("given_at") <= as_of) | nw.col("given_at").is_null())
        .select("feedback_id", "author_id", "given_at", "kind", "text", nw.col("report_id").alias("_answered_id"))
    )
    duty = ["person_id", "template", "period"]
    linked = (
        asked.select(*duty, "report_id", "team_id", "zone", "calendar", "submitted_at", "_begun")
        .join(revisions.unique(), on=duty)
        .join(given, on="_answered_id")
        .filter(nw.col("author_id") != nw.col("person_id"))
        .with_columns(_heard_at=nw.coalesce(nw.col("given_at"), nw.col("submitted_at")))
    )
    by_boss = bosses.select("on", "team_id", author_id=nw.col("boss")).unique()
    return clock.worked(linked, "_heard_at", "_until", on="on").join(
        by_boss, on=["on", "team_id", "author_id"], how="semi"
    )


def _first_answers(heard: Frame) -> Frame:
    """Give the first answer to each report, with the working time it took (`_ENDLESS` when it has no time)."""
    answers = heard.filter(nw.col("kind").is_in(list(_ANSWERS))).with_columns(
        _order=nw.concat_str(
            [
                nw.col("given_at").is_null().cast(nw.Int64).cast(nw.String),
                nw.col("_heard_at").cast(nw.Int64).cast(nw.String),
                nw.col("feedback_id"),
            ],
            separator="|",
        )
    )
    firsts = answers.group_by("report_id").agg(_order=nw.col("_order").min())
    chosen = answers.join(firsts, on=["report_id", "_order"])
    known = ~nw.col("given_at").is_null()
    took = nw.max_horizontal(nw.col("_until") - nw.col("_begun"), nw.lit(0))
    return chosen.select(
        "report_id",
        "text",
        answered_at=nw.col("given_at"),
        answered_by=nw.col("author_id"),
        _took=nw.when(known).then(took).otherwise(_ENDLESS),
    )


def _managers(asked: Frame, bosses: Frame, ladder: Frame) -> Frame:
    """Give who was to answer each report: the nearest manager above its author."""
    # A team further down has more teams above it: the nearest manager is that of the deepest team.
    depths = ladder.group_by("team_id").agg(_depth=nw.len()).select("_depth", above=nw.col("team_id"))
    above = (
        asked.select("report_id", "person_id", "team_id", on=nw.col("submitted_on"))
        .join(ladder.join(depths, on="above"), on="team_id")
        .join(bosses, on=["on", "above"])
        .filter(nw.col("boss") != nw.col("person_id"))
    )
    nearest = above.group_by("report_id").agg(_depth=nw.col("_depth").max())
    return above.join(nearest, on=["report_id", "_depth"]).group_by("report_id").agg(manager_id=nw.col("boss").min())


def _status() -> nw.Expr:
    limit = nw.col("reply_within_hours") * HOUR
    open_yet = nw.col("_now") - nw.col("_begun") <= limit
    return (
        nw.when(nw.col("_took").fill_null(_ENDLESS) <= limit)
        .then(nw.lit("answered_in_time"))
        .when(~nw.col("answered_by").is_null())
        .then(nw.lit("answered_late"))
        .when(open_yet)
        .then(nw.lit("waiting"))
        .otherwise(nw.lit("unanswered"))
    )
