"""The ways by which the same documents are made, each a command that is measured whole."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench import measuring
from bench.company import LANGUAGE, LANGUAGES, REVIEW, SAMPLE, Reference, copied, removed
from bench.reckoning import Taken

__all__ = ["Bench", "Way", "ways"]

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
ALL = ("html", "pdf", "xlsx")


@dataclass(frozen=True)
class Way:
    """
    One way to make documents.

    Parameters
    ----------
    key, name : str
        For the targets, and for the table.
    count : int
        How many documents a round makes.
    run : callable
        Makes them, anew each time.
    scaled : int
        For how many the times are said; as many as are made where not given.
    forms : tuple of str
        What it makes of each.
    missing : str
        Why it cannot be run here; empty where it can.
    """

    key: str
    name: str
    count: int
    run: Callable[[], Taken]
    scaled: int = 0
    forms: tuple[str, ...] = ALL
    missing: str = ""


@dataclass
class Bench:
    """
    Where everything stands.

    Parameters
    ----------
    folder : Path
        Everything is made in it.
    teams : list of str
        Audiences, one document each.
    sample : int
        How many of them the slow ways make in a round.
    notebooker : str
        An interpreter that has Notebooker; empty where there is none.
    """

    folder: Path
    teams: list[str]
    sample: int
    notebooker: str = ""

    @property
    def base(self) -> Path:
        """The workbook in which nothing was published yet."""
        return self.folder / "base"

    @property
    def reference(self) -> Reference:
        """The workbook in which everything was."""
        return Reference(self.folder / "reference")

    @property
    def sample_base(self) -> Path:
        """The workbook of the sample company, in which nothing was published yet."""
        return self.folder / "sample_base"

    def one_of_sample(self) -> Taken:
        """Publish one review of the sample company, in all its languages, from a cold command line."""
        workbook = copied(self.sample_base, self.folder / "sample")
        words = [BIN / "reviewbook", "publish", "weekly", "--audience", SAMPLE]
        taken = measuring.run(words, workbook, self.log("sample"))
        made = {form: len([*(workbook / "output").glob(f"published/*/*/*/1/review.*.{form}")]) for form in ALL}
        return told(taken, made, len(LANGUAGES))

    def one_of_sample_by_hand(self) -> Taken:
        """Let a shell make the same, each language from the warehouse."""
        beside = Reference(self.folder / "sample")
        into, given = self._empty("sample_by_hand"), self._empty("sample_input")
        for language in LANGUAGES:
            _asked(beside, (SAMPLE, language), given / language, {"run": ""})
        return told(self._typed(given, into, beside, LANGUAGES), found(into), len(LANGUAGES))

    def ours(self, *only: str) -> Taken:
        """Publish from a cold command line, in a workbook where nothing was published."""
        workbook = copied(self.base, self.folder / "ours")
        chosen = [word for team in only for word in ("--audience", team)]
        taken = measuring.run(
            [BIN / "reviewbook", "publish", "weekly", *chosen], workbook, self.log("ours"), mark=prepared(workbook)
        )
        published = workbook / "output" / "published" / REVIEW
        return told(
            taken, {form: len([*published.glob(f"*/*/1/review.*.{form}")]) for form in ALL}, len(only or self.teams)
        )

    def ours_again(self) -> Taken:
        """Publish once more where everything was published, with nothing changed."""
        workbook = copied(self.reference.workbook, self.folder / "again")
        return measuring.run([BIN / "reviewbook", "publish", "weekly"], workbook, self.log("again"))

    def input(self, teams: Sequence[str], changed: Mapping[str, str]) -> Path:
        """Write the notebooks, each with the masthead of its document, and their parameters."""
        into = self._empty("input")
        for team in teams:
            _asked(self.reference, (team, LANGUAGE), into / team, changed)
        return into

    def loop(self, name: str, count: int, changed: Mapping[str, str]) -> Taken:
        """Let a shell call papermill and nbconvert for one document after another."""
        chosen, into = self.teams[:count], self._empty(name)
        return told(self._typed(self.input(chosen, changed), into, self.reference, chosen), found(into), count)

    def _typed(self, given: Path, into: Path, reference: Reference, names: Sequence[str]) -> Taken:
        """Let a shell make the documents whose notebooks and parameters lie in a folder."""
        words = ["sh", HERE / "loop.sh", given, into, reference.notebook.parent, *names]
        path = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        return measuring.run(words, self.folder, self.log(into.name), path)

    def quarto(self, count: int) -> Taken:
        """Let quarto execute the same notebooks and set HTML and, by its typst, PDF."""
        chosen, into = self.teams[:count], self.reference.notebook.parent
        given = self.input(chosen, {})
        steps = []
        for team in chosen:
            shutil.copy(given / f"{team}.ipynb", into)
            steps += [
                f"quarto render '{into}/{team}.ipynb' --execute --execute-params '{given}/{team}.yaml' --to {form}"
                for form in ("html", "typst")
            ]
        taken = measuring.run(
            ["sh", "-ec", "\n".join(steps)], into, self.log("quarto"), {"QUARTO_PYTHON": sys.executable}
        )
        made = {form: len(list(into.glob(f"*.{form}"))) for form in ("html", "pdf")}
        for team in chosen:
            for path in into.glob(f"{team}.*"):
                path.unlink()
        return told(taken, made, count)

    def by_notebooker(self, count: int) -> Taken:
        """Let Notebooker's executor run a process for each document, as its scheduler does; kernels are ours."""
        chosen, into = self.teams[:count], self._empty("notebooker")
        kernel = self._empty("kernels") / "kernels" / "measured"
        kernel.mkdir(parents=True)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (kernel / "kernel.json").write_text(
            json.dumps({"argv": command, "display_name": "measured", "language": "python"}), "utf-8"
        )
        script = 'set -e; python=$1 script=$2 notebook=$3 out=$4; shift 4; for one; do "$python" "$script" "$notebook" "$one" "$out"; done'
        given = self.input(chosen, {})
        parameters = [given / f"{team}.json" for team in chosen]
        taken = measuring.run(
            [
                "sh",
                "-c",
                script,
                "sh",
                self.notebooker,
                HERE / "by_notebooker.py",
                self.reference.notebook,
                into,
                *parameters,
            ],
            self.folder,
            self.log("notebooker"),
            {"JUPYTER_PATH": str(kernel.parents[1]), "NOTEBOOK_KERNEL_NAME": "measured"},
        )
        return told(taken, found(into, ("html",)), count)

    def floor(self, count: int) -> Taken:
        """Call what the notebook calls, and the writers, in one process."""
        return self.script("floor", count)

    def script(self, name: str, count: int) -> Taken:
        """Let `floor` or `worker` make documents in a process of its own."""
        into, asked = self._empty(name), self.folder / f"{name}.asked.json"
        tasks = [
            {"name": team, "parameters": self.reference.parameters(team), "masthead": self.reference.masthead(team)}
            for team in self.teams[:count]
        ]
        told_to = {"notebook": str(self.reference.notebook), "folder": str(into), "timings": str(self.timings(name))}
        asked.write_text(json.dumps({**told_to, "documents": tasks}), "utf-8")
        words = [sys.executable, HERE / f"{name}.py", asked]
        return told(measuring.run(words, self.reference.notebook.parent, self.log(name)), found(into), count)

    def timings(self, name: str) -> Path:
        """Give the file in which a script leaves what its parts took."""
        return self.folder / f"{name}.timings.json"

    def differing(self, folder: str, count: int, forms: Sequence[str]) -> list[str]:
        """Give the documents of a way that are not, byte for byte, those of `reviewbook publish`."""
        named = [(team, form) for team in self.teams[:count] for form in forms]
        into = self.folder / folder
        return [
            f"{team}.{form}"
            for team, form in named
            if (into / f"{team}.{form}").read_bytes() != self.reference.document(team, form)
        ]

    def log(self, name: str) -> Path:
        """Give the file that holds what a command said."""
        return self.folder / f"{name}.log"

    def _empty(self, name: str) -> Path:
        into = self.folder / name
        removed(into)
        into.mkdir()
        return into


