"""Running notebooks, each in a fresh kernel of its own.

``execute`` runs one. ``warm`` lets the kernels of a run be forked from a process whose imports are done, where
that is to be had and worth it; ``WarmProvisioner`` brings the same to papermill, nbval and JupyterLab.
"""

from reviewbook.kernels.executing import NOTEBOOK_SECONDS, execute
from reviewbook.kernels.surroundings import surroundings
from reviewbook.kernels.warmth import Warmth, forked_from, warm

__all__ = ["NOTEBOOK_SECONDS", "Warmth", "execute", "forked_from", "surroundings", "warm"]
