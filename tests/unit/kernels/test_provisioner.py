"""Papermill, nbval and JupyterLab have warm kernels by one environment variable."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no warm kernels on this system")

#: True in a kernel that was forked: the packages are there before anybody imported them.
WARM = "import sys\nprint('pandas' in sys.modules)"


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    around = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "reviewbook-warm"}
    around.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, env=around, capture_output=True, text=True, check=False
    )


def test_the_provisioner_is_known_by_its_name():
    (found,) = {one.value for one in entry_points(group="jupyter_client.kernel_provisioners", name="reviewbook-warm")}
    assert found == "reviewbook.kernels.provisioner:WarmProvisioner"


def test_the_command_line_of_papermill_has_warm_kernels(notebook, tmp_path):
    done = run("papermill", "--no-progress-bar", str(notebook(WARM)), "out.ipynb", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"True\\n"' in (tmp_path / "out.ipynb").read_text("utf-8")


def test_nbval_has_warm_kernels(notebook, tmp_path):
    for name in ("one", "two"):
        notebook(f"{WARM}\nassert 'pandas' in sys.modules", name=name)
    done = run("pytest", "--nbval-lax", "-q", "-c", os.devnull, "notebooks", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