def ways(bench: Bench) -> list[Way]:
    """Give the ways in the order in which each round runs them."""
    whole, few = len(bench.teams), bench.sample
    quarto = "" if shutil.which("quarto") else "quarto is not on the PATH"
    notebooker = _missing_notebooker(bench.notebooker)
    return [
        Way("ours", "reviewbook publish weekly", whole, bench.ours),
        Way("loop", "loop of papermill and nbconvert", few, lambda: bench.loop("loop", few, {}), whole),
        Way("quarto", "quarto render (HTML, PDF)", few, lambda: bench.quarto(few), whole, ("html", "pdf"), quarto),
        Way(
            "notebooker", "Notebooker (HTML only)", few, lambda: bench.by_notebooker(few), whole, ("html",), notebooker
        ),
        Way("floor", "floor: no notebook, one process", whole, lambda: bench.floor(whole)),
        Way("sample", "sample company, one review: reviewbook publish", 1, bench.one_of_sample),
        Way("sample_by_hand", "sample company, one review: papermill, nbconvert", 1, bench.one_of_sample_by_hand),
        Way("one", "one review: reviewbook publish", 1, lambda: bench.ours(bench.teams[0])),
        Way("one_by_hand", "one review: papermill, nbconvert", 1, lambda: bench.loop("one_by_hand", 1, {"run": ""})),
    ]


def _asked(reference: Reference, whose: tuple[str, str], stem: Path, changed: Mapping[str, str]) -> None:
    """Write the notebook of a document, with its masthead, and its parameters."""
    held = json.loads(reference.notebook.read_text("utf-8"))
    held["metadata"]["reviewbook"] = reference.masthead(*whose)
    stem.with_suffix(".ipynb").write_text(json.dumps(held), "utf-8")
    given = {**reference.parameters(*whose), **changed}
    stem.with_suffix(".yaml").write_text(yaml.safe_dump(given), "utf-8")
    stem.with_suffix(".json").write_text(json.dumps(given), "utf-8")


def _missing_notebooker(interpreter: str) -> str:
    if not interpreter:
        return "no interpreter that has Notebooker was named (--notebooker)"
    return "" if Path(interpreter).is_file() else f"{interpreter} is no file"


def prepared(workbook: Path) -> Callable[[], bool]:
    """Give what tells whether a run has its facts and slices, by the timings that it writes."""

    def told_so() -> bool:
        files = [*(workbook / "output" / "runs").glob(f"*{REVIEW}*/timings.json")]
        return bool(files) and all('"cut"' in file.read_text("utf-8") for file in files)

    return told_so


def found(folder: Path, forms: Sequence[str] = ALL) -> dict[str, int]:
    """Count the documents in a folder."""
    return {form: len([*folder.glob(f"*.{form}")]) for form in forms}


def told(taken: Taken, made: Mapping[str, int], wanted: int) -> Taken:
    """Call a run failed that left fewer documents than were asked for: it would look fast."""
    short = [f"{count} of {wanted} {form}" for form, count in made.items() if count != wanted]
    return Taken(failure=f"made {', '.join(short)}") if short and not taken.failure else taken
