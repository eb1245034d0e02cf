import base64
import json
import re
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from embeddings.index.filter import ArticleFilter
from embeddings.progress import ignore
from qa.answer import Answer
from qa.assistant import Assistant
from qa.decide import Mode
from tests.fakes.services import shipped_settings
from ui.app import create_app
from ui.intake import take_paths
from ui.rebuild import rebuild
from ui.settings import CHECKOUT
from ui.wiring import open_services

HERE = "http://127.0.0.1:8000"
QUESTION = "掌上書房哪天開通"
PAGE_SCRIPT = CHECKOUT / "ui/chat/page.js"  # which Gradio puts into the page when it is shown
VARYING = {"timings_ms": {}, "request_id": None}  # from one asking of a question to the next


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = shipped_settings(tmp_path_factory.mktemp("http"), max_upload_mb=1)
    rebuild(settings, ignore)
    with TestClient(create_app(open_services(settings)), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(
        create_app(open_services(shipped_settings(tmp_path))), base_url=HERE, raise_server_exceptions=False
    ) as client:
        yield client


def finished(client: TestClient, job_id: str) -> dict[str, object]:
    for _ in range(300):
        job = client.get(f"/api/v1/jobs/{job_id}").json()
        if job["state"] != "running":
            return job
        time.sleep(0.1)
    raise AssertionError("the rebuild never ended")


def assert_problem(response, status: int, title: str) -> dict[str, object]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["title"] == title
    assert problem["status"] == status
    assert problem["detail"]
    return problem


def test_an_answer_is_a_slice_of_the_article_the_api_shows(client: TestClient) -> None:
    answer = client.post("/api/v1/answer", json={"question": QUESTION}).json()
    citation = answer["citation"]
    article = client.get(f"/api/v1/articles/{citation['article_id']}").json()
    assert answer["answer"] == "3月15日"
    assert article["text"][citation["start"] : citation["end"]] == answer["answer"]
    assert article["text"][citation["sentence_start"] : citation["sentence_end"]] == citation["sentence"]
    assert citation["url"] == "https://example.com/library"
    assert citation["published"] == "2024-03-15"


def test_an_answer_has_the_keys_of_the_one_schema(client: TestClient) -> None:
    answer = client.post("/api/v1/answer", json={"question": QUESTION}).json()
    assert list(answer) == [
        "question", "answered", "answer", "confidence", "reason", "citation",
        "answers", "complete", "passages", "build", "timings_ms", "warning", "suggestion", "understood_as",
        "request_id",
    ]  # fmt: skip
    assert list(answer["citation"]) == [
        "article_id", "title", "url", "published", "start", "end", "sentence", "sentence_start", "sentence_end",
    ]  # fmt: skip
    assert list(answer["answers"][0]) == ["answer", "confidence", "citation", "support"]
    assert list(answer["passages"][0]) == [
        "article_id", "title", "start", "end", "text", "lexical_rank", "dense_rank", "context",
    ]  # fmt: skip


def test_no_answer_has_a_reason_and_is_no_error(client: TestClient) -> None:
    response = client.post("/api/v1/answer", json={"question": "阿基米德生於何時"})
    assert response.status_code == 200
    assert response.json()["answer"] is None
    assert response.json()["reason"] == "nothing_relevant"


def test_the_mode_of_one_question_overrides_the_servers(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, ask = [], Assistant.ask

    def noted(assistant: Assistant, question: str, mode: Mode, within: ArticleFilter) -> Answer:
        asked.append((question, mode))
        return ask(assistant, question, mode, within)

    monkeypatch.setattr(Assistant, "ask", noted)
    client.post("/api/v1/answer", json={"question": QUESTION, "mode": "strict"})
    client.post("/api/v1/answer", json={"question": QUESTION})
    assert asked == [(QUESTION, Mode.STRICT), (QUESTION, Mode.BALANCED)]


HISTORY = [{"question": "海嶼電器召回的電熱水壺是什麼型號？", "answer": "HY-207"}]


def test_a_question_that_leans_on_its_history_is_answered_as_completed(client: TestClient) -> None:
    alone = client.post("/api/v1/answer", json={"question": "掌上書房哪天開通？"}).json()
    asked = {"question": "哪天開通？", "history": [{"question": "掌上書房收有多少冊電子書？", "answer": "21萬冊"}]}
    answer = client.post("/api/v1/answer", json=asked).json()
    assert (answer["question"], answer["understood_as"]) == ("哪天開通？", "掌上書房哪天開通？")
    assert (answer["answer"], answer["citation"]) == (alone["answer"], alone["citation"])
    assert alone["understood_as"] is None


def test_a_question_that_stands_alone_is_asked_as_it_is_whatever_was_before(client: TestClient) -> None:
    alone = client.post("/api/v1/answer", json={"question": QUESTION}).json()
    after = client.post("/api/v1/answer", json={"question": QUESTION, "history": HISTORY}).json()
    assert after | VARYING == alone | VARYING


@pytest.mark.parametrize(
    ("history", "field", "fault"),
    [
        (HISTORY * 21, "history", "太多"),
        ([{"question": ""}], "history.0.question", "不能是空的"),
        ([*HISTORY, {"question": "字" * 1001}], "history.1.question", "太長"),
        ([{"question": "什麼", "answer": "字" * 10_001}], "history.0.answer", "太長"),
        ([{"answer": "甲"}], "history.0.question", "缺少這個欄位"),
        (["什麼"], "history.0", "不是 JSON 物件"),
        ("什麼", "history", "格式不對"),
    ],
)
def test_a_history_of_another_shape_names_the_field(
    client: TestClient, history: object, field: str, fault: str
) -> None:
    body = {"question": "它多少錢？", "history": history}
    problem = assert_problem(client.post("/api/v1/answer", json=body), 422, "請求的格式不對")
    assert problem["errors"] == [{"field": field, "fault": fault}]


def test_half_a_character_in_a_conversation_is_a_problem_or_no_harm(client: TestClient) -> None:
    half = {"content-type": "application/json"}
    body = json.dumps({"question": "那它哪天開通\ud83d？", "history": [{"question": QUESTION}]})
    assert client.post("/api/v1/answer", content=body, headers=half).status_code == 200
    body = json.dumps({"question": "那它呢？", "history": [{"question": "什麼\ud83d"}]})
    assert_problem(client.post("/api/v1/answer", content=body, headers=half), 422, "請求的格式不對")


def test_each_question_of_many_has_a_history_of_its_own(client: TestClient) -> None:
    asked = [{"question": "它的客服電話是多少？", "history": HISTORY}, {"question": "它的客服電話是多少？"}]
    items = client.post("/api/v1/answer/batch", json={"questions": asked}).json()["items"]
    assert [item["answer"]["understood_as"] for item in items] == ["HY-207的客服電話是多少？", None]


def test_the_example_of_a_history_can_be_sent(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["components"]["schemas"]["QuestionIn"]["properties"]
    [history] = described["history"]["examples"]
    answer = client.post("/api/v1/answer", json={"question": "那副館長呢？", "history": history}).json()
    assert answer["understood_as"] == "雲澤市圖書館的副館長是誰？"


def test_search_returns_passages_without_reading(client: TestClient) -> None:
    found = client.post("/api/v1/search", json={"question": "電熱水壺", "limit": 1}).json()
    assert [passage["title"] for passage in found["passages"]] == ["海嶼電器召回電熱水壺"]


@pytest.mark.parametrize("question", ["", "  \n", "字" * 1001])
def test_a_question_that_cannot_be_asked_is_a_problem(client: TestClient, question: str) -> None:
    assert_problem(client.post("/api/v1/answer", json={"question": question}), 422, "輸入的內容不能用")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": 7}, "question"),
        ({"question": "什麼", "mode": "bold"}, "mode"),
    ],
)
def test_a_body_of_another_shape_names_the_field(client: TestClient, body: object, field: str) -> None:
    problem = assert_problem(client.post("/api/v1/answer", json=body), 422, "請求的格式不對")
    assert [fault["field"] for fault in problem["errors"]] == [field]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"question=%E4%BB%80", "application/x-www-form-urlencoded"),
        ("什麼".encode(), "text/plain"),
        ('["什麼"]'.encode(), "application/json"),
        (b"", "application/json"),
    ],
)
def test_a_body_that_is_no_json_object_is_told_in_words(client: TestClient, content: bytes, kind: str) -> None:
    response = client.post("/api/v1/answer", content=content, headers={"content-type": kind})
    problem = assert_problem(response, 422, "請求的格式不對")
    assert problem["detail"].startswith('送來的內容不是正確的 JSON 物件：請送出例如 {"question": "…"}')
    assert [fault["field"] for fault in problem["errors"]] == ["body"]


