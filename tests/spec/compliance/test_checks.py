"""Completeness: which required fields are valid, and why one is not."""

import pytest

title = "Required fields"

BOTH = {"zh": "甲", "en": "A"}
FIELDS = (
    {"name": "sales", "title": BOTH, "type": "number", "required": True, "min": 0, "max": 2_000_000},
    {"name": "plan", "title": BOTH, "required": True, "min_chars": 4},
    {"name": "mood", "title": BOTH, "type": "choice", "required": True, "choices": ["好", "一般"]},
    {"name": "extra", "title": BOTH},
)
HEAD = "report_id | revision | field | text | number\n"
REPORT = "report_id | person_id | period | submitted_at | revision\nr1 | Li | 2026-11-20 | 2026-11-20 17:00 | 1"


@pytest.fixture
def friday(office):
    return office.where(first="2026-11-20", last="2026-11-20", fields=FIELDS, reports=REPORT)


def verdicts(office, field, *cells):
    """Fill the field of one report each by these cells, text and number, and give what becomes of them."""
    names = [f"P{n:02}" for n in range(len(cells))]
    reports = "report_id | person_id | period | submitted_at\n" + "\n".join(
        f"{name} | {name} | 2026-11-20 | 2026-11-20 17:00" for name in names
    )
    filled = HEAD + "\n".join(f"{name} | 1 | {field} | {cell}" for name, cell in zip(names, cells, strict=True))
    rows = office.of_reps(names, reports=reports, report_fields=filled).checks
    chosen = rows[rows["field"] == field].sort_values("report_id")
    return ["passed" if row.passed else row.reason for row in chosen.itertuples()]


def test_a_number_is_present_plain_and_within_its_limits(friday):
    cases = {
        "| 1200": "passed",
        "| 0": "passed",
        "| 2000000": "passed",
        "| -0.01": "below 0",
        "| 2000001": "above 2000000",
        "1200.50 |": "passed",
        " 1200　|": "passed",
        "-3 |": "below 0",
        "three |": "not a number",
        "1,200 |": "passed",
        "200.1万 |": "above 2000000",
        "１２００ |": "passed",
        "12,5 |": "ambiguous",
        "10-20 |": "a range",
        "three | 3": "passed",
        "　|": "empty",
        "|": "empty",
    }
    assert dict(zip(cases, verdicts(friday, "sales", *cases), strict=True)) == cases


def test_a_text_is_long_enough_after_trimming(friday):
    cases = {
        "拜访客户 |": "passed",
        "拜访客 |": "too short",
        "　拜访客　|": "too short",
        "ok  ok |": "passed",
        "|": "empty",
    }
    assert dict(zip(cases, verdicts(friday, "plan", *cases), strict=True)) == cases


def test_a_choice_is_one_of_the_choices(friday):
    cases = {"好 |": "passed", " 一般 |": "passed", "很好 |": "not a choice", "|": "empty"}
    assert dict(zip(cases, verdicts(friday, "mood", *cases), strict=True)) == cases


def test_a_field_without_a_row_is_empty_which_fails_where_it_is_required(friday):
    found = friday.checks[["field", "required", "passed", "reason"]].to_numpy().tolist()
    assert found == [
        ["extra", False, True, "empty"],
        ["mood", True, False, "empty"],
        ["plan", True, False, "empty"],
        ["sales", True, False, "empty"],
    ]


def test_a_field_that_is_not_required_fails_when_it_is_filled_in_wrongly(friday):
    short = ({"name": "extra", "title": BOTH, "min_chars": 4},)
    said = HEAD + "r1 | 1 | extra | 无 |"
    found = friday.where(fields=short, report_fields=said).checks.iloc[0]
    assert found[["required", "passed", "reason", "text"]].tolist() == [False, False, "too short", "无"]


def plan(office):
    rows = office.checks.set_index("field").astype("object")
    return rows.where(rows.notna(), None).loc["plan", ["passed", "reason"]].tolist()


def test_only_the_revision_that_counts_is_read(friday):
    fields = HEAD + "r1 | 1 | plan | 拜访客户 |\nr1 | 2 | plan | 无 |"
    assert plan(friday.where(report_fields=fields)) == [True, None]
    again = REPORT + "\nr1 | Li | 2026-11-20 | 2026-11-20 19:00 | 2"
    assert plan(friday.where(report_fields=fields, reports=again)) == [False, "too short"]


def test_a_report_that_did_not_come_in_time_to_count_is_not_checked(friday):
    assert friday.where(reports=REPORT.replace("11-20 17:00", "11-27 17:00")).checks.empty
    assert not friday.where(reports=REPORT.replace("11-20 17:00", "11-23 17:00")).checks.empty


def test_a_field_is_asked_for_from_its_first_day_on_and_before_its_last(office):
    fields = (
        {"name": "sales", "title": BOTH, "type": "number", "required": True},
        {"name": "risk", "title": BOTH, "required": True, "valid_from": "2026-11-20"},
        {"name": "old", "title": BOTH, "required": True, "valid_to": "2026-11-20"},
    )
    reports = """
        report_id | person_id | period | submitted_at
        r1 | Li | 2026-11-19 | 2026-11-19 17:00
        r2 | Li | 2026-11-20 | 2026-11-20 17:00
    """
    days = office.where(
        first="2026-11-19",
        last="2026-11-20",
        fields=fields,
        reports=reports,
        report_fields=HEAD + "r1 | 1 | sales | | 5",
    )
    asked = days.checks.groupby("report_id")["field"].agg(set).to_dict()
    assert asked == {"r1": {"sales", "old"}, "r2": {"sales", "risk"}}
