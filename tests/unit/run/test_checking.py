"""What `check`, `status` and `doctor` find."""

from __future__ import annotations

import json
import shutil

import pytest

from reviewbook.errors import ParamsError
from reviewbook.run import checking


def problems(workbook) -> list[str]:
    return [str(problem) for problem in checking.problems(workbook.places)]


def doctor(workbook) -> dict[str, checking.Finding]:
    return {finding.what: finding for finding in checking.doctor(workbook.places)}


def test_a_workbook_that_was_pulled_is_fit_to_be_published(workbook):
    workbook.pull()
    assert problems(workbook) == []


def test_a_workbook_without_data_is_told_what_to_type(workbook):
    assert problems(workbook) == [f"{workbook.places.warehouse}: there is no warehouse yet. Type: reviewbook pull."]


def test_every_fault_of_notebooks_parameters_and_data_is_told_at_once(workbook):
    workbook.change("data/orders.csv", ",250,", ",plenty,")
    workbook.pull()
    (workbook.places.notebooks / "daily_brief.ipynb").unlink()
    workbook.change("params/weekly.yaml", '"2026-W47"', '"2026-W54"')
    workbook.change("params/monthly.yaml", "language: zh", "langauge: zh")
    missing, week, language, row = problems(workbook)
    assert (
        missing == f"publications.yaml: daily_brief: {workbook.places.notebooks / 'daily_brief.ipynb'} does not exist."
    )
    assert week == (
        "params/weekly.yaml: period: '2026-W54' is not a week; 2026 has 53 weeks. Use 2026-W01 to 2026-W53."
    )
    assert language == ("params/monthly.yaml: langauge: is not a parameter of the notebook. Did you mean 'language'?")
    assert row == (
        "ours: orders.csv, line 3, column amount: the row was rejected: 'plenty' is not a number like 1234.50. "
        "Mend it in the source or its mapping and pull again."
    )


def test_a_row_that_is_wrong_as_a_whole_names_no_column(workbook):
    workbook.change("data/people.csv", "0013,Wu\n", "0013,Wu\n0014\n")
    workbook.pull()
    assert problems(workbook) == [
        "ours: people.csv, line 4: the row was rejected: has 1 cells where the header has 2. "
        "Mend it in the source or its mapping and pull again."
    ]


REPORTS = """report_id,person_id,cadence,period,template,submitted_at,revision,source
r1,0012,daily,2026-11-20,daily_sale,2026-11-20 17:00,1,test
r2,0012,weekly,2026-W47,weekly_sales,2026-11-20 17:00,1,test
"""


def test_rules_that_do_not_fit_the_data_are_told_with_the_nearest_name(workbook):
    workbook.write("data/reports.csv", REPORTS)
    workbook.write("data/report_fields.csv", "report_id,revision,field,text\nr2,1,sumary,well\nr2,1,weather,fine\n")
    workbook.change("params/templates.yaml", "    roles: [rep]\n", "    roles: [rep]\n    teams: [eats]\n")
    workbook.pull()
    assert problems(workbook) == [
        "templates.yaml: rules[0].teams: 'eats' is not a team in the data. Did you mean 'east'?",
        "templates.yaml: has no template 'daily_sale', on which 1 reports came. Did you mean 'daily_sales'?",
        "templates.yaml: template 'weekly_sales' has no field 'sumary', which was filled in 1 times. "
        "Did you mean 'summary'?",
    ]


SKILLS = "skills:\n  - {name: negotation, title: {zh: 谈判, en: Negotiation}}\n"


def test_skills_of_a_company_without_courses_are_left_alone(workbook):
    workbook.write("params/development.yaml", SKILLS)
    workbook.pull()
    assert problems(workbook) == []


def test_a_skill_that_no_course_teaches_is_told_with_the_nearest_one(workbook):
    workbook.write("params/development.yaml", SKILLS)
    workbook.write("data/trainings.csv", "training_id,person_id,skill\nt1,0012,negotiation\n")
    workbook.pull()
    assert problems(workbook) == [
        "development.yaml: skills[0].name: 'negotation' is not a skill in the data. Did you mean 'negotiation'?"
    ]


