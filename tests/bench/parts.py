"""Where the time goes: a worker of ours beside the floor, the first document of a process and the later ones.

An executed notebook says when each cell began and ended (wall time); what lies before the first cell is the start
of its kernel. Everything else is time of the processor.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.floor import part_of

__all__ = ["executed", "mean", "of_run", "of_script"]


def executed(notebook: Mapping[str, Any]) -> dict[str, float]:
    """Give the seconds of an executed notebook by part."""
    seconds: Counter[str] = Counter()
    cells = [cell for cell in notebook["cells"] if cell["metadata"].get("papermill", {}).get("start_time")]
    whole = notebook["metadata"]["papermill"]
    seconds["kernel start"] = _between(whole["start_time"], cells[0]["metadata"]["papermill"]["start_time"])
    for cell in cells:
        source, told = "".join(cell["source"]), cell["metadata"]["papermill"]
        part = part_of(source) if cell["cell_type"] == "code" else "other cells"
        seconds[part] += _between(told["start_time"], told["end_time"])
    left = _between(whole["start_time"], whole["end_time"]) - seconds.total()
    return {**seconds, "between cells, kernel stop": left}


def of_run(run: Path) -> dict[str, float]:
    """Give the mean wall seconds of the executed notebooks of a run by part."""
    return mean(executed(json.loads(path.read_text("utf-8"))) for path in sorted((run / "notebooks").glob("*.ipynb")))


def of_script(name: str, timings: Path) -> dict[str, dict[str, float]]:
    """Give the seconds of `floor` or `worker`, of the first document and of the later ones."""
    first, *later = json.loads(timings.read_text("utf-8"))
    return {f"{name}, first": first, **({f"{name}, later": mean(later)} if later else {})}


def mean(several: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Give the mean of each part; where a part is missing it took nothing."""
    held = list(several)
    names = dict.fromkeys(name for one in held for name in one)
    return {name: sum(one.get(name, 0.0) for one in held) / len(held) for name in names}


def _between(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()
