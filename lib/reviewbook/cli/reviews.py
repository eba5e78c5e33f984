"""Commands about reviews: measure, publish, verify, rebuild, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reviewbook.cli.app import DONE, FAILED, NO_DATA, WITHHELD, app, chosen, now, progress
from reviewbook.errors import MissingData

__all__: list[str] = []


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

    places = chosen()
    params = load(places)
    words = [cadence, period] if period else [cadence]
    asked = orders.orders(places, params, words, now(), as_of)
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
    seconds: Annotated[float, typer.Option(min=1, help="How long one notebook may take.")] = 600,
) -> None:
    """Publish reviews as HTML, PDF and workbook, one edition per audience; what is unchanged is left as it is."""
    from reviewbook.params.loading import load
    from reviewbook.run import orders

    places = chosen()
    params = load(places)
    asked = orders.by_audience(places, params, orders.orders(places, params, what, now(), as_of), audience or ())
    # What is wrong has been refused by now, before the packages that make a review are loaded.
    from reviewbook.run import publishing

    codes, options, outcomes = {DONE}, publishing.Options(workers, despite.strip(), progress, seconds), []
    for place, order in enumerate(asked):
        try:
            outcomes.append(publishing.publish(places, params, order, options, now))
        except MissingData as error:  # of this review; another one may have all it needs
            typer.echo(str(error), err=True)
            codes.add(NO_DATA)
        if any(later.names == order.names for later in asked[place + 1 :]):
            continue  # the same review follows for those of another zone, and is told as one
        for outcome in publishing.together([one for one in outcomes if one.order.names == order.names]):
            for line in outcome.lines():
                typer.echo(line)
            codes |= {code for code, found in ((FAILED, outcome.failures), (WITHHELD, outcome.withheld)) if found}
    typer.echo(f"Open {places.published / 'index.html'}")
    raise typer.Exit(next(code for code in (FAILED, NO_DATA, WITHHELD, DONE) if code in codes))


@app.command()
def verify(
    editions: Annotated[list[str] | None, typer.Argument(help="Like weekly_review/2026-W47/company/1; all.")] = None,
) -> None:
    """Look whether what was published is still, byte for byte, what was published."""
    from reviewbook.run import verifying

    count, differences = verifying.verified(chosen(), editions or [])
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

    rebuilt = rebuilding.rebuild(chosen(), edition, now)
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

    found = comparing.differences(chosen(), (edition, other), language, whole)
    for line in found.head:
        typer.echo(line)
    if found.figures:
        showing.table(found.figures, ())
    for line in found.tail:
        typer.echo(line)
    raise typer.Exit(DONE if found.is_same else FAILED)
