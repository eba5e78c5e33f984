"""How a refusal reads, and that the tree at the top of `errors` is the tree."""

from __future__ import annotations

import re

import pytest

from reviewbook import errors
from reviewbook.errors import ParamsError, PeriodError, Problem, ReviewbookError, nearest


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Problem("a.yaml: period", "'x' is no week"), "a.yaml: period: 'x' is no week."),
        (
            Problem("a.yaml", "there is no 'tema'", "Did you mean 'team'?", "Mend it"),
            "a.yaml: there is no 'tema'. Did you mean 'team'? Mend it.",
        ),
        (Problem("pull", "nothing came", "", "Pull again."), "pull: nothing came. Pull again."),
    ],
)
def test_a_problem_says_where_what_what_was_expected_and_what_to_do(problem, told):
    assert str(problem) == told


def test_a_refusal_tells_all_problems_one_on_a_line():
    refusal = ParamsError(Problem("a.yaml", "is empty"), "b.yaml is missing")
    assert str(refusal) == "a.yaml: is empty.\nb.yaml is missing"
    assert refusal.problems == (Problem("a.yaml", "is empty"), "b.yaml is missing")


def test_the_nearest_word_is_named_or_all_of_them():
    assert nearest("weakly", ["daily", "weekly", "monthly"]) == "Did you mean 'weekly'?"
    assert nearest("yearly?", ["weekly", "daily"]) == "Use one of: daily, weekly."
    assert nearest("人", {"team", "person"}) == "Use one of: person, team."


def _drawn() -> dict[str, str]:
    """Read the tree of the module's docstring: class → the class it stands below."""
    found, above = {}, {-1: ""}
    for line in errors.__doc__.splitlines():
        branch = re.match(r"\s*([│├└─ ]*)(\w+(?:Error|Data|Glyph))\b", line)
        if branch:
            depth = len(branch[1])
            above[depth] = branch[2]
            found[branch[2]] = above[max(d for d in above if d < depth)]
    return found


def test_the_tree_that_is_drawn_is_the_tree():
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, ReviewbookError)]
    assert len(classes) > 8
    assert _drawn() == {one.__name__: "" if one is ReviewbookError else one.__base__.__name__ for one in classes}


def test_a_wrong_period_is_a_wrong_value_too():
    with pytest.raises(ValueError, match="no week"):  # pydantic takes only these for a problem of the file
        raise PeriodError("no week")


@pytest.mark.parametrize("refusal", [Problem, ParamsError])
def test_a_refusal_quotes_no_login_and_steers_no_terminal(refusal):
    said = "https://li:hunter2@crm.example/api?token=s3cr3t answered \x1b[31m401\u202e"
    told = str(refusal("crm", said) if refusal is Problem else refusal(said))
    assert "https://•••@crm.example/api?token=••• answered [U+001B][31m401[U+202E]" in told


def test_what_is_quoted_at_length_never_hides_the_next_step():
    told = str(Problem("orders.csv, line 7", "x" * 1_000_000, "", "Mend it."))
    assert told.startswith("orders.csv, line 7: xxx")
    assert told.endswith("…. Mend it.")
    assert len(told) < 5_000
