"""Whatever is sent to whatever route: no server error, and nothing that the description does not foresee."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from ui.app import create_app
from ui.rebuild import rebuild
from ui.wiring import open_services

schemathesis = pytest.importorskip("schemathesis")

TRIES = 25  # for each route
# That a question holds words and an article text, and that an id is one of ours, no schema can say: 422 and 412 do.
BEYOND_A_SCHEMA = pytest.importorskip("schemathesis.specs.openapi.checks").positive_data_acceptance


@pytest.mark.slow
def test_no_request_breaks_the_api_or_its_description(tmp_path: Path) -> None:
    served = tiny_settings(tmp_path, trusted_hosts="testserver")
    rebuild(served, ignore)
    described = schemathesis.openapi.from_asgi("/openapi.json", create_app(open_services(served)))
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(case=operation.as_strategy())
        def holds(case: "schemathesis.Case") -> None:
            case.call_and_validate(excluded_checks=[BEYOND_A_SCHEMA])

        holds()
        tried += 1
    assert tried > 20
