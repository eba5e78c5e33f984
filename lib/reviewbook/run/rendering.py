"""One notebook for one audience in one language: executed, made a document, written as HTML and PDF.

Runs in a process of its own, so everything it is given and gives back is plain.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from reviewbook import document, kernels
from reviewbook.errors import ReviewbookError

__all__ = ["Rendered", "Task", "heard_in", "render"]


@dataclass(frozen=True)
class Task:
    """
    What a worker is asked to make.

    Parameters
    ----------
    notebook : Path
        The stored notebook.
    parameters : dict
        Values of its parameters cell.
    masthead : Masthead
        What stands on page one, already in words.
    evidence : Path
        Where the executed notebook is kept.
    folder : Path
        Where ``review.<language>.html`` and ``.pdf`` are put.
    """

    notebook: Path
    parameters: dict[str, str]
    masthead: document.Masthead
    evidence: Path
    folder: Path

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.parameters["language"]


@dataclass(frozen=True)
class Rendered:
    """
    What a worker made, or why it could not.

    Parameters
    ----------
    files : tuple of Path
        The documents.
    failure : str
        The refusal in words; empty when all went well.
    """

    files: tuple[Path, ...] = ()
    failure: str = ""


def heard_in(log: Path) -> None:
    """Let what this worker and its kernels say on their error channel go to a file of the run, not to the terminal."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(descriptor, sys.stderr.fileno())
    os.close(descriptor)


def render(task: Task) -> Rendered:
    """Execute the notebook and write its documents."""
    from reviewbook.wording import Wording

    try:
        # The evidence carries its masthead, so that nbconvert makes the same document of it.
        about = {"reviewbook": {**asdict(task.masthead), "language": task.language}}
        executed = kernels.execute(task.notebook, task.parameters, task.evidence, about)
        made = document.read_notebook(executed, task.masthead, Wording(task.language))
        html, pdf = (task.folder / f"review.{task.language}.{kind}" for kind in ("html", "pdf"))
        task.folder.mkdir(parents=True, exist_ok=True)
        html.write_text(document.write_html(made), "utf-8")
        pdf.write_bytes(document.write_pdf(made))
    except ReviewbookError as error:
        return Rendered(failure=str(error))
    return Rendered((html, pdf))
