"""Where there are no warm kernels the run says why, and goes on with ordinary ones."""

from __future__ import annotations

import os
import sys

import pytest

from reviewbook import kernels
from reviewbook.kernels import warmth
from reviewbook.kernels.surroundings import at_start


def why(documents: int = 2) -> str:
    """Have kernels for some documents, and give why they are ordinary."""
    with kernels.warm(documents) as had:
        assert not had.address
        return had.why


def test_a_single_document_has_an_ordinary_kernel():
    assert why(1) == "a single document gains nothing from a process that imports first"


@pytest.mark.parametrize(
    ("platform", "reason"),
    [
        ("win32", "processes cannot be forked as it takes on this system (win32)"),
        ("darwin", "forking is not safe on macOS, whose own libraries start threads"),
    ],
)
def test_other_systems_have_ordinary_kernels(monkeypatch, platform, reason):
    monkeypatch.setattr(sys, "platform", platform)
    assert why() == reason


linux = pytest.mark.skipif(sys.platform != "linux", reason="no warm kernels on this system")


@linux
def test_a_process_with_several_threads_is_not_forked(monkeypatch):
    monkeypatch.setattr(warmth, "_MODULES", ("numpy",))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    had = why()
    if (os.cpu_count() or 1) > 1:
        assert "threads" in had
        assert had.startswith("the process that would be forked has ")


@linux
def test_imports_that_fail_are_told(monkeypatch, tmp_path):
    monkeypatch.setattr(warmth, "_MODULES", ("no_such_module",))
    with kernels.warm(2, tmp_path / "log") as had:
        assert had.why == (
            "the process from which they are forked could not be started; its error stands in the log of kernels"
        )
    assert "No module named 'no_such_module'" in (tmp_path / "log").read_text("utf-8")


@linux
def test_a_folder_too_deep_for_a_socket_is_told(monkeypatch, tmp_path):
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    assert why().startswith(f"no socket can be made in {deep}")


def test_what_packages_read_once_is_told_from_the_rest():
    whole = {"PYTHONPATH": "/p", "MPLBACKEND": "agg", "HOME": "/h", "TZ": "UTC", "CRM_TOKEN": "x"}
    assert at_start(whole) == {"PYTHONPATH": "/p", "MPLBACKEND": "agg", "TZ": "UTC", "OPENBLAS_NUM_THREADS": "1"}