def test_a_body_in_another_encoding_is_told_in_words(client: TestClient) -> None:
    body = '{"question": "什麼"}'.encode("big5")
    response = client.post("/api/v1/answer", content=body, headers={"content-type": "application/json"})
    assert "UTF-8" in str(assert_problem(response, 400, "請求的格式不對")["detail"])


def test_what_does_not_exist_is_a_problem(client: TestClient) -> None:
    assert_problem(client.get("/api/v1/articles/nothing"), 404, "找不到")
    assert_problem(client.delete("/api/v1/articles/nothing"), 404, "找不到")
    assert_problem(client.get("/api/v1/builds/nothing"), 404, "找不到")
    assert_problem(client.post("/api/v1/builds/nothing/publish"), 404, "找不到")
    assert_problem(client.get("/api/v1/nothing"), 404, "找不到")
    assert_problem(client.get("/api/v1/answer"), 405, "不支援這個方法")


def test_a_mistake_of_ours_tells_the_caller_nothing_of_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = client.app.state.services.assistant
    monkeypatch.setattr(type(assistant), "search", lambda *_: 1 / 0)
    response = client.post("/api/v1/search", json={"question": "電熱水壺"})
    assert_problem(response, 500, "伺服器發生錯誤")
    assert "ZeroDivisionError" not in response.text
    assert "ZeroDivisionError" in caplog.text


