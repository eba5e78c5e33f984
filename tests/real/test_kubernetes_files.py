"""The annual reports of Kubernetes as mapped, against what stands in the events and in the texts themselves."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.sources import Mapped, canonical, open_source, pull

pytestmark = pytest.mark.shared

Rounds = Mapping[tuple[str, int], datetime | None]
#: What the form asks for since the reports on 2023.
ASKED = {"sig": ("highlights", "help_needed", "updates", "keps"), "wg": ("highlights", "help_needed")}


@pytest.fixture(scope="module")
def mapped(annual_reports: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    assert annual_reports.is_dir()
    [entry] = load(Places(root, "kubernetes")).sources.sources
    elsewhere = Places(tmp_path_factory.mktemp("workbook"))
    return canonical(pull(open_source(entry, Places(root)), elsewhere, datetime(2026, 7, 1, tzinfo=UTC)), entry)


@pytest.fixture(scope="module")
def answers(mapped: Mapped) -> Mapping[str, Mapping[str, str]]:
    """Give report → question → answer."""
    rows = mapped.tables["report_fields"].dropna(subset=["text"])
    found: dict[str, dict[str, str]] = {}
    for report, question, text in rows[["report_id", "field", "text"]].itertuples(index=False, name=None):
        found.setdefault(report, {})[question] = text
    return found


def test_everything_is_loaded_and_nothing_is_rejected(mapped: Mapped) -> None:
    assert mapped.rejected.values.tolist() == []
    sizes = {name: len(frame) for name, frame in mapped.tables.items() if name != "report_fields"}
    assert sizes == {"people": 43, "teams": 2, "memberships": 163, "reports": 135}


def test_what_is_left_out_is_counted_with_its_reason(mapped: Mapped) -> None:
    rows = mapped.left_out[mapped.left_out["table"] != "report_fields"]
    assert rows[["table", "rows", "reason"]].values.tolist() == [
        ["reports", 28, "first_fill_merged_at is empty"],
        ["people", 120, "the same row stands there again"],
    ]


def test_a_group_is_in_its_team_for_the_rounds_in_which_it_owes(mapped: Mapped, rounds: Rounds) -> None:
    rows = mapped.tables["memberships"][["person_id", "team_id", "valid_from", "valid_to"]]
    owing = {
        (person, due.year - 1): team
        for person, team, since, until in rows.itertuples(index=False, name=None)
        for due in [date(year, 3, 1) for year in range(2022, 2027)]
        if since.date() <= due < until.date()
    }
    assert owing == {key: key[0].partition("-")[0] for key in rounds}


def test_reports_came_when_the_events_say(mapped: Mapped, rounds: Rounds) -> None:
    rows = mapped.tables["reports"]
    ours = {
        (person, int(period)): at.to_pydatetime()
        for person, period, at in rows[["person_id", "period", "submitted_at"]].itertuples(index=False, name=None)
    }
    assert ours == {key: at for key, at in rounds.items() if at is not None}
    assert (rows["report_id"] == rows["person_id"] + "-" + rows["period"]).all()


def test_no_report_came_in_the_last_minute_of_its_due_day(rounds: Rounds) -> None:
    minutes = {at.replace(second=0) for at in rounds.values() if at is not None}
    assert minutes & {datetime(year, 3, 1, 23, 59, tzinfo=UTC) for year in range(2022, 2027)} == set()


def test_boxes_and_todos_are_those_in_the_texts(mapped: Mapped, annual_reports: Path) -> None:
    rows = mapped.tables["report_fields"].dropna(subset=["number"])
    ours = {(r, f): int(n) for r, f, n in rows[["report_id", "field", "number"]].itertuples(index=False, name=None)}
    theirs = {}
    for page in annual_reports.glob("reports/202[1-5]/*.md"):
        text, report = page.read_text("utf-8"), f"{page.stem}-{page.parent.name}"
        theirs[report, "unchecked"] = len(re.findall(r"\[ \]", text))
        theirs[report, "todo_left"] = text.count("TODO")
    assert ours == theirs
    assert len(ours) == 2 * 155


def test_a_form_that_nobody_filled_in_has_no_answer(
    answers: Mapping[str, Any], rounds: Rounds, annual_reports: Path
) -> None:
    """But for the work on KEPs, of which the forms on 2021 to 2023 brought a list or an example themselves."""
    untouched = [
        f"{group}-{year}"
        for (group, year), at in rounds.items()
        if at is None and (annual_reports / "reports" / str(year) / f"{group}.md").is_file()
    ]
    asked = {*ASKED["sig"], "outside_keps", "roadmap", "metrics", "newcomers", "reviewers", "affiliations", "companies"}
    found = {report: asked & set(answers.get(report, ())) for report in untouched}
    assert len(untouched) == 20
    assert {question for questions in found.values() for question in questions} == {"keps"}
    assert {report[-4:] for report, questions in found.items() if questions} == {"2021", "2022", "2023"}


@pytest.mark.parametrize(
    ("report", "question", "begins"),
    [
        ("sig-cli-2022", "help_needed", "- [Optimizing kubectl memory usage]"),
        ("sig-testing-2024", "keps", "N/A"),  # on the line of the question
        ("sig-security-2021", "affiliations", "- "),  # a question in bold
        ("sig-docs-2024", "updates", "* Document Your Career Path"),
        ("wg-serving-2025", "highlights", "Subprojects and initiatives sponsored by WG Serving"),
        ("wg-batch-2024", "help_needed", "Yes, JobSet has 1 active owner"),
    ],
)
def test_an_answer_is_what_the_group_wrote(
    answers: Mapping[str, Mapping[str, str]], report: str, question: str, begins: str
) -> None:
    assert answers[report][question].startswith(begins)


def test_answers_that_are_missing_in_filled_reports_are_missing_in_the_text(
    answers: Mapping[str, Mapping[str, str]], rounds: Rounds
) -> None:
    """Looked up by eye: a question without a word below it, or taken out of the page with its number."""
    lacking = {
        report: {question for question in ASKED[group.partition("-")[0]] if question not in answers[report]}
        for (group, year), at in rounds.items()
        if at is not None and year >= 2023
        for report in [f"{group}-{year}"]
    }
    assert {report: questions for report, questions in lacking.items() if questions} == {
        "sig-api-machinery-2024": {"keps"},  # the list still in its comment
        "sig-cloud-provider-2024": {"help_needed"},
        "sig-docs-2024": {"keps"},  # the page has no such question
        "sig-api-machinery-2025": {"highlights"},  # the question is gone; its answer stands under the heading
        "sig-cloud-provider-2025": {"help_needed"},
        "sig-docs-2025": {"keps"},
        "sig-k8s-infra-2025": {"keps"},
        "sig-node-2025": {"help_needed"},
    }


def test_the_events_say_the_same_as_the_derived_file(annual_reports: Path, rounds: Rounds) -> None:
    """No row differs: status and time of all 163 are the same, counted here from the events alone."""
    with (annual_reports / "submissions_derived.csv").open(encoding="utf-8", newline="") as file:
        theirs = {(row["group"], int(row["report_year"])): row for row in csv.DictReader(file)}
    assert {key: row["status"] for key, row in theirs.items()} == {key: fate(*key, rounds[key]) for key in rounds}
    counted = Counter((year, fate(group, year, at)) for (group, year), at in rounds.items())
    assert counted == {
        (2021, "on_time"): 3, (2021, "late"): 21, (2021, "missing"): 8,
        (2022, "late"): 23, (2022, "missing"): 9,
        (2023, "late"): 24, (2023, "missing"): 7,
        (2024, "on_time"): 10, (2024, "late"): 22,
        (2025, "on_time"): 18, (2025, "late"): 14, (2025, "missing"): 4,
    }  # fmt: skip


def fate(group: str, year: int, at: datetime | None) -> str:
    if at is None:
        return "missing"
    return "on_time" if at <= datetime(year + 1, 3, 1, 23, 59, 59, tzinfo=UTC) else "late"
