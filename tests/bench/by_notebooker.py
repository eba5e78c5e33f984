"""One execution by Notebooker's executor, without its database and its mails; run by an interpreter that has it.

Notebooker makes HTML (twice: for the web and for the mail). Its PDF needs LaTeX and is left out.
"""

import json
import sys
import uuid
from datetime import datetime
from pathlib import Path


def main(template: str, parameters: str, into: str) -> None:
    from notebooker.execute_notebook import _run_checks

    path, folder = Path(template), Path(into)
    done = _run_checks(
        str(uuid.uuid4()),
        datetime.now(),  # noqa: DTZ005  (as Notebooker itself calls it)
        path.stem,
        path.stem,
        str(folder / "work"),
        str(folder / "templates"),
        json.loads(Path(parameters).read_text("utf-8")),
        generate_pdf_output=False,
        notebooker_disable_git=True,
        execute_at_origin=True,
        py_template_base_dir=str(path.parent),
    )
    (folder / f"{Path(parameters).stem}.html").write_text(done.raw_html, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
