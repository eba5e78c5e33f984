"""Commands about the data: pull them, check them, ask each system, and say who is who."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reviewbook.cli.app import DONE, FAILED, app, chosen, now, progress
from reviewbook.periods import Cadence, Period

__all__ = ["people"]

people = typer.Typer(help="Match the people of systems with those of the company.", no_args_is_help=True)


@app.command()
def pull(
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; all when none is given.")] = None,
    whole: Annotated[bool, typer.Option(help="Ask systems for everything anew, not only for what changed.")] = False,
) -> None:
    """Fetch what the sources hold, keep it as received, and load it into the warehouse."""
    from reviewbook.run import pulling
    from reviewbook.sources import PullOptions

    for line in pulling.pull(chosen(), sources or [], now(), PullOptions(whole, progress)):
        typer.echo(line)


@app.command()
def check() -> None:
    """Check whether params, notebooks and data are fit to be published."""
    from reviewbook.run import checking

    problems = checking.problems(chosen())
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo("Everything is fit to be published." if not problems else f"{len(problems)} problem(s).")
    raise typer.Exit(FAILED if problems else DONE)


@app.command()
def doctor(
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given more than once.")] = None,
    language: Annotated[str, typer.Option(help="zh or en; empty: the company's first language.")] = "",
) -> None:
    """Look whether this machine and every source have what reviewbook needs, and say what to do where not."""
    from reviewbook.run import doctoring
    from reviewbook.run.explaining import Asking

    fine = True
    for finding in doctoring.doctor(chosen(), source or [], Asking(language)):
        typer.echo(finding)
        fine &= finding.fine
    raise typer.Exit(DONE if fine else FAILED)


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder for the CSV files and the list of planted truths.")],
    reps: Annotated[int, typer.Option(help="How many sales representatives.")] = 40,
    months: Annotated[int, typer.Option(help="How many months, the last one unfinished.")] = 15,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 20261124,
    until: Annotated[str, typer.Option(help="The last day.")] = "2026-11-24",
) -> None:
    """Write the simulated company as files, to look at or to try the files source with."""
    from reviewbook.sources import sample as simulation

    last_on = Period.parse(until, Cadence.DAILY).start_on
    options = simulation.SampleOptions(reps=reps, months=months, seed=seed, until=last_on)
    simulation.write(simulation.simulate(options), out)
    typer.echo(f"Written to {out}")


@people.command("match")
def people_match(
    source: Annotated[list[str] | None, typer.Option(help="Only this system; may be given more than once.")] = None,
    accept: Annotated[str, typer.Option(help="email: write down all whose e-mail is the same.")] = "",
    language: Annotated[str, typer.Option(help="zh or en; empty: the company's first language.")] = "",
) -> None:
    """List the people of systems whom nobody has matched, each with whom he or she may be; decides nothing."""
    from reviewbook.params.loading import load
    from reviewbook.run import matching, showing
    from reviewbook.run.explaining import Asking

    places = chosen()
    params = load(places)
    if not accept:
        showing.table(*matching.match(places, params, source or [], Asking(language).words(params)))
        return
    for line in matching.accept_all(places, params, source or [], accept):
        typer.echo(line)


@people.command("accept")
def people_accept(
    system: Annotated[str, typer.Argument(help="The name of the system in sources.yaml.")],
    external_id: Annotated[str, typer.Argument(help="The id there, as `people match` lists it.")],
    person_id: Annotated[str, typer.Argument(help="The id of the person in the company.")],
) -> None:
    """Write down who somebody in a system is; the next pull puts it into effect."""
    from reviewbook.params.loading import load
    from reviewbook.run import matching

    places = chosen()
    typer.echo(matching.accept(places, load(places), (system, external_id, person_id)))
