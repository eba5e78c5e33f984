"""When an edition must be made anew because the code that makes it is another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import reviewbook
from reviewbook.run import code


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Give a copy of the library, of which the checksum is taken."""
    copy = tmp_path / "reviewbook"
    shutil.copytree(Path(reviewbook.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__", "*.ttf"))
    monkeypatch.setattr(code, "files", lambda _: copy)
    yield copy
    code.code_digest.cache_clear()  # others want to know the checksum of the library itself
    code.library_digest.cache_clear()


@pytest.fixture
def digest(tmp_path):
    """Take the checksum of the library and of a notebook of that text."""

    def taken(text: str = "{}", name: str = "weekly_review.ipynb") -> str:
        notebook = tmp_path / name
        notebook.write_text(text, "utf-8")
        code.code_digest.cache_clear()
        code.library_digest.cache_clear()
        return code.code_digest(notebook)

    return taken


def test_the_same_code_has_the_same_checksum_wherever_the_notebook_lies(library, digest):
    assert digest() == digest() == digest(name="elsewhere.ipynb")


def test_another_notebook_is_other_code(library, digest):
    assert digest() != digest("{ }")


def _kinds() -> dict[str, Path]:
    """Give a file of each kind that the library consists of; the text of a licence changes no document."""
    root = Path(reviewbook.__file__).parent
    found = {path.suffix: path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file()}
    return {kind: path for kind, path in found.items() if kind not in (".pyc", ".txt")}


@pytest.mark.parametrize("file", _kinds().values(), ids=_kinds())
def test_a_change_of_any_file_that_makes_documents_is_other_code(library, digest, file):
    before = digest()
    with (library / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    assert digest() != before


def test_a_file_that_is_renamed_or_taken_away_is_other_code(library, digest):
    before = digest()
    file = library / "document" / "html.py"
    file.rename(file.with_name("page.py"))
    renamed = digest()
    file.with_name("page.py").unlink()
    assert len({before, renamed, digest()}) == 3


def test_compiled_files_do_not_count(library, digest):
    before = digest()
    (library / "__pycache__").mkdir()
    (library / "__pycache__" / "cli.cpython-313.pyc").write_bytes(b"x")
    assert digest() == before
