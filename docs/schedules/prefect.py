"""reviewbook by Prefect (3): copy it under another name than ``prefect.py``, which would hide Prefect, and run it.

The copy serves the flow on the machine with the workbook for as long as it runs. A run fails when reviewbook ends with
another exit code than 0; its message names the code. It is not retried here: reviewbook tries again by itself.
Its secrets are those of the environment in which this file runs.
"""

from __future__ import annotations

import subprocess

from prefect import flow, get_run_logger

WORKBOOK = "/srv/reviewbook"


@flow(name="reviewbook")
def reviewbook() -> None:
    """Make and send what is due."""
    ended = subprocess.run([".venv/bin/reviewbook", "run"], cwd=WORKBOOK, capture_output=True, text=True, check=False)
    get_run_logger().info("%s%s", ended.stdout, ended.stderr)
    ended.check_returncode()


if __name__ == "__main__":
    reviewbook.serve(name="every-ten-minutes", cron="*/10 * * * *")