def test_articles_are_added_replaced_read_and_removed(client: TestClient) -> None:
    body = {"title": "氣象", "text": "明天下雨。", "origin": "weather", "published": "2024-05-01"}
    added = client.post("/api/v1/articles", json=body)
    assert (added.status_code, added.json()["outcome"]) == (201, "added")
    assert added.headers["location"] == f"/api/v1/articles/{added.json()['id']}"
    same = client.post("/api/v1/articles", json=body)
    assert (same.status_code, same.json()["outcome"], "location" in same.headers) == (200, "unchanged", False)
    response = client.post("/api/v1/articles", json=body | {"text": "明天放晴。"})
    assert response.status_code == 200
    changed = response.json()
    assert (changed["outcome"], changed["id"]) == ("changed", added.json()["id"])
    article = client.get(f"/api/v1/articles/{changed['id']}").json()
    assert (article["text"], article["origin"], article["published"]) == ("明天放晴。", "api/weather", "2024-05-01")
    assert changed["id"] in [summary["id"] for summary in client.get("/api/v1/articles").json()["items"]]
    assert client.delete(f"/api/v1/articles/{changed['id']}").status_code == 204
    assert_problem(client.get(f"/api/v1/articles/{changed['id']}"), 404, "找不到")


def test_an_article_of_the_folder_is_removed_by_removing_its_file(client: TestClient) -> None:
    [library] = [one for one in client.get("/api/v1/articles").json()["items"] if one["origin"].endswith("library.md")]
    problem = assert_problem(client.delete(f"/api/v1/articles/{library['id']}"), 409, "與現有的內容衝突")
    assert "library.md" in problem["detail"]


