"""``python tests/bench``: the modules beside this file are the package ``bench``, wherever it is started."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from bench.comparing import main

    sys.exit(main())
