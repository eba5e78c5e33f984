"""The command line as a whole: what stands before each command, its exit codes, and the present instant."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewbook import __version__
from reviewbook.places import Places

if TYPE_CHECKING:
    from reviewbook.params.outdated import Renamed

__all__ = ["DONE", "FAILED", "NO_DATA", "RENAMED", "WITHHELD", "WRONG_WORDS", "app", "chosen", "now", "progress"]

#: Command and former option to what became of it: ``("publish", "--force"): Renamed("--despite", "2.0.0")``.
RENAMED: dict[tuple[str, str], Renamed] = {}

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


class _Chosen:
    """The workbook and company that the words before the command chose."""

    workbook: Path = Path()
    company: str = ""


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"reviewbook {__version__}")
        raise typer.Exit


@app.callback()
def choose(
    workbook: Annotated[Path, typer.Option(help="Folder of the workbook (it has params/company.yaml).")] = Path(),
    company: Annotated[str, typer.Option(help="A further company: its folder below params/.")] = "",
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Which version this is.")
    ] = False,
) -> None:
    """Choose the workbook and the company."""
    _Chosen.workbook, _Chosen.company = workbook, company


def chosen() -> Places:
    """Give the folders of the chosen company."""
    return Places.find(_Chosen.workbook, _Chosen.company)


def now() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)


def progress(line: str) -> None:
    """Tell how far it is, where somebody looks."""
    if sys.stderr.isatty():
        typer.echo(line, err=True)
