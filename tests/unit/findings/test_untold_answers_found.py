"""Managers of whose answers nobody can know are not found silent."""

import pandas as pd

from reviewbook.findings.answers import unanswered


def test_no_manager_is_found_silent_whose_answers_have_no_time_or_are_not_known(known):
    weeks = pd.DataFrame({
        "report_id": [f"r{n}" for n in range(20)], "manager_id": "ma",
        "submitted_on": pd.Timestamp("2026-11-16") + pd.to_timedelta([n % 5 for n in range(20)], "D"),
        "status": ["answered"] * 10 + ["unanswered"] * 2 + ["unknown"] * 8, "was_read": False,
    })  # fmt: skip
    assert unanswered(known(replies=weeks)) == []
    silent = weeks.assign(status=weeks["status"].replace("answered", "unanswered"))
    assert [finding.kind for finding in unanswered(known(replies=silent))] == ["unanswered"]
