"""Commands about reports: who owed what, and why each has its status."""

from __future__ import annotations

from typing import Annotated

import typer

from reviewbook.cli.app import app, chosen
from reviewbook.periods import Cadence, Period

__all__: list[str] = []


@app.command()
def owed(
    on: Annotated[str, typer.Option(help="The day on which the reports were due, like 2026-11-20.")],
    team: Annotated[str, typer.Option(help="Id or name of a team, with those below it; all when not given.")] = "",
    status: Annotated[str, typer.Option(help="on_time, late, missing, pending, exempt: some, by commas.")] = "",
    as_of: Annotated[str, typer.Option(help="Cut-off like 2026-11-23T09:00+08:00; empty: the last pull.")] = "",
    language: Annotated[str, typer.Option(help="zh or en; empty: the company's first language.")] = "",
) -> None:
    """List the reports due on a day: what became of each, why, and what the on-time rate is counted of."""
    day, places = Period.parse(on, Cadence.DAILY).start_on, chosen()
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

    places, asking = chosen(), explaining.Asking(language, as_of)
    showing.explanations(explaining.explain(places, load(places), (person, period), asking, template))
