"""Params as somebody typed them: understood, or refused with all that is wrong, at file and line."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from unittest.mock import patch

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fuzz.tampering import TEXTS, TREE_EDITS, refused_well, rewritten, tampered
from reviewbook.errors import ParamsError
from reviewbook.params import loading
from reviewbook.params.notebook import check, read_flat
from reviewbook.places import Places

PARAMS = Path(__file__).parents[2] / "params"
FLAT = ("daily.yaml", "weekly.yaml", "monthly.yaml")
FILES = tuple(sorted(path.name for path in PARAMS.glob("*.yaml") if path.name not in FLAT))
some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
TEXT_EDITS = st.lists(st.tuples(st.integers(0, 2**16 - 1), st.integers(0, 40), TEXTS), min_size=1, max_size=3)


@cache
def company() -> Path:
    """Give a workbook whose params are in order, for this process alone."""
    folder = Path(mkdtemp(prefix="fuzz-params-"))
    shutil.copytree(PARAMS, folder / "params", ignore=shutil.ignore_patterns("adventureworks", "kubernetes"))
    return folder


#: What the files say that are in order.
_READ: dict[tuple[Path, type[Any]], Any] = {}


def _loaded(name: str, text: bytes) -> None:
    """Load the company, one file of which says this (an example stands in for the file it is an example of)."""
    root = company()
    target = root / "params" / name.replace(".example", "")
    former, part = target.read_bytes(), loading._part

    def read_once(path: Path, model: type[Any]) -> Any:
        """Give what the other files say, which is the same each time."""
        if path != target and (path, model) not in _READ:
            _READ[path, model] = part(path, model)
        if path == target:
            return part(path, model)
        known = _READ[path, model]
        return replace(known, file=replace(known.file, problems=[]))

    target.write_bytes(text)
    try:
        with patch.object(loading, "_part", read_once):
            for reads in (loading.load, loading.load_deliveries):
                try:
                    reads(Places(root))
                except ParamsError as error:
                    refused_well(error, target.name)
    finally:
        target.write_bytes(former)


@some
@given(st.sampled_from(FILES), TEXT_EDITS)
@example("company.yaml", [(0, 0, "a: " + "[" * 1000 + "\n")])
@example("company.yaml", [(0, 0, "a: " + "[" * 100_000 + "\n")])
@example("company.yaml", [(0, 0, "a: " + "9" * 5000 + "\n")])
@example("company.yaml", [(0, 0, "a: " + "9" * 400 + ".5\n")])
def test_params_in_which_somebody_mistyped_are_understood_or_refused(
    name: str, edits: list[tuple[int, int, str]]
) -> None:
    _loaded(name, rewritten((PARAMS / name).read_text("utf-8"), edits).encode("utf-8", "surrogatepass"))


@some
@given(st.sampled_from(FILES), TREE_EDITS)
@example("appraisal.yaml", [(0, "replace", None)])
def test_params_that_say_something_else_are_understood_or_refused(name: str, edits: list[tuple[int, str, Any]]) -> None:
    tree = tampered(yaml.load((PARAMS / name).read_text("utf-8"), yaml.BaseLoader), edits)
    _loaded(name, yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))


@some
@given(st.sampled_from(FLAT), TEXT_EDITS)
def test_parameters_of_a_notebook_are_understood_or_refused(name: str, edits: list[tuple[int, int, str]]) -> None:
    text = rewritten((PARAMS / name).read_text("utf-8"), edits)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            values = read_flat(path)
            found = check(values, name.removesuffix(".yaml"), where=name)
        except ParamsError as error:
            refused_well(error)
            return
    assert found.period == values["period"]
    assert found.cut_off is None or found.cut_off.tzinfo
