"""Bodies over the limit are refused at the latest when they pass it, however they are sent."""

import asyncio
from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from ui.api.limits import BodyLimit, stated_length

LIMIT = 100


def taken(pieces, *headers, kind="http"):
    """Return how many bytes an app behind the limit took of pieces, and the status it was stopped with."""
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    got = 0

    async def app(scope, receive, send):
        nonlocal got
        for _ in pieces:
            got += len((await receive()).get("body", b""))

    async def receive():
        return waiting.pop(0)

    async def send(message):
        raise AssertionError(message)

    scope = {"type": kind, "headers": [(b"content-length", value) for value in headers]}
    try:
        asyncio.run(BodyLimit(app, LIMIT)(scope, receive, send))
    except HTTPException as error:
        return got, error.status_code
    return got, None


@pytest.mark.parametrize(
    ("pieces", "headers", "expected"),
    [
        ([b"x" * 100], (), (100, None)),
        ([b"x" * 101], (), (0, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)),
        ([b"x" * 60, b"x" * 60, b"x" * 60], (), (60, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)),
        ([b"x"], (b"101",), (0, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)),
        ([b"x" * 200], (b"5",), (0, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)),
        ([b"x"], (b"-1",), (1, None)),
        ([b"x"], (b"",), (1, None)),
        ([], (), (0, None)),
    ],
    ids=["just fits", "one too many", "in pieces", "states too much", "states too little", "negative", "none", "empty"],
)
def test_a_body_is_counted_and_its_stated_length_believed(pieces, headers, expected):
    assert taken(pieces, *headers) == expected


def test_only_requests_have_a_body_to_be_limited():
    assert taken([b"x" * 500], kind="websocket") == (500, None)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=8))
def test_never_more_than_the_limit_is_let_through(pieces):
    got, status = taken(pieces)
    assert got <= LIMIT
    assert (status is None) is (sum(map(len, pieces)) <= LIMIT)


@pytest.mark.parametrize(
    ("value", "length"), [(b"12", 12), (b"", 0), (b"+5", 0), (b"1e3", 0), (b"\xb2", 0), (b" 5", 0)]
)
def test_a_stated_length_is_digits_alone(value, length):
    assert stated_length({"headers": [(b"content-length", value)]}) == length
