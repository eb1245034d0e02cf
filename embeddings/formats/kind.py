"""The format of a file by its bytes, because suffixes can be wrong. Only this module imports filetype."""

import re
from functools import cache
from io import BytesIO
from mimetypes import MimeTypes
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from embeddings.errors import SourceError
from embeddings.formats.failures import damaged, empty

# Formats that are refused in favour of a successor: (name for users, suffix to save as).
OUTDATED = {
    ".doc": ("舊的 Word 格式（.doc）", ".docx"),
    ".xls": ("舊的 Excel 格式（.xls）", ".xlsx"),
    ".ppt": ("舊的 PowerPoint 格式（.ppt）", ".pptx"),
    ".rtf": ("用 RTF 存的文件", ".docx"),
    ".xlsb": ("二進位的 Excel 活頁簿（.xlsb）", ".xlsx"),
    ".wps": ("舊的 WPS 文件（.wps）", ".docx"),
    ".et": ("舊的 WPS 試算表（.et）", ".xlsx"),
    ".dps": ("舊的 WPS 簡報（.dps）", ".pptx"),
    ".eml": ("電子郵件", ".txt"),
    ".odt": ("OpenDocument 文件", ".docx"),
    ".ods": ("OpenDocument 試算表", ".xlsx"),
    ".odp": ("OpenDocument 簡報", ".pptx"),
}

