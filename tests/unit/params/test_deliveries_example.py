"""The example names every kind of channel and every key, and could be used as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from reviewbook.params.deliveries import AnyChannel, Deliveries, DeliveryEntry, Owner
from reviewbook.params.loading import load
from reviewbook.params.reading import read
from reviewbook.params.secrets import refuse_secrets
from reviewbook.places import Places

ROOT = Path(__file__).parents[3]
FILE = ROOT / "params" / "deliveries.example.yaml"
TEXT = FILE.read_text("utf-8")
DATA: dict[str, Any] = read(FILE).data
KINDS = {get_args(one.model_fields["kind"].annotation)[0]: one for one in get_args(get_args(AnyChannel)[0])}


def keys(model: type[BaseModel]) -> set[str]:
    """Give the keys of an entry as they are written."""
    return {field.alias or name for name, field in model.model_fields.items()}


def workbook(folder: Path, text: str) -> Places:
    """Lay out the params of the checkout with other deliveries."""
    (folder / "params").mkdir()
    for one in (ROOT / "params").glob("*.yaml"):
        (folder / "params" / one.name).write_bytes(one.read_bytes())
    (folder / "params" / "deliveries.yaml").write_text(text, "utf-8")
    return Places(folder)


def test_it_is_right_as_it_stands_beside_the_params_of_the_workbook(tmp_path: Path) -> None:
    file = read(FILE)
    assert (file.problems, refuse_secrets(file)) == ([], set())
    found = load(workbook(tmp_path, TEXT)).deliveries
    assert found.owner.through == "mail"
    assert len(found.deliveries) == len(DATA["deliveries"])
    assert {found.channel(entry.through).name for entry in found.deliveries} <= {one.name for one in found.channels}


def test_it_has_one_channel_of_every_kind() -> None:
    assert sorted(one["kind"] for one in DATA["channels"]) == sorted(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_key_of_a_channel_stands_there_with_a_value_of_its_own(kind: str) -> None:
    (entry,) = (one for one in DATA["channels"] if one["kind"] == kind)
    assert set(entry) == keys(KINDS[kind])


def test_every_key_of_the_file_of_the_owner_and_of_a_delivery_stands_there() -> None:
    assert set(DATA) == keys(Deliveries)
    assert set(DATA["owner"]) == keys(Owner)
    assert set(DATA["deliveries"][0]) == keys(DeliveryEntry)


def test_every_key_is_explained_once_where_it_is_not_plain() -> None:
    """What the example says of a key stands behind it: at least every key beside names and addresses has a word."""
    plain = {
        "kind",
        "name",
        "host",
        "sender",
        "corp_id",
        "channels",
        "deliveries",
        "through",
        "options",
        "endpoint_url",
    }
    lines = [re.fullmatch(r"\s*-? ?([a-z_]+):[^#]*(#.*)?", line) for line in TEXT.splitlines()]
    said: dict[str, bool] = {}
    for found in lines:
        if found:
            said[found[1]] = said.get(found[1], False) or bool(found[2])
    assert {name for name, told in said.items() if not told} - plain == {"owner"}


def test_a_secret_that_was_typed_in_is_refused_and_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "deliveries.yaml"
    file.write_text(TEXT.replace("token: SLACK_BOT_TOKEN ", "token: xoxb-1234-hush "), "utf-8")
    found = read(file)
    assert refuse_secrets(found)
    assert "holds a secret" in str(found.problems[0])
    assert "hush" not in str(found.problems[0])
