"""``make mutants``: one sign, number or word of a module is changed at a time, and tests are asked whether they see it.

It works on a copy below ``.cache/mutants``, where the library lies in ``src``: mutmut expects it there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / ".cache" / "mutants"


def main(mutated: str, by: str) -> int:
    """Change what the patterns below the library name, and ask the tests of the folders; both are apart by spaces."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in ("params", "tests"):
        shutil.copytree(ROOT / name, COPY / name)
    shutil.copytree(ROOT / "lib", COPY / "src")
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    settings = re.sub(r"^filterwarnings.*", "filterwarnings = []", settings, flags=re.M).replace('src = ["lib"]\n', "")
    asked = (
        "\n[tool.mutmut]",
        'source_paths = ["src"]',
        f"only_mutate = {[f'src/reviewbook/{pattern}' for pattern in mutated.split()]}",
        f"pytest_add_cli_args_test_selection = {by.split()}",
        # What a number means does not hang on the engine; that all of them say the same is asked elsewhere.
        'pytest_add_cli_args = ["-k", "not duckdb and not spark"]',
        'also_copy = ["params"]',
    )
    (COPY / "pyproject.toml").write_text(settings + "\n".join(asked) + "\n", "utf-8")
    mutmut = [str(Path(sys.executable).with_name("mutmut"))]
    subprocess.run([*mutmut, "run"], cwd=COPY, check=True)
    return subprocess.run([*mutmut, "results"], cwd=COPY, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
