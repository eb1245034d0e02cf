"""``python -m ui.cli`` is the same as ``qa``."""

from ui.cli.main import main

main()
