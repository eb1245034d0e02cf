"""Zip containers: what they claim is not believed, and what is wrong with one is told by its name."""

import io
import random
import struct
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import SourceError
from embeddings.formats import containers
from embeddings.formats.containers import MOST_MEMBERS, SMALL_MEMBER, STEEPEST_RATIO, open_container

NAME = "甲.docx"


def zipped(*members, kind=ZIP_DEFLATED):
    """Return a zip file of (name, content) members."""
    written = io.BytesIO()
    with ZipFile(written, "w", kind) as file:
        for name, content in members:
            file.writestr(name, content)
    return written.getvalue()


PLAIN = zipped(("word/document.xml", "<w:t>圖書館三月開放。</w:t>" * 30), ("[Content_Types].xml", "<Types/>"))


def opened(data):
    return open_container(data, NAME, "Word")


def told(data):
    """Return why a file is refused."""
    with pytest.raises(SourceError) as refused:
        opened(data)
    assert NAME in str(refused.value)
    assert "；請" in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("kind", [ZIP_STORED, ZIP_DEFLATED])
@pytest.mark.parametrize(
    "members", [(), (("a", ""),), (("a", "x" * 100), ("b/c", "圖書館")), (("a", b"\x00" * 900_000),)]
)
def test_a_sound_container_is_read_as_it_was_written(kind, members):
    found = opened(zipped(*members, kind=kind))
    assert [(one.filename, found.read(one)) for one in found.infolist()] == [
        (name, content if isinstance(content, bytes) else content.encode()) for name, content in members
    ]


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + b"\x00" * 40, b"<html>" * 99, b"\x00" * 5000])
def test_what_is_no_container_is_damaged(data):
    assert "損壞" in told(data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_container_that_was_cut_is_damaged(share):
    assert "損壞" in told(PLAIN[: int(len(PLAIN) * share)])


def test_a_container_whose_beginning_is_gone_is_damaged():
    assert "損壞" in told(PLAIN[40:])


@pytest.mark.parametrize("kind", [ZIP_BZIP2, ZIP_LZMA])
def test_rare_methods_are_not_unpacked(kind):
    assert "少見的壓縮方法" in told(zipped(("a", "x" * 100), kind=kind))


def flagged(data, bit):
    """Set a bit of the flags of the first member, where the directory has them and where the member has."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = changed.index(signature) + offset
        [flags] = struct.unpack_from("<H", changed, at)
        struct.pack_into("<H", changed, at, flags | bit)
    return bytes(changed)


def test_a_container_with_a_password_is_told_so():
    assert "密碼" in told(flagged(PLAIN, containers.ENCRYPTED))


def test_too_many_members_are_refused_with_their_number(monkeypatch):
    monkeypatch.setattr(containers, "MOST_MEMBERS", 3)
    assert "4 個檔案" in told(zipped(*((f"{n}", "x") for n in range(4))))
    assert len(opened(zipped(*((f"{n}", "x") for n in range(3)))).infolist()) == 3
    assert MOST_MEMBERS >= 10_000  # a workbook of many sheets and pictures


def test_too_much_in_all_is_refused_with_how_much(monkeypatch):
    monkeypatch.setattr(containers, "MOST_UNPACKED", 2 * 1024 * 1024)
    content = random.Random(0).randbytes(1024 * 1024)
    assert "3 MB" in told(zipped(*((f"{n}", content) for n in range(3))))


def test_a_member_that_swells_is_a_bomb_and_a_small_one_is_not():
    assert "壓縮炸彈" in told(zipped(("a", b"\x00" * (2 * SMALL_MEMBER))))
    assert opened(zipped(("a", b"\x00" * (SMALL_MEMBER // 2)))).read("a") == b"\x00" * (SMALL_MEMBER // 2)


def claimed(data, size):
    """Return a container whose directory says another size of the first member."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, changed.index(b"PK\x01\x02") + 24, size)
    return bytes(changed)


@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_member_that_is_larger_than_it_claims_is_a_bomb(size):
    assert "壓縮炸彈" in told(claimed(zipped(("a", "x" * 5000)), size))


def test_a_stored_member_that_is_larger_than_it_claims_is_a_bomb_too():
    assert "壓縮炸彈" in told(claimed(zipped(("a", "x" * 5000), kind=ZIP_STORED), 10))


def test_members_of_which_one_lies_in_another_are_damaged():
    data = bytearray(zipped(("a", "x" * 500), ("b", "y" * 500), kind=ZIP_STORED))
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)  # where the first one begins
    assert "損壞" in told(bytes(data))


def test_a_member_without_its_own_header_is_damaged():
    data = bytearray(PLAIN)
    data[0:4] = b"XXXX"
    assert "損壞" in told(bytes(data))


def test_packed_bytes_that_are_no_packed_bytes_are_damaged():
    data = bytearray(PLAIN)
    start = 30 + len("word/document.xml")
    data[start : start + 20] = b"\xff" * 20
    assert "損壞" in told(bytes(data))


def test_a_stream_that_ends_too_soon_is_no_more_than_it_claims():
    info = ZipInfo("a")
    written = io.BytesIO()
    with ZipFile(written, "w") as file:
        file.writestr(info, "x" * 300, ZIP_DEFLATED)
    assert opened(written.getvalue()).getinfo("a").file_size == 300


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_bytes_that_were_altered_anywhere_are_read_or_refused_in_words(changes):
    data = bytearray(PLAIN)
    for at, byte in changes:
        data[at] = byte
    try:
        found = opened(bytes(data))
    except SourceError:
        assert told(bytes(data))
        return
    for member in found.infolist():
        assert member.file_size <= max(SMALL_MEMBER, STEEPEST_RATIO * member.compress_size)
