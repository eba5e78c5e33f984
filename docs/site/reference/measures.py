"""What each number means, in both languages, and how it is made."""

from __future__ import annotations

from pathlib import Path

from reviewbook.measures.registry import MEASURES, Measure
from reviewbook.params.measures import MeasureEntries, MeasureEntry
from reviewbook.params.reading import read

__all__ = ["measures"]

_BETTER = {"up": "more is better", "down": "less is better", "none": "neither more nor less is better"}
_BETTER_ZH = {"up": "越高越好", "down": "越低越好", "none": "高低无优劣"}
_CHARTED = {
    "rate": "as a rate, with limits by its denominator",
    "value": "by the change from one period to the next",
    "change": "as a change",
}


def measures(root: Path) -> str:
    """Write the page about the measures of ``params/measures.yaml``."""
    entries = MeasureEntries.model_validate(read(root / "params" / "measures.yaml").data).measures
    made = {one.name: one for one in MEASURES}
    head = (
        "# Measures 指标\n\nThe words are those of `params/measures.yaml`, which a company may change; a fact's `numerator` "
        "and `denominator` are what stands before and after ÷. How a measure is computed stands in the function that is "
        "named with it.\n\n定义取自 `params/measures.yaml`，公司可以改；“÷”前后即 `numerator` 与 `denominator`。\n\n"
        "| name | title | 名称 | unit |\n| --- | --- | --- | --- |\n"
    )
    rows = "".join(f"| [`{e.name}`](#{e.name}) | {e.title.en} | {e.title.zh} | {e.unit} |\n" for e in entries)
    return head + rows + "".join(_measure(entry, made.get(entry.name)) for entry in entries)


def _measure(entry: MeasureEntry, made: Measure | None) -> str:
    told = [
        f"Unit: `{entry.unit}`; {_BETTER[entry.direction]}（{_BETTER_ZH[entry.direction]}）",
        f"Defined by {entry.owner} since {entry.since}",
        *(_making(made) if made else ()),
    ]
    lines = "".join(f"- {line}\n" for line in told)
    return f"\n## {entry.title.en} {entry.title.zh} {{ #{entry.name} }}\n\n{entry.meaning.en}\n\n{entry.meaning.zh}\n\n{lines}"


def _making(made: Measure) -> list[str]:
    return [
        f"Where it has no value: {made.absent}" if made.absent else "Where there is nothing, it is a real zero",
        f"Signals: {_CHARTED[made.charted]}" if made.charted else "Signals: not judged",
        f"Computed by `{made.compute.__module__}.{made.compute.__name__}`",
    ]