def test_one_bad_file_does_not_stop_the_others(client: TestClient) -> None:
    files = [
        ("files", ("好.txt", "好檔案\n\n今天是星期三。".encode())),
        ("files", ("../../etc/evil.txt", "壞名字\n\n今天是星期四。".encode())),
        ("files", ("一行壞.jsonl", '{"title": "丙", "text": "今天是星期五。"}\n{"te'.encode())),
        ("files", ("圖.png", b"\x89PNG")),
    ]
    intake = client.post("/api/v1/articles/files", files=files).json()
    assert [taken["title"] for taken in intake["taken"]] == ["好檔案", "壞名字", "丙"]
    assert [refused["origin"] for refused in intake["refused"]] == ["一行壞.jsonl", "圖.png"]
    assert "第 2 行" in intake["refused"][0]["reason"]
    origins = [client.get(f"/api/v1/articles/{taken['id']}").json()["origin"] for taken in intake["taken"]]
    assert origins == ["upload/好.txt", "upload/evil.txt", "upload/一行壞.jsonl#1"]
    sent = client.get(f"/api/v1/articles/{intake['taken'][2]['id']}/source")
    assert sent.content == files[2][1][1]
    assert sent.headers["content-type"] == "application/octet-stream"
    assert sent.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('一行壞.jsonl')}"
    for taken in intake["taken"]:
        client.delete(f"/api/v1/articles/{taken['id']}")


def test_an_article_that_was_no_file_has_no_source(client: TestClient) -> None:
    [held, *_] = client.get("/api/v1/articles").json()["items"]
    assert "原始檔" in str(assert_problem(client.get(f"/api/v1/articles/{held['id']}/source"), 404, "找不到")["detail"])


def test_a_body_over_the_limit_is_refused(client: TestClient) -> None:
    large = b"x" * (3 * 1024 * 1024)
    assert_problem(client.post("/api/v1/articles/files", files=[("files", ("a.txt", large))]), 413, "內容太大")
    body = {"title": "大", "text": "大" * 2_000_000}
    assert_problem(client.post("/api/v1/articles", json=body), 413, "內容太大")
    pieces = (large[:100_000] for _ in range(40))  # without a Content-Length
    headers = {"content-type": "application/json"}
    assert_problem(client.post("/api/v1/articles", content=pieces, headers=headers), 413, "內容太大")


def test_before_the_first_build_the_server_lives_but_is_not_ready(empty: TestClient) -> None:
    assert empty.get("/healthz").json() == {"status": "ok"}
    assert_problem(empty.get("/readyz"), 503, "目前沒有可用的索引")
    assert_problem(empty.post("/api/v1/answer", json={"question": QUESTION}), 503, "目前沒有可用的索引")
    assert empty.get("/api/v1/builds").json() == {"items": [], "total": 0, "next": None}
    assert empty.get("/api/v1/jobs").json() == {"items": [], "total": 0}


def test_a_rebuild_is_watched_published_and_undone_while_the_server_answers(empty: TestClient) -> None:
    started = empty.post("/api/v1/builds")
    assert started.status_code == 202
    assert started.headers["location"] == f"/api/v1/jobs/{started.json()['id']}"
    assert_problem(empty.post("/api/v1/builds"), 409, "正在進行另一項工作")
    first = finished(empty, started.json()["id"])
    assert (first["state"], first["message"]) == ("published", None)
    assert empty.get("/readyz").json() == {"status": "ready", "build": first["build"]}

    empty.post("/api/v1/articles", json={"title": "氣象", "text": "颱風5月9日登陸東岸。"})
    assert not empty.post("/api/v1/answer", json={"question": "颱風哪天登陸東岸"}).json()["answered"]
    second = finished(empty, empty.post("/api/v1/builds").json()["id"])
    assert empty.post("/api/v1/answer", json={"question": "颱風哪天登陸東岸"}).json()["answer"] == "5月9日"
    assert empty.get(f"/api/v1/builds/{second['build']}").json()["changes"] == {
        "added": 1,
        "changed": 0,
        "moved": 0,
        "removed": 0,
    }

    back = empty.post(f"/api/v1/builds/{first['build']}/publish")
    assert back.json()["live"] is True
    assert not empty.post("/api/v1/answer", json={"question": "颱風哪天登陸東岸"}).json()["answered"]
    listed = empty.get("/api/v1/builds").json()
    assert [build["id"] for build in listed["items"]] == [second["build"], first["build"]]
    assert [build["live"] for build in listed["items"]] == [False, True]
    page = empty.get("/api/v1/builds", params={"limit": 1}).json()
    rest = empty.get("/api/v1/builds", params={"limit": 1, "cursor": page["next"]}).json()
    assert page["items"] + rest["items"] == listed["items"]
    assert (page["total"], rest["next"]) == (2, None)
    assert [job["id"] for job in empty.get("/api/v1/jobs").json()["items"]] == [second["id"], first["id"]]


