"""The company that is measured: fifty teams of eight, simulated, with the notebooks and params of this workbook."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

__all__ = [
    "LANGUAGE",
    "LANGUAGES",
    "REVIEW",
    "SAMPLE",
    "Reference",
    "as_it_stands",
    "charts",
    "copied",
    "removed",
    "teams",
    "written",
]

REVIEW, LANGUAGE = "weekly_review", "en"
#: The team of the sample company whose review is made alone, and the languages of that company.
SAMPLE, LANGUAGES = "east-1", ("zh", "en")
ROOT = Path(__file__).resolve().parents[2]
#: People of a team of the simulated company, and its regions; of two the teams work by the company's clock, so that
#: all reviews have one slot and are derived once.
TEAM_SIZE, REGIONS, HOME = 8, 3, ("east", "south")


def teams(count: int) -> list[str]:
    """Give the ids of so many teams."""
    return [f"{HOME[number % len(HOME)]}-{number // len(HOME) + 1}" for number in range(count)]


def as_it_stands(folder: Path) -> Path:
    """Copy this workbook, which is that of the sample company; nothing is pulled yet."""
    for part in ("params", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True)
    return folder


def written(folder: Path, count: int, months: int) -> Path:
    """Write a workbook whose weekly review is for so many teams, in one language; nothing is pulled yet."""
    as_it_stands(folder)
    _changed(folder / "params" / "sources.yaml", _sized, count, months)
    _changed(folder / "params" / "publications.yaml", _addressed, count)
    return folder


def _changed(path: Path, change: Any, *given: int) -> None:
    held = yaml.safe_load(path.read_text("utf-8"))
    change(held, *given)
    path.write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False), "utf-8")


def _sized(held: dict[str, Any], count: int, months: int) -> None:
    (source,) = held["sources"]
    source["reps"] = TEAM_SIZE * REGIONS * -(-count // len(HOME))
    source["months"] = months


def _addressed(held: dict[str, Any], count: int) -> None:
    review = next(one for one in held["publications"] if one["name"] == REVIEW)
    review["audiences"], review["languages"] = teams(count), [LANGUAGE]


def copied(workbook: Path, to: Path) -> Path:
    """Copy a workbook to where nothing stands any more."""
    removed(to)
    shutil.copytree(workbook, to)
    return to


def removed(folder: Path) -> None:
    """Remove a folder, with the editions in it, which nobody may write to."""
    if folder.is_dir():
        for path in (folder, *folder.rglob("*/")):
            path.chmod(0o755)
        shutil.rmtree(folder)


def charts(notebook: Path) -> int:
    """Count the charts that a stored notebook draws."""
    return sum(source.count("figures.") for source in sources(json.loads(notebook.read_text("utf-8"))))


def sources(notebook: dict[str, Any]) -> Iterator[str]:
    """Give the sources of the code cells of a notebook."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


@dataclass(frozen=True)
class Reference:
    """
    A workbook in which everything was published once: its run holds the facts and slices that all ways read.

    Parameters
    ----------
    workbook : Path
        The workbook.
    """

    workbook: Path

    @cached_property
    def run(self) -> Path:
        """The folder of the run."""
        (found,) = (self.workbook / "output" / "runs").glob(f"*{REVIEW}*")
        return found

    @property
    def notebook(self) -> Path:
        """The stored notebook."""
        return self.workbook / "notebooks" / f"{REVIEW}.ipynb"

    def executed(self, team: str, language: str = LANGUAGE) -> dict[str, Any]:
        """Give the notebook that was executed for a team."""
        held: dict[str, Any] = json.loads((self.run / "notebooks" / f"{team}.{language}.ipynb").read_text("utf-8"))
        return held

    def parameters(self, team: str, language: str = LANGUAGE) -> dict[str, str]:
        """Give the parameters with which it was executed."""
        given: dict[str, str] = self.executed(team, language)["metadata"]["papermill"]["parameters"]
        return given

    def masthead(self, team: str, language: str = LANGUAGE) -> dict[str, str]:
        """Give what stands on page one of the document, and its language."""
        about: dict[str, str] = self.executed(team, language)["metadata"]["reviewbook"]
        return about

    def document(self, team: str, kind: str) -> bytes:
        """Give the document of a kind that was published."""
        period = self.parameters(team)["period"]
        (found,) = (self.workbook / "output" / "published" / REVIEW / period).glob(
            f"*{team}/1/review.{LANGUAGE}.{kind}"
        )
        return found.read_bytes()
