"""The version is told, and what is outdated in plain words; the changelog, the library and the package name one version."""

from __future__ import annotations

import re
import sys
import tomllib
import warnings

import pytest

import reviewbook
from reviewbook import cli
from reviewbook.params.outdated import Renamed


@pytest.fixture
def typed(monkeypatch, capsys):
    """Give a function that runs the command line in this process."""
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)  # the command line puts its own there

    def type_it(*words):
        monkeypatch.setattr(sys, "argv", ["reviewbook", *words])
        with warnings.catch_warnings():
            warnings.resetwarnings()
            with pytest.raises(SystemExit) as end:
                cli.main()
        return end.value.code, capsys.readouterr()

    return type_it


def test_the_command_line_tells_its_version(typed):
    code, said = typed("--version")
    assert (code, said.out, said.err) == (0, f"reviewbook {reviewbook.__version__}\n", "")


def test_an_option_under_its_former_name_is_understood_and_told_in_a_sentence(typed, monkeypatch):
    monkeypatch.setitem(cli.RENAMED, ("sample", "--people"), Renamed("--reps", "2.0.0"))
    code, said = typed("sample", "--people", "many")
    assert code == 2
    assert said.err.startswith(
        "reviewbook sample: '--people' is called '--reps' now; '--people' is understood until reviewbook 2.0.0.\n"
    )
    assert "Invalid value for '--reps'" in said.err


def test_any_other_warning_is_shown_as_python_does(typed, monkeypatch):
    shown = []
    monkeypatch.setattr(cli, "_usual", lambda *said: shown.append((str(said[0]), said[1])))
    monkeypatch.setattr(cli, "app", lambda _: sys.exit(warnings.warn("something else", UserWarning, stacklevel=1)))
    typed("status")
    assert shown == [("something else", UserWarning)]


def test_the_package_the_library_and_the_changelog_name_one_version(root):
    package = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert package == reviewbook.__version__
    headings = re.findall(r"^## \[(.+?)\]", (root / "docs" / "changelog.md").read_text("utf-8"), re.M)
    assert headings[0] == "Unreleased"
    assert headings[1] == package


def test_of_every_release_but_the_newest_a_workbook_is_kept(root):
    released = re.findall(r"^## \[(\d.+?)\]", (root / "docs" / "changelog.md").read_text("utf-8"), re.M)
    kept = {path.parent.name for path in (root / "tests" / "kept").glob("*/workbook.tar.xz")}
    assert set(released[1:]) <= kept
