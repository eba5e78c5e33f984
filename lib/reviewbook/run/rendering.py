"""One notebook for one audience in one language: executed, made a document, written as HTML, PDF and workbook.

Runs in a process of its own, so everything it is given and gives back is plain.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from reviewbook import document, kernels
from reviewbook.errors import ReviewbookError
from reviewbook.params.recipients import Sections

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
        Where ``review.<language>.html``, ``.pdf`` and ``.xlsx`` are put.
    sections : Sections
        Which sections of the notebook are shown; the others are not even executed.
    """

    notebook: Path
    parameters: dict[str, str]
    masthead: document.Masthead
    evidence: Path
    folder: Path
    sections: Sections = field(default_factory=Sections)

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
    language : str
        Of the documents.
    said : tuple of dict
        What the document says in few words (`document.said`).
    """

    files: tuple[Path, ...] = ()
    failure: str = ""
    language: str = ""
    said: tuple[dict[str, str], ...] = ()


def heard_in(log: Path) -> None:
    """Let what this worker and its kernels say on their error channel go to a file of the run, not to the terminal."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(descriptor, sys.stderr.fileno())
    os.close(descriptor)


def render(task: Task, seconds: float = kernels.NOTEBOOK_SECONDS) -> Rendered:
    """Execute the notebook, for which it has so many seconds, and write its documents."""
    from reviewbook.wording import Wording

    try:
        # The evidence carries its masthead, so that nbconvert makes the same document of it.
        about = {"reviewbook": {**asdict(task.masthead), "language": task.language}}
        trim = partial(document.trimmed, sections=task.sections) if task.sections else None
        executed = kernels.execute(task.notebook, task.parameters, task.evidence, about, trim, seconds)
        made = document.read_notebook(executed, task.masthead, Wording(task.language))
        html, pdf, xlsx = (task.folder / f"review.{task.language}.{kind}" for kind in ("html", "pdf", "xlsx"))
        task.folder.mkdir(parents=True, exist_ok=True)
        html.write_text(document.write_html(made), "utf-8")
        pdf.write_bytes(document.write_pdf(made))
        xlsx.write_bytes(document.write_workbook(made))
    except ReviewbookError as error:
        return Rendered(failure=str(error))
    return Rendered((html, pdf, xlsx), language=task.language, said=tuple(document.said(made)))
