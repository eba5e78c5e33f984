"""Commands that a scheduler runs, and what belongs to them: run, catch up, send, remind, settle, watch, status."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from reviewbook.cli.app import DONE, FAILED, WITHHELD, app, chosen, now, progress
from reviewbook.errors import ParamsError, Problem

if TYPE_CHECKING:
    from reviewbook.run.setting import Asked, Setting

__all__: list[str] = []

_CODES = {"fine": DONE, "elsewhere": DONE, "withheld": WITHHELD, "failed": FAILED}

At = Annotated[
    str, typer.Option(help="As if it were 2026-11-23T09:30+08:00; what is due then is made and sent for real.")
]
Workers = Annotated[int, typer.Option(min=0, help="Notebooks executed at once; 0: one per processor.")]


@app.command()
def run(at: At = "", workers: Workers = 0) -> None:
    """Make whatever is due: pull, ask the gate, derive, publish, deliver, remind; a scheduler runs this."""
    from reviewbook.run.setting import Asked

    _run(Asked(), at, workers)


@app.command("catch-up")
def catch_up(at: At = "", workers: Workers = 0) -> None:
    """Make what was missed, in order, with the data as they were known then; what failed is tried at once."""
    from reviewbook.run.setting import Asked

    _run(Asked("catch-up", reminds=False, at_once=True), at, workers)


@app.command()
def backfill(
    review: Annotated[str, typer.Argument(help="A cadence or the name of a review.")],
    periods: Annotated[str, typer.Argument(help="2026-W40..2026-W47, or one period.")],
    deliver: Annotated[bool, typer.Option("--deliver", help="Send them as well.")] = False,
    workers: Workers = 0,
) -> None:
    """Make the editions of earlier periods, in order; nobody is sent them unless that is asked for."""
    from reviewbook.params.loading import load
    from reviewbook.run.on_demand import backfill_orders
    from reviewbook.run.setting import Asked

    places = chosen()
    asked = backfill_orders(places, load(places), review, periods, now())
    _run(Asked("backfill", makes=False, reminds=False, sends=deliver, orders=tuple(asked)), "", workers)


@app.command()
def deliver(
    what: Annotated[list[str], typer.Argument(help="weekly 2026-W47: the newest editions of these.")],
    audience: Annotated[
        list[str] | None, typer.Option(help="Only those of these audiences; all when not given.")
    ] = None,
) -> None:
    """Send editions to whoever has not had them; whoever has is left alone."""
    from reviewbook.params.loading import load
    from reviewbook.run.on_demand import named_editions
    from reviewbook.run.setting import Asked

    places = chosen()
    named = named_editions(places, load(places), what, audience or (), now())
    _run(Asked("deliver", makes=False, reminds=False, editions=tuple(named)), "", 0)


@app.command()
def remind(
    cadences: Annotated[
        list[str] | None, typer.Argument(help="daily, weekly … reports; all when none is given.")
    ] = None,
    at: At = "",
) -> None:
    """Tell people what is still owed or waits for an answer, by the rules of reminders.yaml; each thing once per rule."""
    from reviewbook.run.setting import Asked

    _run(Asked("remind", makes=False, cadences=tuple(cadences or ())), at, 0)


@app.command()
def settle(
    delivery: Annotated[str, typer.Argument(help="The id that the letter to the owner names.")],
    answer: Annotated[str, typer.Argument(help="arrived, again (it is sent with the next run) or never.")],
) -> None:
    """Say of a delivery, of which reviewbook cannot know, whether it has arrived."""
    from reviewbook.run import on_demand

    with _setting("", 0) as setting:
        typer.echo(on_demand.settle(setting.ledger, delivery, answer, now()))


@app.command()
def watch(at: At = "") -> None:
    """Look whether a scheduler still runs reviewbook, and tell the owner when none does; another scheduler runs this."""
    from reviewbook.params.loading import load
    from reviewbook.run import watching

    with _setting(at, 0) as setting:
        found, wrong = watching.watch(setting, load(setting.places))
        typer.echo(found.line())
    for line in wrong:
        typer.echo(line, err=True)
    raise typer.Exit(FAILED if wrong else DONE)


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="One line for monitoring.")] = False, at: At = ""
) -> None:
    """Show what was pulled, what should be published and is, and what was sent. Exit code 1: late, failed, not delivered."""
    from reviewbook.params.loading import load
    from reviewbook.run import checking
    from reviewbook.run.standing import standing

    places = chosen()
    if not as_json:
        for line in checking.status(places):
            typer.echo(line)
    with _setting(at, 0) as setting:
        found = standing(places, load(places), setting.ledger, setting.clock.now())
    if as_json:
        typer.echo(found.line())
    else:
        for line in found.lines():
            typer.echo(line)
    codes = {"fine": DONE, "withheld": WITHHELD}
    raise typer.Exit(codes.get(found.state, FAILED))


def _run(asked: Asked, at: str, workers: int) -> None:
    from reviewbook.run import running

    with _setting(at, workers) as setting:
        ran = running.run(setting, asked)
    for line in ran.lines:
        typer.echo(line)
    raise typer.Exit(_CODES[ran.outcome])


@contextmanager
def _setting(at: str, workers: int) -> Iterator[Setting]:
    """Give where it is run: on this machine, now or as if it were another time."""
    from reviewbook.ledger import this_process
    from reviewbook.run.making import Made
    from reviewbook.run.opening import opened
    from reviewbook.run.setting import Setting
    from reviewbook.web import Clock

    places, clock = chosen(), Clock.at(_instant(at)) if at else Clock()
    ledger = opened(places, clock.now())
    try:
        yield Setting(places, ledger, Made(places, clock.now, progress, workers), this_process(), clock)
    finally:
        ledger.close()


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        what = f"{text!r} is not an instant with its offset from UTC"
        raise ParamsError(Problem("--at", what, "Write it like 2026-11-23T09:30+08:00."))
    return at.astimezone(UTC)