def test_the_interface_is_described_and_its_page_needs_no_other_host(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/v1/answer", "/api/v1/search", "/api/v1/articles", "/api/v1/builds", "/readyz"} <= set(paths)
    page = client.get("/docs")
    assert "http://" not in page.text.replace(HERE, "")
    assert "https://" not in page.text
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert client.get(f"/static-offline-docs/{name}").status_code == 200


def test_every_page_is_kept_to_its_own_host(client: TestClient) -> None:
    for path in ("/", "/docs", "/healthz"):
        response = client.get(path)
        assert response.status_code == 200
        kept_to = "'none'" if path == "/healthz" else "'self'"
        assert f"default-src {kept_to}" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"


def test_only_the_scripts_of_a_page_itself_run_and_their_word_is_never_the_same(client: TestClient) -> None:
    nonces = set()
    for path in ("/", "/", "/docs"):
        response = client.get(path, headers={"accept": "text/html", "accept-encoding": "gzip, br"})
        assert int(response.headers["content-length"]) == len(response.content)
        [scripts] = re.findall("script-src ([^;]*)", response.headers["content-security-policy"])
        [nonce] = re.findall("'nonce-([^']*)'", scripts)
        assert "unsafe-inline" not in scripts
        assert f"'sha256-{base64.b64encode(sha256(PAGE_SCRIPT.read_bytes()).digest()).decode()}'" in scripts
        tags = re.findall("<script[^>]*>", response.text)
        assert tags
        assert all(f'nonce="{nonce}"' in tag for tag in tags)
        nonces.add(nonce)
    assert len(nonces) == 3
    assert "script-src" not in client.get("/api/v1/articles").headers["content-security-policy"]


def test_a_rebuild_is_followed_as_it_happens(empty: TestClient) -> None:
    empty.post("/api/v1/articles", json={"title": "公告", "text": "雲澤市立動物園的大象名叫阿福。"})
    job = empty.post("/api/v1/builds").json()
    with empty.stream("GET", f"/api/v1/jobs/{job['id']}/progress") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in response.iter_lines() if line.startswith(("event:", "data:"))]
    names = [line.removeprefix("event:").strip() for line in lines if line.startswith("event:")]
    data = [json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:")]
    assert (names[0], names[-1], set(names)) == ("progress", "end", {"progress", "end"})
    assert (data[-1]["state"], data[-1]["id"]) == ("published", job["id"])
    assert_problem(empty.get("/api/v1/jobs/nothing/progress"), 404, "找不到")
    assert empty.get(f"/api/v1/builds/{job['id']}/progress").text.startswith("event: end")  # its old address


def test_a_rebuild_can_be_cancelled(empty: TestClient) -> None:
    empty.post("/api/v1/articles", json={"title": "公告", "text": "雲澤市立動物園的大象名叫阿福。"})
    job = empty.post("/api/v1/builds").json()
    assert empty.delete(f"/api/v1/jobs/{job['id']}").json()["state"] == "cancelled"
    finished(empty, empty.post("/api/v1/builds").json()["id"])
    assert_problem(empty.delete("/api/v1/jobs/nothing"), 404, "找不到")


def test_an_article_deleted_now_is_gone_at_once(empty: TestClient) -> None:
    text = {"title": "公告", "text": "雲澤市立動物園的大象名叫阿福，今年12歲。"}
    article = empty.post("/api/v1/articles", json=text).json()["id"]
    finished(empty, empty.post("/api/v1/builds").json()["id"])
    question = {"question": "動物園的大象今年幾歲"}
    assert empty.post("/api/v1/answer", json=question).json()["answered"]
    assert empty.delete(f"/api/v1/articles/{article}", params={"now": True}).status_code == 204
    assert not empty.post("/api/v1/answer", json=question).json()["answered"]


def test_lists_come_in_pages_that_miss_and_repeat_nothing(client: TestClient) -> None:
    whole = client.get("/api/v1/articles").json()
    assert (len(whole["items"]), whole["total"], whole["next"]) == (4, 4, None)
    first = client.get("/api/v1/articles", params={"limit": 3}).json()
    rest = client.get("/api/v1/articles", params={"limit": 3, "cursor": first["next"]}).json()
    assert first["items"] + rest["items"] == whole["items"]
    assert (len(first["items"]), first["total"], rest["next"]) == (3, 4, None)
    for bad in ({"limit": 0}, {"limit": 501}):
        assert_problem(client.get("/api/v1/articles", params=bad), 422, "請求的格式不對")
    for path in ("articles", "builds"):
        assert_problem(client.get(f"/api/v1/{path}", params={"cursor": "=%~"}), 422, "輸入的內容不能用")


def test_files_of_one_name_in_one_upload_are_all_kept(client: TestClient) -> None:
    morning, evening = ("公告.txt", "早上公告\n\n九點開門。".encode()), ("公告.txt", "晚上公告\n\n八點關門。".encode())

    def sent(*files: tuple[str, bytes]) -> list[tuple[str, str, str]]:
        response = client.post("/api/v1/articles/files", files=[("files", file) for file in files])
        assert response.status_code == (201 if "added" in response.text else 200)
        return [(one["id"], one["title"], one["outcome"]) for one in response.json()["taken"]]

    (one, *first), (two, *second) = sent(morning, evening)
    assert (first, second) == (["早上公告", "added"], ["晚上公告", "added"])
    assert sent(morning, evening) == [(one, "早上公告", "unchanged"), (two, "晚上公告", "unchanged")]
    assert sent(evening, morning) == [(two, "晚上公告", "unchanged"), (one, "早上公告", "unchanged")]
    assert sent(("公告.txt", "新的公告\n\n今天休息。".encode())) == [(one, "新的公告", "changed")]
    source = client.get(f"/api/v1/articles/{two}/source")
    assert source.content == evening[1]
    assert source.headers["content-disposition"].endswith(quote("公告.txt"))
    for id_ in (one, two):
        client.delete(f"/api/v1/articles/{id_}")


def test_every_route_describes_its_refusals_as_what_they_are(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for status in ("4XX", "5XX"):
                content = operation["responses"][status]["content"]
                ours, openai = ("application/problem+json", "Problem"), ("application/json", "OpenAIError")
                kind, name = openai if path.startswith("/v1/") else ours
                assert content == {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}}}, (method, path)
            assert "422" not in operation["responses"]
    assert {"Problem", "FaultOut"} <= description["components"]["schemas"].keys()


