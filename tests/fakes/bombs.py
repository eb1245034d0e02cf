"""Files that are small when they are sent and large, or endless, when they are read; made here, none is kept."""

import json
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

MEGABYTE = 1024 * 1024
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def _deflated(what: bytes, megabytes: int) -> bytes:
    """Return so many megabytes of the same bytes, deflated: one megabyte's block over and over."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflater.compress(what * (MEGABYTE // len(what))) + deflater.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + deflater.flush()


def forged_docx(megabytes: int = 400) -> bytes:
    """Return a Word file whose table of contents claims a few bytes of a member that inflates to very many."""
    packed = _deflated(b" ", megabytes)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("word/document.xml", packed)
    data = bytearray(buffer.getvalue())
    local, central = data.index(b"PK\x03\x04", 4), data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, local + 8, ZIP_DEFLATED)
    struct.pack_into("<H", data, central + 10, ZIP_DEFLATED)
    struct.pack_into("<I", data, central + 24, 100_000)
    return bytes(data)


def wide_xlsx(rows: int = 2000, row_step: int = 1) -> bytes:
    """Return a workbook with one cell, in the last column, in each row."""
    import openpyxl

    buffer = BytesIO()
    openpyxl.Workbook().save(buffer)
    cells = "".join(
        f'<row r="{row}"><c r="XFD{row}" t="inlineStr"><is><t>好</t></is></c></row>'
        for row in range(1, rows * row_step + 1, row_step)
    )
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    changed = BytesIO()
    with ZipFile(buffer) as old, ZipFile(changed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return changed.getvalue()


def overlapping_docx() -> bytes:
    """Return a Word file of which many members are the same bytes."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<a>" + b"a" * 90_000 + b"</a>")
        member = package.infolist()[0]
        package.filelist.extend([member] * 500)
    return buffer.getvalue()


def swollen_pdf(megabytes: int = 600) -> bytes:
    """Return a PDF of one page, the content of which inflates to very many bytes."""
    stream = b"\x78\x9c" + _deflated(b"q ", megabytes)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, one)
    place = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % place)


def nested_mhtml(depth: int = 3000) -> bytes:
    """Return a saved page of parts within parts."""
    parts = [f"Content-Type: multipart/related; boundary=b{n}\n\n--b{n}\n" for n in range(depth)]
    return ("MIME-Version: 1.0\n" + "".join(parts)).encode()


BOMBS: dict[str, Callable[[], bytes]] = {  # by their names: archives, sheets, mark-up, PDF, JSON
    "目錄造假.docx": forged_docx,
    "重疊.docx": overlapping_docx,
    "很寬.xlsx": wide_xlsx,
    "很寬.csv": lambda: b"\n".join([b"," * 16_000] * 400),
    "內容很大.pdf": swollen_pdf,
    "很深.html": lambda: b"<html><body>" + b"<div>" * 1_000_000,
    "很深.json": lambda: b"[" * 2_000_000,
    "很多.json": lambda: b"[" + b"{}," * 3_000_000 + b"{}]",
    "很多.jsonl": lambda: b'{"text":"a"}\n' * 300_000,
    "包在裡面.mhtml": nested_mhtml,
    "星號.md": lambda: b"*a **b " * 100_000,
    "無盡.json": lambda: json.dumps({"text": "a" * 10, "x": [[0]] * 900_000}).encode() * 2,
}
