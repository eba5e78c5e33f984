"""What one document costs a worker: a kernel of its own that executes the notebook, then reading and writing.

Started as a script like `floor`, for the same documents one after another: the first pays what a process pays once.
The kernels are ordinary ones; what warm ones spend stands in the evidence of the run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.clock import Clock  # found only now where this file is started as a script


def main(arguments: Sequence[str]) -> int:
    """Make the documents."""
    asked = json.loads(Path(arguments[0]).read_text("utf-8"))
    each = []
    for task in asked["documents"]:
        clock = Clock()
        make(Path(asked["notebook"]), task, Path(asked["folder"]), clock)
        each.append(clock.told())
    Path(asked["timings"]).write_text(json.dumps(each), "utf-8")
    return 0


def make(notebook: Path, task: dict[str, Any], folder: Path, clock: Clock) -> None:
    """Make one document in three forms."""
    with clock.part("imports of the worker"):
        from reviewbook import document, kernels
        from reviewbook.wording import Wording
    about = dict(task["masthead"])
    words, stem = Wording(about.pop("language")), folder / task["name"]
    with clock.part("execute"):
        executed = kernels.execute(notebook, task["parameters"], stem.with_suffix(".ipynb"))
    clock.write(document, document.read_notebook, (executed, document.Masthead.from_json(about), words), stem)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
