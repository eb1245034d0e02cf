"""Whatever is sent to whatever route: no server error, and nothing that the description does not foresee."""

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings

from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from ui.app import create_app
from ui.rebuild import rebuild
from ui.wiring import open_services

schemathesis = pytest.importorskip("schemathesis")

TRIES = 12  # for each route


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = tiny_settings(tmp_path_factory.mktemp("schemathesis"), trusted_hosts="testserver")
    rebuild(settings, ignore)
    return create_app(open_services(settings))


@pytest.fixture(scope="module")
def described(app: FastAPI) -> object:
    return schemathesis.openapi.from_asgi("/openapi.json", app)


schema = schemathesis.pytest.from_fixture("described")


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_request_breaks_the_api_or_its_description(case: "schemathesis.Case") -> None:
    case.call_and_validate()
