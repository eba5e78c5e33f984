"""What the owner is told when something fails: which edition, why, what was tried, and how to go on.

Each of these is a letter with an id that holds a day, so that nobody is told the same thing
all day long, and what goes on failing comes up again on the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reviewbook.audiences import Expected
from reviewbook.delivery import Message
from reviewbook.errors import ParamsError
from reviewbook.ledger import Ledger, Run, Slot
from reviewbook.legible import masked, shortened
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run import letters
from reviewbook.run.publishing import Outcome
from reviewbook.run.record import Record
from reviewbook.wording import Wording

__all__ = ["of_dead", "of_order", "of_params", "of_run", "of_stuck", "silence"]

#: Commands that make whatever is due; what somebody types besides hides no dead scheduler.
SCHEDULED = ("run", "catch-up")

#: Characters of one reason that a letter quotes.
_LONGEST = 600


def of_order(
    params: Params, places: Places, outcome: Outcome, slots: Sequence[Slot], away: Sequence[str], now: datetime
) -> Iterator[Message]:
    """
    Tell what of an order could not be published.

    Parameters
    ----------
    params, places
        The company.
    outcome : Outcome
        What became of it.
    slots : sequence of Slot
        As they were noted.
    away : sequence of str
        Why sources could not be pulled in the same run.
    now : datetime
        The present instant.
    """
    language = _language(params)
    words, order = Wording(language), outcome.order
    name, zone = order.publication.name, params.company.zone
    for state in ("failed", "withheld"):
        concerned = [slot for slot in slots if slot.state == state]
        if not concerned:
            continue
        reasons: dict[str, list[str]] = defaultdict(list)
        for slot in concerned:
            reasons[slot.reason].append(slot.audience)
        why = [
            words("letter.owner.because", who=words.join(who), reason=shortened(reason, _LONGEST))
            for reason, who in reasons.items()
        ]
        why += [shortened(one, _LONGEST) for one in away] if state == "failed" else []
        do = [words(f"letter.owner.do.{state}")]
        if state == "withheld":
            notices = [str(notice.relative_to(places.root)) for notice, _ in outcome.withheld.values()]
            do += [words("letter.owner.notices", files=words.join(notices))]
        do += [words("letter.owner.again", command=_command(name, order.period.key, concerned))]
        evidence = _shown(outcome.evidence, places)
        tried = words("letter.owner.evidence", run=evidence)
        values = {
            "review": order.publication.title(language),
            "period": words.period(order.period),
            "due": words.instant(order.as_of, zone),
        }
        id = f"{state}/{name}/{order.period.key}/{order.as_of:%Y%m%dT%H%M%z}/{_day(params, now)}"
        yield letters.to_owner(id, language, state, {"why": why, "tried": [tried], "do": do}, values)


def of_run(params: Params, record: Record, places: Places, error: Exception) -> Message:
    """Tell that a whole run broke off."""
    language = _language(params)
    words = Wording(language)
    said = masked(f"{type(error).__name__}: {error}")
    lines = {
        "why": [shortened(said, _LONGEST)],
        "tried": [words("letter.owner.evidence", run=_shown(record.folder, places))],
        "do": [words("letter.owner.do.broken"), words("letter.owner.again", command="reviewbook run")],
    }
    # The same error is told once a day, whichever run meets it.
    id = f"broken/{type(error).__name__}/{record.id[:8]}"
    return letters.to_owner(id, language, "broken", lines, {})


def of_dead(params: Params, dead: Run, now: datetime) -> Message:
    """Tell that an earlier run died, and that this one went on in its place."""
    language = _language(params)
    words, zone = Wording(language), params.company.zone
    values = {"began": words.instant(dead.begun_at, zone)}
    lines = {
        "why": [words("letter.owner.died_why", holder=dead.holder)],
        "tried": [words("letter.owner.died_tried", at=words.instant(now, zone))],
        "do": [words("letter.owner.do.died", run=f"runs/{dead.id}")],
    }
    return letters.to_owner(f"died/{dead.id}", language, "died", lines, values)


def silence(params: Params, ledger: Ledger, run: str, missing: Sequence[Expected], now: datetime) -> Message | None:
    """
    Tell that nothing ran when something was due, where that is so.

    Parameters
    ----------
    params : Params
        The company.
    ledger : Ledger
        Knows the runs.
    run : str
        The run that is under way.
    missing : sequence of Expected
        What should be there and is not.
    now : datetime
        The present instant.
    """
    last = ledger.runs.before(run, SCHEDULED)
    after = timedelta(minutes=params.deliveries.late_after_minutes)
    # A run that took long and ended after the slot was no silence.
    until = last.ended_at or last.begun_at if last else ledger.begun_at
    overdue = [one for one in missing if one.due_at + after <= now and until < one.due_at]
    return _of_silence(params, last.begun_at if last else until, overdue, now) if overdue else None


def _of_silence(params: Params, last: datetime, overdue: Sequence[Expected], now: datetime) -> Message:
    """Tell since when nothing ran, and what should have been made meanwhile."""
    language = _language(params)
    words, zone = Wording(language), params.company.zone
    names = list(dict.fromkeys(f"{one.publication.name} {one.period.key}" for one in overdue))
    lines = {
        "why": [words("letter.owner.silent_why", last=words.instant(last, zone), due=words.join(names[:12]))],
        "tried": [words("letter.owner.silent_tried", now=words.instant(now, zone))],
        "do": [words("letter.owner.do.silent")],
    }
    return letters.to_owner(f"silent/{last:%Y%m%dT%H%M%S%z}", language, "silent", lines, {})


def of_stuck(params: Params, run: Run, now: datetime) -> Message:
    """Tell of a run that goes on and on."""
    language = _language(params)
    words, zone = Wording(language), params.company.zone
    lines = {
        "why": [words("letter.owner.stuck_why", holder=run.holder, now=words.instant(now, zone))],
        "do": [words("letter.owner.do.stuck", run=f"runs/{run.id}")],
    }
    values = {"began": words.instant(run.begun_at, zone)}
    return letters.to_owner(f"stuck/{run.id}", language, "stuck", lines, values)


def of_params(language: str, places: Places, error: ParamsError, now: datetime) -> Message:
    """Tell that the params are wrong, so that nothing can be made."""
    words = Wording(language)
    lines = {
        "why": [shortened(str(problem), _LONGEST) for problem in error.problems],
        "do": [words("letter.owner.do.params"), words("letter.owner.again", command="reviewbook run")],
    }
    return letters.to_owner(
        f"params/{now:%Y-%m-%d}", language, "params", lines, {"company": places.company or "params/"}
    )


def _command(review: str, period: str, slots: Sequence[Slot]) -> str:
    some = "".join(f" --audience {slot.audience}" for slot in slots) if len(slots) <= 3 else ""
    return f"reviewbook publish {review} {period}{some}"


def _shown(folder: object, places: Places) -> str:
    text = str(folder)
    return text.removeprefix(f"{places.root}/")


def _day(params: Params, now: datetime) -> str:
    return now.astimezone(ZoneInfo(params.company.zone)).date().isoformat()


def _language(params: Params) -> str:
    return params.deliveries.owner.language or params.company.languages[0]
