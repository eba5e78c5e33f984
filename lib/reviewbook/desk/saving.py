"""How JupyterLab saves the notebooks of a workbook: as they are stored, whatever was run in them.

A stored notebook holds neither outputs nor traces of a session, so that saving one that was only run changes
no byte of it: no version control sees a change, and no edition another code. ``notebooks/scratch/`` is the
analyst's own and saved as it is. Named in ``.ci/jupyter_lab_config.py`` as the server's ``pre_save_hook``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["stored_clean"]

#: What a session writes into the metadata of a cell.
_OF_SESSIONS = ("ExecuteTime", "collapsed", "execution", "jupyter", "scrolled", "trusted")

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def stored_clean(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """
    Take out of a notebook what running it has put in; called by the server before it saves.

    Parameters
    ----------
    model : dict
        What is about to be saved.
    path : str
        Where, seen from the folder that the server serves.
    contents_manager : ContentsManager
        Who saves it.
    """
    if model["type"] != "notebook" or not _is_stored(Path(contents_manager.root_dir, path.strip("/"))):
        return
    notebook = model["content"]
    for cell in notebook["cells"]:
        for name in _OF_SESSIONS:
            cell["metadata"].pop(name, None)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    metadata = notebook["metadata"]
    metadata.pop("widgets", None)
    if metadata.get("kernelspec", {}).get("name") == _KERNEL["name"]:
        metadata["kernelspec"], metadata["language_info"] = dict(_KERNEL), {"name": "python"}


def _is_stored(file: Path) -> bool:
    """Tell whether a file is one of the notebooks of a workbook, and no scratch."""
    folder = file.parent
    return folder.name == "notebooks" and (folder.parent / "params" / "company.yaml").is_file()
