"""Writes that are sent again: what is the same request, whose key it is, and what is kept of a reply."""

import asyncio
import json
import sqlite3
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.api import replies
from ui.api.idempotency import Idempotency, fingerprint, key_of, owner_of, replayed, whole
from ui.api.replies import Claimed, Replies, Reply

CREATED = Reply(201, (("content-type", "application/json"), ("x-a", "é")), b'{"id": "a-1"}')


def scope_of(method="POST", path="/api/v1/articles", query=b"", **headers):
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": raw}


# What is kept


@pytest.fixture
def kept(tmp_path):
    return Replies(tmp_path / "server" / "replies.sqlite")


def test_a_key_is_taken_once_and_then_tells_what_it_was_for(kept):
    assert kept.claim("k", "request") is None
    assert kept.claim("k", "request") == Claimed("request", None)
    assert kept.claim("k", "another") == Claimed("request", None)
    kept.keep("k", CREATED)
    assert kept.claim("k", "another") == Claimed("request", CREATED)
    assert kept.claim("other key", "request") is None


def test_a_key_that_was_given_back_is_taken_again(kept):
    kept.claim("k", "request")
    kept.give_back("k")
    assert kept.claim("k", "another") is None


def test_a_reply_is_not_given_back(kept):
    kept.claim("k", "request")
    kept.keep("k", CREATED)
    kept.give_back("k")
    assert kept.claim("k", "request") == Claimed("request", CREATED)


def test_other_processes_have_the_same_replies(kept, tmp_path):
    kept.claim("k", "request")
    kept.keep("k", CREATED)
    assert Replies(tmp_path / "server" / "replies.sqlite").claim("k", "request") == Claimed("request", CREATED)


@pytest.mark.parametrize(
    ("seconds", "done", "known"),
    [
        (replies.KEPT_SECONDS - 60, True, True),
        (replies.KEPT_SECONDS + 60, True, False),
        (replies.GIVEN_UP_SECONDS - 60, False, True),
        (replies.GIVEN_UP_SECONDS + 60, False, False),
    ],
)
def test_a_reply_is_kept_for_a_day_and_what_came_to_nothing_for_minutes(kept, monkeypatch, seconds, done, known):
    begun = replies.time.time()
    kept.claim("k", "request")
    if done:
        kept.keep("k", CREATED)
    monkeypatch.setattr(replies.time, "time", lambda: begun + seconds)
    assert (kept.claim("k", "request") is not None) is known


def test_of_many_at_once_one_takes_the_key(kept):
    found, ready = [], threading.Barrier(8)

    def claim():
        ready.wait()
        found.append(kept.claim("k", "request"))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 1
    assert len(found) == 8


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 9, b"x" * 1_000_000])
def test_a_body_of_any_bytes_comes_back(kept, body):
    kept.claim("k", "request")
    kept.keep("k", Reply(200, (), body))
    assert kept.claim("k", "request").reply.body == body