def test_a_damaged_collection_is_told_in_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = shipped_settings(tmp_path)
    with TestClient(create_app(open_services(settings)), base_url=HERE, raise_server_exceptions=False) as client:
        held = client.post("/api/v1/articles", json={"title": "甲", "text": "乙。" * 50_000}).json()["id"]
        size = settings.collection_path.stat().st_size
        with settings.collection_path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        for path in (f"articles/{held}", "articles", f"articles/{held}/source"):
            problem = assert_problem(client.get(f"/api/v1/{path}"), 503, "文章資料庫不能用")
            assert "還原" in str(problem["detail"])
        settings.collection_path.write_bytes(b"no database" * 1000)
        assert_problem(client.get("/api/v1/articles"), 503, "文章資料庫不能用")
    assert "Traceback" not in caplog.text


def test_what_was_added_before_is_told_when_it_is_sent_again(empty: TestClient, tmp_path: Path) -> None:
    lines = '{"title": "甲", "text": "甲館三月開放。"}\n{"title": "乙", "text": "乙館四月開放。"}\n'
    (tmp_path / "館.jsonl").write_text(lines, encoding="utf-8")
    take_paths(empty.app.state.services.settings, [tmp_path / "館.jsonl"])
    files = [("files", ("另.jsonl", lines.encode())), ("files", ("丙.txt", "丙館\n\n丙館五月開放。".encode()))]
    taken = empty.post("/api/v1/articles/files", files=files).json()["taken"]
    assert [(one["outcome"], one["same_as"]) for one in taken] == [
        ("added", "館.jsonl#1"),
        ("added", "館.jsonl#2"),
        ("added", None),
    ]
    body = {"title": "甲", "text": "甲館三月開放。"}
    assert empty.post("/api/v1/articles", json=body).json()["same_as"] == "館.jsonl#1"
    assert empty.post("/api/v1/articles", json=body | {"text": "甲館六月開放。"}).json()["same_as"] is None


