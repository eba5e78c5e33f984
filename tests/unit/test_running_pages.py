"""The pages about running say what is so: their commands, codes and keys exist, and their links lead somewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
import typer
from typer.testing import CliRunner

from reviewbook.cli import app
from reviewbook.params.deliveries import AnyChannel
from reviewbook.run.standing import Standing

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("running.md", "channels.md", "permissions.md")
KINDS = {get_args(one.model_fields["kind"].annotation)[0]: one for one in get_args(get_args(AnyChannel)[0])}


def text(page: str) -> str:
    """Give a page."""
    return (DOCS / page).read_text("utf-8")


def typed(page: str) -> Iterator[list[str]]:
    """Give the words of each command that a page shows: in blocks up to two blanks, and within sentences."""
    whole = text(page)
    lines = [line for block in re.findall(r"^```\n(.*?)^```", whole, re.M | re.S) for line in block.splitlines()]
    lines += re.findall(r"`(reviewbook [^`]+)`", whole)
    for line in lines:
        if line.startswith("reviewbook "):
            yield re.split(r"\s{2,}", line)[0].split()[1:]


COMMANDS = [(page, words) for page in PAGES for words in typed(page)]


@pytest.mark.parametrize(("page", "words"), COMMANDS, ids=lambda one: one if isinstance(one, str) else " ".join(one))
def test_a_command_of_a_page_exists_and_has_its_options(page: str, words: list[str]) -> None:
    group = words[:2] if words[0] == "people" else words[:1]
    said = CliRunner().invoke(app, [*group, "--help"], env={"COLUMNS": "200"})
    assert said.exit_code == 0, said.output
    assert [one for one in words if one.startswith("--") and f"{one} " not in said.output] == []


def test_the_page_about_running_shows_every_command_that_belongs_to_it() -> None:
    shown = {words[0] for words in typed("running.md")}
    assert {"run", "catch-up", "backfill", "deliver", "remind", "settle", "watch", "status"} <= shown
    assert shown <= set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_the_keys_of_the_line_for_monitoring_are_told_all_and_no_others() -> None:
    line = Standing(datetime(2026, 11, 24, tzinfo=UTC), "Asia/Shanghai", [], [], None, None, None).line()
    part = text("running.md").split("The line of `reviewbook status --json`:")[1].split("\n\n")[1]
    told = [key for row in part.splitlines() for key in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(told) == sorted(json.loads(line))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_channel_has_a_part_of_its_own_that_names_its_secrets(kind: str) -> None:
    (part,) = re.findall(rf"^## `{kind}`\n(.*?)(?=^## |\Z)", text("channels.md"), re.M | re.S)
    for head in ("Ask for", "Least privilege", "Limits", "Cannot be known"):
        assert f"**{head}**" in part
    annotated = {name: str(field.annotation) + str(field.metadata) for name, field in KINDS[kind].model_fields.items()}
    secrets = {name for name, said in annotated.items() if "A-Z][A-Z0-9]*(_" in said}
    assert secrets
    assert {name for name in secrets if f"`{name}`" not in part} == set()
    assert f"channels.md#{kind}" in text("permissions.md")


@pytest.mark.parametrize("page", PAGES)
def test_a_link_of_a_page_leads_to_a_file(page: str) -> None:
    found = re.findall(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)", text(page))
    assert [one for one in found if not (DOCS / one).is_file()] == []


def test_every_example_of_a_scheduler_is_named() -> None:
    named = set(re.findall(r"\]\(schedules/([^)]+)\)", text("running.md")))
    assert named == {one.name for one in (DOCS / "schedules").iterdir() if one.is_file()}
