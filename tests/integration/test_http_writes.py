"""Writes over HTTP that overwrite nothing unseen (ETag, If-Match) and are done once (Idempotency-Key)."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.collection.sync import sync_folder
from tests.fakes.services import tiny_settings
from tests.integration.test_http import HERE, assert_problem
from ui.api.replies import Replies, Reply
from ui.app import create_app
from ui.wiring import open_services

BODY = {"title": "公告", "text": "雲澤市立動物園的大象名叫阿福。"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    services = open_services(tiny_settings(tmp_path))
    with TestClient(create_app(services), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def article(client: TestClient) -> tuple[str, str]:
    address = client.post("/api/v1/articles", json=BODY).headers["location"]
    return address, client.get(address).headers["etag"]


def test_an_article_is_changed_by_whoever_has_seen_it(client: TestClient, article: tuple[str, str]) -> None:
    address, etag = article
    body = {"title": "新公告", "text": "大象名叫阿祿。", "tags": ["動物"], "published": "2024-01-02"}
    changed = client.put(address, json=body, headers={"if-match": etag})
    assert (changed.status_code, changed.json()["outcome"]) == (200, "changed")
    now = client.get(address)
    assert now.headers["etag"] == changed.headers["etag"] != etag
    assert {name: now.json()[name] for name in body} == body
    assert now.json()["id"] == address.rpartition("/")[2]


def test_who_has_seen_an_older_version_changes_and_deletes_nothing(
    client: TestClient, article: tuple[str, str]
) -> None:
    address, etag = article
    client.put(address, json=BODY | {"text": "大象名叫阿祿。"}, headers={"if-match": etag})
    late = client.put(address, json=BODY | {"text": "大象名叫阿壽。"}, headers={"if-match": etag})
    assert_problem(late, 412, "文章已經改過了")
    assert_problem(client.delete(address, headers={"if-match": etag}), 412, "文章已經改過了")
    assert client.get(address).json()["text"] == "大象名叫阿祿。"
    both = f'"other", {client.get(address).headers["etag"]}'
    assert client.delete(address, headers={"if-match": both}).status_code == 204
    assert_problem(client.get(address), 404, "找不到")


def test_of_many_who_change_one_version_one_does(client: TestClient, article: tuple[str, str]) -> None:
    address, etag = article

    def change(number: int) -> int:
        body = BODY | {"text": f"大象今年{number}歲。"}
        return client.put(address, json=body, headers={"if-match": etag}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(change, range(8))) == [200] + [412] * 7


def test_a_change_says_of_which_version(client: TestClient, article: tuple[str, str]) -> None:
    address, etag = article
    problem = assert_problem(client.put(address, json=BODY), 428, "沒有說要改的是哪一版")
    assert "If-Match" in str(problem["detail"])
    assert_problem(client.put(address, json=BODY, headers={"if-match": f"W/{etag}"}), 412, "文章已經改過了")
    assert client.put(address, json=BODY, headers={"if-match": "*"}).json()["outcome"] == "unchanged"
    missing = client.put("/api/v1/articles/0123456789ab", json=BODY, headers={"if-match": "*"})
    assert_problem(missing, 404, "找不到")


def test_what_has_not_changed_is_not_sent_again(client: TestClient, article: tuple[str, str]) -> None:
    address, etag = article
    for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        same = client.get(address, headers={"if-none-match": held})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_an_article_of_the_folder_is_changed_in_its_file(client: TestClient) -> None:
    services = client.app.state.services
    with services.collection() as collection:
        sync_folder(collection, services.settings.articles_dir)
    [library] = [one for one in client.get("/api/v1/articles").json()["items"] if one["origin"].endswith("library.md")]
    refused = client.put(f"/api/v1/articles/{library['id']}", json=BODY, headers={"if-match": "*"})
    assert "library.md" in str(assert_problem(refused, 409, "與現有的內容衝突")["detail"])


def keyed(client: TestClient, key: str, body: dict[str, object], **headers: str):
    return client.post("/api/v1/articles", json=body, headers={"idempotency-key": key, **headers})


def test_a_write_that_is_sent_again_is_done_once_and_answered_alike(client: TestClient) -> None:
    first, again = keyed(client, "k1", BODY), keyed(client, "k1", BODY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    client.delete(first.headers["location"])
    assert keyed(client, "k1", BODY).status_code == 201  # as it was answered, and not made again
    assert client.get("/api/v1/articles").json()["total"] == 0


def test_a_key_is_for_one_request_of_one_caller(client: TestClient) -> None:
    keyed(client, "k1", BODY)
    other = assert_problem(keyed(client, "k1", BODY | {"text": "別的。"}), 422, "Idempotency-Key 已經用在別的請求")
    assert "新的" in str(other["detail"])
    elsewhere = client.post("/api/v1/builds", headers={"idempotency-key": "k1"})
    assert_problem(elsewhere, 422, "Idempotency-Key 已經用在別的請求")
    assert "idempotency-replayed" not in keyed(client, "k1", BODY, authorization="Bearer another").headers


@pytest.mark.parametrize("key", ["", "字", "a b", "k" * 256])
def test_a_key_that_cannot_be_one_is_refused(client: TestClient, key: str) -> None:
    response = client.post("/api/v1/articles", json=BODY, headers={"idempotency-key": key.encode()})
    assert_problem(response, 400, "Idempotency-Key 不能用")


def test_what_cannot_be_used_is_refused_alike_and_what_may_work_later_is_tried_again(client: TestClient) -> None:
    refused = [keyed(client, "k1", {"title": "甲"}) for _ in range(2)]
    assert [one.status_code for one in refused] == [422, 422]
    assert refused[1].headers["idempotency-replayed"] == "true"
    nowhere = {"idempotency-key": "k2", "if-match": '"none"'}
    address = client.post("/api/v1/articles", json=BODY).headers["location"]
    assert client.put(address, json=BODY, headers=nowhere).status_code == 412
    later = client.put(address, json=BODY, headers=nowhere | {"if-match": "*"})
    assert (later.status_code, "idempotency-replayed" in later.headers) == (200, False)


def test_a_request_that_is_being_done_is_not_done_beside_itself(client: TestClient, tmp_path: Path) -> None:
    def send(_: int) -> tuple[int, int]:
        response = keyed(client, "k1", BODY | {"text": "大象。" * 20_000})
        return response.status_code, client.get("/api/v1/articles").json()["total"]

    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(send, range(6)))
    assert {status for status, _ in sent} <= {201, 409}
    assert {total for status, total in sent if status == 201} == {1}


def test_an_upload_is_the_same_whatever_its_boundary(client: TestClient) -> None:
    files = {"files": ("公告.txt", "公告\n\n大象名叫阿福。".encode())}
    sent = [client.post("/api/v1/articles/files", files=files, headers={"idempotency-key": "u1"}) for _ in range(2)]
    assert [one.status_code for one in sent] == [201, 201]
    assert sent[1].headers["idempotency-replayed"] == "true"


def test_questions_carry_no_key_of_writes_and_reading_ignores_it(client: TestClient) -> None:
    assert client.get("/api/v1/articles", headers={"idempotency-key": "k1"}).status_code == 200
    assert not client.app.state.services.settings.replies_path.exists()


def test_replies_are_kept_a_day_and_a_claim_that_nobody_works_on_ten_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = Replies(tmp_path / "replies.sqlite")
    reply = Reply(201, (("location", "/a"),), json.dumps({"甲": 1}).encode())
    now = 1_000_000.0
    monkeypatch.setattr("ui.api.replies.time.time", lambda: now)
    assert replies.claim("done", "r") is None
    replies.keep("done", reply)
    assert replies.claim("left", "r") is None
    known = replies.claim("done", "r")
    assert known is not None
    assert known.reply == reply
    working = replies.claim("left", "r")
    assert working is not None
    assert working.reply is None
    now += 601
    assert replies.claim("left", "r") is None
    assert replies.claim("done", "r") is not None
    now += 24 * 3600
    assert replies.claim("done", "r") is None