def test_no_path_of_this_machine_leaves_the_server(empty: TestClient, tmp_path: Path) -> None:
    settings = empty.app.state.services.settings
    outside = [tmp_path / f"外面{number}.txt" for number in range(3)]
    for number, path in enumerate(outside):
        path.write_text(f"外面的公告\n\n今天是第{number}天。", encoding="utf-8")
    take_paths(settings, outside)
    finished(empty, empty.post("/api/v1/builds").json()["id"])
    page = empty.get("/api/v1/articles", params={"limit": 2})
    rest = empty.get("/api/v1/articles", params={"cursor": page.json()["next"]})
    ids = {one["origin"]: one["id"] for one in page.json()["items"] + rest.json()["items"]}
    inside = [f"articles/{name}" for name in ("library.md", "recall.txt", "long.txt", "script.txt")]
    assert ids.keys() == {*inside, *(path.name for path in outside)}
    settings.golden_path.parent.mkdir()
    settings.golden_path.write_text("{", encoding="utf-8")
    empty.post("/api/v1/articles", json={"title": "公告", "text": "雲澤市立動物園的大象名叫阿福。"})
    failed = finished(empty, empty.post("/api/v1/builds").json()["id"])
    said = [
        empty.get(f"/api/v1/articles/{ids['外面1.txt']}/source").text,
        empty.delete(f"/api/v1/articles/{ids['articles/library.md']}").text,
        str(failed["message"]),
        *(page.text, rest.text, base64.b64decode(page.json()["next"] + "==").decode()),
        empty.get(f"/api/v1/articles/{ids['外面1.txt']}").text,
    ]
    assert "「外面1.txt」沒有留下原始檔" in said[0]
    assert "來自 data/articles/library.md" in said[1]
    assert "請修正 data/questions/golden.json" in said[2]
    assert [one for one in said if str(tmp_path) in one] == []


def test_many_questions_are_answered_in_order_each_with_its_own_problem(client: TestClient) -> None:
    asked = [{"question": QUESTION}, {"question": " "}, {"question": "阿基米德生於何時", "mode": "strict"}]
    response = client.post("/api/v1/answer/batch", json={"questions": asked})
    assert response.status_code == 200
    first, second, third = response.json()["items"]
    alone = client.post("/api/v1/answer", json=asked[0]).json()
    assert first["answer"] | VARYING == alone | VARYING
    assert (first["problem"], second["answer"], third["problem"]) == (None, None, None)
    assert (second["problem"]["status"], second["problem"]["title"]) == (422, "輸入的內容不能用")
    assert "問題是空的" in second["problem"]["detail"]
    assert second["problem"]["instance"] == "/api/v1/answer/batch#/questions/1"
    assert third["answer"]["reason"] == "nothing_relevant"


@pytest.mark.parametrize(
    ("questions", "field"),
    [([], "questions"), ([{"question": QUESTION}] * 257, "questions"), ([{"question": 7}], "questions.0.question")],
)
def test_too_many_questions_and_misshapen_ones_are_refused_as_a_whole(
    client: TestClient, questions: list[object], field: str
) -> None:
    problem = assert_problem(client.post("/api/v1/answer/batch", json={"questions": questions}), 422, "請求的格式不對")
    assert [fault["field"] for fault in problem["errors"]] == [field]


def test_many_questions_before_the_first_build_are_one_problem(empty: TestClient) -> None:
    asked = {"questions": [{"question": QUESTION}]}
    assert_problem(empty.post("/api/v1/answer/batch", json=asked), 503, "目前沒有可用的索引")


def test_the_example_of_many_questions_can_be_sent(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["components"]["schemas"]
    [example] = described["QuestionsIn"]["examples"]
    assert len(client.post("/api/v1/answer/batch", json=example).json()["items"]) == 2
    assert described["Problem"]["properties"].keys() >= {"type", "title", "status", "detail", "instance"}
