from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from reviewbook.errors import ParamsError
from reviewbook.params.notebook import NAMES, NotebookParams, check, read_flat

CADENCES = {"daily": "daily", "weekly": "weekly", "monthly": "monthly"}


def _refusal(values: dict[str, Any], cadence: str = "weekly", **more: Any) -> list[str]:
    with pytest.raises(ParamsError) as refused:
        check(values, cadence, where="params/weekly.yaml", **more)
    return str(refused.value).splitlines()


@pytest.mark.parametrize("cadence", CADENCES)
def test_the_flat_files_of_every_company_are_without_fault(root: Path, cadence: str) -> None:
    files = [*(root / "params").glob(f"{cadence}.yaml"), *(root / "params").glob(f"*/{cadence}.yaml")]
    assert files
    for path in files:
        values = read_flat(path)
        assert check(values, cadence).values() == values
        assert tuple(values) == NAMES


def test_a_flat_file_is_read_as_papermill_reads_it(flat: Callable[[str], Path]) -> None:
    path = flat('period: "2026-W47"\naudience: "0012"\nlanguage: en # or zh\nas_of: ""\nrun: 2026-10\n')
    assert read_flat(path) == yaml.safe_load(path.read_text())
    assert read_flat(path)["audience"] == "0012"


def test_what_papermill_would_not_read_as_text_is_refused_all_at_once(flat: Callable[[str], Path]) -> None:
    path = flat("period: 2026-11-23\naudience: 0012\nlanguage: no\nas_of: 9:30\ncompany:\nrun: [a]\nx: 1.5\n")
    with pytest.raises(ParamsError) as refused:
        read_flat(path)
    assert str(refused.value).splitlines() == [
        'params/weekly.yaml:1: period: 2026-11-23 is a date, not text. Write it in quotes: "2026-11-23".',
        'params/weekly.yaml:2: audience: 0012 is a number, not text. Write it in quotes: "0012".',
        'params/weekly.yaml:3: language: no is yes or no, not text. Write it in quotes: "no".',
        'params/weekly.yaml:4: as_of: 9:30 is a number, not text. Write it in quotes: "9:30".',
        'params/weekly.yaml:5: company: is empty. Write two quotes: "".',
        "params/weekly.yaml:6: run: a list is not text. A parameter is one text.",
        'params/weekly.yaml:7: x: 1.5 is a number, not text. Write it in quotes: "1.5".',
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "params/weekly.yaml: is not a list of parameters. Write lines like 'language: zh'."),
        ("a: b\na: c\n", "params/weekly.yaml:2: a: stands in line 1 already. Keep one of the two."),
        ("".join(f"p{n}: x\n" for n in range(9)), "params/weekly.yaml: has 9 parameters. At most 8 are possible."),
    ],
)
def test_a_file_that_is_not_flat_is_refused(flat: Callable[[str], Path], text: str, said: str) -> None:
    with pytest.raises(ParamsError) as refused:
        read_flat(flat(text))
    assert str(refused.value) == said


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"params/daily\.yaml: does not exist\."):
        read_flat(tmp_path / "params" / "daily.yaml")


def test_what_is_not_given_has_its_default() -> None:
    assert check({"period": "2026-W47"}, "weekly") == NotebookParams(period="2026-W47", audience="company")


def test_an_impossible_period_says_which_are_possible() -> None:
    assert _refusal({"period": "2026-W54"}) == [
        "params/weekly.yaml: period: '2026-W54' is not a week; 2026 has 53 weeks. Use 2026-W01 to 2026-W53."
    ]


def test_a_period_of_another_cadence_is_refused() -> None:
    assert _refusal({"period": "2026-11"}) == [
        "params/weekly.yaml: period: '2026-11' is not a week. Write it like '2026-W47'."
    ]


@pytest.mark.parametrize(
    ("cadence", "example"),
    [("daily", "2026-11-23"), ("weekly", "2026-W47"), ("monthly", "2026-11"), ("quarterly", "2026-Q4"),
     ("yearly", "2026")],
)  # fmt: skip
def test_a_missing_period_is_asked_for_by_example(cadence: str, example: str) -> None:
    assert _refusal({}, cadence) == [f"params/weekly.yaml: period: is missing. Write it like '{example}'."]


def test_everything_that_is_wrong_comes_at_once() -> None:
    assert _refusal(
        {
            "peroid": "2026-W47",
            "audience": 12,
            "language": "cn",
            "as_of": "2026-11-23T09:00",
            "company": "../other",
            "run": "a\\b",
        }
    ) == [
        "params/weekly.yaml: peroid: is not a parameter of the notebook. Did you mean 'period'?",
        'params/weekly.yaml: audience: 12 is not text. Write it in quotes: "12".',
        "params/weekly.yaml: language: 'cn' is not a language of the reviews. Use one of: en, zh.",
        "params/weekly.yaml: as_of: '2026-11-23T09:00' does not say in which zone it is. "
        "Write it like 2026-11-23T09:00+08:00.",
        "params/weekly.yaml: company: '../other' is not the name of a folder. Write the name alone, without a path.",
        "params/weekly.yaml: run: 'a\\\\b' is not the name of a folder. Write the name alone, without a path.",
        "params/weekly.yaml: period: is missing. Write it like '2026-W47'.",
    ]


def test_a_time_that_is_none_is_refused() -> None:
    assert _refusal({"period": "2026-W47", "as_of": "monday"}) == [
        "params/weekly.yaml: as_of: 'monday' is not a time. Write it like 2026-11-23T09:00+08:00."
    ]


def test_an_audience_without_a_name_is_refused() -> None:
    assert _refusal({"period": "2026-W47", "audience": " "}) == [
        "params/weekly.yaml: audience: is empty. Write company, or the id of a team or a person."
    ]


def test_the_cut_off_is_the_instant_that_was_written() -> None:
    params = check({"period": "2026-W47", "as_of": "2026-11-23T09:00+08:00"}, "weekly")
    assert params.cut_off == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert check({"period": "2026-W47"}, "weekly").cut_off is None


def test_an_id_keeps_its_zeros() -> None:
    assert check({"period": "2026-W47", "audience": "0012"}, "weekly").values()["audience"] == "0012"


def test_a_parameter_that_the_notebook_lacks_is_refused_though_others_have_it() -> None:
    assert _refusal({"period": "2026-W47", "run": "r1"}, declared=["period", "top"]) == [
        "params/weekly.yaml: run: is not a parameter of the notebook. Use one of: period, top."
    ]


def test_a_notebook_may_have_parameters_of_its_own() -> None:
    params = check({"period": "2026-W47", "top": "5"}, "weekly", [*NAMES, "top"])
    assert params.own == {"top": "5"}
    assert params.values()["top"] == "5"


def test_no_notebook_has_more_than_eight_parameters() -> None:
    names = [*NAMES, "a", "b", "c"]
    eight = dict.fromkeys(["audience", "company", "run", "a", "b", "c"], "company")
    eight |= {"period": "2026-W47", "language": "zh"}
    assert check(eight, "weekly", names).own == {"a": "company", "b": "company", "c": "company"}
    assert _refusal(eight | {"as_of": ""}, declared=names) == [
        "params/weekly.yaml: has 9 parameters. At most 8 are possible."
    ]
