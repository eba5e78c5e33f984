from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reviewbook.params.reading import read
from reviewbook.params.secrets import refuse_secrets


def _refused(tmp_path: Path, text: str) -> set[tuple[str | int, ...]]:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    return refuse_secrets(read(path))


@pytest.mark.parametrize(
    "line",
    [
        "password: hunter2",
        "api_token: abc-123",
        "client_secret: s3cr3t",
        "API-Key: 0123456789abcdef",
        "token: AKIAIOSFODNN7EXAMPLE",
        "pwd: 123456",
        "token_env: abc",
        "url: postgresql://li:hunter2@db.example/sales",
    ],
)
def test_a_secret_that_is_written_out_is_refused(tmp_path: Path, line: str) -> None:
    assert _refused(tmp_path, f"sources: [{{{line}}}]") == {("sources", 0, line.partition(":")[0])}


@pytest.mark.parametrize(
    "line",
    ["password: CRM_PASSWORD", "token_env: CRM_TOKEN", "tokens: 12", "url: https://example.org/a@b", "password: ''"],
)
def test_the_name_of_a_variable_is_no_secret(tmp_path: Path, line: str) -> None:
    assert _refused(tmp_path, line) == set()


def test_the_message_says_what_to_do_once_and_never_repeats_the_secret(workbook: Any) -> None:
    workbook.change("company.yaml", "currency: CNY", "currency: CNY\ncrm_token: hunter2")
    assert workbook.refusal() == [
        "params/company.yaml:5: crm_token: holds a secret. "
        "Name an environment variable here, like CRM_TOKEN, and set it where reviewbook runs. "
        "Change the secret if the file was ever committed or sent."
    ]
