"""Files that are small when they are sent and large, or endless, when they are read; made here, none is kept."""

import json
import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import docx
import openpyxl

MEGABYTE = 1024 * 1024
_CONTENTS = "[Content_Types].xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OASIS, _OPF = "urn:oasis:names:tc:opendocument:xmlns:container", "http://www.idpf.org/2007/opf"
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
    cells = "".join(
        f'<row r="{row}"><c r="XFD{row}" t="inlineStr"><is><t>好</t></is></c></row>'
        for row in range(1, rows * row_step + 1, row_step)
    )
    return _workbook(cells)


def _workbook(rows: str, strings: str = "") -> bytes:
    """Return a workbook of one sheet with rows as XML, and with shared strings if there are any."""
    buffer = BytesIO()
    openpyxl.Workbook().save(buffer)
    types = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SPREADSHEET}.sharedStrings+xml"/></Types>'
    new = {"xl/worksheets/sheet1.xml": f"<worksheet {_SHEET}><sheetData>{rows}</sheetData></worksheet>"}
    with ZipFile(buffer) as package:
        if strings:
            new["xl/sharedStrings.xml"] = f"<sst {_SHEET}>{strings}</sst>"
            new[_CONTENTS] = package.read(_CONTENTS).decode().replace("</Types>", types)
        return _package({name: package.read(name) for name in package.namelist()} | new)


def _document(body: str, head: str = "") -> bytes:
    """Return a Word file with a body as XML."""
    buffer = BytesIO()
    docx.Document().save(buffer)
    text = f"{head}<w:document {_WORD}><w:body>{body}</w:body></w:document>"
    with ZipFile(buffer) as package:
        return _package({name: package.read(name) for name in package.namelist()} | {"word/document.xml": text})


def _package(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of members."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return buffer.getvalue()


def shared_string_xlsx(rows: int = 5000) -> bytes:
    """Return a workbook that says one long string again and again."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, rows))
    return _workbook(cells, f"<si><t>{'長' * 30_000}</t></si>")


def nested_cells_docx(depth: int = 60) -> bytes:
    """Return a Word file of tables within tables, each of a cell over two hundred columns."""
    opened = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="200"/></w:tcPr>' * depth
    return _document(opened + "<w:p><w:r><w:t>甲</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth)


def entities_docx() -> bytes:
    """Return a Word file with entities of ten entities each, nine deep ("billion laughs")."""
    names = "abcdefghij"
    entities = f'<!ENTITY a "{"哈" * 50}">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    return _document("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", f"<!DOCTYPE d [{entities}]>")


def repeated_chapter_epub(times: int = 4900) -> bytes:
    """Return a book whose spine names one chapter thousands of times."""
    items = "".join(f'<item id="i{n}" href="c.html" media-type="application/xhtml+xml"/>' for n in range(times))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(times))
    roots = '<rootfiles><rootfile full-path="c.opf"/></rootfiles>'
    return _package(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": f'<container xmlns="{_OASIS}">{roots}</container>',
            "c.opf": f'<package xmlns="{_OPF}"><metadata/><manifest>{items}</manifest><spine>{spine}</spine></package>',
            "c.html": f"<html><body>{'<p>好</p>' * 20_000}</body></html>",
        }
    )


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
    return _pdf(_stream(stream, b"/Filter/FlateDecode"))


def forms_pdf(depth: int = 9, fan: int = 10) -> bytes:
    """Return a PDF of a page whose form shows ten forms, each of which shows ten, nine deep."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>/Font<</F 99 0 R>>>>"
    forms = [_stream(b"/X Do " * fan, form % (6 + number)) for number in range(depth)]
    return _pdf(
        _stream(b"/X Do"), *forms, _stream(b"BT /F 9 Tf (abc) Tj ET", form % 0), resources=b"/XObject<</X 5 0 R>>"
    )


def repeated_page_pdf(times: int = 100_000) -> bytes:
    """Return a PDF that names one page very many times."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    text = _stream(b"BT /F 9 Tf 9 9 Td (abc def) Tj ET")
    return _pdf(text, font, resources=b"/Font<</F 5 0 R>>", pages=b"/Count %d/Kids[%s]" % (times, b"3 0 R " * times))


def circular_pdf() -> bytes:
    """Return a PDF whose list of pages is in itself, two thousand million of them."""
    return _pdf(pages=b"/Count 2000000000/Kids[2 0 R 2 0 R]")


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def _pdf(*contents: bytes, resources: bytes = b"", pages: bytes = b"/Count 1/Kids[3 0 R]") -> bytes:
    """Return a PDF of one page, whose content is the first of the objects, with number 4."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages%s>>" % pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<%s>>>>" % resources,
        *contents,
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, one)
    place = len(out)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, place))


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
    "星號.md": lambda: b"*a **b " * 40_000,
    "無盡.json": lambda: json.dumps({"text": "a" * 10, "x": [[0]] * 900_000}).encode() * 2,
}

MORE_BOMBS: dict[str, Callable[[], bytes]] = {  # of other kinds, made when all of the above were refused already
    "套表格.docx": nested_cells_docx,
    "實體.docx": entities_docx,
    "同一章.epub": repeated_chapter_epub,
    "長字串.xlsx": shared_string_xlsx,
    "引號.csv": lambda: b'a,"' + b"x,\n" * 2_000_000,
    "方括號.md": lambda: b"[" * 400_000,
    "表格.html": lambda: (
        b"<html><body>" + b'<table><tr><td rowspan="200" colspan="200">a<td>b<tr><td>c<td>d</table>' * 20_000
    ),
    "參數.mhtml": lambda: b"MIME-Version: 1.0\nContent-Type: text/html" + b"; a*0*=x" * 60_000 + b"\n\n<html>x</html>",
    "表單.pdf": forms_pdf,
    "同一頁.pdf": repeated_page_pdf,
    "繞圈.pdf": circular_pdf,
    "數字.json": lambda: b'{"title":"x","text":' + b"9" * 4_000_000 + b"}",
    "套物件.json": lambda: b'{"text":' * 300_000 + b"1" + b"}" * 300_000,
    "半個字.json": lambda: b'{"text":"' + b"\\ud800" * 1_000_000 + b'"}',
}
