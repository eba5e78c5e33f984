"""Whether what stands in the notebooks can be published in every language of the company, asked before it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from reviewbook import document
from reviewbook.errors import Problem
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.wording import Wording

__all__ = ["problems"]


def problems(places: Places, params: Params) -> Iterator[Problem | str]:
    """List the headings and sentences of the notebooks that publishing would refuse."""
    for name in params.publications:
        path = places.notebook(name)
        if not path.is_file():
            continue
        notebook = json.loads(path.read_text("utf-8"))
        for language in params.company.languages:
            for problem in document.prose_problems(notebook, Wording(language)):
                if isinstance(problem, Problem):
                    yield replace(problem, where=f"{path.name}, {problem.where}")
                else:
                    yield f"{path.name}, {problem}"
