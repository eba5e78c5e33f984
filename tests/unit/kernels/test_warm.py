"""A warm kernel is a fresh process like an ordinary one: nothing of others is in it, and nothing of it is left."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from reviewbook import kernels
from reviewbook.errors import NotebookError

TELL = (
    "import json, os, sys\n"
    "told = {'pid': os.getpid(), 'parent': os.getppid(), 'cwd': os.getcwd(), 'pandas': 'pandas' in sys.modules,\n"
    "        'leader': os.getsid(0), 'left': getattr(sys, 'left_by_another', None), 'environment': dict(os.environ)}\n"
    "print(json.dumps(told))"
)


def zygote_of(warm: kernels.Warmth) -> psutil.Process:
    """Give the process that keeps the folder of a zygote."""
    folder = str(Path(warm.address).parent)
    return next(one for one in psutil.Process().children() if one.cwd() == folder)


def gone(pids: list[int]) -> bool:
    """Wait until processes are no more; tell whether it came to that."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids):
            return True
        time.sleep(0.05)
    return False


def test_each_notebook_has_a_process_of_its_own_whose_imports_are_done(warm, notebook, said):
    path = notebook(TELL, "sys.left_by_another = os.environ['LEFT'] = 'mine'")
    first, second = (json.loads(said(path)[0]) for _ in range(2))
    assert first["pid"] != second["pid"]
    assert first["parent"] == second["parent"] == zygote_of(warm).pid
    assert first["pandas"] is second["pandas"] is True
    assert (first["leader"], second["leader"]) == (first["pid"], second["pid"])  # an interrupt reaches no other
    assert second["left"] is None
    assert "LEFT" not in second["environment"]
    assert second["cwd"] == str(path.parent)


def test_what_is_paid_once_in_a_process_was_paid_before_the_fork(warm, notebook, said):
    words = "from reviewbook.wording.words import entries\nprint(entries.cache_info().currsize)"
    faces = "from reviewbook.fonts import register\nprint(register.cache_info().currsize)"
    frames = (
        "import pyarrow, sys\nprint('pyarrow.pandas_compat' in sys.modules, pyarrow.default_memory_pool().backend_name)"
    )
    assert said(notebook(words, faces, frames)) == ["1\n", "1\n", "True system\n"]


def test_the_end_of_a_kernel_is_that_of_a_process_of_its_own(warm, notebook, said, tmp_path):
    left_open, at_exit, by_thread = (tmp_path / name for name in ("left_open", "at_exit", "by_thread"))
    told = f"held = [open({str(left_open)!r}, 'w')]\nheld[0].write('whole')\nheld.append(held)"
    registered = f"import atexit, pathlib\natexit.register(pathlib.Path({str(at_exit)!r}).touch)"
    said(notebook(told, registered, "import os; print(os.getpid())"))
    assert (left_open.read_text("utf-8"), at_exit.exists()) == ("whole", True)
    slow = f"def late():\n    time.sleep(0.5)\n    pathlib.Path({str(by_thread)!r}).touch()"
    said(notebook(f"import pathlib, threading, time\n{slow}\nthreading.Thread(target=late).start()", name="slow"))
    assert by_thread.exists()


def test_neither_a_warm_kernel_nor_its_zygote_is_given_a_secret(warm, notebook, said):
    told = json.loads(said(notebook(TELL))[0])
    ours = {**kernels.surroundings(os.environ), "JPY_PARENT_PID": str(os.getpid())}
    assert {name: text for name, text in ours.items() if told["environment"].get(name) != text} == {}
    assert os.environ["ZYGOTE_CANARY_TOKEN"] not in str(told["environment"])
    assert "REVIEWBOOK_ZYGOTE" not in told["environment"]
    assert os.environ["ZYGOTE_CANARY_TOKEN"] not in str(zygote_of(warm).environ())


def test_only_its_owner_reaches_a_zygote(warm):
    assert Path(warm.address).parent.stat().st_mode & 0o077 == 0


