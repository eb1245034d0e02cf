"""The description of the API is true: its examples can be sent, and no request whatever breaks it."""

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from tests.integration.test_http import HERE
from ui.app import create_app
from ui.rebuild import rebuild
from ui.wiring import open_services

UPLOAD = {"files": ("公告.txt", "公告\n\n本館五月一日休館。".encode())}
LATER = {
    ("put", "/api/v1/articles/{article_id}"): 1,
    ("delete", "/api/v1/articles/{article_id}"): 2,
    ("delete", "/api/v1/conversations/{id}"): 2,
}  # what others need goes


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = tiny_settings(tmp_path_factory.mktemp("openapi"))
    rebuild(settings, ignore)
    return create_app(open_services(settings))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    return client.get("/openapi.json").json()


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the method, the address and the description of every operation, the one that removes things last."""
    found = [(method, path, one) for path, by in described["paths"].items() for method, one in by.items()]
    return sorted(found, key=lambda one: LATER.get(one[:2], 0))


@pytest.fixture(scope="module")
def ids(client: TestClient) -> dict[str, str]:
    """An id of each kind that is there: an article with a source, a build, and a job."""
    taken = client.post("/api/v1/articles/files", files=UPLOAD).json()["taken"]
    job = client.post("/api/v1/builds").json()["id"]
    until = time.monotonic() + 300
    while client.get(f"/api/v1/jobs/{job}").json()["state"] == "running" and time.monotonic() < until:
        time.sleep(0.2)
    build = client.get("/readyz").json()["build"]
    conversation = client.post("/api/v1/conversations", json={}).json()["id"]
    return {"conversation": conversation, "article_id": taken[0]["id"], "model": "qa-zh", "job": job, "build": build}


def addressed(path: str, ids: dict[str, str]) -> str:
    """Return an address with the ids of what is there."""
    kind = "build" if path.startswith("/api/v1/builds") and not path.endswith("progress") else "job"
    kind = "conversation" if path.startswith("/api/v1/conversations") else kind
    return re.sub(r"\{(\w+)\}", lambda found: ids[kind if found[1] == "id" else found[1]], path)


def body_of(operation: dict[str, Any], described: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """Return the keywords that send the example of an operation's body, with the place of an article that is there."""
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return {}
    if "application/json" not in content:
        return {"files": UPLOAD}
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    [example] = described["components"]["schemas"][name]["examples"]
    if "correct" in example:
        example = example | {"correct": {"article_id": ids["article_id"], "start": 0, "end": 2}}
    return {"json": example}


def test_the_examples_of_every_route_can_be_sent_and_get_what_is_described(
    client: TestClient, described: dict[str, Any], ids: dict[str, str]
) -> None:
    document = Resource.from_contents(described, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:api", document)
    sent = 0
    for method, path, operation in operations(described):
        named = {one["name"]: one for one in operation.get("parameters", ())}
        assert all("examples" in one["schema"] or "example" in one or one["in"] != "path" for one in named.values())
        headers = {"if-match": "*"} if "if-match" in named else {}
        response = client.request(method, addressed(path, ids), headers=headers, **body_of(operation, described, ids))
        assert response.is_success, (method, path, response.status_code, response.text)
        answered = operation["responses"][str(response.status_code)].get("content", {})
        is_json = response.headers.get("content-type", "").startswith("application/json")
        assert is_json or response.status_code == 204 or set(answered) != {"application/json"}
        if "application/json" in answered and is_json:
            reference = {"$ref": "urn:api#/" + pointer(described, method, path, response.status_code)}
            Draft202012Validator(reference, registry=registry).validate(response.json())
        sent += 1
    assert sent == len(operations(described)) > 20


def pointer(described: dict[str, Any], method: str, path: str, status: int) -> str:
    """Return where the schema of a response stands in the description."""
    parts = ["paths", path, method, "responses", str(status), "content", "application/json", "schema"]
    return "/".join(quote(part.replace("~", "~0").replace("/", "~1"), safe="~") for part in parts)
