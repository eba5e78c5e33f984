"""JupyterLab saves the notebooks of a workbook as they are stored."""

from __future__ import annotations

import json
from copy import deepcopy
from types import SimpleNamespace

import pytest

from reviewbook.desk.saving import stored_clean


def run_in_lab(notebook):
    """Give a notebook as JupyterLab hands it over after it was run."""
    ran = deepcopy(notebook)
    for count, cell in enumerate(ran["cells"], start=1):
        cell["metadata"]["execution"] = {"iopub.execute_input": "2026-11-27T09:00:00Z"}
        if cell["cell_type"] == "code":
            cell["metadata"] |= {"collapsed": True, "jupyter": {"outputs_hidden": True}, "trusted": True}
            cell["execution_count"] = count
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    ran["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    ran["metadata"]["language_info"] = {"name": "python", "version": "3.11.9", "file_extension": ".py"}
    ran["metadata"]["widgets"] = {"state": {}}
    return ran


@pytest.fixture(scope="module")
def names(root):
    return sorted(file.name for file in (root / "notebooks").glob("*.ipynb"))


def saved(root, notebook, path):
    model = {"type": "notebook", "content": run_in_lab(notebook)}
    stored_clean(model=model, path=path, contents_manager=SimpleNamespace(root_dir=str(root)))
    return model["content"]


def test_every_notebook_that_was_only_run_is_saved_as_it_is_stored(root, names):
    assert len(names) >= 8
    for name in names:
        stored = json.loads((root / "notebooks" / name).read_text("utf-8"))
        assert saved(root, stored, f"notebooks/{name}") == stored, name


def test_what_an_analyst_changed_is_saved(root):
    notebook = json.loads((root / "notebooks" / "explore_compliance.ipynb").read_text("utf-8"))
    notebook["cells"][1]["source"] = ["period = '2026-W46'"]
    notebook["cells"][1]["metadata"]["tags"] = ["parameters", "mine"]
    assert saved(root, notebook, "notebooks/explore_compliance.ipynb") == notebook


@pytest.mark.parametrize("path", ["notebooks/scratch/mine.ipynb", "docs/mine.ipynb", "mine.ipynb"])
def test_scratch_and_what_is_no_notebook_of_a_workbook_keeps_its_outputs(root, path):
    notebook = json.loads((root / "notebooks" / "explore_compliance.ipynb").read_text("utf-8"))
    assert saved(root, notebook, path) == run_in_lab(notebook)


def test_a_file_that_is_no_notebook_is_left_alone(root):
    model = {"type": "file", "content": "text"}
    stored_clean(model=model, path="notebooks/readme.md", contents_manager=SimpleNamespace(root_dir=str(root)))
    assert model == {"type": "file", "content": "text"}
