"""From what was measured to what is said: medians, spread, ratios, and whether a target is met.

A way that failed in any round is told with its reason and has no median: an average over
the rounds that went well would make it look faster than it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

__all__ = ["TARGETS", "Result", "Spread", "Taken", "Target", "Verdict", "judged", "ratio", "result"]


@dataclass(frozen=True)
class Taken:
    """
    What one run of a way took.

    Parameters
    ----------
    wall, cpu : float
        Seconds, and seconds of the processors of all its processes.
    memory : float
        The most that its processes held at once, in megabytes; what several share counts once where the system tells.
    notebook, largest : float
        What the system calls the unique set of a kernel: megabytes that nobody shares with it, at their most while it
        ran; of all kernels of the run the median, and the largest. 0 where there was none.
    worker : float
        The same of one worker, which has a kernel execute a notebook and writes the documents.
    after : tuple of float
        Wall and cpu of what came after facts and slices were there; the whole where nothing else was done.
    failure : str
        Why it is none; empty when all went well.
    """

    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    notebook: float = 0.0
    largest: float = 0.0
    worker: float = 0.0
    after: tuple[float, float] | None = None
    failure: str = ""


@dataclass(frozen=True)
class Spread:
    """A median with the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float], factor: float = 1.0) -> Spread:
        """Sum up some values, each of them times a factor."""
        scaled = sorted(value * factor for value in values)
        return cls(median(scaled), scaled[0], scaled[-1])


@dataclass(frozen=True)
class Result:
    """
    What a way takes for all documents.

    Parameters
    ----------
    name : str
        Of the way.
    measured, scaled : int
        How many documents each round made, and for how many the times are said.
    rounds : int
        How often it was measured.
    wall, cpu, memory, notebook, largest, worker : Spread or None
        As in `Taken`; none where it failed. Memory is never scaled.
    failure : str
        Why it is none.
    """

    name: str
    measured: int
    scaled: int
    rounds: int = 0
    wall: Spread | None = None
    cpu: Spread | None = None
    memory: Spread | None = None
    notebook: Spread | None = None
    largest: Spread | None = None
    worker: Spread | None = None
    failure: str = ""

    @property
    def is_of_one(self) -> bool:
        """Whether it is about a single document, and is compared with a single one by hand."""
        return self.scaled == 1


def result(name: str, taken: Iterable[Taken], measured: int, scaled: int, *, after: bool = False) -> Result:
    """
    Sum up the rounds of a way.

    Parameters
    ----------
    name : str
        Of the way.
    taken : iterable of Taken
        One for each round.
    measured, scaled : int
        How many documents each round made, and for how many the times are said.
    after : bool
        Whether only what came after the facts were there is counted.
    """
    rounds = list(taken)
    failure = next((one.failure for one in rounds if one.failure), "")
    if failure or not rounds:
        return Result(name, measured, scaled, len(rounds), failure=failure or "was not run")
    spans = [one.after or (one.wall, one.cpu) if after else (one.wall, one.cpu) for one in rounds]
    factor = scaled / measured
    wall, cpu = (Spread.of((span[part] for span in spans), factor) for part in (0, 1))
    held = {
        part: Spread.of(getattr(one, part) for one in rounds) for part in ("memory", "notebook", "largest", "worker")
    }
    return Result(name, measured, scaled, len(rounds), wall, cpu, **held)


def ratio(of: Spread | None, to: Spread | None) -> float | None:
    """Give how often one median goes into another; none where one of them is missing or nothing."""
    return of.median / to.median if of and to and to.median else None


@dataclass(frozen=True)
class Target:
    """
    What was promised: a ratio of two ways, or what one way may take.

    Parameters
    ----------
    text : str
        The promise.
    part : str
        Field of `Result` that is compared.
    way, other : str
        Keys of the results; the value is that of `way` over that of `other`, or that of `way` where `other` is empty.
    limit : float
        What the value must reach, or must not exceed.
    at_least : bool
        Which of the two.
    """

    text: str
    part: str
    way: str
    other: str
    limit: float
    at_least: bool = False


TARGETS = (
    Target(
        "once facts are there, all reviews are made at least 8 times as fast as by the loop",
        "wall",
        "loop",
        "ours_after",
        8,
        True,
    ),
    Target("once facts are there, at most 1.3 times the CPU of the floor", "cpu", "ours_after", "floor", 1.3),
    Target("a further notebook at once takes less than 80 MB of its own, in the median", "notebook", "ours", "", 80),
    Target(
        "one review of the sample company, cold, in at most half the time of the hand's",
        "wall",
        "sample",
        "sample_by_hand",
        0.5,
    ),
    Target("one review, cold, in at most half the time of the hand's", "wall", "one", "one_by_hand", 0.5),
)


@dataclass(frozen=True)
class Verdict:
    """A target, what was measured, and whether it is met; none where a way failed."""

    target: Target
    value: float | None = None
    is_met: bool | None = field(default=None)

    @property
    def words(self) -> str:
        """Say it in one line."""
        if self.value is None:
            return f"not measured: {self.target.text}"
        wanted = f"{'at least' if self.target.at_least else 'at most'} {self.target.limit:g}"
        return f"{'met' if self.is_met else 'NOT met'}: {self.target.text} ({self.value:.2f}; {wanted})"


def judged(results: Mapping[str, Result], targets: Iterable[Target] = TARGETS) -> list[Verdict]:
    """Hold results against targets."""
    return [_verdict(target, results) for target in targets]


def _verdict(target: Target, results: Mapping[str, Result]) -> Verdict:
    spread = _part(results, target.way, target.part)
    value = ratio(spread, _part(results, target.other, target.part)) if target.other else spread and spread.median
    if not value:
        return Verdict(target)
    return Verdict(target, value, value >= target.limit if target.at_least else value <= target.limit)


def _part(results: Mapping[str, Result], key: str, part: str) -> Spread | None:
    return getattr(results[key], part) if key in results else None
