"""One table in every format that has tables, written by the libraries that programs write them with."""

import csv
from html import escape
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl
import pptx
from pptx.util import Inches

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest>'
    '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="c"/></spine></package>'
)


def as_csv(rows):
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def as_docx(rows):
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell
    return saved(document)


def as_pptx(rows):
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = slide.shapes.add_table(len(rows), len(rows[0]), 0, 0, Inches(6), Inches(3)).table
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell
    return saved(presentation)


def as_markdown(rows):
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]]).encode()


def as_html(rows):
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    return f'<html><head><meta charset="utf-8"></head><body><table>{table}</table></body></html>'.encode()


def as_mhtml(rows):
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head + as_html(rows)


def as_epub(rows):
    page = as_html(rows).decode().replace('<html><head><meta charset="utf-8"></head>', "")
    page = page.replace("<body>", '<html xmlns="http://www.w3.org/1999/xhtml"><body>', 1)
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "book.opf": PACKAGE,
        "c.xhtml": page,
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as container:
        for name, body in files.items():
            container.writestr(name, body)
    return buffer.getvalue()


def saved(document):
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


FORMATS = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "docx": as_docx,
    "pptx": as_pptx,
    "md": as_markdown,
    "html": as_html,
    "mhtml": as_mhtml,
    "epub": as_epub,
}
