"""``python -m reviewbook.cli``."""

from reviewbook.cli import main

main()
