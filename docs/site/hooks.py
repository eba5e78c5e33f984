"""What makes a site of the pages: the reference is written from the code, and files that pages name become pages.

The pages in ``docs/`` are read on a code host as well, so their links lead to files of the checkout. In the site
a link to a file that is no page leads to a page that shows it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files
from reference.commands import commands
from reference.measures import measures
from reference.params import FILES, file_page
from reference.python_api import python_api
from reference.tables import frames, tables

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"commands": commands, "measures": measures, "tables": tables, "frames": frames, "python": python_api}

_LINK = re.compile(r"(\]\()([^)\s:#]+)(#[^)\s]*)?(\))")
_PICTURES = (".png", ".svg", ".jpg")
_LANGUAGES = {".yaml": "yaml", ".py": "python", ".ipynb": "json", ".toml": "toml"}


def on_files(files: Files, config: Any) -> Files:
    """Write the reference, and a page for every file that a page links to; pictures are taken as they are."""
    for name, written in PAGES.items():
        files.append(File.generated(config, f"reference/{name}.md", content=written(ROOT)))
    for name in FILES:
        files.append(File.generated(config, f"reference/params/{name}.md", content=file_page(name)))
    for page in [one for one in files.documentation_pages() if one.generated_by is None]:
        for target in _linked(page):
            if target.suffix in _PICTURES and (ROOT / target).is_file():
                files.append(File.generated(config, _shown(target), abs_src_path=str(ROOT / target)))
            elif (ROOT / target).is_file() and _shown(target) not in files.src_uris:
                files.append(File.generated(config, _shown(target), content=_as_page(target)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let the links of a page that lead to files lead to the pages that show them."""
    if page.file.generated_by is not None:
        return markdown
    here = PurePosixPath(page.file.src_uri).parent

    def led(match: re.Match[str]) -> str:
        target = _target(page.file, match[2])
        if target is None:
            return match[0]
        return f"{match[1]}{os.path.relpath(_shown(target), here)}{match[3] or ''}{match[4]}"

    return _LINK.sub(led, markdown)


def _linked(page: File) -> list[PurePosixPath]:
    found = [_target(page, match[2]) for match in _LINK.finditer(page.content_string)]
    return sorted({one for one in found if one is not None})


def _target(page: File, link: str) -> PurePosixPath | None:
    """Give the file of the checkout to which a link leads; None where it is a page of the docs, or nothing that is there."""
    way = os.path.normpath(Path("docs") / PurePosixPath(page.src_uri).parent / link)
    is_page = way.startswith("docs/") and way.endswith(".md")
    return None if is_page or not (ROOT / way).is_file() else PurePosixPath(way)


def _shown(target: PurePosixPath) -> str:
    """Name the page that shows a file; a folder that begins with a dot would be passed over."""
    way = "/".join(["files", *(part.lstrip(".") for part in target.parts)])
    return way if target.suffix in _PICTURES else f"{way}.md"


def _as_page(target: PurePosixPath) -> str:
    text = (ROOT / target).read_text("utf-8")
    return f"---\nsearch: {{exclude: true}}\n---\n\n# `{target}`\n\n````{_LANGUAGES.get(target.suffix, 'text')}\n{text}````\n"
