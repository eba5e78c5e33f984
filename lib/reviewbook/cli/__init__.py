"""The command line: reads the clock and the words typed, and calls one function for each command.

Exit codes: 0 done · 1 something could not be made, or the check found a problem · 2 the words or params are
wrong · 3 the data for it are not there · 4 a review was withheld by the gate.
"""

from __future__ import annotations

import sys

import typer

from reviewbook.cli import data, reports, reviews, schedule  # noqa: F401 - a module adds its commands by being read
from reviewbook.cli.app import FAILED, NO_DATA, WRONG_WORDS, app
from reviewbook.errors import MissingData, ParamsError, PeriodError, ReviewbookError

__all__ = ["app", "main"]

app.add_typer(data.people, name="people")


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