def test_a_change_of_rules_that_leaves_a_month_out_is_told(workbook):
    # October would be due on 3 November by the old version, and was due on 30 October by the new one.
    workbook.change(
        "params/templates.yaml",
        '    due: {time: "18:00", working_day: 2}\n',
        '    due: {time: "18:00", working_day: 2}\n    valid_to: 2026-11-01\n',
    )
    later = (
        '  - {name: monthly, template: monthly_sales, due: {time: "18:00", last_working_day: true}, '
        "valid_from: 2026-11-01}\n  - name: team_weekly\n"
    )
    workbook.change("params/templates.yaml", "  - name: team_weekly\n    template", later + "    template")
    workbook.pull()
    assert problems(workbook) == [
        "templates.yaml: the rule 'monthly' asks for no report on 2026-10: it is due neither before nor after "
        "the change on 2026-11-01. Let the new version begin earlier or later than 2026-11-01."
    ]


def test_params_that_cannot_be_read_are_refused_first(workbook):
    workbook.change("params/company.yaml", "currency: CNY", "curency: CNY")
    with pytest.raises(ParamsError, match="curency"):
        problems(workbook)


def test_the_status_of_a_new_workbook_names_the_first_step(workbook):
    assert list(checking.status(workbook.places)) == ["Nothing was pulled yet. Type: reviewbook pull"]


def test_the_status_tells_until_when_what_and_how_much(workbook):
    workbook.change("data/orders.csv", ",250,", ",plenty,")
    workbook.pull()
    assert list(checking.status(workbook.places)) == [
        "data complete until 2026-11-23 12:00 CST",
        "rows: people 2, teams 1, memberships 2, orders 1",
        "rejected rows: 1",
        f"0 editions; open {workbook.places.published / 'index.html'}",
    ]


def test_the_status_names_a_source_that_was_never_pulled(workbook):
    workbook.pull()
    workbook.name_sources(workbook.ours, "- {name: goods, kind: files, folder: more}")
    assert next(checking.status(workbook.places)) == "never pulled: goods. Type: reviewbook pull"


def test_the_status_tells_what_is_withheld_and_where_the_notice_is(workbook):
    workbook.pull()
    notice = workbook.places.notices / "weekly_review-2026-W47-company.txt"
    notice.parent.mkdir(parents=True, exist_ok=True)
    notice.write_text("why", "utf-8")
    told = f"withheld: weekly_review-2026-W47-company; what to do stands in {notice}"
    assert told in list(checking.status(workbook.places))


def test_a_machine_that_has_what_it_takes_is_fine(workbook):
    found = doctor(workbook)
    assert list(found) == ["Python", "packages", "fonts", "params", "output", "warehouse"]
    assert [what for what, finding in found.items() if not finding.fine] == []
    assert str(found["warehouse"]) == "ok  warehouse: none yet; type: reviewbook pull"
    assert str(found["params"]) == "ok  params: Yunling Industrial: 5 reviews"


def test_the_doctor_counts_the_rows_of_the_warehouse(workbook):
    workbook.pull()
    assert str(doctor(workbook)["warehouse"]) == "ok  warehouse: 7 rows"


def test_the_doctor_goes_on_where_something_is_broken(workbook):
    workbook.change("params/company.yaml", "currency: CNY", "currency: yuan")
    workbook.places.output.mkdir()
    workbook.places.warehouse.write_text("not a database " * 1000)
    found = doctor(workbook)
    assert [what for what, finding in found.items() if not finding.fine] == ["params", "warehouse"]
    assert "currency" in found["params"].said
    assert str(found["warehouse"]).startswith(f"NOT warehouse: {workbook.places.warehouse}: ")


def test_an_old_python_and_a_missing_package_are_named(workbook, monkeypatch):
    monkeypatch.setattr(checking.sys, "version_info", (3, 10, 4))

    def absent(name: str) -> str:
        raise checking.PackageNotFoundError(name)

    monkeypatch.setattr(checking, "version", absent)
    found = doctor(workbook)
    assert str(found["Python"]) == "NOT Python: 3.10.4; use 3.11 to 3.14"
    assert str(found["packages"]) == "NOT packages: duckdb is missing; type: make review"


def test_a_workbook_may_lack_its_output_folder(workbook):
    shutil.rmtree(workbook.places.output, ignore_errors=True)
    assert doctor(workbook)["output"].said == f"{workbook.places.output} can be written"


def test_a_heading_without_its_chinese_is_told_before_anything_is_published(workbook):
    path = workbook.places.notebook("daily_brief")
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "id": "new", "metadata": {}, "source": "## What is overdue?"})
    path.write_text(json.dumps(notebook), "utf-8")
    where = f"daily_brief.ipynb, cell {len(notebook['cells'])} (## What is overdue?)"
    said = f"{where}: 'What is overdue?' has no Chinese. Add it to lib/reviewbook/wording/words/questions.toml."
    assert said in problems(workbook)