def test_chance_differs_between_kernels(warm, notebook, said):
    path = notebook("import random, numpy\nprint(random.random(), numpy.random.random(), numpy.random.default_rng())")
    first, second = (said(path)[0].split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


@pytest.mark.parametrize(
    "end",
    ["os.kill(os.getpid(), 9)", "os._exit(3)", "import ctypes; ctypes.string_at(0)"],
    ids=["kill", "exit", "crash"],
)
def test_a_kernel_that_dies_touches_no_other(warm, notebook, said, end):
    with pytest.raises(NotebookError, match=r"its kernel failed: Kernel died"):
        said(notebook(f"import os\n{end}", name="dies"))
    assert said(notebook("print('well')")) == ["well\n"]


def test_an_endless_loop_is_stopped_when_its_time_is_over_and_says_so(warm, notebook, said, tmp_path):
    with pytest.raises(NotebookError) as refusal:
        said(notebook("import os\nprint(os.getpid(), flush=True)", "while True:\n    pass"), seconds=3)
    assert str(refusal.value) == (
        "tiny.ipynb, the cell cell-1 (while True:): the notebook was not done after 3 seconds, and was stopped here. "
        f"The notebook as far as it came: {tmp_path}/runs/tiny.ipynb. Mend the cell, or give the run more seconds."
    )
    pid = json.loads((tmp_path / "runs" / "tiny.ipynb").read_text("utf-8"))["cells"][0]["outputs"][0]["text"]
    assert gone([int("".join(pid))])
    assert said(notebook("print('well')")) == ["well\n"]


def test_a_thread_or_process_that_is_left_behind_keeps_nobody(warm, notebook, said):
    started = (
        "import subprocess, threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
    )
    path = notebook(started + "print(subprocess.Popen(['sleep', '99']).pid)")
    assert gone([int(said(path)[0])])
    assert zygote_of(warm).children() == []  # nor is a zombie left


def test_many_kernels_leave_no_open_file_in_the_zygote(warm, notebook, said):
    path = notebook("print('well')")
    said(path)
    before = zygote_of(warm).num_fds()
    for _ in range(3):
        said(path)
    assert zygote_of(warm).num_fds() == before
    assert zygote_of(warm).num_threads() == 1


def test_another_environment_at_the_start_takes_an_ordinary_kernel_and_says_why(
    warm, notebook, said, monkeypatch, caplog
):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    with caplog.at_level(logging.WARNING):
        told = json.loads(said(notebook(TELL))[0])
    assert told["parent"] == os.getpid()
    assert "not a warm one: the environment is another one than at the start: PYTHONPATH" in caplog.text


def test_a_zygote_that_is_gone_does_not_fail_the_notebook(notebook, said, monkeypatch, caplog, tmp_path):
    monkeypatch.setenv("REVIEWBOOK_ZYGOTE", str(tmp_path / "socket"))
    assert said(notebook("print('well')")) == ["well\n"]
    assert "does not answer" in caplog.text


DRIVER = """
import sys
from pathlib import Path
from reviewbook import kernels
with kernels.warm(2) as warm:
    kernels.forked_from(warm)
    kernels.execute(Path(sys.argv[1]), {}, Path(sys.argv[2]))
"""


def test_a_run_that_is_killed_takes_its_kernels_and_its_zygote_along(notebook, tmp_path):
    told = tmp_path / "told"
    path = notebook(f"import os, time\nfrom pathlib import Path\nfolder = os.readlink(f'/proc/{{os.getppid()}}/cwd')\n"
                    f"Path({str(told)!r}).write_text(f'{{os.getpid()}} {{os.getppid()}} {{folder}} .')\ntime.sleep(99)")  # fmt: skip
    run = subprocess.Popen([sys.executable, "-c", DRIVER, str(path), str(tmp_path / "out.ipynb")])
    while run.poll() is None and not (told.exists() and told.read_text().endswith(".")):
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    kernel, zygote, folder, _ = told.read_text().split()
    assert gone([int(kernel), int(zygote)])
    assert not Path(folder).exists()


def test_a_zygote_that_is_killed_takes_its_kernels_along_and_the_notebook_says_so(notebook, said, monkeypatch):
    with kernels.warm(2) as own:
        monkeypatch.setenv("REVIEWBOOK_ZYGOTE", own.address)
        threading.Timer(0.5, zygote_of(own).kill).start()
        with pytest.raises(NotebookError, match="its kernel failed"):
            said(notebook("import time\ntime.sleep(99)"))


def test_the_same_notebook_gives_the_same_bytes_in_both_kinds_of_kernel(
    notebook: Callable[..., Path], zygote: kernels.Warmth, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = notebook(
        "import pandas as pd\nframe = pd.DataFrame({'n': [1.5, 2.25]})\nframe",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2, 4]);",
        "import numpy as np\nsquare = np.random.default_rng(1).random((300, 300))\nprint((square @ square).sum().hex())",
        "import seaborn as sns\nsns.barplot(x=['a', 'b'], y=[1, 2]);",
        "import warnings\nwarnings.warn('mind the gap')",
        "%matplotlib inline\nprint(__name__, __import__('sys').argv[0], __import__('sys').path[0])",
    )
    cells = []
    for address in ("", zygote.address):
        monkeypatch.setenv("REVIEWBOOK_ZYGOTE", address)
        made = kernels.execute(path, {}, tmp_path / f"{bool(address)}.ipynb")
        cells.append([[dict(output) for output in cell.outputs] for cell in made.cells])
    ordinary, warm = ([json.dumps(one).replace(_process(one), "") for one in kind] for kind in cells)
    assert warm == ordinary
    assert '"image/png"' in warm[1]


def _process(outputs: list[dict[str, object]]) -> str:
    """Give the number by which ipykernel names the cells of a process: it stands in the path that a warning quotes."""
    text = json.dumps(outputs)
    return text.split("ipykernel_")[1].split("/")[0] if "ipykernel_" in text else "\0"
