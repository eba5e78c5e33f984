"""JupyterLab as `make lab` starts it: notebooks run in its kernels, are saved, and git sees nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import nbformat
import pytest
from jupyter_client import BlockingKernelClient

TOKEN = "of-the-test"
WAIT = 120

#: Messages that become outputs of a cell.
SHOWN = ("stream", "display_data", "execute_result", "error")


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True)
class Lab:
    """A server, asked as JupyterLab in a browser asks it."""

    root: Path
    url: str
    runtime: Path

    def ask(self, way: str, method: str = "GET", **body: Any) -> Any:
        data = json.dumps(body).encode() if body else None
        request = Request(f"{self.url}{way}", data=data, method=method, headers={"Authorization": f"token {TOKEN}"})
        with urlopen(request, timeout=WAIT) as answer:
            text = answer.read().decode()
        return json.loads(text) if text.startswith(("{", "[")) else text

    def notebook(self, path: str) -> dict[str, Any]:
        return self.ask(f"api/contents/{path}")["content"]

    def save(self, path: str, notebook: dict[str, Any]) -> None:
        """Save as autosave does, and as somebody who asks for it: with a checkpoint."""
        self.ask(f"api/contents/{path}", "PUT", type="notebook", format="json", content=notebook)
        self.ask(f"api/contents/{path}/checkpoints", "POST")

    def kernel(self, path: str) -> tuple[str, BlockingKernelClient]:
        """Start the kernel of a notebook, and give how to talk to it."""
        begun = self.ask(
            "api/sessions", "POST", path=path, name=Path(path).name, type="notebook", kernel={"name": "python3"}
        )
        client = BlockingKernelClient(connection_file=str(self.runtime / f"kernel-{begun['kernel']['id']}.json"))
        client.load_connection_file()
        client.start_channels(hb=False)  # a kernel that is slow to start has no heartbeat yet, and is not dead
        client.kernel_info(reply=True, timeout=WAIT)
        return begun["id"], client


@pytest.fixture(scope="module")
def lab(new_workbook, root, tmp_path_factory) -> Iterator[Lab]:
    """Give a running JupyterLab of a workbook under git, whose user has no settings of his own."""
    if shutil.which("git") is None:
        pytest.fail("git is not installed; Debian, Ubuntu: apt install git")
    folder, home = new_workbook().root, tmp_path_factory.mktemp("home")
    (folder / ".ci").mkdir()
    for name in (".gitignore", ".ci/jupyter_lab_config.py"):
        shutil.copy(root / name, folder / name)
    (folder / "output" / ".gitignore").touch()
    (folder / "notebooks" / "scratch").mkdir(exist_ok=True)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "As it was cloned")
    runtime = home / "runtime"
    env = {**os.environ, "HOME": str(home), "JUPYTER_RUNTIME_DIR": str(runtime), "JUPYTER_TOKEN": TOKEN,
           "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_DATA_DIR": str(home / "data"),
           "IPYTHONDIR": str(home / "ipython"), "MPLCONFIGDIR": str(home / "matplotlib")}  # fmt: skip
    words = ["--config=.ci/jupyter_lab_config.py", "--no-browser", "--ServerApp.port=0", "--allow-root"]
    log = (home / "log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *words], cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        made = Lab(folder, _address(server, runtime, home / "log"), runtime)
        yield made
        made.ask("api/shutdown", "POST")
        server.wait(timeout=WAIT)
    finally:
        server.kill()
        server.wait()
        log.close()


def _address(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Wait until the server says where it listens."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            text = file.read_text("utf-8")
            if text.endswith("}"):
                return str(json.loads(text)["url"])
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text('utf-8')}")


def run(client: BlockingKernelClient, notebook: dict[str, Any]) -> None:
    """Run all cells, and put into the notebook what JupyterLab puts there."""
    for count, cell in enumerate((cell for cell in notebook["cells"] if cell["cell_type"] == "code"), start=1):
        outputs: list[Any] = []

        def keep(message: dict[str, Any], outputs: list[Any] = outputs) -> None:
            if message["msg_type"] in SHOWN:
                outputs.append(nbformat.v4.output_from_msg(message))

        client.execute_interactive("".join(cell["source"]), output_hook=keep, timeout=WAIT)
        cell["outputs"], cell["execution_count"] = outputs, count
        cell["metadata"]["execution"] = {"iopub.execute_input": "2026-11-27T09:00:00.000Z"}


def in_session(notebook: dict[str, Any]) -> dict[str, Any]:
    """Write what JupyterLab knows of the kernel into the notebook."""
    notebook["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    notebook["metadata"]["language_info"] = {
        "codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py", "mimetype": "text/x-python",
        "name": "python", "nbconvert_exporter": "python", "pygments_lexer": "ipython3", "version": "3.11.9",
    }  # fmt: skip
    return notebook


def test_it_opens_with_a_notebook_of_the_analyst(lab):
    assert "jupyter-config-data" in lab.ask("lab/tree/notebooks/explore_performance.ipynb")
    served = {one["name"] for one in lab.ask("api/contents/")["content"]}
    assert {"notebooks", "params"} <= served


def test_a_notebook_runs_from_top_to_bottom_is_saved_and_git_sees_nothing(lab):
    path = "notebooks/explore_performance.ipynb"
    session, client = lab.kernel(path)
    try:
        notebook = lab.notebook(path)
        run(client, notebook)
        shown = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
        assert [output for output in shown if output["output_type"] in ("error", "stream")] == []
        assert len(shown) >= 12
        lab.save(path, in_session(notebook))
        assert (lab.root / "notebooks" / ".ipynb_checkpoints").is_dir()
        assert git(lab.root, "status", "--porcelain") == ""
        _completes(client)
    finally:
        client.stop_channels()
        lab.ask(f"api/sessions/{session}", "DELETE")
    assert git(lab.root, "status", "--porcelain") == ""


def _completes(client: BlockingKernelClient) -> None:
    """Ask the kernel that has opened a review what may follow."""

    def following(typed: str) -> list[str]:
        return client.complete(typed, reply=True, timeout=WAIT)["content"]["matches"]

    assert {"2026-W47", "2026-W46"} <= {*following('open_review(period="2026-W4')}
    assert "华东区" in following('open_review(team="华')
    assert "period=" in following("open_review(per")
    assert following('review.explain("attai') == ["attainment"]
    assert any(match.endswith("attainment") for match in following("review.measures.attai"))
    assert any(match.endswith("attainment") for match in following("review.explain.attai"))
    assert any(match.startswith("owed") for match in following('review.frames["ow'))


def test_no_notebook_that_was_run_and_saved_differs(lab):
    names = sorted(file.name for file in (lab.root / "notebooks").glob("*.ipynb"))
    assert len(names) >= 8
    for name in names:
        notebook = in_session(lab.notebook(f"notebooks/{name}"))
        for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
            cell["execution_count"] = 7
            cell["outputs"] = [nbformat.v4.new_output("stream", name="stdout", text="x")]
        lab.save(f"notebooks/{name}", notebook)
    assert git(lab.root, "status", "--porcelain") == ""


def test_a_change_is_seen_and_a_scratch_notebook_keeps_its_outputs_unseen(lab):
    scratch = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", execution_count=1)])
    scratch.cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text="2")]
    lab.save("notebooks/scratch/mine.ipynb", scratch)
    assert lab.notebook("notebooks/scratch/mine.ipynb")["cells"][0]["outputs"][0]["text"] == "2"
    assert git(lab.root, "status", "--porcelain") == ""
    path = "notebooks/explore_compliance.ipynb"
    notebook = lab.notebook(path)
    notebook["cells"][0]["source"] = "# Mine"
    lab.save(path, notebook)
    assert git(lab.root, "status", "--porcelain").split() == ["M", path]
    git(lab.root, "checkout", "--quiet", path)
