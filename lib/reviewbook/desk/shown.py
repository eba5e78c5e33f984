"""How a review shows itself: what it is, what is missing, its five numbers, and what there is to ask."""

from __future__ import annotations

import html
from collections.abc import Sequence

from reviewbook import tables
from reviewbook.blocks import Notice, Statements
from reviewbook.slices import Slice

__all__ = ["as_html", "as_text"]

#: So many of the teams or people are named.
_NAMED = 6


def as_html(review: Slice, missing: Sequence[Notice], derived: bool) -> str:
    """
    Give a review as markup; whatever people wrote is escaped.

    Parameters
    ----------
    review : Slice
        What is shown.
    missing : sequence of Notice
        What is missing of it.
    derived : bool
        Whether it was derived here, so that something else can be tried on it.
    """
    head, *lines = _lines(review)
    asked = "".join(
        f"<li><code>{html.escape(call)}</code> – {html.escape(said)}</li>" for call, said in _to_ask(review, derived)
    )
    parts = [
        f"<p><b>{html.escape(head)}</b><br>{'<br>'.join(html.escape(line) for line in lines)}</p>",
        Statements(tuple(missing))._repr_html_() if missing else "",
        tables.headline(review)._repr_html_(),
        f"<p>{html.escape(review.words('desk.review.asking'))}</p><ul>{asked}</ul>",
    ]
    return f"<div lang='{review.language}'>{''.join(parts)}</div>"


def as_text(review: Slice, missing: Sequence[Notice], derived: bool) -> str:
    """Give a review as lines of text; see `as_html`."""
    asked = [f"{call} – {said}" for call, said in _to_ask(review, derived)]
    said = [Statements(tuple(missing)).plain()] if missing else []
    return "\n".join([*_lines(review), *said, tables.headline(review).plain(), *asked])


def _lines(review: Slice) -> list[str]:
    words = review.words
    lines = [
        f"{review.publication.title(review.language)} ({review.publication.name})",
        f"{review.audience.name} · {words.period(review.period)}",
        words("desk.review.cut_off", at=words.instant(review.as_of, review.zone)),
    ]
    kind, ids = review.parts
    if len(ids) > 1:
        names = words.join([review.name(kind, one) for one in ids[:_NAMED]])
        if len(ids) > _NAMED:
            names = words("desk.review.parts_more", names=names, count=len(ids))
        lines.append(words("desk.review.parts", names=names))
    return lines


def _to_ask(review: Slice, derived: bool) -> list[tuple[str, str]]:
    """Give calls that may be typed as they stand, with what each answers."""
    kind, ids = review.parts
    whom = f', "{review.name(kind, ids[0])}"' if len(ids) > 1 else ""
    people = review.frames["owed"]["person_id"].drop_duplicates()
    calls = [(f'review.explain("on_time_rate"{whom})', "explain")]
    if len(people):
        calls.append((f'review.explain_reports("{people.iloc[0]}")', "reports"))
    calls += [
        ("review.measures", "measures"),
        ("review.frames", "frames"),
        ("tables.performance(review), figures.attainment(review)", "tables"),
    ]
    rule = next(iter(review.templates.rules), None)
    if rule is not None and derived:
        path = f"templates.rules.{rule.name}.grace_minutes"
        calls.append((f'review.what_if({{"{path}": {rule.grace_minutes + 30}}})', "what_if"))
    return [(call, review.words(f"desk.review.ask.{key}")) for call, key in calls]
