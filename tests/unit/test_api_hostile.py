"""Every route of the API against bodies, paths and queries of any shape: an answer or a problem, and never a fault."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.article import Article
from embeddings.builds.publish import Builds
from tests.fakes.assistant import FakeBuild, FakeLive, OverlapAssistant
from tests.fakes.collection import recipe
from ui.api.problems import MEDIA_TYPE
from ui.app import create_app
from ui.jobs import BuildJobs
from ui.settings import Settings
from ui.wiring import Services

HERE = "http://127.0.0.1:8000"
ARTICLE = Article("a-1", "圖書館", "雲澤市圖書館3月15日開放。", "library.txt")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    live = FakeLive(FakeBuild("b-1", (ARTICLE,)))
    builds = Builds(folder / "builds", recipe())
    jobs = BuildJobs({}, ["false"])
    services = Services(Settings(data_dir=folder, max_upload_mb=1), OverlapAssistant(live), live, builds, jobs)
    with TestClient(create_app(services), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def routes(client):
    """Return the routes of the API that its description names, each as method and path."""
    described = client.get("/openapi.json").json()["paths"]
    return sorted((method.upper(), path) for path, methods in described.items() for method in methods)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["question", "mode", "history", "limit", "questions", "title", "text", "origin", "url", "published", "messages"]
)
BODIES = st.dictionaries(FIELDS, JSON | st.just("圖書館哪天開放？"), max_size=4) | JSON
QUIET = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])


def assert_sound(response, *, of):
    assert response.status_code < 500 or response.status_code == 503, (of, response.text)
    if response.status_code >= 400:
        assert response.headers["content-type"] == MEDIA_TYPE, of
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["title"]
        assert problem["detail"]
    assert response.headers["x-content-type-options"] == "nosniff"


@QUIET
@given(body=BODIES)
def test_a_question_of_any_shape_is_answered_or_refused(client, body):
    for path in ("/api/v1/answer", "/api/v1/search", "/api/v1/answer/batch"):
        assert_sound(client.post(path, json=body), of=(path, body))


@QUIET
@given(body=BODIES)
def test_an_article_of_any_shape_is_kept_or_refused(client, body):
    response = client.post("/api/v1/articles", json=body)
    assert_sound(response, of=body)
    if response.status_code in (200, 201):
        kept = client.get(f"/api/v1/articles/{response.json()['id']}")
        assert_sound(kept, of=body)


@QUIET
@given(data=st.binary(max_size=80), kind=st.sampled_from(["application/json", "text/plain", "", "multipart/form-data"]))
def test_bytes_of_any_kind_are_refused_as_what_they_are(client, routes, data, kind):
    for method, path in routes:
        if method == "POST" and "{" not in path and not path.endswith("/builds"):
            response = client.post(path, content=data, headers={"content-type": kind} if kind else {})
            assert_sound(response, of=(path, data, kind))


@QUIET
@given(name=st.text(st.characters(codec="utf-8", exclude_characters="/?#%\\"), min_size=1, max_size=20))
def test_a_name_of_any_shape_in_a_path_is_not_found(client, routes, name):
    for method, path in routes:
        if "{" in path and method in ("GET", "DELETE") and name not in (".", ".."):
            before, _, rest = path.partition("{")
            response = client.request(method, f"{before}{quote(name)}{rest.partition('}')[2]}")
            assert_sound(response, of=(method, path, name))
            assert response.status_code in (404, 405, 422), (method, path, name)


@QUIET
@given(
    query=st.dictionaries(
        st.sampled_from(["limit", "cursor", "order", "x"]), st.text(max_size=12) | st.integers().map(str), max_size=3
    )
)
def test_a_list_asked_for_in_any_way_is_a_page_or_a_problem(client, query):
    for path in ("/api/v1/articles", "/api/v1/builds", "/api/v1/jobs"):
        response = client.get(path, params=query)
        assert_sound(response, of=(path, query))
        if response.is_success:
            assert len(response.json()["items"]) <= 500


def test_a_method_that_a_route_has_not_is_a_problem_that_names_those_it_has(client, routes):
    for path in {path for _, path in routes if path.startswith("/api/") and "{" not in path}:
        response = client.patch(path)
        assert response.status_code == 405, path
        assert response.headers["content-type"] == MEDIA_TYPE
        had = {method for method, other in routes if other == path}
        assert had <= {one.strip() for one in response.headers["allow"].split(",")}


@pytest.mark.parametrize(
    "path", ["/api/v1/../../etc/passwd", "/api/v1/articles/..%2f..%2fetc", "/api/v2/answer", "/.git/config", "/api/v1/"]
)
def test_what_lies_outside_of_the_api_is_not_there(client, path):
    response = client.get(path)
    assert response.status_code in (404, 405)
    assert "root:" not in response.text


def test_no_problem_names_a_path_of_this_machine(client, routes, tmp_path_factory):
    base = str(tmp_path_factory.getbasetemp())
    for method, path in routes:
        response = client.request(method, path.replace("{", "").replace("}", ""), json={})
        assert base not in response.text, (method, path)
