"""The command line: reads the clock and the words typed, and calls one function for each command.

Exit codes: 0 done · 1 something could not be made, or the check found a problem · 2 the words or params are
wrong · 3 the data for it are not there · 4 a review was withheld by the gate.
"""

from __future__ import annotations

import sys
import warnings
from typing import TextIO

import typer

from reviewbook.cli import data, reports, reviews, schedule  # noqa: F401 - a module adds its commands by being read
from reviewbook.cli.app import FAILED, NO_DATA, RENAMED, WRONG_WORDS, app
from reviewbook.errors import MissingData, ParamsError, PeriodError, ReviewbookError, of_the_machine
from reviewbook.params.outdated import Outdated, typed_now

__all__ = ["app", "main"]

app.add_typer(data.people, name="people")

_usual = warnings.showwarning


def _shown(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Show what is outdated as a sentence, and any other warning as Python does."""
    if issubclass(category, Outdated):
        typer.echo(str(message), err=True)
    else:
        _usual(message, category, filename, lineno, file, line)


def main() -> None:
    """Run the command line; a refusal is printed without a traceback."""
    warnings.showwarning = _shown
    try:
        app(typed_now(sys.argv[1:], RENAMED))
    except ReviewbookError as error:
        typer.echo(str(error), err=True)
        code = FAILED
        if isinstance(error, ParamsError | PeriodError):
            code = WRONG_WORDS
        elif isinstance(error, MissingData):
            code = NO_DATA
        sys.exit(code)
    except Exception as error:
        problem = of_the_machine(error)
        if problem is None:  # a mistake of the program: its traceback is needed
            raise
        typer.echo(str(problem), err=True)
        sys.exit(FAILED)
