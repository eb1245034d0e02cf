"""Pages as they are sent: scripts that may run, compressed or not, in parts; the form to log in; versions; logs."""

import asyncio
import io
import json
import logging
import re
from contextvars import copy_context
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from ui.api.access import Refusal
from ui.api.login import form
from ui.api.versions import etag_of, is_held, versions_in
from ui.headers import SafeHeaders, source_of, uncompressed
from ui.logs import LogFormat, log_handler, set_up_logging
from ui.requests import begin_request

HTML = (b"content-type", b"text/html; charset=utf-8")
LOGIN = Request({"type": "http", "method": "GET", "path": "/login", "query_string": b"", "headers": []})
PAGE = b'<html><script>a()</script><script src="/b.js"></script></html>'


def sent(*parts, headers=(HTML,), path="/", method="GET", scripts=()):
    """Return the headers and the body of what leaves the middleware of a response in parts."""
    messages = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
        for number, part in enumerate(parts, start=1):
            await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})

    async def keep(message):
        messages.append(message)

    scope = {"type": "http", "path": path, "method": method, "headers": []}
    asyncio.run(SafeHeaders(app, scripts)(scope, None, keep))
    start, *rest = messages
    return dict(start["headers"]), b"".join(one["body"] for one in rest)


def nonce_in(headers):
    return re.search(r"'nonce-([^']+)'", headers[b"content-security-policy"].decode())[1]


# Scripts


@pytest.mark.parametrize("cuts", [[len(PAGE)], [9, len(PAGE)], list(range(1, len(PAGE) + 1))])
def test_every_script_of_a_page_may_run_however_the_page_is_cut(cuts):
    parts = [PAGE[before:after] for before, after in zip([0, *cuts], cuts, strict=False)]
    headers, body = sent(*parts)
    nonce = nonce_in(headers).encode()
    assert body == PAGE.replace(b"<script", b'<script nonce="' + nonce + b'"')


def test_the_length_is_that_of_the_page_as_it_is_sent():
    headers, body = sent(PAGE, headers=(HTML, (b"content-length", b"%d" % len(PAGE))))
    assert int(headers[b"content-length"]) == len(body) > len(PAGE)


def test_the_answer_to_head_keeps_the_length_of_the_page_that_is_not_there():
    headers, body = sent(b"", headers=(HTML, (b"content-length", b"999")), method="HEAD")
    assert (headers[b"content-length"], body) == (b"999", b"")


def test_the_word_that_lets_scripts_run_is_another_each_time():
    assert len({nonce_in(sent(PAGE)[0]) for _ in range(20)}) == 20


@pytest.mark.parametrize("kind", [b"application/json", b"text/plain", b"text/javascript", b""])
def test_what_is_no_page_is_sent_as_it_is(kind):
    assert sent(PAGE, headers=((b"content-type", kind),))[1] == PAGE


def test_a_compressed_page_is_not_looked_into():
    assert sent(PAGE, headers=(HTML, (b"content-encoding", b"gzip")))[1] == PAGE


def test_scripts_of_our_own_run_by_their_hashes():
    headers, _ = sent(PAGE, scripts=["a()", "b()"])
    policy = headers[b"content-security-policy"].decode()
    assert source_of("a()") in policy
    assert source_of("b()") in policy
    assert source_of("c()") not in policy


