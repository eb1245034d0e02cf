"""Commands over the embedded index import nothing of Milvus, whether it is installed or not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.services import tiny_settings
from ui.settings import CHECKOUT, Settings
from ui.wiring import environment_of

# Runs a command, and tells every import of these, also one that finds nothing or that an error hides.
COMMAND = """
import sys
from ui.cli.main import main

OF_MILVUS = {"pymilvus", "milvus_lite", "pybreaker", "grpc"}
reached = set()
sys.addaudithook(lambda event, given: event == "import" and reached.add(str(given[0]).split(".")[0]))
try:
    main()
finally:
    there = {name.split(".")[0] for name in sys.modules}
    print("reached for:", *sorted(OF_MILVUS & (reached | there)), file=sys.stderr)
"""


def run(settings: Settings, *arguments: str, **environment: str) -> tuple[str, set[str]]:
    """Return what a command prints, and what of Milvus it reached for."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=CHECKOUT,
        env={**environment_of(settings), **environment},
        capture_output=True,
        text=True,
    )
    [told] = [line for line in done.stderr.splitlines() if line.startswith("reached for:")]
    return done.stdout, set(told.split()[2:])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return tiny_settings(tmp_path)


def test_rebuilding_asking_and_listing_reach_for_nothing_of_milvus(settings):
    assert run(settings, "rebuild")[1] == set()
    answer, reached = run(settings, "ask", "掌上書房哪天開通？")
    assert "3月15日" in answer
    assert reached == set()
    assert run(settings, "builds")[1] == set()


def test_milvus_is_reached_for_where_it_is_set(settings):
    _, reached = run(settings, "rebuild", QA_STORE=os.fspath(settings.data_dir / "milvus.db"))
    assert "pybreaker" in reached
