"""The pages of docs/ and the README: their blocks, their links, and the site that is made of them."""

import sys
from pathlib import Path

# What writes the reference is no part of the library; mkdocs finds it beside its hooks.
sys.path.append(str(Path(__file__).parents[2] / "docs" / "site"))
