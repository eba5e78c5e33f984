"""Forms that were filled in as text: what is an answer, and what the form itself put there."""

import pytest
from pydantic import ValidationError

from reviewbook.errors import SourceError
from reviewbook.params.mappings import Mapping

FORM = {
    "table": "report_fields",
    "file": "*/*.md",
    "sections": {
        "begins": {
            "What did you do": "done",
            "What else did you do": "done",
            "Where do you need help": "help",
            "Visits": "visits",
            "拜访客户数": "visits",
            "## Plan": "plan",
        },
        "printed": ["Name a customer"],
        "name": "question",
        "value": "answer",
    },
    "columns": {
        "report_id": {"join": ["file", "folder"]},
        "revision": {"constant": "1"},
        "field": "question",
        "text": "answer",
    },
}


@pytest.fixture
def answered(files):
    """Give question → answer of one page, with nothing for a missing one."""

    def read(page):
        rows = files({"2026-W47/li.md": page}, [FORM]).tables["report_fields"]
        return dict(zip(rows["field"], rows["text"].fillna(""), strict=True))

    return read


def test_what_stands_below_a_question_is_its_answer_with_the_line_of_the_question(files):
    page = "# Week 47\n\nNot asked.\n\n1. What did you do?\n\nSaw Kunlun.\n- Sold 3 pumps\n\n2. Where do you need help?\nNone\n"
    rows = files({"2026-W47/li.md": page}, [FORM]).tables["report_fields"]
    assert rows[["report_id", "field", "text", "_file", "_line"]].values.tolist() == [
        ["li-2026-W47", "done", "Saw Kunlun.\n- Sold 3 pumps", "2026-W47/li.md", 5],
        ["li-2026-W47", "help", "None", "2026-W47/li.md", 10],
    ]


@pytest.mark.parametrize(
    "untouched",
    [
        "",
        "\n   -\n   -\n",
        "- [ ]\n",
        "### Customers\n-\n### Products\n-\n",
        "<!--\n  For example: a new customer\n-->\n",
        "<!-- a hint --> \n\n<!-- another -->",
        "   Name a customer, and the product.\n   -\n",
        "<!-- never closed\n\n## Plan\nhidden",
    ],
)
def test_what_the_form_put_there_is_no_answer(answered, untouched):
    assert answered(f"1. What did you do?\n{untouched}")["done"] == ""


def test_a_page_without_the_question_has_no_row_for_it(answered):
    assert answered("1. What did you do?\nSold 3 pumps.") == {"done": "Sold 3 pumps."}


@pytest.mark.parametrize(
    ("line", "visits"),
    [
        ("Visits: 12", "12"),
        ("- **Visits:** 12", "12"),
        ("***3. Visits?*** 12", "12"),
        ("Visits (https://crm.example/visits)? 12", "12"),
        ("拜访客户数：12", "12"),
        ("Visits:", ""),
        ("## Visits", ""),
    ],
)
def test_an_answer_may_stand_on_the_line_of_its_question(answered, line, visits):
    assert answered(line)["visits"] == visits


def test_a_mark_counts_where_the_question_is_written_with_it(answered):
    assert answered("What did you do?\nPlan for Kunlun made.\n## Plan\nSell pumps.") == {
        "done": "Plan for Kunlun made.",
        "plan": "Sell pumps.",
    }


def test_two_questions_of_one_name_have_one_answer(answered):
    assert answered("What did you do?\nSold.\nWhere do you need help?\nNo.\nWhat else did you do?\nLearned.") == {
        "done": "Sold.\nLearned.",
        "help": "No.",
    }


def test_empty_answers_can_be_left_out_and_are_counted(files):
    mapped = files({"2026-W47/li.md": "What did you do?\n-\nVisits: 12\n"}, [{**FORM, "filled": ["answer"]}])
    assert mapped.tables["report_fields"][["field", "text"]].values.tolist() == [["visits", "12"]]
    assert mapped.left_out[["rows", "reason"]].values.tolist() == [[1, "answer is empty"]]


def test_a_page_is_read_line_by_line_in_any_encoding_and_line_ending(files):
    page = "拜访客户数：12\r\n\r\n## Plan\r\n卖泵\r\n".encode("gb18030")
    rows = files({"2026-W47/张伟.md": page}, [FORM]).tables["report_fields"]
    assert rows[["report_id", "field", "text", "_line"]].values.tolist() == [
        ["张伟-2026-W47", "visits", "12", 1],
        ["张伟-2026-W47", "plan", "卖泵", 3],
    ]


def test_a_column_that_a_page_does_not_have_is_named(files):
    columns = {**FORM["columns"], "text": "anser"}
    with pytest.raises(SourceError, match=r"report_fields from 2026-W47/li.md: the file has no column 'anser'"):
        files({"2026-W47/li.md": "Visits: 12"}, [{**FORM, "columns": columns}])


@pytest.mark.parametrize("change", [{"file": "fields.csv"}, {"sections": None}])
def test_pages_and_sections_go_together(change):
    with pytest.raises(ValidationError, match=r"a page of text \(\.md\) needs sections, and no other file has them"):
        Mapping.model_validate({**FORM, **change})
