"""All that is read stands in both languages, is filled in alike, and is used."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from reviewbook.measures.attainment import PARTLY
from reviewbook.measures.registry import MEASURES
from reviewbook.wording import BOTH, LANGUAGES, Wording, entries


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _texts(root: Path) -> tuple[set[str], set[str]]:
    """Every text in the library's code, and every beginning of a text that goes on with a value."""
    whole, begun = set(), set()
    for file in (root / "lib" / "reviewbook").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    return whole, {start for start in begun if start.count(".") and not start.startswith(".")}


@pytest.mark.parametrize("key", sorted(entries()))
def test_an_entry_has_both_languages_and_none_that_is_unknown(key):
    assert set(BOTH) <= set(entries()[key]) <= set(LANGUAGES)


@pytest.mark.parametrize("key", sorted(entries()))
def test_the_languages_of_an_entry_are_filled_in_alike(key):
    zh, en = (entries()[key][language] for language in ("zh", "en"))
    assert _placeholders(zh) == _placeholders(en)


def test_every_entry_is_used(root):
    whole, begun = _texts(root)
    templates = "".join(
        file.read_text("utf-8")
        for file in (root / "lib" / "reviewbook").rglob("*")
        if file.suffix in (".j2", ".html", ".typ")
    )
    begun |= set(re.findall(r'"([\w.]+\.)"\s*~', templates))
    unused = [
        key
        for key in entries()
        if key not in whole and key not in templates and not any(key.startswith(start) for start in begun)
    ]
    assert unused == []


def test_every_reason_why_a_measure_is_empty_can_be_said():
    notes = {measure.absent for measure in MEASURES} - {None}
    notes |= {PARTLY, "no working day", "refunds then", "not measured by day", "nothing expected yet"}
    assert [note for note in sorted(notes) if f"note.{note.replace(' ', '_')}" not in entries()] == []


def test_chinese_sentences_end_and_pause_as_chinese_does():
    wrong = [
        key
        for key, texts in entries().items()
        if any(ending in texts["zh"] for ending in (", ", "; ")) or texts["zh"].endswith(".")
    ]
    assert wrong == []


def test_a_key_that_does_not_exist_names_the_nearest():
    with pytest.raises(KeyError, match=r"wording: no entry 'status.on_tim'. Did you mean 'status.on_time'\?"):
        Wording("en")("status.on_tim")


def test_values_are_filled_in():
    assert Wording("en")("tables.more", count="3") == "… and 3 more; all rows are in the data files of this edition."
    assert Wording("zh")("tables.more", count="3") == "另有 3 行未列出，全部明细在本期版本的数据文件中。"
