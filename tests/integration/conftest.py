"""What every test here starts from."""

import pytest
from sse_starlette.sse import AppStatus


@pytest.fixture(autouse=True)
def _streams_go_on() -> None:
    """Forget that a server of another test was stopped: the library ends all later streams of the process then."""
    AppStatus.should_exit = False
