"""Writes the binary files of the office set from ``content`` and its fellow: Word, Excel, PDF and the others.

Run ``python -m tests.golden.office.make_files --font FONT`` with fpdf2, reportlab, python-docx, openpyxl and
python-pptx installed; FONT is any TrueType font of Chinese, of which each PDF embeds only what it uses. The same
content gives the same bytes, so that a changed file is a changed content.
"""

import argparse
import re
import zipfile
from datetime import UTC, date, datetime
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html import escape
from io import BytesIO
from pathlib import Path

import docx
import fpdf
import openpyxl
import pptx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from pptx.util import Inches, Pt
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from tests.golden.office import content_institutions as institutions
from tests.golden.office.content import BARE_PDF, DOCX, EPUB, MHTML, PDF, PPTX, XLSX

FILES = Path(__file__).with_name("files")
MADE = datetime(2025, 1, 1, tzinfo=UTC)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# Word's automatic numbers: kind of block → (numbering, level, number format, text of the number).
NUMBERING = {
    "number": (71, 0, "taiwaneseCountingThousand", "第%1點"),
    "letter": (71, 1, "taiwaneseCountingThousand", "（%2）"),
    "section": (72, 0, "decimal", "%1"),
    "subsection": (72, 1, "decimal", "%1.%2"),
}


def same_each_time(data: bytes) -> bytes:
    """Return a zip file with its times of writing replaced by a fixed one."""
    made, written = BytesIO(), f"{MADE:%Y-%m-%dT%H:%M:%SZ}"
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", written.encode(), content)
            new.writestr(_member(name), content)
    return made.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, MADE.timetuple()[:6])
    member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
    return member


# Word


def write_docx(name: str, blocks: list) -> None:
    """Write a Word file with real automatic numbers, merged cells and footnotes."""
    document = docx.Document()
    _define_numbers(document)
    for kind, *rest in blocks:
        if kind == "table":
            _table(document, *rest)
        elif kind == "footnoted":
            _footnoted(document, *rest)
        elif kind in NUMBERING:
            paragraph = document.add_paragraph(rest[0])
            number, level, *_ = NUMBERING[kind]
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
            )
        else:
            style = {"title": "Title", "h1": "Heading 1", "h2": "Heading 2"}.get(kind)
            document.add_paragraph(rest[0], style=style)
    written = BytesIO()
    document.save(written)
    (FILES / f"{name}.docx").write_bytes(same_each_time(written.getvalue()))


def _define_numbers(document) -> None:
    numbering = document.part.numbering_part.element
    first = numbering.find(f"{{{numbering.nsmap['w']}}}num")
    for number in sorted({row[0] for row in NUMBERING.values()}):
        rows = sorted(row[1:] for row in NUMBERING.values() if row[0] == number)
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for level, form, text in rows
        )
        first.addprevious(parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{levels}</w:abstractNum>'))
        numbering.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def _table(document, rows: list, spans: list) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, cells, strict=True):
            cell.text = value
    for top, left, bottom, right in spans:
        value = rows[top - 1][left - 1]
        table.cell(top - 1, left - 1).merge(table.cell(bottom - 1, right - 1)).text = value