def test_a_damaged_file_is_an_error_and_no_second_write(kept, tmp_path):
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "replies.sqlite").write_bytes(b"not a database" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        kept.claim("k", "request")


# Which request it is


@pytest.mark.parametrize(
    ("scope", "key"),
    [
        (scope_of(idempotency_key="k"), "k"),
        (scope_of("DELETE", idempotency_key="k"), "k"),
        (scope_of("GET", idempotency_key="k"), None),
        (scope_of("HEAD", idempotency_key="k"), None),
        (scope_of(path="/login", idempotency_key="k"), None),
        (scope_of(path="/apiary", idempotency_key="k"), None),
        (scope_of(), None),
        (scope_of(idempotency_key=""), ""),
        ({**scope_of(path="/qa/api/v1/articles", idempotency_key="k"), "root_path": "/qa"}, "k"),
        ({"type": "websocket", "path": "/api/v1/x", "headers": []}, None),
    ],
)
def test_only_writes_to_the_api_carry_a_key(scope, key):
    assert key_of(scope) == key


def test_callers_are_told_apart_by_their_keys_and_cookies_but_not_by_a_new_browser_s():
    def owner(**headers):
        return owner_of(scope_of(**headers))

    assert owner(authorization="Bearer a") != owner(authorization="Bearer b")
    assert owner(x_api_key="a") != owner(authorization="a")
    assert owner(cookie="qa_login=1") != owner(cookie="qa_login=2")
    assert (
        owner(cookie="qa_login=1; qa_browser=2")
        == owner(cookie="qa_browser=3; qa_login=1")
        == owner(cookie="qa_login=1")
    )
    assert owner() == owner(cookie="qa_browser=9")


@pytest.mark.parametrize(
    "other",
    [
        (scope_of("PUT", content_type="application/json"), b"{}"),
        (scope_of(path="/api/v1/builds", content_type="application/json"), b"{}"),
        (scope_of(query=b"now=true", content_type="application/json"), b"{}"),
        (scope_of(content_type="text/plain"), b"{}"),
        (scope_of(content_type="application/json"), b"{ }"),
    ],
)
def test_a_request_is_another_by_method_address_kind_and_body(other):
    assert fingerprint(*other) != fingerprint(scope_of(content_type="application/json"), b"{}")


@given(st.from_regex(r"[0-9a-f]{8,30}", fullmatch=True), st.from_regex(r"[0-9a-f]{8,30}", fullmatch=True))
def test_a_form_is_the_same_with_another_boundary(one, other):
    def sent(boundary, text="甲"):
        body = f'--{boundary}\r\nContent-Disposition: form-data; name="f"\r\n\r\n{text}\r\n--{boundary}--\r\n'
        return fingerprint(scope_of(content_type=f"multipart/form-data; boundary={boundary}"), body.encode())

    assert sent(one) == sent(other)
    assert sent(one) != sent(one, "乙")


# The body, read and given again


def receiver(*messages):
    left = list(messages)

    async def receive():
        return left.pop(0) if left else {"type": "http.disconnect"}

    return receive


def test_a_body_is_put_together_from_its_parts():
    parts = [{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.request", "body": b"b"}]
    assert asyncio.run(whole(receiver(*parts))) == b"ab"
    assert asyncio.run(whole(receiver({"type": "http.request"}))) == b""


def test_a_caller_who_left_has_sent_nothing():
    assert asyncio.run(whole(receiver({"type": "http.request", "body": b"a", "more_body": True}))) is None


def test_a_body_is_given_once_and_then_what_comes():
    async def read():
        again = replayed(b"ab", receiver())
        return [await again(), await again()]

    first, second = asyncio.run(read())
    assert (first["body"], first["more_body"], second["type"]) == (b"ab", False, "http.disconnect")


# The whole


class Counted:
    """An application that counts what it is asked, and replies with a status."""

    def __init__(self, status=201):
        self.status, self.bodies = status, []

    async def __call__(self, scope, receive, send):
        body = await whole(receive)
        self.bodies.append(body)
        if self.status is None:
            raise RuntimeError("broken")
        await send(
            {"type": "http.response.start", "status": self.status, "headers": [(b"x-number", b"%d" % len(self.bodies))]}
        )
        await send({"type": "http.response.body", "body": b"re: ", "more_body": True})
        await send({"type": "http.response.body", "body": body})


def ask(middleware, body=b"a", *, key="k", **headers):
    """Return the status, headers and body of a reply."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = scope_of(**{"idempotency_key": key, **headers})
    asyncio.run(middleware(scope, receiver({"type": "http.request", "body": body}), send))
    start, *parts = sent
    return start["status"], dict(start["headers"]), b"".join(part.get("body", b"") for part in parts)


def test_a_write_that_is_sent_again_is_done_once_and_replied_to_alike(kept):
    app = Counted()
    middleware = Idempotency(app, kept)
    first, again = ask(middleware), ask(middleware)
    assert first == (201, {b"x-number": b"1"}, b"re: a")
    assert again == (201, {b"x-number": b"1", b"idempotency-replayed": b"true"}, b"re: a")
    assert app.bodies == [b"a"]


def test_without_a_key_a_write_is_done_each_time(kept):
    app = Counted()
    middleware = Idempotency(app, kept)
    sent = []

    async def send(message):
        sent.append(message)

    for _ in range(2):
        asyncio.run(middleware(scope_of(), receiver({"type": "http.request", "body": b"a"}), send))
    assert app.bodies == [b"a", b"a"]


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused_before_anything_is_done(kept, key):
    app = Counted()
    status, headers, body = ask(Idempotency(app, kept), key=key)
    assert status == 400
    assert headers[b"content-type"].startswith(b"application/problem+json")
    assert "Idempotency-Key" in json.loads(body)["detail"]
    assert app.bodies == []


def test_another_request_with_the_key_is_refused_and_not_done(kept):
    app = Counted()
    middleware = Idempotency(app, kept)
    ask(middleware)
    assert ask(middleware, b"b")[0] == 422
    assert app.bodies == [b"a"]


def test_the_same_key_of_another_caller_is_another_key(kept):
    app = Counted()
    middleware = Idempotency(app, kept)
    assert ask(middleware, authorization="Bearer a")[0] == ask(middleware, authorization="Bearer b")[0] == 201
    assert len(app.bodies) == 2


def test_a_request_that_is_being_done_is_not_done_beside_itself(kept):
    app = Counted()
    inner = {}

    async def slow(scope, receive, send):
        inner["reply"] = await asyncio.to_thread(ask, Idempotency(app, kept))
        await app(scope, receive, send)

    assert ask(Idempotency(slow, kept))[0] == 201
    assert inner["reply"][0] == 409
    assert app.bodies == [b"a"]


@pytest.mark.parametrize("status", [401, 403, 409, 412, 413, 429, 500, 503])
def test_what_may_work_at_the_next_try_is_tried_again(kept, status):
    app = Counted(status)
    middleware = Idempotency(app, kept)
    assert [ask(middleware)[0] for _ in range(2)] == [status, status]
    assert len(app.bodies) == 2


@pytest.mark.parametrize("status", [200, 204, 400, 404, 422])
def test_what_is_final_is_kept(kept, status):
    app = Counted(status)
    middleware = Idempotency(app, kept)
    assert [ask(middleware)[0] for _ in range(2)] == [status, status]
    assert len(app.bodies) == 1


def test_a_write_that_broke_can_be_sent_again(kept):
    app = Counted(None)
    with pytest.raises(RuntimeError, match="broken"):
        ask(Idempotency(app, kept))
    app.status = 201
    assert ask(Idempotency(app, kept))[0] == 201
    assert len(app.bodies) == 2


def test_a_caller_who_leaves_before_the_body_is_there_changes_nothing(kept):
    app = Counted()
    part = {"type": "http.request", "body": b"a", "more_body": True}
    asyncio.run(Idempotency(app, kept)(scope_of(idempotency_key="k"), receiver(part), None))
    assert app.bodies == []
    assert ask(Idempotency(app, kept))[0] == 201