def test_a_script_is_named_as_the_standard_has_it():
    # https://www.w3.org/TR/CSP2/#script-src-hash-usage
    assert source_of("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


@pytest.mark.parametrize(
    ("accept", "compressed"), [(b"text/html,*/*", False), (b"application/json", True), (b"", True)]
)
def test_only_pages_are_asked_for_uncompressed(accept, compressed):
    scope = {"type": "http", "headers": [(b"accept", accept), (b"accept-encoding", b"gzip")]}
    assert ((b"accept-encoding", b"gzip") in uncompressed(scope)["headers"]) is compressed
    assert scope["headers"][1] == (b"accept-encoding", b"gzip")  # the request itself stays


# Logging in


def test_the_form_is_for_nobody_else_to_keep_and_needs_no_script():
    response = form(LOGIN)
    assert response.headers["cache-control"] == "no-store"
    page = response.body.decode()
    assert "<script" not in page
    assert 'type="password"' in page
    assert 'role="alert"' not in page


@pytest.mark.parametrize("error", ["鑰匙不能用。", "<script>alert(1)</script>", '"><img src=x>', "__ERROR__"])
def test_what_was_wrong_is_shown_as_text(error):
    page = form(LOGIN, Refusal(HTTPStatus.UNAUTHORIZED, "鑰匙不能用", error)).body.decode()
    shown = re.search(r'<p class="error" role="alert">(.*?)</p>', page)[1]
    assert "<" not in shown
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&#x27;", "'") == error


# Versions


@given(st.from_regex(r"[0-9a-f]{1,40}", fullmatch=True))
def test_a_version_is_found_under_its_own_tag(version):
    tag = etag_of(version)
    assert version in versions_in(tag)
    assert version in versions_in(f'"other", {tag}')
    assert is_held(version, tag)


@pytest.mark.parametrize("header", ["", "abc", "'abc'", '"abd"', '"ab', "W/abc", "**", '" abc"'])
def test_what_is_no_tag_of_it_is_another_version(header):
    assert "abc" not in versions_in(header)
    assert not is_held("abc", header)


def test_any_version_will_do_for_a_star():
    assert "abc" in versions_in(" * ")
    assert is_held("abc", "*")


def test_a_weak_tag_is_good_enough_to_read_by_and_not_to_write_by():
    assert is_held("abc", 'W/"abc"')
    assert "abc" not in versions_in('W/"abc"')
    assert "def" in versions_in('W/"abc", "def"')


def test_a_caller_without_a_version_has_none():
    assert not is_held("abc", None)


# Logs


def written(form_of, *, level=logging.WARNING, message="第 %d 題", error=None):
    """Return a line of a log."""
    handler = log_handler(form_of)
    handler.setStream(io.StringIO())
    record = logging.LogRecord("ui.api", level, "file.py", 1, message, (7,), error)
    handler.handle(record)
    return handler.stream.getvalue()


def test_a_line_of_text_says_when_how_bad_where_and_what():
    line = written(LogFormat.TEXT)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d [\d:,]+ WARNING ui\.api 第 7 題\n", line)


def test_a_line_of_json_is_one_object_in_one_line():
    line = written(LogFormat.JSON, message="第 %d 題\n下一行")
    assert line.count("\n") == 1
    told = json.loads(line)
    assert told["message"] == "第 7 題\n下一行"
    assert (told["level"], told["logger"], told["request_id"]) == ("WARNING", "ui.api", None)
    assert "time" in told
    assert "\\u" not in line  # Chinese as it is read


def test_a_line_names_the_request_that_it_belongs_to():
    def in_request():
        begin_request("abc-1")
        return json.loads(written(LogFormat.JSON))["request_id"]

    assert copy_context().run(in_request) == "abc-1"
    assert json.loads(written(LogFormat.JSON))["request_id"] is None


@pytest.fixture
def quiet():
    """Leave the loggers as they were."""
    root, ours = logging.getLogger(), logging.getLogger("ui")
    before = root.level, root.handlers[:], ours.level
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    ours.setLevel(before[2])


@pytest.mark.parametrize(("form_of", "level"), [(LogFormat.TEXT, logging.WARNING), (LogFormat.JSON, logging.INFO)])
def test_text_is_for_warnings_and_json_for_every_request(quiet, form_of, level):
    set_up_logging(form_of)
    assert logging.getLogger("ui").getEffectiveLevel() == level
    assert logging.getLogger("other").getEffectiveLevel() == logging.WARNING
    assert len(logging.getLogger().handlers) == 1
