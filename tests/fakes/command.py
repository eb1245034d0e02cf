"""The command line, called in this process."""

import sys
from collections.abc import Callable

import pytest

from ui.cli.main import main
from ui.settings import Settings

Run = Callable[..., tuple[int, str, str]]
"""Runs ``qa`` with arguments, and returns its exit code and what it printed and told."""


def run_qa(settings: Settings, monkeypatch: pytest.MonkeyPatch, *words: str) -> int | str | None:
    """Run ``qa`` over a data folder and return its exit code."""
    monkeypatch.setenv("QA_DATA_DIR", str(settings.data_dir))
    return run_line(monkeypatch, *words)


def run_line(monkeypatch: pytest.MonkeyPatch, *words: str) -> int | str | None:
    """Run ``qa`` in the environment as it is and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["qa", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code