def _footnoted(document, text: str, note: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    xml = f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


# Excel and PowerPoint


def write_xlsx(name: str, sheets: list) -> None:
    """Write a spreadsheet; an empty string is an empty cell."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet["name"])
        for row in sheet["rows"]:
            page.append([None if cell == "" else cell for cell in row])
        for top, left, bottom, right in sheet["span"]:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, date):
                    cell.number_format = "yyyy-mm-dd"
    written = BytesIO()
    book.save(written)
    (FILES / f"{name}.xlsx").write_bytes(same_each_time(written.getvalue()))


def write_pptx(name: str, slides: list) -> None:
    """Write a presentation: a title, lines and perhaps a table on each slide."""
    show = pptx.Presentation()
    for slide in slides:
        page = show.slides.add_slide(show.slide_layouts[1])
        page.shapes.title.text = slide["title"]
        page.placeholders[1].text = "\n".join(slide["lines"])
        if rows := slide.get("table"):
            size = (Inches(0.5), Inches(3), Inches(9), Inches(0.4 * len(rows)))
            table = page.shapes.add_table(len(rows), len(rows[0]), *size).table
            for number, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    table.cell(number, column).text = value
                    table.cell(number, column).text_frame.paragraphs[0].font.size = Pt(14)
    written = BytesIO()
    show.save(written)
    (FILES / f"{name}.pptx").write_bytes(same_each_time(written.getvalue()))


# PDF


class Page(fpdf.FPDF):
    """A PDF with a running head, a page number and a watermark behind the text where they are wanted."""

    running = ""
    watermark = ""

    def header(self) -> None:
        """Draw the watermark and the running head of a page."""
        if self.watermark:
            self.set_text_color(225)
            self.set_font_size(22)
            for x, y in ((25, 80), (90, 150), (25, 220)):
                with self.rotation(35, x, y):
                    self.text(x, y, self.watermark)
            self.set_text_color(0)
        if self.running:
            self.set_font_size(8)
            self.cell(0, 6, self.running, align="R", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        """Draw the page number."""
        self.set_y(-15)
        self.set_font_size(8)
        self.cell(0, 6, f"— {self.page_no()} —", align="C")


def write_pdf(name: str, blocks: list, font: Path) -> None:
    """Write a PDF that embeds the characters it uses."""
    page = Page()
    page.set_creation_date(MADE)
    page.add_font("chinese", "", font)
    page.set_font("chinese", size=11)
    ahead = {kind: rest[0] for kind, *rest in blocks if kind in ("watermark", "running")}
    page.watermark, page.running = ahead.get("watermark", ""), ahead.get("running", "")
    page.add_page()
    for kind, content in blocks:
        if kind not in ahead:
            _draw(page, kind, content)
    page.output(str(FILES / f"{name}.pdf"))


def _draw(page: Page, kind: str, content) -> None:
    sizes = {"title": 16, "center": 10, "small": 8, "head": 9}
    page.set_font_size(sizes.get(kind, 11))
    if kind == "page":
        page.add_page()
    elif kind == "table":
        _ruled(page, content)
    elif kind == "aligned":
        _aligned(page, content)
    elif kind == "columns":
        _columns(page, content)
    else:
        align = "C" if kind in ("title", "center", "head") else "L"
        page.multi_cell(0, 8, content, align=align, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")


def _ruled(page: Page, rows: list) -> None:
    with page.table(width=170, line_height=8, headings_style=fpdf.FontFace()) as table:
        for cells in rows:
            row = table.row()
            for value in cells:
                row.cell(value)


def _aligned(page: Page, rows: list) -> None:
    for cells in rows:
        for value in cells:
            page.cell(45, 8, value)
        page.ln()


def _columns(page: Page, paragraphs: list) -> None:
    page.set_font_size(9.5)
    with page.text_columns(ncols=2, gutter=8, balance=True, line_height=1.5, wrapmode="CHAR") as columns:
        for paragraph in paragraphs:
            with columns.paragraph(bottom_margin=2) as part:
                part.write(paragraph)
    page.set_xy(page.l_margin, page.y + 12)  # below the longer column


def write_bare_pdf(name: str, lines: list) -> None:
    """Write a PDF without its font, each character a text object of its own."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(FILES / f"{name}.pdf"), invariant=1)
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            canvas.setFont("STSong-Light", 12)
            canvas.drawString(60 + 12.5 * column, 780 - 22 * row, character)
    canvas.save()


# Saved pages and books


def write_mhtml(name: str, page: str) -> None:
    """Write a page as a browser saves it, with a stylesheet as its second part."""
    message = MIMEMultipart("related", boundary="----MultipartBoundary--office----")
    message["From"] = "<Saved by Blink>"
    message["Subject"] = name
    message["Date"] = "Wed, 1 Jan 2025 00:00:00 -0000"
    html = MIMEText(page, "html", "utf-8")
    html["Content-Location"] = "https://www.example.org/page"
    style = MIMEText("body{margin:0}", "css", "utf-8")
    style["Content-Location"] = "https://www.example.org/page.css"
    message.attach(html)
    message.attach(style)
    (FILES / f"{name}.mhtml").write_bytes(message.as_bytes())


def write_epub(name: str, title: str, language: str, chapters: list) -> None:
    """Write a book with a chapter for each heading."""
    files = {"mimetype": "application/epub+zip"}
    files["META-INF/container.xml"] = (
        '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    files["book.opf"] = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">office-{escape(name)}</dc:identifier><dc:title>{escape(title)}</dc:title>'
        f"<dc:language>{language}</dc:language></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    for number, (heading, paragraphs) in enumerate(chapters):
        body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        files[f"c{number}.xhtml"] = (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
            f"<head><title>{escape(heading)}</title></head><body><h1>{escape(heading)}</h1>{body}</body></html>"
        )
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        for path, text in files.items():
            book.writestr(_member(path), text.encode())
    (FILES / f"{name}.epub").write_bytes(written.getvalue())


def main() -> None:
    """Write every file that ``content`` and ``content_institutions`` describe."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--font", type=Path, required=True, help="a TrueType font of Chinese")
    font = parser.parse_args().font
    for name, blocks in (DOCX | institutions.DOCX).items():
        write_docx(name, blocks)
    for name, sheets in (XLSX | institutions.XLSX).items():
        write_xlsx(name, sheets)
    for name, slides in PPTX.items():
        write_pptx(name, slides)
    for name, blocks in (PDF | institutions.PDF).items():
        write_pdf(name, blocks, font)
    for name, lines in BARE_PDF.items():
        write_bare_pdf(name, lines)
    for name, book in EPUB.items():
        write_epub(name, *book)
    for name, page in MHTML.items():
        write_mhtml(name, page)


if __name__ == "__main__":
    main()
