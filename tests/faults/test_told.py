"""What the machine refuses is told like every refusal, by whichever library it is raised."""

from __future__ import annotations

import errno
import os
import sys

import pytest

from reviewbook import cli
from reviewbook.errors import of_the_machine


class Fatal(Exception):
    """As DuckDB raises it: the words of the machine stand in its own."""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "output/a.pdf"), "output/a.pdf: the disk is full. Make room"),
        (OSError(errno.ENOSPC, "Error writing bytes to file."), "this machine: the disk is full. Make room"),
        (
            Fatal('Could not write file "w.duckdb": No space left on device'),
            "this machine: the disk is full. Make room",
        ),
        (OSError(errno.EDQUOT, "x", "a"), "a: the space that this user may use on the disk is used up. Make room"),
        (OSError(errno.EROFS, "x", "a"), "a: the disk can only be read. Mount it"),
        (PermissionError(errno.EACCES, "x", "a"), "a: whoever runs reviewbook may not write or read there. Give"),
        (OSError(errno.EMFILE, "x"), "this machine: more files are open than this user may have. Raise"),
        (MemoryError(), "this machine: the memory of the machine is used up. Stop something else, or publish"),
        (Fatal("Out of Memory Error: failed to pin block"), "this machine: the memory of the machine is used up. Stop"),
    ],
    ids=str,
)
def test_each_refusal_says_what_it_means_and_what_to_do(error: Exception, told: str) -> None:
    assert str(of_the_machine(error)).startswith(told)


@pytest.mark.parametrize("error", [FileNotFoundError(errno.ENOENT, "x", "a"), ValueError("x"), Fatal("x"), OSError()])
def test_a_mistake_of_the_program_is_not_put_on_the_machine(error: Exception) -> None:
    assert of_the_machine(error) is None


def test_the_command_line_tells_it_without_a_traceback_and_anything_else_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    errors: list[Exception] = [OSError(errno.ENOSPC, "x", "output/a.pdf"), ValueError("of the program")]
    monkeypatch.setattr(sys, "argv", ["reviewbook", "pull"])
    monkeypatch.setattr(cli, "app", lambda _: (_ for _ in ()).throw(errors.pop(0)))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("output/a.pdf: the disk is full.")
    with pytest.raises(ValueError, match="of the program"):
        cli.main()
