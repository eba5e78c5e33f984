"""Notebooks ask and show; they do not compute."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat import NotebookNode

import reviewbook
from reviewbook.blocks import Block, Notice
from reviewbook.document.links import opened
from reviewbook.document.reading import read_block
from reviewbook.periods import Period
from reviewbook.review import Review
from reviewbook.wording import questions

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(file.stem for file in (ROOT / "notebooks").glob("*.ipynb"))
PUBLISHED = ("compliance_review", "daily_brief", "monthly_review", "rep_review", "weekly_review")
#: An analyst opens these: nothing is prepared for them, and what is missing they say instead of failing.
DESK = ("explore_compliance", "explore_performance", "pull_data")
PARAMETERS = {
    "compliance_review": "monthly", "daily_brief": "daily", "monthly_review": "monthly", "rep_review": "monthly",
}  # fmt: skip
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.IfExp, ast.Try, ast.With,
    ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.JoinedStr, ast.BinOp, ast.NamedExpr,
    ast.Compare, ast.BoolOp, ast.Global, ast.Delete, ast.Raise, ast.Assert,
)  # fmt: skip
SQL = re.compile(r"\b(select|insert|update|delete)\b.+\b(from|into|set)\b", re.IGNORECASE | re.DOTALL)


def _read(name: str) -> NotebookNode:
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _prose(notebook: NotebookNode) -> list[str]:
    lines = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.split("\n")]
    return [line.lstrip("# ") for line in lines if line]


def _parameters(notebook: NotebookNode) -> NotebookNode:
    return next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))


def faults(source: str, parameters: bool = False) -> list[str]:
    """Say what a cell does that a notebook does not do."""
    found = []
    if len(source.split("\n")) > 10:
        found.append("more than ten lines")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, FORBIDDEN):
            found.append(type(node).__name__)
        if isinstance(node, ast.Constant) and not parameters:
            if isinstance(node.value, int | float) and not isinstance(node.value, bool):
                found.append(f"the number {node.value}")
            if isinstance(node.value, str) and ("/" in node.value or "\\" in node.value or SQL.search(node.value)):
                found.append(f"the path or query {node.value!r}")
        if isinstance(node, ast.Attribute) and node.attr in ("format", "style", "apply", "map", "sql"):
            found.append(f"the call {node.attr}")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_valid_and_stored_without_outputs(name):
    notebook = _read(name)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(cell.outputs == [] and cell.execution_count is None for cell in _code(notebook))


@pytest.mark.parametrize("name", NAMES)
def test_cell_ids_are_words(name):
    assert [cell.id for cell in _read(name).cells if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", cell.id)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_asks_and_shows(name):
    notebook = _read(name)
    parameters = _parameters(notebook)
    wrong = {cell.id: faults(cell.source, cell is parameters) for cell in _code(notebook)}
    assert {cell: found for cell, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("def rate(rows):\n    return rows", "FunctionDef"),
        ("for row in rows:\n    print(row)", "For"),
        ("[row for row in rows]", "ListComp"),
        ("show(lambda row: row)", "Lambda"),
        ("f'{rate}'", "JoinedStr"),
        ("on_time / owed", "BinOp"),
        ("rows.head(10)", "the number 10"),
        ("read('output/runs')", "the path or query 'output/runs'"),
        ("query('select value from facts')", "the path or query 'select value from facts'"),
        ("rows.style", "the call style"),
        ("show(\n" + "    a,\n" * 10 + ")", "more than ten lines"),
    ],
)
def test_what_a_notebook_must_not_do_is_found(source, fault):
    assert fault in faults(source)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_those_of_the_yaml_with_defaults_and_comments(name):
    file = ROOT / "params" / f"{PARAMETERS.get(name, 'weekly')}.yaml"
    wanted = yaml.safe_load(file.read_text("utf-8"))
    apart = ("run",) if name in DESK else ()
    wanted = {key: value for key, value in wanted.items() if key not in apart}
    source = _parameters(_read(name)).source
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(source).body}
    assert values == wanted
    assert list(values) == list(wanted)
    comments = [line.partition("  # ")[2] for line in source.split("\n")]
    lines = [line for line in file.read_text("utf-8").split("\n") if not line.startswith(("#", *apart))]
    written = [line.partition("# ")[2] for line in lines]
    assert comments == [comment for comment in written if comment]


@pytest.mark.parametrize("name", NAMES)
def test_one_cell_imports_and_imports_only_the_workbook(name):
    importing = [cell.source for cell in _code(_read(name)) if "import" in cell.source]
    assert len(importing) == 1
    assert importing[0].startswith("from reviewbook import ")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_heading_is_a_question_and_a_cell_below_it_is_one_call(name):
    cells = _read(name).cells
    headings = [cell.source for cell in cells[1:] if cell.cell_type == "markdown"]
    assert [heading for heading in headings if not re.fullmatch(r"###? [^\n]+\?", heading)] == []
    shown = [cell.source for cell in cells[4:] if cell.cell_type == "code"]
    assert [source for source in shown if not re.fullmatch(r"(figures|tables)\.\w+\(review\)", source)] == []


def test_every_heading_and_sentence_has_its_chinese_and_none_is_left_over():
    asked = {text for name in NAMES for text in _prose(_read(name))}
    assert asked == set(questions())


#: What says nothing where there is nothing to say: no caveat, no former edition.
SILENT = (
    "tables.caveats(review)",
    "tables.what_changed(review)",
    "tables.changed_figures(review)",
    "tables.arrival_rows(review)",
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_what_is_published_are_blocks(name, language, sliced, monkeypatch):
    # A brief speaks of a day, and so its numbers open other rows.
    part = sliced(language, period=Period.parse("2026-11-20")) if name == "daily_brief" else sliced(language)
    review = Review(**{one.name: getattr(part, one.name) for one in fields(part)})
    asked = []
    monkeypatch.setattr(
        reviewbook, "open_review", lambda *args, **kw: asked.append((args, kw)) or review, raising=False
    )
    monkeypatch.setattr(reviewbook, "pull", lambda company="": Notice(f"pulled {company}"), raising=False)
    monkeypatch.setattr(reviewbook, "choices", Notice, raising=False)
    monkeypatch.setattr(Review, "what_if", lambda self, params: Notice(str(params)))
    space: dict[str, object] = {}
    shown = []
    for cell in _code(_read(name)):
        *_, last = ast.parse(cell.source).body
        if isinstance(last, ast.Expr):
            block = eval(cell.source, space)
            assert block is not None or cell.source in SILENT, cell.source
            shown += [] if block is None else [block]
        else:
            exec(cell.source, space)
    assert {*asked[0][1], *(("run",) if name in DESK else ())} == {
        "period", "audience", "language", "as_of", "company", "run",
    }  # fmt: skip
    if name in PUBLISHED:
        assert "run" in asked[0][1]
        assert asked[0][0] == (name,)
        assert all(isinstance(block, Block) for block in shown)
        assert [read_block(block.to_json(), name) for block in shown] == shown
        ids = [block.id for block in shown if hasattr(block, "id")]
        assert len(set(ids)) == len(ids)
        assert opened(shown) <= set(ids), "a number opens rows that the notebook does not show"
