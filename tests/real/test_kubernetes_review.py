"""The annual reports of Kubernetes from the command line to the page, against a count of the raw events.

The expected fates come from `rounds` (conftest.py), which shares no code with the library. Between our rows, that
count and ``submissions_derived.csv`` not one of the 163 differs:

- The report on 2021 that came after 463 days is late in all three; its round closes after 16 months.
- The reports on 2023, whose forms were made five days after they were due, are all late or missing in all three.
- Groups that were closed after the due day owed the report in all three; nobody is exempt.

A review shows what was known at its slot, the first working day after the year; what came later is missing in it.
"""

from __future__ import annotations

import html
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest

pytestmark = pytest.mark.shared

SOURCE = "../shared/data/k8s_annual_reports"
LANGUAGES = "languages: [en, zh]"
NEW_YEAR, AFTER_ALL = datetime(2025, 1, 1, 9, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)

Rounds = Mapping[tuple[str, int], datetime | None]
Fates = Mapping[tuple[str, int], str]


@pytest.fixture(scope="module")
def workbook(
    annual_reports: Path, root: Path, typed: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Pull and publish in a copy of the workbook, as typed."""
    folder = tmp_path_factory.mktemp("workbook")
    for name in ("notebooks", "params"):
        shutil.copytree(root / name, folder / name)
    sources = folder / "params" / "kubernetes" / "sources.yaml"
    text = sources.read_text("utf-8")
    assert SOURCE in text
    sources.write_text(text.replace(SOURCE, annual_reports.as_posix()), "utf-8")
    assert "0 rejected" in typed(folder, "kubernetes", "pull")
    assert "Everything is fit to be published." in typed(folder, "kubernetes", "check")
    publications = folder / "params" / "kubernetes" / "publications.yaml"
    text = publications.read_text("utf-8")
    assert LANGUAGES in text
    publications.write_text(text.replace(LANGUAGES, "languages: [en]"), "utf-8")  # nobody looks at that year in Chinese
    assert "compliance_review 2024: 3 published" in typed(folder, "kubernetes", "publish", "compliance_review", "2024")
    publications.write_text(text, "utf-8")
    assert "compliance_review 2025: 3 published" in typed(folder, "kubernetes", "publish", "yearly")
    return folder


@pytest.fixture(scope="module")
def measured(workbook: Path, typed: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Measure all rounds as they stand after everything came."""
    out = tmp_path_factory.mktemp("facts")
    typed(workbook, "kubernetes", "measure", "yearly", "2026", "--as-of", AFTER_ALL.isoformat(), "--out", str(out))
    return out


def fates(rounds: Rounds, as_of: datetime) -> Fates:
    """Say what became of each report that was due by then."""
    found = {}
    for (group, year), at in rounds.items():
        due = datetime(year + 1, 3, 1, 23, 59, 59, tzinfo=UTC)
        if due < as_of:
            came = at is not None and at <= as_of
            found[group, year] = "missing" if not came or at is None else "on_time" if at <= due else "late"
    return found


def shelf(workbook: Path, year: int, audience: str) -> Path:
    return workbook / "output/kubernetes/published/compliance_review" / str(year) / audience / "1"


def visible(page: str) -> str:
    bare = re.sub(r"<(style|script).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def section(page: str, address: str) -> str:
    found = re.search(rf'<section aria-labelledby="{address}">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return visible(found[1])


def test_every_report_has_the_fate_that_the_events_give_it(measured: Path, rounds: Rounds) -> None:
    owed = pd.read_parquet(measured / "owed.parquet")
    keys = zip(owed["person_id"], owed["period"].astype(int), strict=True)
    assert dict(zip(keys, owed["status"], strict=True)) == fates(rounds, AFTER_ALL)
    assert len(owed) == 163
    assert {str(at) for at in owed["due_at"]} == {f"{year}-03-01 23:59:00+00:00" for year in range(2022, 2027)}


def test_every_report_has_the_fate_of_the_derived_file(measured: Path, annual_reports: Path) -> None:
    columns = ["person_id", "period", "status"]
    ours = pd.read_parquet(measured / "owed.parquet")[columns].astype("str")
    theirs = pd.read_csv(annual_reports / "submissions_derived.csv", dtype="str")
    named = theirs.rename(columns={"group": "person_id", "report_year": "period"})[columns]
    both = [frame.sort_values(columns).reset_index(drop=True) for frame in (ours, named)]
    pd.testing.assert_frame_equal(*both, check_dtype=False)


def test_the_longest_delay_is_late_and_what_never_came_is_closed_after_sixteen_months(measured: Path) -> None:
    owed = pd.read_parquet(measured / "owed.parquet")
    days = (owed["submitted_at"] - owed["due_at"]).dt.days
    longest = owed.loc[days.idxmax()]
    told = [longest[name] for name in ("person_id", "period", "status", "submitted_at")]
    assert [str(value) for value in told] == ["sig-node", "2021", "late", "2023-06-07 16:50:12+00:00"]
    missing = owed[owed["status"] == "missing"]
    assert missing.groupby("period")["reason"].unique().map(list).to_dict() == {
        "2021": ["not submitted"], "2022": ["not submitted"], "2023": ["not submitted"], "2025": ["still open"],
    }  # fmt: skip


@pytest.mark.parametrize("entity", ["company", "sig", "wg"])
def test_rates_of_every_year_are_those_counted_from_the_events(measured: Path, rounds: Rounds, entity: str) -> None:
    counted: Counter[tuple[int, str]] = Counter()
    for (group, year), fate in fates(rounds, AFTER_ALL).items():
        if entity in ("company", group.partition("-")[0]):
            counted[year + 1, fate] += 1  # a report counts in the year in which it is due
    facts = pd.read_parquet(measured / "facts.parquet").query("cadence == 'yearly' and entity_id == @entity")
    for measure, good in {"on_time_rate": ["on_time"], "submitted_rate": ["on_time", "late"]}.items():
        rows = facts[(facts["measure"] == measure) & facts["value"].notna()]
        parts = rows[["period", "numerator", "denominator"]].itertuples(index=False, name=None)
        assert {int(year): (part, whole) for year, part, whole in parts} == {
            year: (
                sum(counted[year, fate] for fate in good),
                sum(counted[year, fate] for fate in ("on_time", "late", "missing")),
            )
            for year in range(2022, 2027)
        }


def test_completeness_is_that_of_the_parts_not_done(measured: Path) -> None:
    checks = pd.read_parquet(measured / "checks.parquet")
    checks = checks[checks["required"]] if "required" in checks else checks
    failed = checks[~checks["passed"]].groupby("report_id")["field"].apply(set).to_dict()
    assert failed["sig-node-2025"] == {"help_needed"}
    assert failed["sig-docs-2024"] == {"keps"}
    assert failed["wg-lts-2024"] == {"unchecked"}
    assert "sig-ui-2024" not in failed
    facts = pd.read_parquet(measured / "facts.parquet")
    [row] = facts.query(
        "measure == 'completeness' and period == '2025' and cadence == 'yearly' and entity_kind == 'company'"
    ).to_dict("records")
    shares = checks[checks["period"] == "2024"].groupby("report_id")["passed"].mean()
    assert row["value"] == pytest.approx(shares.mean(), abs=1e-6)
    assert row["denominator"] == len(shares) == 32


@pytest.mark.parametrize(("audience", "kind"), [("company", ""), ("team-sig", "sig"), ("team-wg", "wg")])
def test_a_page_shows_the_year_as_it_stood_at_its_slot(
    workbook: Path, rounds: Rounds, audience: str, kind: str
) -> None:
    states = Counter(
        fate for (group, year), fate in fates(rounds, NEW_YEAR).items() if year == 2023 and group.startswith(kind)
    )
    folder = shelf(workbook, 2024, audience)
    said = section((folder / "review.en.html").read_text("utf-8"), "who-reported-on-time")
    due = sum(states.values())
    total = [int(number) for number in re.findall(r"\d+", said.partition(" Total ")[2])]
    assert total[:4] == [due, states["on_time"], states["late"], states["missing"]]
    page = visible((folder / "review.en.html").read_text("utf-8"))
    assert f"Late or missing reports: {due}" in page
    assert "sig-multicluster" in page or kind == "wg"  # came two weeks after the slot
    assert {"company": {"sig", "wg"}, "team-sig": {"sig"}, "team-wg": {"wg"}}[audience] == {
        group for group in ("sig", "wg") if f" {group}-lts" in page or f" {group}-node" in page
    }


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("audience", ["company", "team-sig", "team-wg"])
def test_page_and_pdf_speak_of_reports_and_of_no_sales(workbook: Path, audience: str, language: str) -> None:
    folder = shelf(workbook, 2025, audience)
    page = (folder / f"review.{language}.html").read_text("utf-8")
    rate = {"company": "31.3%", "team-sig": "29.2%", "team-wg": "37.5%"}[audience]
    assert rate in visible(page)
    assert re.findall(r".{0,40}\b(?:nan|NaN|None|NaT|inf)\b.{0,40}", page) == []
    with pypdfium2.PdfDocument(folder / f"review.{language}.pdf") as pdf:
        first = " ".join(page.get_textpage().get_text_range() for page in pdf)
    assert rate in re.sub(r"\s", "", first)
    assert {"en": "Annual reports compliance review", "zh": "年度报告合规复盘"}[language] in page
