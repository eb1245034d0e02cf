"""Where a list goes on: cursors that come back as they were sent, and all else refused."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import InputError
from ui.api.dependencies import cursor_of, last_of

FORM = r"[0-9a-f]{12}"


@settings(deadline=None)
@given(st.from_regex(FORM, fullmatch=True))
def test_a_cursor_gives_back_the_name_it_was_made_of(name):
    cursor = cursor_of(name)
    assert last_of(cursor, FORM) == name
    assert cursor.isascii()
    assert "=" not in cursor


def test_no_cursor_begins_at_the_beginning():
    assert last_of(None, FORM) == ""


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!!!!",
        "中文",
        cursor_of("0123456789a"),
        cursor_of("0123456789ab") + "x",
        cursor_of("../../../etc"),
        cursor_of("' OR 1=1 --"),
        urlsafe_b64encode("０１２３４５６７８９ab".encode()).decode(),
        urlsafe_b64encode(b"0123456789ab\n").decode(),
        "A" * 100_000,
    ],
    ids=["empty", "no base64", "no ascii", "too short", "too long", "a path", "a query", "wide", "a line end", "huge"],
)
def test_anything_else_is_refused_with_what_to_do(cursor):
    with pytest.raises(InputError, match=r"cursor 不能用：請"):
        last_of(cursor, FORM)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_sent_is_a_name_of_our_form_or_a_refusal(cursor):
    try:
        name = last_of(cursor, FORM)
    except InputError:
        return
    assert len(name) == 12
    assert set(name) <= set("0123456789abcdef")
