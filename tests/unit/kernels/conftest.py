"""Notebooks of a few cells, and kernels forked from a zygote."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from reviewbook import kernels
from reviewbook.kernels import warmth

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a notebook of these cells."""

    def written(*sources: str, name: str = "tiny") -> Path:
        cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), path)
        return path

    return written


@pytest.fixture(scope="session")
def zygote() -> Iterator[kernels.Warmth]:
    """Give a zygote that the tests share; what one of them does to its kernel, no other may notice."""
    if sys.platform != "linux":
        pytest.skip("no warm kernels on this system")
    os.environ["ZYGOTE_CANARY_TOKEN"] = "canary-7f3a"
    try:
        with kernels.warm(2) as warm:
            assert warm.why == ""
            yield warm
    finally:
        del os.environ["ZYGOTE_CANARY_TOKEN"]


@pytest.fixture
def warm(zygote: kernels.Warmth, monkeypatch: pytest.MonkeyPatch) -> kernels.Warmth:
    """Let the kernels of this test be forked."""
    monkeypatch.setenv(warmth.ADDRESS, zygote.address)
    return zygote


@pytest.fixture
def said(tmp_path: Path) -> Callable[..., list[str]]:
    """Give a function that executes a notebook, and gives what its cells printed."""

    def executed(path: Path, **given: Any) -> list[str]:
        made = kernels.execute(path, {}, tmp_path / "runs" / path.name, **given)
        return [output.text for cell in made.cells for output in cell.outputs if "text" in output]

    return executed
