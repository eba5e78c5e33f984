"""What stands out of one rep: orders booked late, and honours that are nobody else's."""

from __future__ import annotations

from reviewbook.findings.finding import Finding, Known, Number
from reviewbook.findings.series import Series, Share, condition, lately, made, series_of, shifted, total
from reviewbook.params.appraisal import Honour
from reviewbook.statistics.surprise import Shift

__all__ = ["late_booking", "stands_out"]


def late_booking(known: Known) -> list[Finding]:
    """
    Find the reps who book their orders late, and did not before.

    Parameters
    ----------
    known : Known
        Of its frames: ``facts``.

    Returns
    -------
    list of Finding
        Reps whose share of orders that were booked more than three days late chance would not bring so high. No money
        is lost: at stake are as many reports as orders were booked late in the period under review, since every one
        of them makes a report's figures wrong.
    """
    rates = {series.id: series for series in series_of(known, "late_booking_rate", "person")}
    days = {series.id: series for series in series_of(known, "recording_days", "person")}
    shares = [Share("person", name, "", series.counts) for name, series in rates.items()]
    return [_late(known, rates[share.id], days[share.id], shift) for share, shift in shifted(known, shares, "above")]


def _late(known: Known, rate: Series, days: Series, shift: Shift) -> Finding:
    size = shift.size
    return Finding(
        "late_booking", "person", rate.id,
        {
            "late": total(known, rate, size, "numerator", "count"),
            "recorded": total(known, rate, size, "denominator", "count"),
            "rate": lately(known, rate, size),
            "before": made(known, rate, rate.counts.before(size) or 0.0, "share"),
            "days": lately(known, days, size),
        },
        chance=shift.chance, since=known.history[-size], effect_reports=float(rate.numerator[-1]),
        test=condition(rate, "<= 0.05 x2"),
    )  # fmt: skip


def stands_out(known: Known) -> list[Finding]:
    """
    Find whoever was given an honour because nobody else can be mistaken for the best.

    Parameters
    ----------
    known : Known
        Of its frames: ``honoured`` and ``standings``.

    Returns
    -------
    list of Finding
        Certain, since the honour is given: how seldom chance would do that is part of the decision (`appraisal`). One
        that always goes to the highest value says nothing of who stands out. Nothing is at stake: it is told to be
        copied.
    """
    honoured = known.frames["honoured"]
    given = honoured[(honoured["period"] == known.period.key) & (honoured["outcome"] == "given")]
    clear = given[given["decision"] == "clear"].dropna(subset="person_id").sort_values(["honour", "person_id"])
    return [
        _first(known, honour, str(person), str(team))
        for honour in known.params.appraisal.honours
        for name, person, team in zip(clear["honour"], clear["person_id"], clear["team_id"], strict=True)
        if name == honour.name
    ]


def _first(known: Known, honour: Honour, person: str, team: str) -> Finding:
    standings = known.frames["standings"]
    board = standings[(standings["board"] == honour.name) & (standings["period"] == known.period.key)]
    rivals = board[board["eligible"].astype(bool) & ((honour.within == "company") | (board["team_id"] == team))]
    people = Number(float(len(rivals)), "count", "standings")
    return Finding("stands_out", "person", person, {"people": people}, honour.name, "certain", "good")
