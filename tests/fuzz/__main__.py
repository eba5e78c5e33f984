"""
``python tests/fuzz``: each target for some seconds, guided by which lines of the library it reaches.

The modules beside this file are the package ``fuzz``, wherever it is started. What was found is kept below
``.cache/fuzz/<target>``: inputs that reach something, from which the next time begins, and those that failed. A failure
is printed as the values it came from: put them as an ``@example`` above the property, so that it stays mended.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from hashlib import shake_256
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

#: Target → its property.
TARGETS = {
    "numbers": "written.test_any_number_is_read_or_refused_for_a_known_reason",
    "periods": "written.test_any_period_is_one_of_the_calendar_with_neighbours_or_is_refused",
    "values": "written.test_every_value_of_a_column_is_typed_or_has_a_reason",
    "forms": "written.test_every_question_of_a_form_has_one_answer_and_a_line_whatever_stands_there",
    "texts": "written.test_any_text_is_folded_searched_and_shown",
    "times": "written.test_the_time_of_a_task_is_an_instant_with_a_zone_or_stays_as_it_was_written",
    "yaml": "params.test_params_in_which_somebody_mistyped_are_understood_or_refused",
    "params": "params.test_params_that_say_something_else_are_understood_or_refused",
    "parameters": "params.test_parameters_of_a_notebook_are_understood_or_refused",
    "bytes": "files.test_any_bytes_are_read_as_a_file_or_refused",
    "damaged": "files.test_a_file_that_was_damaged_is_read_or_refused",
    "workbooks": "files.test_a_workbook_of_a_strange_program_is_read_or_refused",
    "rows": "files.test_every_row_of_a_file_is_in_its_table_or_told_why_not",
    "records": "systems.test_records_that_are_not_as_described_become_rows_or_are_refused",
    "people": "systems.test_people_of_a_system_that_are_not_as_described_are_known_or_refused",
    "answers": "systems.test_an_answer_that_is_not_as_described_is_understood_or_refused_and_does_no_lasting_harm",
}


def main() -> int:
    """Fuzz the targets that were named, or all, each in a process of its own: some failures take it along."""
    asked = argparse.ArgumentParser(prog="python tests/fuzz", description=__doc__)
    asked.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="all of them when none is named")
    asked.add_argument("--seconds", type=int, default=30, help="for each target")
    asked.add_argument("--seed", type=int, default=0, help="the same inputs each time; 0: others each time")
    asked.add_argument("--runs", type=int, default=-1, help="inputs of each target at most")
    asked.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    words = asked.parse_args()
    if words.here:
        _fuzz(words.targets[0], _limits(words))
    with ThreadPoolExecutor(os.cpu_count()) as at_once:
        return max(at_once.map(lambda one: _told(one, words), words.targets or TARGETS))


def _limits(words: argparse.Namespace) -> list[str]:
    return [f"-max_total_time={words.seconds}", f"-seed={words.seed}", f"-runs={words.runs}"]


def _told(target: str, words: argparse.Namespace) -> int:
    """Fuzz one target, tell how far it came, and give 1 when it failed."""
    how = ["--seconds", str(words.seconds), "--seed", str(words.seed), "--runs", str(words.runs), "--here"]
    command = [sys.executable, "-X", "utf8", __file__, target, *how]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, errors="replace")
    if said.returncode:
        print(said.stdout + said.stderr)
    print(f"{target}: {_counts(said.stderr) if not said.returncode else 'FAILED'}", flush=True)
    return int(said.returncode != 0)


def _counts(said: str) -> str:
    """Give the last line in which the fuzzer tells how far it came."""
    told = [line for line in said.splitlines() if re.match(r"#\d+", line)]
    return told[-1] if told else "not one input was tried"


def _fuzz(target: str, limits: list[str]) -> None:
    import atheris
    from hypothesis import settings

    sys.path[0] = str(ROOT / "tests")
    module, _, name = TARGETS[target].partition(".")
    with atheris.instrument_imports(include=["reviewbook", "yaml"], enable_loader_override=False):
        found = import_module(f"fuzz.test_{module}")
    warnings.simplefilter("error")  # as the tests have it
    settings.register_profile("fuzz", deadline=None, database=None)
    settings.load_profile("fuzz")
    test: Any = getattr(found, name)
    inner = test.hypothesis.inner_test

    @wraps(inner)
    def told(*args: Any, **values: Any) -> None:
        try:
            inner(*args, **values)
        except Exception:
            print(
                f"\n{TARGETS[target]} fails:",
                *(f"  {one} = {values[one]!r}" for one in values),
                sep="\n",
                file=sys.stderr,
            )
            raise

    test.hypothesis.inner_test = told

    kept = ROOT / ".cache" / "fuzz" / target
    if not (kept / "reached").exists():
        (kept / "reached").mkdir(parents=True)
        for number in range(24):  # an example is made of many bytes, and it takes a fuzzer long to come to as many
            (kept / "reached" / f"seed-{number}").write_bytes(shake_256(bytes([number])).digest(64 << number % 6))
    options = [
        *limits,
        "-timeout=60",
        "-rss_limit_mb=4096",
        "-max_len=2048",
        "-len_control=0",
    ]
    atheris.Setup(
        [sys.argv[0], *options, f"-artifact_prefix={kept}/failed-", str(kept / "reached")],
        test.hypothesis.fuzz_one_input,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
