"""The floor: the functions that the notebook calls, and the writers, in one plain process without any notebook.

Started as a script with a file that says what to make; it writes the documents, and what the parts took.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.clock import Clock  # found only now where this file is started as a script

__all__ = ["part_of", "shown"]

#: By what a cell has in its source: what its time is counted as.
PARTS = (("import", "imports of the notebook"), ("open_review", "open"), ("figures.", "figures"), ("tables.", "tables"))


def part_of(source: str) -> str:
    """Give the part of the work that a cell is."""
    return next((name for sign, name in PARTS if sign in source), "other cells")


def shown(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; give what its last line is worth, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def main(arguments: Sequence[str]) -> int:
    """Make the documents."""
    asked = json.loads(Path(arguments[0]).read_text("utf-8"))
    each = []
    for task in asked["documents"]:
        clock = Clock()
        make(json.loads(Path(asked["notebook"]).read_text("utf-8")), task, Path(asked["folder"]), clock)
        each.append(clock.told())
    Path(asked["timings"]).write_text(json.dumps(each), "utf-8")
    return 0


def make(notebook: dict[str, Any], task: dict[str, Any], folder: Path, clock: Clock) -> None:
    """Make one document in three forms."""
    names: dict[str, Any] = {}
    with clock.part("imports of the worker"):
        from reviewbook import document
        from reviewbook.blocks import MIMETYPE
        from reviewbook.wording import Wording
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            cell["execution_count"], cell["outputs"] = 1, []
            with clock.part(part_of(source)):
                block = shown(source, names)
                if block is not None:
                    data = {MIMETYPE: block.to_json()}
                    cell["outputs"] = [{"output_type": "execute_result", "data": data, "metadata": {}}]
            if "parameters" in cell["metadata"].get("tags", ()):
                names.update(task["parameters"])
    about = dict(task["masthead"])
    words = Wording(about.pop("language"))
    clock.write(
        document, document.read_notebook, (notebook, document.Masthead.from_json(about), words), folder / task["name"]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
