"""What `make lab` sets in JupyterLab; `jupyterlab --config` reads it and gives it `get_config`."""

from pathlib import Path

c = get_config()  # noqa: F821

# The file browser shows the whole workbook, whatever folder the command was typed in.
c.ServerApp.root_dir = str(Path(__file__).resolve().parent.parent)
c.LabApp.default_url = "/lab/tree/notebooks/explore_performance.ipynb"

# Notebooks are saved as they are stored: running one changes nothing that git sees. notebooks/scratch/ keeps outputs.
c.ContentsManager.pre_save_hook = "reviewbook.desk.saving.stored_clean"

# What JupyterLab would offer to install stands in no lock.
c.LabApp.extension_manager = "readonly"
