"""Running a notebook: papermill, one fresh kernel for each, and the executed notebook kept as evidence."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reviewbook.errors import NotebookError, Problem

__all__ = ["NOTEBOOK_SECONDS", "execute"]

#: Seconds that a notebook may take when nobody says otherwise; the longest of ours takes some on a slow machine.
NOTEBOOK_SECONDS = 600

#: Name under which papermill knows our engine.
_ENGINE = "reviewbook"

# jsonschema's format extra builds the grammars of this package at import: two seconds in every process that
# touches a notebook. jsonschema does without it when it is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def execute(
    notebook: Path,
    parameters: Mapping[str, str],
    evidence: Path,
    metadata: Mapping[str, Any] | None = None,
    trim: Callable[[Any], Any] | None = None,
    seconds: float = NOTEBOOK_SECONDS,
) -> Any:
    """
    Execute a notebook from top to bottom.

    Parameters
    ----------
    notebook : Path
        The stored notebook; it is not changed. Its folder is the working directory of the kernel.
    parameters : mapping of str
        Values of its parameters cell, all of them checked before.
    evidence : Path
        Where the executed notebook is kept, also when a cell fails.
    metadata : mapping, optional
        Added to the metadata of the executed notebook.
    trim : callable, optional
        Takes the stored notebook and gives the part of it that is executed.
    seconds : float
        How long it may take; the kernel of one that takes longer is ended.

    Returns
    -------
    NotebookNode
        The executed notebook.

    Raises
    ------
    NotebookError
        When a cell fails, its kernel dies or it takes too long: which cell, why, and where the evidence is.
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    clock = _Clock(seconds)
    evidence.parent.mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryDirectory(prefix="kernel-") as sockets:
            executed = _executed(_asked(notebook, parameters, trim), notebook, evidence, clock, sockets)
    except PapermillExecutionError as error:
        raise NotebookError(_failed_cell(notebook, evidence, error)) from error
    except CellTimeoutError as error:
        raise NotebookError(_too_long(notebook, evidence, clock)) from error
    except (DeadKernelError, RuntimeError) as error:  # RuntimeError: it did not answer in time
        raise NotebookError(
            Problem(notebook.name, f"its kernel failed: {error}", "", f"The notebook as far as it came: {evidence}")
        ) from error
    executed.metadata.update(metadata or {})
    _keep(executed, evidence)
    return executed


def _asked(notebook: Path, parameters: Mapping[str, str], trim: Callable[[Any], Any] | None) -> Any:
    """Read the part of a notebook that is executed, with the parameters written into it."""
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    stored = load_notebook_node(str(notebook))
    asked = trim(stored) if trim else stored
    if parameters:
        asked = parameterize_notebook(asked, dict(parameters))
    for cell in asked.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"  # papermill gives it a random one
    return asked


def _executed(asked: Any, notebook: Path, evidence: Path, clock: _Clock, sockets: str) -> Any:
    """
    Execute what `_asked` gave.

    The parts of ``papermill.execute_notebook``, without the writing at its end: half of the time that a notebook of
    ours takes outside of its kernel. A notebook that fails is written by papermill, which marks the cell.
    """
    from papermill.engines import papermill_engines
    from papermill.execute import prepare_notebook_metadata, raise_for_execution_errors, remove_error_markers
    from papermill.utils import chdir

    from reviewbook.kernels.managing import Sheltered

    papermill_engines.register(_ENGINE, _engine())
    asked = remove_error_markers(prepare_notebook_metadata(asked, str(notebook), str(evidence), report_mode=False))
    kernel = papermill_engines.nb_kernel_name(_ENGINE, asked)
    with chdir(str(notebook.parent)):
        executed = papermill_engines.execute_notebook_with_engine(
            _ENGINE,
            asked,
            kernel,
            progress_bar=False,
            log_output=False,
            autosave_cell_every=0,
            kernel_manager_class=Sheltered,
            timeout_func=clock.left,
            evidence=evidence.absolute(),
            config=_transport(sockets),
        )
    raise_for_execution_errors(executed, str(evidence))
    return executed


def _keep(notebook: Any, evidence: Path) -> None:
    """
    Keep a notebook, each cell on a line of its own.

    As good as any to whoever reads notebooks. The indentation that is usual takes Python longer than a review its tables.
    """
    whole = dict(notebook)
    cells = ",\n".join(_json(cell) for cell in whole.pop("cells"))
    about = ",\n".join(f"{_json(name)}: {_json(value)}" for name, value in sorted(whole.items()))
    evidence.write_text(f'{{"cells": [\n{cells}\n],\n{about}}}\n', "utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


class _Clock:
    """What is left of the time of a notebook, asked for at each cell."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.cell: Any = None
        self._ends: float | None = None

    def left(self, cell: Any) -> float:
        self.cell = cell
        if self._ends is None:  # the start of its kernel does not count: that has a time-out of its own
            self._ends = time.monotonic() + self.seconds
        return max(0.1, self._ends - time.monotonic())


def _engine() -> Any:
    """Give papermill's engine that keeps the notebook as far as it came when the kernel dies."""
    from papermill.engines import NBClientEngine

    class Kept(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, evidence: Path, **given: Any) -> None:
            try:
                super().execute_managed_notebook(nb_man, kernel_name, **given)
            except BaseException:
                _keep(nb_man.nb, evidence)
                raise

    return Kept


def _transport(sockets: str) -> Any:
    """Talk over sockets in a folder of the kernel's own: faster than TCP, and nobody else can listen or collide."""
    from traitlets.config import Config

    return Config() if os.name == "nt" else Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/socket"})


def _too_long(notebook: Path, evidence: Path, clock: _Clock) -> Problem:
    first_line = next(iter(clock.cell.source.splitlines()), "")
    return Problem(
        f"{notebook.name}, the cell {clock.cell.id} ({first_line})",
        f"the notebook was not done after {clock.seconds:g} seconds, and was stopped here",
        "",
        f"The notebook as far as it came: {evidence}. Mend the cell, or give the run more seconds",
    )


def _failed_cell(notebook: Path, evidence: Path, error: Any) -> Problem:
    first_line = next(iter(error.source.splitlines()), "")
    return Problem(
        f"{notebook.name}, cell {error.cell_index + 1} ({first_line})",
        f"{error.ename}: {error.evalue}",
        "",
        f"The notebook as far as it came: {evidence}",
    )
