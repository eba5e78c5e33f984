"""reviewbook by Airflow (3, or 2 with the provider "standard"): put this file into the folder of the DAGs.

The task runs on the machine with the workbook, and fails with reviewbook's exit code. It is not retried here: reviewbook
tries again by itself, and the next run is ten minutes away. Nothing is caught up here either: it knows what was missed.
Its secrets are those of the environment in which the worker runs.
"""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG  # Airflow 2: from airflow import DAG

WORKBOOK = "/srv/reviewbook"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)

with DAG("reviewbook", schedule="*/10 * * * *", start_date=SINCE, catchup=False, max_active_runs=1):
    BashOperator(task_id="run", bash_command=".venv/bin/reviewbook run", cwd=WORKBOOK, append_env=True, retries=0)

with DAG("reviewbook_watch", schedule="17 * * * *", start_date=SINCE, catchup=False, max_active_runs=1):
    BashOperator(task_id="watch", bash_command=".venv/bin/reviewbook watch", cwd=WORKBOOK, append_env=True, retries=0)
