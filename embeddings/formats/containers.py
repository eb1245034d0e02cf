"""Zip containers of documents: each member is inflated within limits before anything reads it."""

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from embeddings.errors import SourceError
from embeddings.formats.failures import damaged

MOST_UNPACKED = 200 * 1024 * 1024  # bytes
MOST_MEMBERS = 20_000
STEEPEST_RATIO = 100  # of a member's size to its compressed size,
SMALL_MEMBER = 1024 * 1024  # unless it has fewer bytes than this
ENCRYPTED = 0x1  # bit of a member's flags
_STEP = 256 * 1024  # bytes inflated at once
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # the local header: signature, lengths of name and extra field


def open_container(data: bytes, name: str, kind: str) -> ZipFile:
    """Return the zip file; raise ``SourceError`` if it is damaged, encrypted, or a decompression bomb.

    The sizes in the central directory are not trusted, because ``zipfile`` inflates first and truncates afterwards:
    each member is inflated here and counted. Overlapping members and rare compression methods are refused.
    """
    try:
        container = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged(name, kind) from error
    members = container.infolist()
    _refuse_by_contents(members, name)
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        start = _start_of(member, data)
        if start is None or member.header_offset < end or start + member.compress_size > len(data):
            raise damaged(name, kind)
        end = start + member.compress_size
        size = _unpacked_size(member, memoryview(data)[start:end])
        if size is None:
            raise damaged(name, kind)
        if size > member.file_size:
            raise _bomb(name)
    return container


def _refuse_by_contents(members: Sequence[ZipInfo], name: str) -> None:
    """Raise if the central directory already shows that the file is unreadable or too large."""
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise SourceError(f"「{name}」有密碼保護；請先解除密碼再加入。")
    if len(members) > MOST_MEMBERS:
        raise SourceError(
            f"「{name}」裡面有 {len(members)} 個檔案，超過 {MOST_MEMBERS} 個的上限；請拆成幾個檔案再加入。"
        )
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise SourceError(f"「{name}」用了少見的壓縮方法，不會解開；請用原來的程式打開並另存一份，再加入。")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        limit, actual = (round(size / 1024**2) for size in (MOST_UNPACKED, unpacked))
        raise SourceError(f"「{name}」解壓縮之後有 {actual} MB，超過 {limit} MB 的上限；請拆成幾個檔案再加入。")
    if any(one.file_size > max(SMALL_MEMBER, STEEPEST_RATIO * one.compress_size) for one in members):
        raise _bomb(name)


def _start_of(member: ZipInfo, data: bytes) -> int | None:
    """Return the offset of a member's compressed bytes, or ``None`` if it has no local header."""
    header = data[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        return None
    signature, name, extra = _LOCAL_HEADER.unpack(header)
    return member.header_offset + _LOCAL_HEADER.size + name + extra if signature == b"PK\x03\x04" else None


def _unpacked_size(member: ZipInfo, packed: memoryview) -> int | None:
    """Return a member's inflated size, counted only until it exceeds its claim, or ``None`` if damaged."""
    if member.compress_type == ZIP_STORED:
        return len(packed)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    rest: bytes | memoryview = packed
    try:
        while not inflater.eof and size <= member.file_size:
            piece = inflater.decompress(rest, _STEP)
            rest = inflater.unconsumed_tail
            size += len(piece)
            if not piece and not rest:
                break
    except zlib.error:  # reported as damaged by the caller
        return None
    return size


def _bomb(name: str) -> SourceError:
    """Return the error for a decompression bomb."""
    return SourceError(f"「{name}」的壓縮比異常，可能是壓縮炸彈；請確認檔案來源，另存一份之後再加入。")
