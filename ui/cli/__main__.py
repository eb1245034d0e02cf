"""``python -m ui.cli`` is ``qa``."""

from ui.cli.main import main

main()
