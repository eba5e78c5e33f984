"""A scheduled notebook loads nothing of the desk."""

from __future__ import annotations

import subprocess
import sys


def test_opening_what_a_run_prepared_loads_no_desk_no_engine_and_no_figures():
    asked = (
        "import sys, reviewbook.review; print(*sorted(name for name in sys.modules if name.startswith('reviewbook')))"
    )
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] for name in loaded if "." in name}
    assert "review" in rooms
    assert rooms.isdisjoint({"desk", "run", "analysis", "tables", "figures", "warehouse", "measures"})
