"""A notebook is executed as it stands, and what became of it is kept, come what may."""

from __future__ import annotations

import nbformat
import pytest

from reviewbook.errors import NotebookError
from reviewbook.kernels import execute, surroundings


@pytest.fixture
def notebook(tmp_path):
    """Write a notebook: a parameters cell with an audience, and these cells."""

    def written(*sources: str):
        cells = [nbformat.v4.new_code_cell('audience = "company"', metadata={"tags": ["parameters"]}, id="parameters")]
        cells += [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources, start=1)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        path = tmp_path / "notebooks" / "tiny.ipynb"
        path.parent.mkdir()
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
        return path

    return written


@pytest.fixture
def evidence(tmp_path):
    """Give where the executed notebook is kept; the folder is not there yet."""
    return tmp_path / "runs" / "one" / "company.zh.ipynb"


def said(notebook) -> list[str]:
    """Give what each code cell printed or gave."""
    outputs = [output for cell in notebook.cells for output in cell.outputs]
    return [output.text if "text" in output else output.data["text/plain"] for output in outputs]


def test_a_notebook_gets_its_parameters_as_text_and_is_kept_executed(notebook, evidence):
    path = notebook(
        "from pathlib import Path\nprint(repr(audience), Path.cwd().name)",
        'import warnings\nwarnings.warn("mind the gap")',
        "1 + 1",
    )
    before = path.read_bytes()
    executed = execute(path, {"audience": "0012", "as_of": ""}, evidence, {"reviewbook": {"language": "zh"}})
    printed, warning, result = said(executed)
    assert printed == "'0012' notebooks\n"  # the id is text, and the kernel works in the notebook's folder
    assert "mind the gap" in warning  # it stays with its cell and fails nothing
    assert result == "2"
    assert executed.cells[1].id == "injected-parameters"  # papermill's own id would be another one each time
    assert nbformat.read(evidence, as_version=4) == executed
    assert executed.metadata["reviewbook"] == {"language": "zh"}
    assert path.read_bytes() == before


def test_a_failing_cell_is_named_and_the_notebook_is_kept_as_far_as_it_came(notebook, evidence):
    path = notebook("print('fine')", "ratio = 1 / 0\nprint(ratio)", "print('never')")
    with pytest.raises(NotebookError) as refusal:
        execute(path, {"audience": "company"}, evidence)
    # Counted as executed: the parameters, those that were put in, and two more.
    assert str(refusal.value) == (
        "tiny.ipynb, cell 4 (ratio = 1 / 0): ZeroDivisionError: division by zero. "
        f"The notebook as far as it came: {evidence}."
    )
    kept = {cell.id: cell for cell in nbformat.read(evidence, as_version=4).cells}
    assert kept["cell-1"].outputs[0].text == "fine\n"
    assert kept["cell-2"].outputs[0].ename == "ZeroDivisionError"
    assert kept["cell-3"].outputs == []


def test_a_kernel_that_dies_is_a_refusal_too(notebook, evidence):
    path = notebook("print('fine')", "import os\nos._exit(1)")
    with pytest.raises(NotebookError) as refusal:
        execute(path, {}, evidence)
    assert str(refusal.value).startswith("tiny.ipynb: its kernel failed: Kernel died")
    assert str(refusal.value).endswith(f"The notebook as far as it came: {evidence}.")
    kept = {cell.id: cell for cell in nbformat.read(evidence, as_version=4).cells}
    assert kept["cell-1"].outputs[0].text == "fine\n"


def test_a_kernel_is_given_what_python_needs_and_no_secret():
    whole = {"PATH": "/bin", "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "error", "MPLCONFIGDIR": "/m", "Path": "C:"}
    secret = {"CRM_TOKEN": "x", "JUPYTER_TOKEN": "x", "PYTHON_API_KEY": "x", "AWS_PROFILE": "x", "DATABASE_URL": "x"}
    assert surroundings({**secret, **whole}) == whole


def test_a_notebook_that_shows_its_environment_shows_no_secret(notebook, evidence, monkeypatch):
    for name in ("CRM_TOKEN", "CANARY_URL"):
        monkeypatch.setenv(name, "canary-7f3a")
    path = notebook("import os\nprint(dict(os.environ))", "raise ValueError(sorted(os.environ.items()))")
    with pytest.raises(NotebookError) as refusal:
        execute(path, {}, evidence)
    assert "'PATH'" in str(refusal.value)  # its environment was shown
    assert "canary" not in str(refusal.value) + evidence.read_text("utf-8")


def test_only_the_part_that_is_asked_for_is_executed_and_kept(notebook, evidence):
    path = notebook("print('shown')", "print('left out')")
    before = path.read_bytes()

    def trim(stored):
        stored.cells = stored.cells[:2]
        return stored

    executed = execute(path, {"audience": "0012"}, evidence, trim=trim)
    assert said(executed) == ["shown\n"]
    assert "left out" not in evidence.read_text("utf-8")
    assert path.read_bytes() == before
