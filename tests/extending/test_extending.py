"""What docs/extending.md shows is done in a copy of the checkout, and does what the page says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from reviewbook.wording import LANGUAGES

PAGE = (Path(__file__).parents[2] / "docs" / "extending.md").read_text("utf-8")
DIFFS = re.findall(r"^```diff\n(.*?)^```$", PAGE, re.M | re.S)
PERIOD = "2026-10"

#: The cells of the monthly review that may read differently, and why.
TOUCHED = {
    "figures-price-trend",  # the new section
    "tables-definitions",  # how the new measure is made
    "tables-signals",  # its course is judged as well
    "tables-honours",  # the new honour
    "tables-honours-history",
    "tables-data-origins",  # the params are others
}

CASES = [
    {"id": 7, "agent": "p001", "opened": "2026-11-02T10:00:00+08:00", "closed": None, "level": 1, "text": "broken"},
    {"id": 8, "agent": "p002", "opened": "2026-11-03T10:00:00+08:00", "closed": None, "level": 3, "text": "late"},
]


def diff(name: str) -> str:
    """Give the diff of the page that touches a file."""
    (found,) = [one for one in DIFFS if f"+++ b/{name}\n" in one]
    return found


def block(language: str, holding: str) -> str:
    (found,) = [one for one in re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S) if holding in one]
    return found


@dataclass(frozen=True)
class Copy:
    """A copy of the checkout in which reviewbook is run."""

    root: Path

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        around = {**os.environ, "PYTHONPATH": str(self.root / "lib"), "PYTHONWARNINGS": "default", **env}
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False, env=around)

    def type(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "reviewbook.cli", *words, **env)

    def apply(self, change: str) -> None:
        here = {**os.environ, "GIT_CEILING_DIRECTORIES": str(self.root.parent)}
        said = subprocess.run(
            ["git", "apply", "-"], cwd=self.root, input=change, text=True, capture_output=True, check=False, env=here
        )
        assert said.returncode == 0, said.stderr + change

    def published(self) -> Published:
        said = self.type("publish", "monthly", PERIOD, "--audience", "company")
        assert said.returncode == 0, said.stdout + said.stderr
        return Published(self.root)


@dataclass(frozen=True)
class Published:
    """The monthly review of the company, and the run that made it."""

    root: Path

    def cells(self, language: str) -> dict[str, str]:
        """Give what each cell showed."""
        (file,) = (self.root / "output" / "runs").glob(f"*/notebooks/company.{language}.ipynb")
        cells = json.loads(file.read_text("utf-8"))["cells"]
        return {
            cell["id"]: json.dumps([one.get("data") for one in cell["outputs"]], ensure_ascii=False)
            for cell in cells
            if cell["cell_type"] == "code"
        }

    def page(self, language: str) -> str:
        return (self.folder / f"review.{language}.html").read_text("utf-8")

    @cached_property
    def facts(self) -> pd.DataFrame:
        return pd.read_parquet(self.folder / "facts.parquet")

    @property
    def folder(self) -> Path:
        return self.root / "output" / "published" / "monthly_review" / PERIOD / "company" / "1"


@pytest.fixture(scope="module")
def lay_out(root: Path, pulled_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Copy]:
    """Give a function that copies the checkout, with the small company pulled."""

    def made() -> Copy:
        folder = tmp_path_factory.mktemp("checkout") / "copy"
        clean = shutil.ignore_patterns("__pycache__")
        for name in ("lib", "notebooks", "params", "tests"):
            shutil.copytree(root / name, folder / name, ignore=clean)
        shutil.copy(root / "pyproject.toml", folder)
        shutil.copytree(pulled_workbook / "output", folder / "output", ignore=shutil.ignore_patterns("derived"))
        sources = folder / "params" / "sources.yaml"
        small = re.sub(r"months: 15\b", "months: 4", re.sub(r"reps: 40\b", "reps: 12", sources.read_text("utf-8")))
        sources.write_text(small, "utf-8")
        return Copy(folder)

    return made


@pytest.fixture(scope="module")
def before(lay_out: Callable[[], Copy]) -> Published:
    """Give the review as it is without the diffs, but for the field: that nobody filled it is a finding of its own."""
    made = lay_out()
    made.apply(diff("params/templates.yaml"))
    return made.published()


@pytest.fixture(scope="module")
def copy(lay_out: Callable[[], Copy]) -> Copy:
    """Give a copy with every diff but that of the source, whose data have to be pulled first."""
    made = lay_out()
    for change in DIFFS:
        if change != diff("our-data/survey.csv"):
            made.apply(change)
    return made


@pytest.fixture(scope="module")
def after(copy: Copy) -> Published:
    return copy.published()


@pytest.mark.parametrize("change", DIFFS, ids=[one.partition("+++ b/")[2].partition("\n")[0] for one in DIFFS])
def test_a_diff_applies_to_the_checkout_as_it_is(change: str, lay_out: Any, copy: Copy) -> None:
    assert "@@" in change
    assert (copy.root / change.partition("+++ b/")[2].partition("\n")[0]).exists() or change == diff(
        "our-data/survey.csv"
    )


def test_the_tests_that_the_page_shows_pass_in_the_copy(copy: Copy) -> None:
    asked = ["tests/spec/sales/test_pricing.py", "tests/unit/figures/test_figures.py", "-k", "pric"]
    said = copy.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *asked)
    assert said.returncode == 0, said.stdout
    assert re.search(r"^1[0-9] passed", said.stdout, re.M)


def test_a_spec_test_fails_where_the_measure_is_wrong(copy: Copy) -> None:
    file = copy.root / "lib" / "reviewbook" / "measures" / "pricing.py"
    right = file.read_text("utf-8")
    file.write_text(right.replace("value=amount / units", "value=units / amount"), "utf-8")
    said = copy.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/spec/sales/test_pricing.py")
    file.write_text(right, "utf-8")
    assert said.returncode == 1, said.stdout


def test_the_measure_is_in_the_facts_and_no_other_number_changed(before: Published, after: Published) -> None:
    new = after.facts["measure"] == "average_price"
    assert after.facts[new]["value"].notna().any()
    pd.testing.assert_frame_equal(after.facts[~new].reset_index(drop=True), before.facts)


def test_the_scratch_cell_gives_what_is_published(before: Published, after: Published) -> None:
    scratch = block("python", "values[")
    *first, last = scratch.strip().split("\n")
    said = Copy(before.root).run("-c", "\n".join([*first, f"print(({last}).to_json())"]))
    assert said.returncode == 0, said.stderr
    tried = json.loads(said.stdout)[PERIOD]
    facts = after.facts[(after.facts["measure"] == "average_price") & (after.facts["period"] == PERIOD)]
    assert facts.set_index("entity_id")["value"]["company"] == pytest.approx(tried)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_else_reads_differently(before: Published, after: Published, language: str) -> None:
    then, now = before.cells(language), after.cells(language)
    assert set(now) - set(then) == {"figures-price-trend"}
    assert {cell for cell in now if now[cell] != then.get(cell)} <= TOUCHED


def test_the_section_the_field_and_the_honour_are_printed(after: Published) -> None:
    zh, en = after.page("zh"), after.page("en")
    assert "What do we sell a unit for?" in en
    assert "每件卖多少钱？" in zh
    assert "Average price" in en
    assert "下周重点客户" in zh
    assert "Most new customers" in en
    assert "新客户开拓之星" in zh


def test_a_third_language_has_its_own_document_with_its_words_and_the_english_where_it_lacks_them(
    after: Published,
) -> None:
    page = after.page("de")
    assert 'lang="de"' in page
    assert "Erreichen wir unser Ziel?" in page
    assert "Oktober 2026" in page
    assert "How good are the forecasts?" in page
    assert {f"review.de.{kind}" for kind in ("html", "pdf", "xlsx")} <= {file.name for file in after.folder.iterdir()}


def test_what_a_rep_may_type_is_known_in_the_third_language_too(copy: Copy) -> None:
    asked = (
        "from reviewbook.params.base import Bilingual; "
        "print(*Bilingual(zh='甲', en='A', de='Ä').texts, *Bilingual(zh='甲', en='A').texts)"
    )
    assert copy.run("-X", "utf8", "-c", asked).stdout.split() == ["甲", "A", "Ä", "甲", "A"]


def test_check_lists_the_words_that_are_missing_and_nothing_else_of_what_the_page_adds(copy: Copy) -> None:
    said = copy.type("check")
    told = [
        line for line in (said.stdout + said.stderr).splitlines() if "wording/languages" in line or "measures" in line
    ]
    assert any("words: " in line and "figures.toml are missing: figures.absent" in line for line in told)
    assert any("headings and sentences of the notebooks are missing" in line for line in told)
    assert [line for line in told if "are missing" not in line] == []


@pytest.mark.parametrize(
    ("name", "without", "told"),
    [
        (
            "params/measures.yaml",
            ("name: average_price", "name: other_price"),
            (
                "has no entry 'average_price', which lib/reviewbook/measures/pricing.py computes. Add one with title,",
                "other_price: no function of lib/reviewbook/measures computes it. Did you mean 'average_price'?",
            ),
        ),
        (
            "lib/reviewbook/measures/pricing.py",
            ('absent="nothing sold"', 'absent="nothing there"'),
            (
                "average_price: is empty because of 'nothing there', which has no words. "
                "Write [note.nothing_there] into a file of lib/reviewbook/wording/words.",
            ),
        ),
    ],
)
def test_a_forgotten_second_place_is_named(
    copy: Copy, name: str, without: tuple[str, str], told: tuple[str, ...]
) -> None:
    file = copy.root / name
    whole = file.read_text("utf-8")
    file.write_text(whole.replace(*without), "utf-8")
    said = copy.run(
        "-c",
        "from reviewbook.measures import ONLY_OF_PRODUCTS, disagreements\n"
        "from reviewbook.params.loading import load\n"
        "from reviewbook.places import Places\n"
        "from pathlib import Path\n"
        "print(*disagreements(load(Places.find(Path.cwd())).measures, ONLY_OF_PRODUCTS), sep='\\n')",
    )
    file.write_text(whole, "utf-8")
    assert [one for one in told if one not in said.stdout] == [], said.stdout + said.stderr


def test_a_figure_that_is_not_named_says_where_it_has_to_be(copy: Copy) -> None:
    file = copy.root / "lib" / "reviewbook" / "figures" / "__init__.py"
    whole = file.read_text("utf-8")
    file.write_text("".join(line for line in whole.splitlines(True) if "price_trend" not in line), "utf-8")
    said = copy.run("-c", "from reviewbook import figures; figures.price_trend")
    file.write_text(whole, "utf-8")
    named = (
        "figures.price_trend stands in lib/reviewbook/figures/pricing.py: name it in lib/reviewbook/figures/__init__.py"
    )
    assert named in said.stderr


@pytest.fixture
def helpdesk() -> Iterator[str]:
    """Give the address of a help desk that knows two cases."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers["Authorization"] == "Bearer hush"
            self.send_response(200 if known else 401)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(CASES if known else {}).encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_files_and_a_new_system_are_pulled(copy: Copy, after: Published, helpdesk: str) -> None:
    copy.apply(diff("our-data/survey.csv"))
    sources = copy.root / "params" / "sources.yaml"
    entry = block("yaml", "kind: helpdesk").replace("https://help.example.com/api", helpdesk)
    sources.write_text(sources.read_text("utf-8") + entry, "utf-8")
    asked = copy.type("doctor", "--source", "helpdesk", HELPDESK_TOKEN="hush")
    assert asked.returncode == 0, asked.stdout
    assert "the cases (cases)" in asked.stdout
    said = copy.type("pull", "survey", "helpdesk", HELPDESK_TOKEN="hush")
    assert said.returncode == 0, said.stdout + said.stderr
    with duckdb.connect(str(copy.root / "output" / "warehouse.duckdb"), read_only=True) as warehouse:
        scores = warehouse.sql("SELECT score FROM satisfaction WHERE response_id LIKE 'nps-%' ORDER BY 1").fetchall()
        cases = warehouse.sql(
            "SELECT complaint_id, severity FROM complaints WHERE complaint_id LIKE 'helpdesk:%' ORDER BY 1"
        ).fetchall()
    assert [float(score) for (score,) in scores] == [6, 9, 10]
    assert cases == [("helpdesk:7", "high"), ("helpdesk:8", "low")]


def test_the_checkout_itself_knows_the_two_languages_that_have_every_word() -> None:
    assert LANGUAGES == ("zh", "en")
