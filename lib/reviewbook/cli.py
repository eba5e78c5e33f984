"""The command line: reads the clock and the words typed, and calls one function for each command.

Exit codes: 0 done · 1 something could not be made, or the check found a problem · 2 the words or params are
wrong · 3 the data for it are not there · 4 a review was withheld by the gate.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from reviewbook.errors import MissingData, ParamsError, PeriodError, ReviewbookError
from reviewbook.periods import Cadence, Period
from reviewbook.places import Places

__all__ = ["app", "main"]

DONE, FAILED, WRONG_WORDS, NO_DATA, WITHHELD = 0, 1, 2, 3, 4

app = typer.Typer(
    name="reviewbook",
    help="Pull report data, derive who owed what and how sales went, and publish reviews as HTML and PDF.",
    epilog="Begin with: reviewbook pull · reviewbook publish weekly · reviewbook status",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

people = typer.Typer(help="Match the people of systems with those of the company.", no_args_is_help=True)
app.add_typer(people, name="people")


class _Chosen:
    """The workbook and company that the words before the command chose."""

    workbook: Path = Path()
    company: str = ""

    @classmethod
    def places(cls) -> Places:
        return Places.find(cls.workbook, cls.company)


@app.callback()
def choose(
    workbook: Annotated[Path, typer.Option(help="Folder of the workbook (it has params/company.yaml).")] = Path(),
    company: Annotated[str, typer.Option(help="A further company: its folder below params/.")] = "",
) -> None:
    """Choose the workbook and the company."""
    _Chosen.workbook, _Chosen.company = workbook, company


@app.command()
def pull(
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; all when none is given.")] = None,
    whole: Annotated[bool, typer.Option(help="Ask systems for everything anew, not only for what changed.")] = False,
) -> None:
    """Fetch what the sources hold, keep it as received, and load it into the warehouse."""
    from reviewbook.run import pulling
    from reviewbook.sources import PullOptions

    how = PullOptions(whole, _say if sys.stderr.isatty() else _quiet)
    for line in pulling.pull(_Chosen.places(), sources or [], _now(), how):
        typer.echo(line)


@app.command()
def check() -> None:
    """Check whether params, notebooks and data are fit to be published."""
    from reviewbook.run import checking

    problems = checking.problems(_Chosen.places())
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo("Everything is fit to be published." if not problems else f"{len(problems)} problem(s).")
    raise typer.Exit(FAILED if problems else DONE)


@app.command()
def measure(
    cadence: Annotated[
        str, typer.Argument(help="daily, weekly, monthly, quarterly or yearly, as publications.yaml has it.")
    ],
    period: Annotated[str, typer.Argument(help="2026-11-23, 2026-W47, 2026-10 or last; empty: as in params.")] = "",
    out: Annotated[Path, typer.Option(help="Folder for the facts and rows, as Parquet and CSV.")] = Path("facts"),
    as_of: Annotated[str, typer.Option(help="Cut-off like 2026-11-23T09:00+08:00; empty: the slot.")] = "",
) -> None:
    """Write the facts of a period, and the rows from which any of them is recomputed."""
    from reviewbook.params.loading import load
    from reviewbook.run import orders

    places = _Chosen.places()
    params = load(places)
    words = [cadence, period] if period else [cadence]
    asked = orders.orders(places, params, words, _now(), as_of)
    from reviewbook.run import measuring

    for order in asked:
        for line in measuring.measure(places, params, order, out):
            typer.echo(line)


@app.command()
def publish(
    what: Annotated[list[str], typer.Argument(help="weekly [2026-W47|last] monthly …; no period: as in params.")],
    audience: Annotated[list[str] | None, typer.Option(help="Only for these; all when not given.")] = None,
    as_of: Annotated[str, typer.Option(help="Cut-off like 2026-11-23T09:00+08:00; empty: the slot.")] = "",
    workers: Annotated[int, typer.Option(min=0, help="Notebooks executed at once; 0: one per processor.")] = 0,
    despite: Annotated[str, typer.Option(help="Why it goes out even where the gate withholds it.")] = "",
) -> None:
    """Publish reviews as HTML, PDF and workbook, one edition per audience; what is unchanged is left as it is."""
    from reviewbook.params.loading import load
    from reviewbook.run import orders

    places, progress = _Chosen.places(), _say if sys.stderr.isatty() else _quiet
    params = load(places)
    asked = orders.orders(places, params, what, _now(), as_of)
    # What is wrong has been refused by now, before the packages that make a review are loaded.
    from reviewbook.run import publishing

    codes, options = {DONE}, publishing.Options(tuple(audience or ()), workers, despite.strip(), progress)
    for order in asked:
        try:
            outcome = publishing.publish(places, params, order, options, _now)
        except MissingData as error:  # of this review; another one may have all it needs
            typer.echo(str(error), err=True)
            codes.add(NO_DATA)
            continue
        for line in outcome.lines():
            typer.echo(line)
        codes |= {code for code, found in ((FAILED, outcome.failures), (WITHHELD, outcome.withheld)) if found}
    typer.echo(f"Open {places.published / 'index.html'}")
    raise typer.Exit(next(code for code in (FAILED, NO_DATA, WITHHELD, DONE) if code in codes))


@app.command()
def owed(
    on: Annotated[str, typer.Option(help="The day on which the reports were due, like 2026-11-20.")],
    team: Annotated[str, typer.Option(help="Id or name of a team, with those below it; all when not given.")] = "",
    status: Annotated[str, typer.Option(help="on_time, late, missing, pending, exempt: some, by commas.")] = "",
    as_of: Annotated[str, typer.Option(help="Cut-off like 2026-11-23T09:00+08:00; empty: the last pull.")] = "",
    language: Annotated[str, typer.Option(help="zh or en; empty: the company's first language.")] = "",
) -> None:
    """List the reports due on a day: what became of each, why, and what the on-time rate is counted of."""
    day, places = Period.parse(on, Cadence.DAILY).start_on, _Chosen.places()
    from reviewbook.params.loading import load
    from reviewbook.run import explaining, showing

    only = (team, [word.strip() for word in status.split(",") if word.strip()])
    table, sums = explaining.owed_on(places, load(places), day, explaining.Asking(language, as_of), only)
    showing.table(table, sums)


@app.command()
def explain(
    person: Annotated[str, typer.Argument(help="Id or name of a person.")],
    period: Annotated[str, typer.Argument(help="2026-11-20, 2026-W47 or 2026-11.")],
    template: Annotated[str, typer.Option(help="Only this report, by the name of its template.")] = "",
    as_of: Annotated[str, typer.Option(help="Cut-off like 2026-11-23T09:00+08:00; empty: the last pull.")] = "",
    language: Annotated[str, typer.Option(help="zh or en; empty: the company's first language.")] = "",
) -> None:
    """Say in words why each report of a person in a period has its status, or why none was asked for."""
    from reviewbook.params.loading import load
    from reviewbook.run import explaining, showing

    places, asking = _Chosen.places(), explaining.Asking(language, as_of)
    showing.explanations(explaining.explain(places, load(places), (person, period), asking, template))


@app.command()
def status() -> None:
    """Show what was pulled and which editions are published."""
    from reviewbook.run import checking

    for line in checking.status(_Chosen.places()):
        typer.echo(line)


@app.command()
def verify(
    editions: Annotated[list[str] | None, typer.Argument(help="Like weekly_review/2026-W47/company/1; all.")] = None,
) -> None:
    """Look whether what was published is still, byte for byte, what was published."""
    from reviewbook.run import verifying

    count, differences = verifying.verified(_Chosen.places(), editions or [])
    for difference in differences:
        typer.echo(difference, err=True)
    typer.echo(f"{count} editions looked at, {len(differences) or 'no'} difference{'s' * (len(differences) != 1)}.")
    raise typer.Exit(FAILED if differences else DONE)


@app.command()
def rebuild(
    edition: Annotated[str, typer.Argument(help="Like weekly_review/2026-W47/company/1; the newest without a number.")],
) -> None:
    """Make the documents of an edition once more from what it holds, and compare them byte for byte."""
    from reviewbook.run import rebuilding

    rebuilt = rebuilding.rebuild(_Chosen.places(), edition, _now)
    for line in rebuilt.lines():
        typer.echo(line)
    raise typer.Exit(DONE if all(rebuilt.same.values()) else FAILED)


@app.command()
def diff(
    edition: Annotated[str, typer.Argument(help="Like weekly_review/2026-W47/company/1; the newest without a number.")],
    other: Annotated[
        str, typer.Argument(help="The later one; empty: the first is compared with the one before it.")
    ] = "",
    whole: Annotated[
        bool, typer.Option("--all", help="Every figure, and not only those of the audience itself.")
    ] = False,
    language: Annotated[str, typer.Option(help="zh or en; empty: the company's first language.")] = "",
) -> None:
    """Compare two editions: figures with the cause, findings, follow-ups, files. Exit code 1 where they differ."""
    from reviewbook.run import comparing, showing

    found = comparing.differences(_Chosen.places(), (edition, other), language, whole)
    for line in found.head:
        typer.echo(line)
    if found.figures:
        showing.table(found.figures, ())
    for line in found.tail:
        typer.echo(line)
    raise typer.Exit(DONE if found.is_same else FAILED)


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


@app.command()
def doctor(
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given more than once.")] = None,
    language: Annotated[str, typer.Option(help="zh or en; empty: the company's first language.")] = "",
) -> None:
    """Look whether this machine and every source have what reviewbook needs, and say what to do where not."""
    from reviewbook.run import doctoring
    from reviewbook.run.explaining import Asking

    fine = True
    for finding in doctoring.doctor(_Chosen.places(), source or [], Asking(language)):
        typer.echo(finding)
        fine &= finding.fine
    raise typer.Exit(DONE if fine else FAILED)


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

    places = _Chosen.places()
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

    places = _Chosen.places()
    typer.echo(matching.accept(places, load(places), (system, external_id, person_id)))


def main() -> None:
    """Run the command line; a refusal is printed without a traceback."""
    try:
        app()
    except ReviewbookError as error:
        typer.echo(str(error), err=True)
        code = FAILED
        if isinstance(error, ParamsError | PeriodError):
            code = WRONG_WORDS
        elif isinstance(error, MissingData):
            code = NO_DATA
        sys.exit(code)


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _quiet(line: str) -> None:
    """Say nothing: nobody is looking."""


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