_PDF, _ZIP, _OLE, _RTF = b"%PDF-", (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
_HEAD = 2048  # first bytes that are examined
# The member that every file of a format has; some programs number it.
_MEMBERS = {
    ".docx": re.compile(r"word/document\d*\.xml"),
    ".xlsx": re.compile(r"xl/workbook\d*\.xml"),
    ".pptx": re.compile(r"ppt/presentation\d*\.xml"),
    ".epub": re.compile(r"META-INF/container\.xml"),
}
_PACKAGES = {"[Content_Types].xml": "Office", "mimetype": "EPUB"}  # another member of them
# The streams of an OLE container by their names; the first one found decides.
_STREAMS = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"), ("PowerPoint Document", ".ppt"))
_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_FIELDS = rb"(?:[\w-]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*?"  # header lines; possessive, so no backtracking
_MHTML = re.compile(_FIELDS + rb"mime-version:", re.IGNORECASE)
_MAIL = re.compile(_FIELDS + rb"(?:from|subject|received):", re.IGNORECASE)
_PACKED = re.compile(
    rb"^content-(?:transfer-encoding:\s*(?:base64|quoted-printable)|type:\s*multipart/)", re.IGNORECASE | re.MULTILINE
)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Formats whose text may contain HTML tags.
_SOURCES = {".md", ".markdown", ".csv", ".json", ".jsonl"}
_PLAIN = {".txt", ".text"}
_SIGNED = {".pdf", ".docx", ".xlsx", ".pptx", ".epub"}

_NO_TEXT = re.compile(
    r"(?:image|audio|video|font)/.*|application/(?:octet-stream|zip|(?:x-)?(?:tar|gtar|gzip|python-code))"
)


def is_no_text(name: str) -> bool:
    """Return whether a file is of a kind, by its suffix, that holds no text: pictures, sound, programs, archives."""
    kind, packed = _known_kinds().guess_type(name)
    return packed is not None or (kind is not None and _NO_TEXT.fullmatch(kind) is not None)


@cache
def _known_kinds() -> MimeTypes:
    """Return the suffixes that Python knows, the same on every machine."""
    return MimeTypes()


def kind_of(data: bytes, name: str) -> str:
    """Return the suffix that matches a file's contents, or raise ``SourceError`` if its format is not supported."""
    suffix = PurePath(name).suffix.lower()
    if not data.strip():
        raise empty(name)
    if data.startswith(_ZIP):
        return _kind_of_zip(data, name, suffix)
    head = data[:_HEAD]
    _refuse_outdated(data, head, name)
    if head.lstrip().startswith(_PDF) or (suffix == ".pdf" and _PDF in head):
        return ".pdf"
    page = _kind_of_page(head)
    # For example, a table that a server has written as HTML; text in other formats does not end like this.
    if page is not None and (suffix not in _SOURCES or data.rstrip().lower().endswith(b"</html>")):
        return page
    _refuse_letter(head, name, suffix)
    _refuse_known_binary(head, name, suffix)
    if suffix in _SIGNED:
        raise SourceError(f"「{name}」的內容不是 {suffix} 格式，或已經損壞；請檢查檔案，用對的副檔名再加入。")
    return suffix


def _refuse_outdated(data: bytes, head: bytes, name: str) -> None:
    """Raise if the file is of a format that is refused in favour of a successor."""
    if data.startswith(_OLE):
        raise _refused_ole(data, name)
    if head.lstrip().startswith(_RTF):
        raise outdated(name, ".rtf")


def _refuse_letter(head: bytes, name: str, suffix: str) -> None:
    """Raise if a file that is named as text is an e-mail with encoded parts."""
    if suffix in _PLAIN and _MAIL.match(head) and _PACKED.search(head):
        raise outdated(name, ".eml")


def outdated(name: str, suffix: str) -> SourceError:
    """Return the error for a format that is refused in favour of a successor."""
    called, successor = OUTDATED[suffix]
    return SourceError(f"「{name}」是{called}，還不能讀；請另存為 {successor} 再加入。")


def _kind_of_zip(data: bytes, name: str, suffix: str) -> str:
    """Return which of the zip-based formats this is, or raise."""
    try:
        names = set(ZipFile(BytesIO(data)).namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        if suffix in _SIGNED - {".pdf"}:
            raise damaged(name, suffix.removeprefix(".")) from error
        raise SourceError(f"「{name}」是損壞的壓縮檔；請換成裡面的檔案再加入。") from error
    found = next((kind for kind, member in _MEMBERS.items() if any(map(member.fullmatch, names))), None)
    if found is not None:
        return found
    raise _refused_zip(names, name)


def _refused_zip(names: set[str], name: str) -> SourceError:
    """Return the error for a zip file of an unsupported format, according to its members."""
    if "xl/workbook.bin" in names:
        return outdated(name, ".xlsb")
    if {"mimetype", "content.xml"} <= names:
        return SourceError(f"「{name}」是 OpenDocument 格式，還不能讀；請另存為 .docx、.xlsx 或 .pptx 再加入。")
    whole = next((kind for member, kind in _PACKAGES.items() if member in names), None)
    if whole is not None:
        return damaged(name, whole)
    return SourceError(f"「{name}」是壓縮檔，裡面的檔案不會讀入；請解壓縮，再加入裡面的檔案。")


def _refused_ole(data: bytes, name: str) -> SourceError:
    """Return the error for an OLE container: an encrypted document, or one of the old formats."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return SourceError(f"「{name}」有密碼保護；請用原來的程式打開，取消密碼並另存之後再加入。")
    for stream, suffix in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return outdated(name, suffix)
    return SourceError(f"「{name}」是舊的 Office 格式，還不能讀；請另存為 .docx、.xlsx 或 .pptx 再加入。")


def _kind_of_page(head: bytes) -> str | None:
    """Return the suffix of a web page, in any encoding, or of MHTML; ``None`` if the first bytes are neither."""
    letters = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _HTML.match(letters):
        return ".html"
    return ".mhtml" if _MHTML.match(letters) and b"multipart/related" in letters.lower() else None


def _refuse_known_binary(head: bytes, name: str, suffix: str) -> None:
    """Raise if the file is of another known format. Text is not checked: it may begin with any letters."""
    if _BINARY.search(head) is None:
        return
    import filetype

    found = filetype.guess(head)
    if found is not None and f".{found.extension}" != suffix:
        raise SourceError(f"「{name}」不是文字檔，其實是 {found.extension}（{found.mime}）；請換成有文字的檔案再加入。")
