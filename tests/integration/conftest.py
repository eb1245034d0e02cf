"""What every test here starts from."""

import pytest
from sse_starlette.sse import AppStatus

from tests.fakes.command import Run, run_line
from ui.settings import Settings


@pytest.fixture(autouse=True)
def _streams_go_on() -> None:
    """Forget that a server of another test was stopped: the library ends all later streams of the process then."""
    AppStatus.should_exit = False


@pytest.fixture
def qa(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs ``qa`` in the environment as ``settings`` leaves it."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = run_line(monkeypatch, *arguments)
        printed = capsys.readouterr()
        return int(code or 0), printed.out, printed.err

    return run
