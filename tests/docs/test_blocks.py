"""Every command and every block of code in the README and in docs/ is run, or checked as far as it can be."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from reference.params import FILES

from docs.blocks import BLOCKS, PAGES, ROOT, Block, commands_of, refusal
from reviewbook.params.reading import read
from reviewbook.params.secrets import refuse_secrets

RUN = [page for page in PAGES if any(block.is_run for block in BLOCKS if block.page == page)]
SHELLS = [block for block in BLOCKS if block.language in ("bash", "sh")]
TYPED = [
    (block, command) for block in BLOCKS if block.language in ("bash", "sh", "") for command in commands_of(block.text)
]
YAML = [block for block in BLOCKS if block.language == "yaml" and not block.note]


def test_a_block_is_run_or_checked_or_says_why_not() -> None:
    """`text` is what is printed: a command that stands in it would be run by nobody."""
    known = ("bash", "sh", "python", "yaml", "text", "")
    assert [str(one) for one in BLOCKS if one.language not in known and not one.note] == []
    noted = re.compile(r"(not run: \S.{5,}|ends with \d+: \S.{5,}|tested by: \S+)$")
    assert [str(one) for one in BLOCKS if one.note and not noted.match(one.note)] == []
    typed = re.compile(r"^\s*(\$ |(reviewbook|make|pip|python3?|git|sudo) )", re.M)
    assert [str(one) for one in BLOCKS if one.language == "text" and typed.search(one.text)] == []


def test_tests_that_a_block_names_are_there() -> None:
    named = [(str(one), one.note.removeprefix("tested by: ")) for one in BLOCKS if one.note.startswith("tested by: ")]
    assert [(block, name) for block, name in named if not (ROOT / name).is_file()] == []


@pytest.fixture
def workbook(new_workbook: Callable[..., Any]) -> Path:
    """Give a workbook of the small company, pulled, as it stands after the first `make review`."""
    made: Path = new_workbook().root
    (made / ".venv").symlink_to(sys.prefix)
    return made


@pytest.mark.parametrize("page", RUN)
def test_a_page_can_be_followed(page: str, workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom: shell blocks each by themselves, Python blocks in one namespace."""
    monkeypatch.chdir(workbook)
    monkeypatch.setenv("PATH", f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}")
    known: dict[str, Any] = {"__name__": "__main__"}
    for block in BLOCKS:
        if block.page != page or not block.is_run:
            continue
        if block.language == "python":
            _show(block, known)
            continue
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.text], capture_output=True, text=True, check=False
        )
        assert done.returncode == block.ends_with, f"{block}\n{done.stdout}\n{done.stderr}"


def _show(block: Block, known: dict[str, Any]) -> None:
    """Run a cell as a notebook does: what its last line gives is shown."""
    tree = ast.parse("\n" * block.line + block.text, str(block))
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, str(block), "exec"), known)
    if last is not None:
        shown = eval(compile(ast.Expression(last.value), str(block), "eval"), known)
        getattr(shown, "_repr_html_", lambda: None)()


@pytest.mark.parametrize(("block", "command"), TYPED, ids=str)
def test_a_command_has_words_that_the_command_line_takes(block: Block, command: str) -> None:
    assert refusal(command) == ""


@pytest.mark.parametrize("page", PAGES)
def test_a_command_within_a_sentence_is_one_that_exists(page: str) -> None:
    """It may leave out words that have to be there."""
    named = re.findall(r"`(reviewbook [a-z][^`…]*)`", (ROOT / page).read_text("utf-8"))
    said = [(command, refusal(command.replace("\n", " "))) for command in named]
    assert [one for one in said if one[1] and not one[1].startswith("MissingParameter")] == []


def test_words_that_the_command_line_does_not_take_are_noticed() -> None:
    wrong = ("reviewbook publsh weekly", "reviewbook owed --no 2026-11-20", "reviewbook people accept wecom lee")
    assert [refusal(one).split(":")[0] for one in wrong] == ["UsageError", "NoSuchOption", "MissingParameter"]


@pytest.mark.parametrize("block", SHELLS, ids=str)
def test_a_shell_takes_the_block_and_make_has_its_targets(block: Block) -> None:
    read_by = subprocess.run(["bash", "-n", "-c", block.text], capture_output=True, text=True, check=False)
    assert (read_by.returncode, read_by.stderr) == (0, "")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    made = re.findall(r"^make ([a-z]+)", block.text, re.M)
    assert [one for one in made if one not in targets] == []


@pytest.mark.parametrize("page", PAGES)
def test_make_has_the_targets_that_a_sentence_names(page: str) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    named = re.findall(r"`make ([a-z]+)`", (ROOT / page).read_text("utf-8"))
    assert [one for one in named if one not in targets] == []


@pytest.mark.parametrize("block", [one for one in BLOCKS if one.language == "python"], ids=str)
def test_python_takes_the_block(block: Block) -> None:
    ast.parse(block.text)


def test_a_listing_holds_commands_of_reviewbook_and_nothing_else() -> None:
    listings = [one for one in BLOCKS if one.language == "" and not one.note]
    wrong = [f"{one}: {line}" for one in listings for line in one.text.splitlines() if line and not commands_of(line)]
    assert wrong == []


@pytest.mark.parametrize("block", YAML, ids=str)
def test_params_of_a_page_are_taken_by_their_model(block: Block, tmp_path: Path) -> None:
    """A block names its file in its first line; what it does not say is as in the checkout."""
    named = re.match(r"# params/(\w+)\.yaml\n", block.text)
    assert named, f"{block} does not begin with a line like: # params/sources.yaml"
    (tmp_path / "block.yaml").write_text(block.text, "utf-8")
    file = read(tmp_path / "block.yaml")
    refuse_secrets(file)
    assert file.problems == []
    beside = ROOT / "params" / f"{named[1]}.yaml"
    before = read(beside).data if beside.exists() else {}
    try:
        FILES[named[1]].model_validate({**before, **file.data})
    except ValidationError as error:
        pytest.fail(f"{block}: {error}")
