"""The reference says everything that the code has: each key, column, measure, command and function, with what it means."""

from __future__ import annotations

import re

import pytest
import typer
from pydantic import Field
from reference import commands, docstrings, measures, params, python_api, tables

import reviewbook
from docs.blocks import ROOT
from reviewbook.cli import app
from reviewbook.params.base import Entry
from reviewbook.params.measures import MeasureEntries
from reviewbook.params.reading import read
from reviewbook.schema import FACTS, FRAMES, TABLES


@pytest.mark.parametrize("name", params.FILES)
def test_each_key_of_a_file_has_a_row_that_says_what_it_means(name: str) -> None:
    page = params.file_page(name)
    for model in params.models(params.FILES[name]):
        for key, info in model.model_fields.items():
            row = re.search(rf"^\| `{info.alias or key}` \| .+ \| .* \| \S.+ \|$", page, re.M)
            assert row, f"{model.__module__}.{model.__name__}: {key} is not described in its docstring"


def test_every_file_of_params_has_a_page() -> None:
    there = {one.name.split(".")[0] for one in (ROOT / "params").glob("*.yaml")}
    assert there - {"daily", "monthly"} <= set(params.FILES)


def test_a_value_is_described_as_it_is_typed() -> None:
    class Inner(Entry):
        """
        An inner one.

        Parameters
        ----------
        size : int
            How much.
        """

        size: int = Field(default=3, ge=1, le=9)

    class Outer(Entry):
        """An outer one."""

        inner: Inner
        names: tuple[str, ...] = ()

    rows = "".join(
        params._row(model, key, info) for model in (Inner, Outer) for key, info in model.model_fields.items()
    )
    assert rows.splitlines() == [
        "| `size` | whole number, ≥ 1, ≤ 9 | `3` | How much. |",
        "| `inner` | inner | **must be given** |  |",
        "| `names` | list: text |  |  |",
    ]
    assert list(params.models(Outer)) == [Outer, Inner]


def test_a_docstring_is_taken_apart() -> None:
    def cut() -> None:
        """
        Cut ``one`` thing.

        Parameters
        ----------
        first, last : date
            Both, be they
            equal.

        Raises
        ------
        ValueError
            Never.
        """

    told = docstrings.read(cut)
    assert told.words == "Cut `one` thing."
    assert [(one.name, one.kind, one.words) for one in told.sections["Parameters"]] == [
        ("first", "date", "Both, be they equal."),
        ("last", "date", "Both, be they equal."),
    ]
    assert [(one.name, one.words) for one in told.sections["Raises"]] == [("ValueError", "Never.")]


def test_each_table_and_frame_has_its_columns() -> None:
    for page, found in ((tables.tables(ROOT), TABLES.values()), (tables.frames(ROOT), (FACTS, *FRAMES.values()))):
        for table in found:
            (part,) = re.findall(rf"^## `{table.name}`\n(.*?)(?=^## |\Z)", page, re.M | re.S)
            assert re.findall(r"^\| `(\w+)` \|", part, re.M) == table.names
            assert table.row in part


def test_each_measure_has_its_definition_in_both_languages() -> None:
    page = measures.measures(ROOT)
    entries = MeasureEntries.model_validate(read(ROOT / "params" / "measures.yaml").data).measures
    assert len(entries) > 40
    for entry in entries:
        (part,) = re.findall(rf"^## .* {{ #{entry.name} }}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
        assert entry.meaning.en in part
        assert entry.meaning.zh in part


def test_each_command_has_its_options_and_each_exit_code_is_told() -> None:
    page = commands.commands(ROOT)
    assert re.findall(r"^\| (\d) \| \S", page, re.M) == ["0", "1", "2", "3", "4"]
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for one in getattr(command, "commands", {"": command}).values():
            way = f"{name} {one.name}" if hasattr(command, "commands") else name
            (part,) = re.findall(rf"^## `reviewbook {way}`\n(.*?)(?=^## |\Z)", page, re.M | re.S)
            for param in one.params:
                typed = param.opts[0]
                assert re.search(rf"^\| `{re.escape(typed)}( …)?` \| .* \| \S.* \|$", part, re.M), f"{way} {typed}"


def test_each_function_that_a_notebook_calls_is_there_with_its_docstring() -> None:
    page = python_api.python_api(ROOT)
    for module in ("tables", "figures"):
        for name in getattr(reviewbook, module).__all__:
            (part,) = re.findall(rf"^### `{module}\.{name}`\n(.*?)(?=^##|\Z)", page, re.M | re.S)
            assert docstrings.read(getattr(getattr(reviewbook, module), name)).words in part
    for one in ("open_review", "pull"):
        assert f"\n## `{one}`\n" in page
    assert "### `review.explain`" in page
