"""The zip files that documents come in: looked over by their table of contents before anything is unpacked."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from embeddings.errors import SourceError
from embeddings.formats.failures import damaged

MOST_UNPACKED = 200 * 1024 * 1024  # bytes
STEEPEST_RATIO = 100  # how much larger than its packed bytes a member may be,
SMALL_MEMBER = 1024 * 1024  # unless it is smaller than this anyway
ENCRYPTED = 0x1  # the bit of a member's flags


def open_container(data: bytes, name: str, kind: str) -> ZipFile:
    """Return the zip file, or raise a ``SourceError`` if it is damaged, locked, or swells when unpacked.

    The sizes are what the table of contents claims; ``zipfile`` never unpacks more of a member than that.
    """
    try:
        container = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged(name, kind) from error
    members = container.infolist()
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise SourceError(f"「{name}」有密碼保護；請先解除密碼再加入。")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        limit, actual = (round(size / 1024**2) for size in (MOST_UNPACKED, unpacked))
        raise SourceError(f"「{name}」解壓縮之後有 {actual} MB，超過 {limit} MB 的上限；請拆成幾個檔案再加入。")
    steep = (one for one in members if one.file_size > max(SMALL_MEMBER, STEEPEST_RATIO * one.compress_size))
    if any(steep):
        raise SourceError(f"「{name}」的壓縮比異常，可能是壓縮炸彈；請確認檔案來源，另存一份之後再加入。")
    return container
