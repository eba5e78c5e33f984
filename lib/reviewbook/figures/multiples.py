"""How did each team do over time: the same small course for every team, or for every person of a team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import seaborn as sns
from matplotlib.axes import Axes

from reviewbook.blocks import Block, Cell, Figure, Head, Table
from reviewbook.figures.absence import absent
from reviewbook.figures.house import ACCENT, CONTEXT, INK, MUTED, SMALL, beside_axis, panels
from reviewbook.periods import Period
from reviewbook.slices import Slice

__all__ = ["attainment_courses"]

#: Panels that a figure holds, and how many stand in a row.
MOST, COLUMNS = 12, 3

#: Attainment beyond which a line leaves its panel: one slip of a target would press all others flat.
HIGHEST = 2.0

#: Periods of a course: a quarter of weeks.
PERIODS = 13


@dataclass(frozen=True)
class _Course:
    """The attainment of one team or person, period by period; a period without a target is left out."""

    name: str
    periods: tuple[Period, ...]
    values: tuple[float, ...]

    @property
    def last(self) -> float:
        return self.values[-1]

    @property
    def short(self) -> int:
        """Periods in a row, up to the last, in which the target was not reached."""
        reached = [place for place, value in enumerate(self.values, start=1) if value >= 1]
        return len(self.values) - max(reached, default=0)


def attainment_courses(review: Slice) -> Block:
    """
    Draw the attainment of each team (of each person for a team) over the last 13 periods, one small panel each.

    Returns
    -------
    Figure or Notice
        Panels from the lowest attainment of the period under review to the highest, all on one scale, the target as a
        line; who has been short for longest without a break is accented and stands in the title. A notice when nobody
        has a target.
    """
    courses = _courses(review)
    if not courses:
        return absent(review, "attainment")
    words, shown = review.words, courses[:MOST]
    title = _title(review, courses)
    note = words("figures.courses.note")
    if any(max(course.values) > HIGHEST for course in shown):
        note = f"{note}{words('figures.space')}{words('figures.courses.cut', most=words.percent(HIGHEST, 0))}"
    if len(shown) < len(courses):
        cut = words("figures.lowest", shown=len(shown), count=len(courses))
        note = f"{cut}{words('figures.space')}{note}"
    return Figure(
        id="attainment-courses",
        title=title,
        alt=words(
            "figures.courses.alt",
            said=title,
            rows=words("figures.and").join(_spoken(review, course) for course in shown),
        ),
        svg=_svg(review, shown, _longest(courses)),
        data=_table(review, title, courses),
        note=note,
    )


def _courses(review: Slice) -> list[_Course]:
    kind, ids = review.parts
    found = []
    for entity in ids:
        values = {p: review.value("attainment", kind, entity, p) for p in review.period.last(PERIODS)}
        known = {period: value for period, value in values.items() if value is not None}
        if review.period in known:
            found.append(_Course(review.name(kind, entity), tuple(known), tuple(known.values())))
    return sorted(found, key=lambda course: (course.last, course.name))


def _longest(courses: list[_Course]) -> _Course | None:
    """Give who has been short for longest, if for more than one period; of several the one farthest behind."""
    found = max(courses, key=lambda course: course.short)
    return found if found.short > 1 else None


def _title(review: Slice, courses: list[_Course]) -> str:
    words, longest = review.words, _longest(courses)
    counted = {"reached": words.number(sum(c.last >= 1 for c in courses)), "count": words.number(len(courses))}
    if len(courses) == 1:
        said = words("figures.courses.one", name=courses[0].name, share=words.percent(courses[0].last))
    else:
        said = words(f"figures.courses.title.{review.parts[0]}", **counted)
    if longest is None:
        lowest = {"name": courses[0].name, "share": words.percent(courses[0].last)}
        return said if len(courses) == 1 else words("figures.courses.lowest", said=said, **lowest)
    spell = words(f"figures.courses.spell.{review.period.cadence}", count=words.number(longest.short))
    now = {"name": longest.name, "share": words.percent(longest.last)}
    return words("figures.courses.longest", said=said, spell=spell, **now)


def _spoken(review: Slice, course: _Course) -> str:
    words = review.words
    reached = sum(value >= 1 for value in course.values)
    return words(
        "figures.courses.spoken",
        name=course.name, share=words.percent(course.last), reached=reached, count=len(course.values),
        low=words.percent(min(course.values)), high=words.percent(max(course.values)),
    )  # fmt: skip


def _svg(review: Slice, courses: list[_Course], accented: _Course | None) -> str:
    high = min(max(1.2, *(value for course in courses for value in course.values)), HIGHEST) * 1.06
    whole = review.period.last(PERIODS)

    def painted(course: _Course) -> Callable[[Axes], None]:
        return lambda axes: _panel(axes, review, course, (whole, high, course is accented))

    paints = [painted(course) for course in courses]
    return panels(paints, min(COLUMNS, len(paints)), 3.0, (0.1, 1.5, 0.75, 0.65))


def _panel(axes: Axes, review: Slice, course: _Course, scale: tuple[list[Period], float, bool]) -> None:
    whole, high, accented = scale
    colour = ACCENT if accented else MUTED
    places = [whole.index(period) for period in course.periods]
    axes.axhline(1.0, color=INK, linewidth=0.8)
    sns.lineplot(x=places, y=course.values, color=colour, linewidth=1.8 if accented else 1.3, ax=axes)
    axes.plot(places[-1], course.last, "o", color=colour, markersize=5, clip_on=False)
    axes.set(xlabel="", ylabel="", yticks=[], xlim=(0, len(whole) - 1), ylim=(0, high))
    axes.set_xticks([0, len(whole) - 1], _ends(review, whole))
    first, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.spines["bottom"].set(visible=True, color=CONTEXT)
    weight = "bold" if accented else "normal"
    axes.set_title(beside_axis(course.name, 4.8), loc="left", fontsize=SMALL, color=INK, weight=weight, pad=4)
    axes.annotate(
        review.words.percent(course.last, 0), (places[-1], course.last), (6, 0), textcoords="offset points",
        va="center", fontsize=SMALL, color=colour, weight=weight, annotation_clip=False,
    )  # fmt: skip


def _ends(review: Slice, whole: list[Period]) -> list[str]:
    """Name the first and the last period; by their keys where a year lies between them and both would be called alike."""
    ends = [whole[0], whole[-1]]
    short = [review.words.short_period(period) for period in ends]
    return short if len(set(short)) == len(short) else [period.key for period in ends]


def _table(review: Slice, title: str, courses: list[_Course]) -> Table:
    words = review.words
    periods = review.period.last(PERIODS)
    heads = (
        Head(words(f"kind.{review.parts[0]}"), share=2),
        *(Head(words.short_period(p), "", "right", 1, "0.0%") for p in periods),
    )
    rows = []
    for course in courses:
        known = dict(zip(course.periods, course.values, strict=True))
        rows.append((Cell(course.name), *(review.cell("attainment", known.get(period)) for period in periods)))
    return Table("attainment-courses-data", title, heads, tuple(rows))
