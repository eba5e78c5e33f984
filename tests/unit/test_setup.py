"""What set-up rests on: the lock, the files that name it, and what is said when a machine lacks something."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version


@pytest.fixture(scope="session")
def project(root: Path) -> dict[str, object]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


#: Extras that stand in a lock of their own: half a gigabyte that hardly anybody needs.
_CLUSTER = ("spark", "dask")


@pytest.fixture(scope="session")
def lock(root: Path) -> list[str]:
    return (root / "requirements.lock").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="session")
def cluster_lock(root: Path) -> list[str]:
    return (root / ".ci" / "cluster.lock").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="session")
def committed(root: Path) -> list[Path]:
    """Give every text file that is committed."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    binary = {".ttf", ".woff2", ".png", ".xlsx", ".parquet", ".pdf"}
    paths = [root / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in binary]


def test_the_locks_hold_names_versions_and_hashes_and_nothing_else(lock: list[str], cluster_lock: list[str]) -> None:
    package = re.compile(r"[a-z0-9-]+==[^\s;]+( ; [^\\]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in [*lock, *cluster_lock] if not (package.fullmatch(line) or digest.fullmatch(line))] == []


def test_every_dependency_is_in_a_lock_in_a_version_that_fits(
    project: dict, lock: list[str], cluster_lock: list[str]
) -> None:
    extras = project["optional-dependencies"]
    usual = [*project["dependencies"], *(one for name in extras if name not in _CLUSTER for one in extras[name])]
    for lines, wanted in ((lock, usual), (cluster_lock, [one for name in _CLUSTER for one in extras[name]])):
        locked = _versions(lines)
        for requirement in map(Requirement, wanted):
            versions = locked.get(canonicalize_name(requirement.name))
            assert versions, f"{requirement.name} is not in the lock: make lock"
            assert all(version in requirement.specifier for version in versions), str(requirement)


def test_what_a_cluster_takes_changes_no_version_of_what_is_there(lock: list[str], cluster_lock: list[str]) -> None:
    usual, more = _versions(lock), _versions(cluster_lock)
    assert {name: more[name] for name in more if name in usual} == {name: usual[name] for name in more if name in usual}


def _versions(lines: list[str]) -> dict[str, list[Version]]:
    locked: dict[str, list[Version]] = {}
    for line in lines:
        if found := re.match(r"([a-z0-9-]+)==(\S+)", line):
            locked.setdefault(found[1], []).append(Version(found[2]))
    return locked


def test_conda_takes_the_same_lock_and_a_python_of_the_same_range(root: Path, project: dict) -> None:
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    plain = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    [by_pip] = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert by_pip == ["--require-hashes", "-r requirements.lock"]
    [python] = [entry.partition("=")[2] for entry in plain if entry.startswith("python=")]
    assert Version(python) in SpecifierSet(project["requires-python"])
    assert "pip" in plain


def test_set_up_asks_for_the_python_that_the_project_asks_for(root: Path, project: dict) -> None:
    script = (root / ".ci" / "setup").read_text(encoding="utf-8")
    first, last = (
        re.search(r"\((3), (\d+)\) <= sys.version_info\[:2\]", script)[2],
        re.search(r"< \(3, (\d+)\)", script)[1],
    )
    assert project["requires-python"] == f">=3.{first},<3.{last}"
    named = ", ".join(f"3.{minor}" for minor in range(int(first), int(last) - 1))
    assert f'wanted="Python {named} or 3.{int(last) - 1}"' in script


def test_make_help_lists_every_target(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    [phony] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # we may run below make
    said = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True, env=alone).stdout
    assert [line.split()[1] for line in said.splitlines()] == phony.split()
    assert all(len(line.split()) > 4 for line in said.splitlines())


def test_the_ci_does_what_a_person_would_type(root: Path) -> None:
    script = root / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("make")] == [
        "make --no-print-directory cluster # so that the tests on Spark and Dask are not skipped",
        "make --no-print-directory check",
        'make --no-print-directory fuzz FUZZ="--runs 100 --seed 1" # guided by coverage; below the same properties are tests',
        "make --no-print-directory test",
    ]
    assert "set -euo pipefail" in lines


def test_notebooks_are_stored_without_results(root: Path) -> None:
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs"), path.name
            assert cell.get("execution_count") is None, path.name


def test_no_committed_file_names_a_folder_of_a_machine(committed: list[Path], root: Path) -> None:
    machine = re.compile(r"(?<![\w./-])/(work|home/\w+|Users/\w+|root)/")
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in committed
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1)
        if machine.search(line) and path != Path(__file__)
    ]
    assert found == []


@pytest.fixture
def set_up(root: Path, tmp_path: Path):
    """Run set-up in an empty folder with a python that is a few lines of shell."""

    def run(python: str | None) -> subprocess.CompletedProcess[str]:
        (tmp_path / ".ci").mkdir()
        shutil.copy(root / ".ci" / "setup", tmp_path / ".ci" / "setup")
        if python is not None:
            fake = tmp_path / "fake-python"
            fake.write_text(f'#!/bin/sh\ncase "$2" in\n{python}\nesac\n')
            fake.chmod(0o755)
        command = ["sh", ".ci/setup", "./fake-python"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def test_a_machine_without_python_is_told_what_to_type(set_up) -> None:
    result = set_up(None)
    assert result.returncode == 1
    assert result.stderr == (
        "\nset-up: there is no ./fake-python here; Python 3.11, 3.12, 3.13 or 3.14 is needed.\n"
        "        Debian, Ubuntu: sudo apt install python3 python3-venv make\n"
        "        Another one on this machine: make PYTHON=python3.13\n"
    )


def test_an_old_python_is_named(set_up) -> None:
    result = set_up("*version_info*) exit 1 ;;\n*python_version*) echo 3.9.2 ;;")
    assert result.returncode == 1
    assert result.stderr.splitlines()[1] == (
        "set-up: ./fake-python is 3.9.2; Python 3.11, 3.12, 3.13 or 3.14 is needed."
    )


def test_a_python_without_venv_is_told_which_package_is_missing(set_up) -> None:
    result = set_up("*version_info*) exit 0 ;;\n*ensurepip*) exit 1 ;;")
    assert result.returncode == 1
    assert result.stderr == (
        "\nset-up: ./fake-python cannot make virtual environments.\n"
        "        Debian, Ubuntu: sudo apt install python3-venv\n"
    )


def test_uv_is_installed_from_the_lines_of_the_lock(root: Path, lock: list[str]) -> None:
    script = (root / ".ci" / "setup").read_text(encoding="utf-8")
    [program] = re.findall(r"awk '(.*)' requirements.lock", script)
    picked = subprocess.run(["awk", program, "requirements.lock"], cwd=root, capture_output=True, text=True, check=True)
    lines = picked.stdout.splitlines()
    assert lines[0].startswith("uv==")
    assert len(lines) > 2
    assert all(line.startswith("    --hash=") for line in lines[1:])
    assert not lines[-1].endswith("\\")
    assert set(lines) <= set(lock)


def test_every_system_that_is_pulled_from_is_kept_apart_from_the_others(root):
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (apart,) = [one["modules"] for one in contracts if one["type"] == "independence"]
    systems = (root / "lib" / "reviewbook" / "sources" / "systems").glob("*/talking.py")
    assert sorted(apart) == sorted(f"reviewbook.sources.systems.{one.parent.name}" for one in systems)
