"""Taking a port, and the headers that every response has."""

import asyncio
import socket

import pytest

from embeddings.errors import InputError
from ui.headers import HEADERS, POLICY, SafeHeaders
from ui.server import address_of, listening
from ui.settings import Settings


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield held.getsockname()[1]


def test_a_free_port_is_taken_and_given_back(tmp_path):
    with listening(Settings(data_dir=tmp_path, port=0)) as listener:
        host, port = listener.getsockname()
        assert (host, port > 0) == ("127.0.0.1", True)
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    with listening(Settings(data_dir=tmp_path, port=port)) as again:
        assert again.getsockname()[1] == port


def test_a_port_in_use_is_told_with_another_to_try(tmp_path, taken):
    with pytest.raises(InputError, match=rf"127\.0\.0\.1:{taken} 不能使用.*qa serve --port \d+。"):
        listening(Settings(data_dir=tmp_path, port=taken))


def test_there_is_no_port_above_the_last(tmp_path):
    try:
        held = socket.create_server(("127.0.0.1", 65535))
    except OSError:
        pytest.skip("somebody else has it")
    with held, pytest.raises(InputError, match=r"qa serve --port 65534。"):
        listening(Settings(data_dir=tmp_path, port=65535))


@pytest.mark.parametrize("host", ["not a name", "192.0.2.1", "a" * 300, "999.1.1.1", "甲" * 80])
def test_a_host_that_is_not_this_machine_is_told_with_one_that_is(tmp_path, host):
    with pytest.raises(InputError, match=r"請改用例如 127\.0\.0\.1 的位址。"):
        listening(Settings(data_dir=tmp_path, host=host, port=0))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("192.168.1.7", "http://192.168.1.7:8000"),
    ],
)
def test_the_address_that_is_printed_is_one_that_a_browser_takes(host, address):
    assert address_of(host, 8000) == address


def sent(kind="http", status=200, headers=()):
    """Return what leaves the middleware of what an app behind it sends."""
    messages = []

    async def app(scope, receive, send):
        start = "http.response.start" if kind == "http" else "websocket.accept"
        await send({"type": start, "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": b"x"})

    async def keep(message):
        messages.append(message)

    asyncio.run(SafeHeaders(app)({"type": kind}, None, keep))
    return messages


@pytest.mark.parametrize("status", [200, 304, 404, 500])
def test_every_response_has_the_headers_whatever_its_status(status):
    start, body = sent(status=status)
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    assert found == {name.lower(): value for name, value in HEADERS.items()}
    assert body == {"type": "http.response.body", "body": b"x"}


def test_a_response_cannot_loosen_them():
    [start, _] = sent(headers=[(b"content-security-policy", b"default-src *"), (b"etag", b"1")])
    assert dict(start["headers"])[b"content-security-policy"] == POLICY.encode()
    assert (b"etag", b"1") in start["headers"]


def test_a_websocket_is_passed_on_as_it_is():
    assert sent(kind="websocket")[0]["headers"] == []


def test_the_policy_lets_nothing_be_loaded_from_elsewhere():
    sources = {word for rule in POLICY.split("; ") for word in rule.split()[1:]}
    assert sources <= {"'self'", "'unsafe-inline'", "'unsafe-eval'", "blob:", "data:"}
