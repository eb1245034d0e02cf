"""Who a request says it is for, and what page a browser says it comes from: hostile spellings included."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers

from ui.api.doors import (
    DEFAULT_PORTS,
    Doors,
    authority_of,
    is_among,
    is_cross_site,
    is_visit,
    name_of,
    plain_authority,
    split_port,
)


@pytest.mark.parametrize(
    ("host", "name", "port"),
    [
        ("qa.example:8000", "qa.example", 8000),
        ("qa.example", "qa.example", None),
        ("127.0.0.1:80", "127.0.0.1", 80),
        ("[::1]:8000", "::1", 8000),
        ("[::1]", "::1", None),
        ("::1", "::1", None),
        ("fe80::1", "fe80::1", None),
        ("qa.example:", "qa.example:", None),
        ("qa.example:80a", "qa.example:80a", None),
        ("qa.example:999999", "qa.example:999999", None),
        ("qa.example:８０", "qa.example:８０", None),  # digits, but no port
        ("qa.example:-1", "qa.example:-1", None),
        (":8000", "", 8000),
        ("", "", None),
        ("user@qa.example:80", "user@qa.example", 80),
    ],
)
def test_a_host_is_split_from_its_port_and_what_is_neither_stays_as_it_is(host, name, port):
    assert split_port(host) == (name, port)


@pytest.mark.parametrize(
    ("host", "name"),
    [(" QA.Example:8000 ", "qa.example"), ("[2001:DB8::1]:443", "2001:db8::1"), ("LOCALHOST", "localhost")],
)
def test_names_are_compared_in_lower_case_without_port_or_brackets(host, name):
    assert name_of(host) == name


@pytest.mark.parametrize(
    ("name", "names", "among"),
    [
        ("qa.example", {"qa.example"}, True),
        ("a.example.org", {"*.example.org"}, True),
        ("a.b.example.org", {"*.example.org"}, True),
        ("example.org", {"*.example.org"}, False),
        ("evilexample.org", {"*.example.org"}, False),
        ("example.org.evil", {"*.example.org"}, False),
        ("qa.example.evil", {"qa.example"}, False),
        ("anything", {"*"}, True),
        ("", {"qa.example"}, False),
        ("", {""}, False),
        ("qa.example", set(), False),
    ],
)
def test_a_name_is_among_those_that_are_trusted(name, names, among):
    assert is_among(name, names) is among


@pytest.mark.parametrize(
    ("origin", "authority"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://qa.example:80", "qa.example"),
        ("https://QA.example:443", "qa.example"),
        ("https://qa.example:8443", "qa.example:8443"),
        ("http://[::1]:8000", "::1:8000"),
        ("null", None),
        ("file:///etc/passwd", None),
        ("chrome-extension://abc", None),
        ("http://[", None),
        ("", None),
        ("javascript:alert(1)", None),
    ],
)
def test_an_origin_has_an_authority_only_on_the_web(origin, authority):
    assert authority_of(origin) == authority


@settings(deadline=None)
@given(st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?", fullmatch=True), st.integers(1, 65535))
def test_a_page_of_ours_is_told_by_its_own_address(name, port):
    host = name if port in DEFAULT_PORTS else f"{name}:{port}"
    assert authority_of(f"http://{name}:{port}") == plain_authority(host)
    assert not is_cross_site(Headers({"origin": f"http://{name}:{port}"}), host)
    assert is_cross_site(Headers({"origin": f"http://{name}.evil:{port}"}), host)


@pytest.mark.parametrize(
    ("headers", "cross"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": ""}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://qa.example"}, False),
        ({"origin": "http://qa.example:8001"}, True),
        ({"origin": "http://evil", "sec-fetch-site": "same-origin"}, True),
    ],
)
def test_another_sites_page_is_told_by_what_no_page_can_forge(headers, cross):
    assert is_cross_site(Headers(headers), "qa.example") is cross


NAVIGATION = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.mark.parametrize(
    ("changed", "visit"),
    [
        ({}, True),
        ({"path": "/docs"}, True),
        ({"path": "/api/v1/articles"}, False),
        ({"method": "HEAD"}, True),
        ({"method": "POST"}, False),
        ({"type": "websocket"}, False),
        ({"headers": NAVIGATION | {"origin": "http://evil"}}, False),
        ({"headers": NAVIGATION | {"sec-fetch-dest": "iframe"}}, False),
        ({"headers": NAVIGATION | {"sec-fetch-mode": "cors"}}, False),
    ],
)
def test_only_a_link_that_somebody_follows_to_a_page_of_ours_is_a_visit(changed, visit):
    scope = {"type": "http", "method": "GET", "path": "/", "headers": NAVIGATION} | changed
    assert is_visit(scope, Headers(scope["headers"])) is visit


@pytest.mark.parametrize(
    ("bound", "trusted", "asked", "is_trusted"),
    [
        ("127.0.0.1", (), "localhost", True),
        ("127.0.0.1", (), "::1", True),
        ("127.0.0.1", (), "192.168.1.5", False),
        ("0.0.0.0", (), "192.168.1.5", True),  # listens on all addresses; a page can rebind a name, no address
        ("0.0.0.0", (), "qa.example", False),
        ("::", (), "fe80::1", True),
        ("192.168.1.5", (), "192.168.1.5", True),
        ("127.0.0.1", ("qa.example:8000",), "qa.example", True),
        ("127.0.0.1", ("*.example",), "qa.example", True),
        ("127.0.0.1", ("*",), "anything.evil", True),
    ],
)
def test_a_server_is_asked_by_its_own_names(bound, trusted, asked, is_trusted):
    assert Doors(None, bound, trusted).is_trusted(asked) is is_trusted


def scope(*headers, kind="http", path="/api/v1/answer", method="POST"):
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": kind, "method": method, "path": path, "headers": pairs, "query_string": b""}


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ([("host", "127.0.0.1:8000")], None),
        ([], "不認得的主機名稱"),
        ([("host", "127.0.0.1"), ("host", "evil")], "不認得的主機名稱"),
        ([("host", "evil.example")], "不認得的主機名稱"),
        ([("host", "127.0.0.1.evil.example")], "不認得的主機名稱"),
        ([("host", "127.0.0.1:8000"), ("origin", "http://evil")], "來自別的網站的請求"),
        (
            [("host", "127.0.0.1:8000"), ("origin", "http://127.0.0.1:8000"), ("origin", "http://evil")],
            "來自別的網站的請求",
        ),
    ],
    ids=["its own", "no host", "two hosts", "another", "an address as part of a name", "another page", "two origins"],
)
def test_a_request_is_refused_with_a_title_and_what_to_do(headers, refused):
    fault = Doors(None, "127.0.0.1", ()).fault(scope(*headers))
    assert (None if fault is None else fault[0]) == refused
    assert fault is None or "請" in fault[1]


@settings(deadline=None)
@given(st.text(st.characters(codec="latin-1"), max_size=40))
def test_no_host_header_makes_the_doors_fail(value):
    fault = Doors(None, "127.0.0.1", ()).fault(scope(("host", value)))
    assert fault is None or fault[0] == "不認得的主機名稱"
