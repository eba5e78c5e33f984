"""Published editions, in every kind of file that a reader is given: searched for everybody else of the company."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pikepdf
import pypdfium2
import pytest

from reviewbook.blocks import Cell, Figure, Head, Notice, Table
from reviewbook.document import Document, Masthead, Section, write_html, write_pdf, write_workbook
from reviewbook.periods import Period
from reviewbook.slices import Audience
from reviewbook.warehouse import Warehouse

#: What the shared archive holds for a team and for a person.
GIVEN = (("weekly_review", "2026-W47", "team"), ("rep_review", "2026-10", "person"))

#: For how many periods both look back.
HISTORY = 13
_FONT = re.compile(r"base64,[A-Za-z0-9+/=]+")
_TABLES = ("people", "teams", "memberships", "orders", "opportunities", "complaints", "satisfaction")


def read(file: Path) -> str:
    """Give everything that is said in a file, shown or not."""
    match file.suffix:
        case ".pdf":
            return "\n".join(_of_pdf(file))
        case ".xlsx":
            with zipfile.ZipFile(file) as parts:
                return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        case ".parquet":
            return pd.read_parquet(file).to_csv(index=False)
        case _:
            return _FONT.sub("", file.read_text("utf-8"))


def _of_pdf(file: Path) -> Iterator[str]:
    """Give the text of the pages, and every other text: metadata, alternative texts, bookmarks, attachments."""
    pages = pypdfium2.PdfDocument(file)
    for page in pages:
        yield page.get_textpage().get_text_range()
    pages.close()
    with pikepdf.open(file) as pdf:
        for each in pdf.objects:
            yield from _strings(each)
        yield from (
            pdf.attachments[name].get_file().read_bytes().decode("utf-8", "replace") for name in pdf.attachments
        )
        yield str(pdf.open_metadata())


def _strings(value: Any) -> Iterator[str]:
    """Give the texts of a PDF object; objects that it only refers to are visited by themselves."""
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for name in value.keys():  # noqa: SIM118  (a dictionary of a PDF cannot be iterated itself)
            inner = value.get(name)
            if isinstance(inner, pikepdf.String | pikepdf.Array) or _is_direct(inner):
                yield from _strings(inner)
    elif isinstance(value, pikepdf.Array):
        for inner in value:
            if isinstance(inner, pikepdf.String) or _is_direct(inner):
                yield from _strings(inner)


def _is_direct(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


@dataclass(frozen=True)
class Reading:
    """Whom a reader may read of, and what of everybody else is looked for: names and amounts, raw and as printed."""

    may: Any
    names: dict[str, str]
    amounts: set[str]

    def found(self, text: str) -> set[str]:
        """Give what a text tells of strangers."""
        named = {who for who, name in self.names.items() if name in text}
        numbers = set(re.findall(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d,])", text))
        return self.may.strangers(text) | named | (numbers & self.amounts)


@pytest.fixture(scope="module")
def tables(published_workbook: Any) -> dict[str, pd.DataFrame]:
    with Warehouse.open(published_workbook.root / "output" / "warehouse.duckdb") as warehouse:
        held = {name: warehouse.frame(name) for name in _TABLES}
    return {name: rows.astype("object").where(rows.notna(), None) for name, rows in held.items()}


@pytest.fixture(scope="module")
def reading(tables: dict[str, pd.DataFrame], site: Path, may_read: Callable[..., Any]) -> Callable[..., Reading]:
    """Give what is looked for in what a reader is given."""
    facts = pd.concat([pd.read_parquet(site / "weekly_review/2026-W47/company/1/facts.parquet"),
                       pd.read_parquet(site / "monthly_review/2026-10/company/1/facts.parquet")])  # fmt: skip
    spans = tables["memberships"]
    dated = {
        name: [None if day is None else str(day)[:10] for day in spans[name]] for name in ("valid_from", "valid_to")
    }
    plain = {**tables, "memberships": spans.assign(**dated)}

    def made(kind: str, name: str, period: Period) -> Reading:
        may = may_read(plain, Audience(kind, name, ""), period.shift(-HISTORY).start_on, period)
        named = {"person": may.people, "team": may.teams}
        rows = [("person", *row) for row in tables["people"][["person_id", "name"]].itertuples(index=False)]
        rows += [("team", *row) for row in tables["teams"][["team_id", "name"]].itertuples(index=False)]
        names = {who: str(said) for kind, who, said in rows if who not in named[kind]}
        told = facts["measure"].isin(["revenue", "target"]) & facts["entity_kind"].isin(["company", "team", "person"])
        money = facts[told]
        mine = np.array([key in may.counted for key in zip(money["entity_kind"], money["entity_id"], strict=True)])
        return Reading(may, names, _printed(money[~mine]) - _printed(money[mine]))

    return made


def _printed(rows: pd.DataFrame) -> set[str]:
    """Give amounts as they may stand somewhere: raw, to the cent, in full as both languages print them; no round ones."""
    values = [abs(value) for value in rows.select_dtypes("float").to_numpy().ravel()]
    values = [value for value in values if value >= 100_000 and value % 100]
    return {form for value in values for form in (repr(float(value)), f"{value:.2f}", f"{value:,.2f}", f"{value:,.0f}")}


def _files(workbook: Any, review: str, period: str, kind: str, name: str) -> list[Path]:
    """Give every file that a reader is given: editions and the pages that lead to them, and the evidence of the run."""
    folder = f"{kind}-{name}"
    found = [workbook.archive / review / period / folder, workbook.archive / "readers" / folder]
    found += [run / "slices" / review / period / name for run in (workbook.root / "output" / "runs").iterdir()]
    files = [file for each in found if each.is_dir() for file in each.rglob("*") if file.is_file()]
    evidence = (workbook.root / "output" / "runs").glob(f"*/notebooks/{name}.*.ipynb")
    return files + [file for file in evidence if json.loads(file.read_text("utf-8"))["metadata"]]


@pytest.mark.parametrize("given", GIVEN, ids=lambda given: given[2])
def test_nothing_that_a_reader_is_given_tells_of_anybody_else(
    given: tuple[str, str, str], published_workbook: Any, reading: Callable[..., Reading]
) -> None:
    review, period, kind = given
    folder = min((published_workbook.archive / review / period).glob(f"{kind}-*"))
    name = folder.name.removeprefix(f"{kind}-")
    files = _files(published_workbook, review, period, kind, name)
    assert {".html", ".pdf", ".xlsx", ".parquet", ".json", ".ipynb"} <= {file.suffix for file in files}
    looked_for = reading(kind, name, Period.parse(period))
    assert len(looked_for.names) + len(looked_for.amounts) > 50
    leaks = {file.name: found for file in files if (found := looked_for.found(read(file)))}
    assert leaks == {}


@pytest.mark.parametrize("kind", ["html", "pdf", "xlsx", "ipynb", "parquet", "json", "xml"])
@pytest.mark.parametrize("leak", ["an id", "a name", "an amount", "an amount as printed", "in an alternative text"])
def test_a_leak_is_found_in_every_kind_of_file(
    kind: str, leak: str, reading: Callable[..., Reading], tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    if kind == "xlsx" and leak.startswith("in"):
        pytest.skip("a workbook has the rows of a figure, and no words for those who cannot see it")
    looked_for = reading("team", "east", Period.parse("2026-W47"))
    stranger, name = next(iter(looked_for.names.items()))
    amount = max(looked_for.amounts, key=float_of)
    planted = {"an id": f"so{stranger[1:]}-00001", "a name": f"和{name}谈过",
               "an amount": amount.replace(",", ""), "an amount as printed": amount,
               "in an alternative text": f"about {name}"}[leak]  # fmt: skip
    file = tmp_path / f"review.{kind}"
    file.write_bytes(_with(planted, kind, hidden=leak.startswith("in")))
    assert looked_for.found(read(file))
    file.write_bytes(_with("nothing", kind, hidden=False))
    assert not looked_for.found(read(file))


def float_of(text: str) -> float:
    """Give the number that a text writes."""
    return float(text.replace(",", ""))


def _with(text: str, kind: str, *, hidden: bool) -> bytes:
    """Give a file that says something: in a cell, or where only a machine or a listener finds it."""
    if kind == "parquet":
        return pd.DataFrame({"detail": [text]}).to_parquet()
    if kind in ("ipynb", "json", "xml"):
        return json.dumps({"outputs": [{"data": {"text/plain": text}}]}, ensure_ascii=False).encode()
    said = Cell("nothing" if hidden else text)
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h9"/></svg>'
    table = Table("a", "A table", (Head("A"),), ((said,),))
    figure = Figure("b", "A figure", text if hidden else "nothing", drawing, Table("b", "Its rows", (Head("A"),), ()))
    masthead = Masthead("Yunling", "My review", "Li", "2026-10", "now", "Edition 1", "2026-11-03T09:00:00+08:00")
    section = Section("how", "How?", 1, (table, figure, Notice("nothing")))
    document = Document("My review", "2026-10", "en", masthead, (section,))
    written = {"html": write_html, "pdf": write_pdf, "xlsx": write_workbook}[kind](document)
    return written.encode() if isinstance(written, str) else written
