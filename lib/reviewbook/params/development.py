"""``development.yaml``: in which measures people are compared with their peers, and which course answers a weakness.

A company without this file compares nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import Field

from reviewbook.errors import nearest
from reviewbook.params.base import Bilingual, Entry
from reviewbook.params.measures import MeasureEntries
from reviewbook.params.reading import YamlFile

__all__ = ["Answer", "Development", "Skill", "check_development"]


class Skill(Entry):
    """
    What a course teaches.

    Parameters
    ----------
    name : str
        As in the table ``trainings``.
    title : Bilingual
        Its name as printed.
    """

    name: str
    title: Bilingual


class Answer(Entry):
    """
    A measure in which people are compared with their peers.

    Parameters
    ----------
    skill : str, optional
        Whose courses answer a weakness in it; empty where no course does.
    fewest : int
        Rows (reports, orders …) on which a value must rest to be compared.
    """

    measure: str
    skill: str | None = None
    fewest: int = Field(default=0, ge=0)


class Development(Entry):
    """
    The whole of ``development.yaml``.

    Parameters
    ----------
    months : int
        How many months are compared, up to that of the review.
    fewest_peers : int
        With fewer others of the same role who have a value nobody is compared.
    least_distance : float
        How far below the median of her peers a person must be, in standard deviations of theirs.
    """

    skills: tuple[Skill, ...] = ()
    answers: tuple[Answer, ...] = ()
    months: int = Field(default=3, ge=1, le=12)
    fewest_peers: int = Field(default=5, ge=3)
    least_distance: float = Field(default=1.0, ge=0)

    def title(self, skill: str, language: str) -> str:
        """Give the printed name of a skill; its name in the table where the file does not have it."""
        return next((entry.title(language) for entry in self.skills if entry.name == skill), skill)

    def unknown(self, skills: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Give the place and the name of every skill of the file that is none of those."""
        known = set(skills)
        for place, skill in enumerate(self.skills):
            if skill.name not in known:
                yield f"skills[{place}].name", skill.name


def check_development(file: YamlFile, development: Development, measures: MeasureEntries) -> None:
    """Refuse names that are there twice, unknown measures and skills, and a measure of which more is no better."""
    skills: dict[str, int] = {}
    for place, skill in enumerate(development.skills):
        if skills.setdefault(skill.name, place) != place:
            file.problem(("skills", place, "name"), f"{skill.name!r} stands in skills[{skills[skill.name]}] already")
    directions = {entry.name: entry.direction for entry in measures.measures}
    named: dict[str, int] = {}
    for place, answer in enumerate(development.answers):
        if named.setdefault(answer.measure, place) != place:
            what = f"{answer.measure!r} stands in answers[{named[answer.measure]}] already"
            file.problem(("answers", place, "measure"), what)
        else:
            _check_measure(file, place, answer.measure, directions)
        if answer.skill is not None and answer.skill not in skills:
            what = f"{answer.skill!r} is not among the skills"
            file.problem(("answers", place, "skill"), what, nearest(answer.skill, skills))


def _check_measure(file: YamlFile, place: int, measure: str, directions: Mapping[str, str]) -> None:
    keys = ("answers", place, "measure")
    if measure not in directions:
        file.problem(keys, f"{measure!r} is not a measure", nearest(measure, directions))
    elif directions[measure] == "none":
        file.problem(keys, f"of {measure!r} neither more nor less is better", "Nobody can be weak in it.")
