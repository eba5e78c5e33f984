"""The example names every system and every key, and could be used as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from reviewbook.params.loading import load
from reviewbook.params.reading import read
from reviewbook.params.secrets import refuse_secrets
from reviewbook.params.sources import SourceEntry, Sources
from reviewbook.places import Places
from reviewbook.sources.systems import SYSTEMS

ROOT = Path(__file__).parents[3]
FILE = ROOT / "params" / "sources.example.yaml"
TEXT = FILE.read_text("utf-8")
KINDS = {get_args(one.model_fields["kind"].annotation)[0]: one for one in get_args(SourceEntry)}


def block(kind: str) -> str:
    """Give the lines of one entry."""
    return next(part for part in re.split(r"\n(?=  - kind: )", TEXT) if part.startswith(f"  - kind: {kind}\n"))


def test_it_names_every_kind_but_the_sample_and_is_right_as_it_stands(tmp_path: Path) -> None:
    file = read(FILE)
    assert (file.problems, refuse_secrets(file)) == ([], set())
    found = Sources.model_validate(file.data).sources
    assert sorted(one.kind for one in found) == sorted(set(KINDS) - {"sample"})
    assert set(SYSTEMS) < {one.kind for one in found}


def test_its_templates_and_fields_are_those_of_the_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "params"
    folder.mkdir()
    for one in (ROOT / "params").glob("*.yaml"):
        (folder / one.name).write_bytes(one.read_bytes())
    (folder / "sources.yaml").write_bytes(FILE.read_bytes())
    assert len(load(Places(tmp_path)).sources.sources) == len(KINDS) - 1


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"sample"}))
def test_every_key_of_a_kind_stands_there(kind: str) -> None:
    common = {"since", "base", "person_ids", "overlap_hours", "whole_every_days", "name", "kind"}
    named = set(re.findall(r"^\s+#? ?-? ?([a-z_0-9]+):", block(kind), re.M))
    assert set(KINDS[kind].model_fields) - common - named == set()


def test_a_form_that_is_no_template_or_fills_no_field_of_it_is_refused(tmp_path: Path) -> None:
    from reviewbook.errors import ParamsError

    folder = tmp_path / "params"
    folder.mkdir()
    for one in (ROOT / "params").glob("*.yaml"):
        (folder / one.name).write_bytes(one.read_bytes())
    changed = TEXT.replace("template: weekly_sales           #", "template: weekly_sale   #").replace(
        "遇到的问题: problem", "遇到的问题: problems"
    )
    (folder / "sources.yaml").write_text(changed, "utf-8")
    with pytest.raises(ParamsError) as error:
        load(Places(tmp_path))
    said: list[Any] = str(error.value).splitlines()
    assert [one.split(": ", 1)[1] for one in said] == [
        "sources[2].forms[0].template: 'weekly_sale' is not a template of templates.yaml. Did you mean 'weekly_sales'?",
        "sources[7].forms[0].fields.遇到的问题: 'problems' is not a field of daily_sales. Did you mean 'problem'?",
    ]


def test_a_secret_that_was_typed_in_is_refused_and_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(TEXT.replace("token: SLACK_TOKEN  ", "token: xoxb-1234-hush"), "utf-8")
    found = read(file)
    assert refuse_secrets(found)
    assert "holds a secret" in str(found.problems[0])
    assert "hush" not in str(found.problems[0])
