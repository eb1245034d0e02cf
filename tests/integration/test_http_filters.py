"""Questions, searches and lists that are kept to some articles, over HTTP and at the command line."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from embeddings.index.filter import ArticleFilter
from embeddings.progress import ignore
from tests.fakes.services import shipped_settings
from tests.integration.test_http import HERE, assert_problem
from ui.app import create_app
from ui.rebuild import rebuild
from ui.wiring import open_services

NOTICE = "本館自{}起調整開放時間，閱覽室每日開放至晚上{}點，請各位讀者留意。"
QUESTION = "閱覽室每日開放至晚上幾點？"
NOTICES = [
    ("春季公告", "2024-03-01", "三月一日", "八", ("公告", "春季")),
    ("夏季公告", "2024/6/1", "六月一日", "九", ("公告", "夏季")),
    ("冬季公告", "民國113年12月1日", "十二月一日", "七", ("公告", "冬季")),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = shipped_settings(tmp_path_factory.mktemp("filters"))
    with TestClient(create_app(open_services(settings)), base_url=HERE, raise_server_exceptions=False) as client:
        for title, day, words, hour, tags in NOTICES:
            body = {"title": title, "text": NOTICE.format(words, hour), "published": day, "tags": list(tags)}
            assert client.post("/api/v1/articles", json=body | {"origin": title}).status_code == 201
        rebuild(settings, ignore)
        yield client


def titles(client: TestClient, **narrowing: object) -> set[str]:
    found = client.post("/api/v1/search", json={"question": QUESTION, **narrowing}).json()
    return {passage["title"] for passage in found["passages"]}


def ids(client: TestClient) -> dict[str, str]:
    return {one["title"]: one["id"] for one in client.get("/api/v1/articles").json()["items"]}


@pytest.mark.parametrize(
    ("narrowing", "title", "answer"),
    [
        ({"tags": ["夏季"]}, "夏季公告", "九點"),
        ({"tags": ["公告", "冬季"]}, "冬季公告", "七點"),
        ({"from": "2024-03-01", "to": "2024-03-10"}, "春季公告", "八點"),
        ({"from": "2024-07-01"}, "冬季公告", "七點"),
    ],
)
def test_an_answer_comes_from_the_articles_of_the_filter(
    client: TestClient, narrowing: dict[str, object], title: str, answer: str
) -> None:
    given = client.post("/api/v1/answer", json={"question": QUESTION, "mode": "loose", **narrowing}).json()
    assert given["citation"]["title"] == title
    assert answer.rstrip("點") in given["answer"]
    assert {passage["title"] for passage in given["passages"]} == {title}


def test_a_search_is_kept_to_articles_and_finds_all_that_is_there(client: TestClient) -> None:
    named = ids(client)
    assert titles(client, article_ids=[named["春季公告"], named["冬季公告"]]) == {"春季公告", "冬季公告"}
    assert titles(client, tags=["公告"], limit=100) == {"春季公告", "夏季公告", "冬季公告"}
    assert titles(client, article_ids=[named["長長的文章"]]) == {"長長的文章"}  # which is far from the question
    assert titles(client, article_ids=[]) == set()


def test_nothing_to_search_in_is_no_answer_and_no_error(client: TestClient) -> None:
    given = client.post("/api/v1/answer", json={"question": QUESTION, "tags": ["沒有這個標籤"]}).json()
    assert (given["answered"], given["reason"], given["passages"]) == (False, "nothing_relevant", [])


def test_each_question_of_many_has_a_filter_of_its_own(client: TestClient) -> None:
    asked = [{"question": QUESTION, "mode": "loose", "tags": [tag]} for tag in ("春季", "夏季")]
    items = client.post("/api/v1/answer/batch", json={"questions": asked}).json()["items"]
    assert [item["answer"]["citation"]["title"] for item in items] == ["春季公告", "夏季公告"]


def test_a_hidden_article_is_in_no_filter(client: TestClient) -> None:
    services = client.app.state.services
    named = ids(client)
    services.builds.tombstones.hide([named["夏季公告"]])
    try:
        assert titles(client, tags=["夏季"]) == set()
    finally:
        services.builds.tombstones.show_again([named["夏季公告"]])
    assert titles(client, tags=["夏季"]) == {"夏季公告"}


@pytest.mark.parametrize(
    ("narrowing", "field"),
    [
        ({"from": "去年"}, "from"),
        ({"to": 7.5}, "to"),
        ({"tags": [""]}, "tags.0"),
        ({"tags": ["甲"] * 51}, "tags"),
        ({"article_ids": ["甲"] * 1001}, "article_ids"),
    ],
)
def test_a_filter_of_another_shape_names_the_field(client: TestClient, narrowing: object, field: str) -> None:
    response = client.post("/api/v1/search", json={"question": QUESTION, **narrowing})
    assert [fault["field"] for fault in assert_problem(response, 422, "請求的格式不對")["errors"]] == [field]


def listed(client: TestClient, **params: object) -> list[str]:
    return [one["title"] for one in client.get("/api/v1/articles", params=params).json()["items"]]


def test_the_list_of_articles_can_be_narrowed_and_is_paged_all_the_same(client: TestClient) -> None:
    assert listed(client, tag="公告") == ["春季公告", "夏季公告", "冬季公告"]
    assert listed(client, tag=["公告", "夏季"]) == ["夏季公告"]
    assert listed(client, title="季公告", **{"from": "2024-06-01"}) == ["夏季公告", "冬季公告"]
    assert listed(client, title="雲泽市图书馆") == ["雲澤市圖書館開通掌上書房"]
    first = client.get("/api/v1/articles", params={"tag": "公告", "limit": 2}).json()
    rest = client.get("/api/v1/articles", params={"tag": "公告", "limit": 2, "cursor": first["next"]}).json()
    assert (first["total"], rest["total"], rest["next"]) == (3, 3, None)
    assert [one["title"] for one in first["items"] + rest["items"]] == ["春季公告", "夏季公告", "冬季公告"]


def test_a_search_says_what_may_have_been_meant(client: TestClient) -> None:
    found = client.post("/api/v1/search", json={"question": "雲擇市圖書館的掌上書房"}).json()
    assert found["suggestion"] == "雲澤市圖書館的掌上書房"
    assert client.post("/api/v1/search", json={"question": QUESTION}).json()["suggestion"] is None
    assert found["build"] == client.get("/readyz").json()["build"]


def test_tags_of_an_article_are_shown_and_follow_a_rebuild(client: TestClient) -> None:
    named = ids(client)
    assert client.get(f"/api/v1/articles/{named['夏季公告']}").json()["tags"] == ["公告", "夏季"]
    live = client.app.state.services.live.current()
    assert live.article(named["夏季公告"]).tags == ("公告", "夏季")
    assert len(live.passages_within(ArticleFilter(tags=("公告",))).ids) == 3
