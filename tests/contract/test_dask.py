"""Documents made by the workers of a Dask cluster are those made here; a worker that cannot make them is refused."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest

from reviewbook.document import Masthead
from reviewbook.errors import NotebookError, ParamsError
from reviewbook.run.code import library_digest
from reviewbook.run.on_dask import lacking, on_cluster
from reviewbook.run.record import Record
from reviewbook.run.renderers import renderers
from reviewbook.run.rendering import Task, render

MASTHEAD = Masthead("Yunling", "Weekly", "East", "W47", "now", "Edition 1", "2026-11-23T09:00:00+08:00")
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


@pytest.fixture(scope="module")
def distributed():
    """Give Dask; without it skip, but never in CI."""
    try:
        import distributed
    except ModuleNotFoundError:
        if os.environ.get("CI"):
            pytest.fail("distributed is missing; CI must try a cluster")
        pytest.skip("distributed is not installed")
    return distributed


def ended(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def cluster(distributed, tmp_path_factory) -> Iterator[str]:
    """Give the address of a scheduler with two workers, each a process of one thread, as its command line starts it."""
    folder = tmp_path_factory.mktemp("cluster")
    begun = []
    # What a worker died of is tried once more, not three times: each time another one has to begin.
    around = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}

    def begin(*words: str) -> None:
        begun.append(subprocess.Popen([sys.executable, "-m", *words], cwd=folder, env=around))

    file = folder / "scheduler.json"
    scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    begin(*scheduler, "--scheduler-file", str(file))
    worker = ("distributed.cli.dask_worker", "--scheduler-file", str(file), "--nworkers", "2", "--nthreads", "1")
    begin(*worker, "--no-dashboard", "--local-directory", str(folder))
    try:
        with distributed.Client(scheduler_file=str(file), timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
            yield client.scheduler.address.replace("tcp://", "dask://")
    finally:
        for process in reversed(begun):
            ended(process)


@pytest.fixture
def record(tmp_path) -> Record:
    """Give the record of a run."""
    return Record(tmp_path / "runs", lambda: datetime(2026, 11, 23, 1, tzinfo=UTC), "publish weekly_review 2026-W47")


def tasks(folder: Path, *sources: str) -> list[Task]:
    """Give a task for each notebook of one cell; all their documents have the same name, in folders of their own."""
    made = []
    for number, source in enumerate(sources):
        parameters = nbformat.v4.new_code_cell('language = "en"', metadata={"tags": ["parameters"]}, id="parameters")
        cells = [nbformat.v4.new_markdown_cell("# How was the week?", id="title"), parameters]
        cells += [
            nbformat.v4.new_markdown_cell("## Who sold most?", id="asked"),
            nbformat.v4.new_code_cell(source, id="told"),
        ]
        notebook = folder / "notebooks" / f"{number}.ipynb"
        notebook.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), notebook)
        mine = folder / str(number)
        made.append(Task(notebook, {"language": "en"}, MASTHEAD, mine / "executed.ipynb", mine / "documents"))
    return made


SHOWN = """\
from reviewbook.blocks import Paragraph
Paragraph("Li sold most.")"""

#: Kills the worker in whose hands it is, wherever it is tried.
DEADLY = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"


def test_documents_made_over_a_cluster_are_byte_for_byte_those_made_here(cluster, record, tmp_path):
    there, here = tasks(tmp_path / "there", SHOWN), tasks(tmp_path / "here", SHOWN)
    with on_cluster(cluster, record) as pool:
        over = pool.submit(render, there[0], 120.0).result()
    with renderers(1, 1, record) as pool:
        local = pool.submit(render, here[0], 120.0).result()
    assert over.failure == local.failure == ""
    assert [file.name for file in over.files] == ["review.en.html", "review.en.pdf", "review.en.xlsx"]
    assert [file.read_bytes() for file in over.files] == [file.read_bytes() for file in local.files]
    assert "Li sold most." in over.files[0].read_text("utf-8")
    assert '"workers": 2' in (record.folder / "log.jsonl").read_text("utf-8")


def test_a_worker_that_does_not_see_the_run_is_refused(cluster, record, tmp_path, monkeypatch):
    monkeypatch.setattr("reviewbook.run.on_dask._digest", lambda file: "of another file")
    with pytest.raises(ParamsError) as refusal, on_cluster(cluster, record):
        pass
    file = record.folder / "versions.json"
    assert f"does not see {file}, or not as it is here. Every worker needs the workbook" in str(refusal.value)
    assert str(refusal.value).count("params/company.yaml: renderers: worker tcp://127.0.0.1:") == 2


def test_a_worker_tells_what_it_lacks(record, tmp_path):
    asked = record.folder / "versions.json"
    digest, library = sha256(asked.read_bytes()).hexdigest(), library_digest()
    assert lacking(asked, digest, library) == ""
    assert (
        lacking(tmp_path / "no.json", digest, library) == f"does not see {tmp_path / 'no.json'}, or not as it is here"
    )
    assert lacking(asked, digest, "other") == "has another version of reviewbook's code"
    record.write_json("versions.json", {"python": platform.python_version(), "typst": "0.1", "nosuchpackage": "1"})
    said = lacking(asked, sha256(asked.read_bytes()).hexdigest(), library)
    assert said == f"has other packages: nosuchpackage not there, 1 here, typst {version('typst')} there, 0.1 here"


def test_a_cluster_that_does_not_answer_is_told_in_words(distributed, record):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and nobody listens
        address = f"dask://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ParamsError) as refusal, on_cluster(address, record, seconds=1):
            pass
    assert f"params/company.yaml: renderers: {address} does not answer" in str(refusal.value)
    assert "Start it there: dask scheduler" in str(refusal.value)


def test_without_dask_it_is_told_what_to_install(record, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ParamsError, match=r"Type: pip install 'reviewbook\[dask\]'"),
        on_cluster("dask://h:8786", record),
    ):
        pass


def test_a_worker_that_dies_fails_its_own_document_only(cluster, record, tmp_path):
    # The last one here: it takes a while until another worker has begun in place of the dead one.
    with on_cluster(cluster, record) as pool:
        deadly, *others = [pool.submit(render, task, 120.0) for task in tasks(tmp_path, DEADLY, SHOWN, SHOWN)]
        assert [other.result().failure for other in others] == ["", ""]
        with pytest.raises(NotebookError, match="the worker of the cluster that made it: died, or was killed"):
            deadly.result()
