"""Books: chapters in the order of the spine, and what is no book. The files are zipped here."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from embeddings.errors import SourceError
from embeddings.formats.load import load_bytes
from tests.fakes.reading import read_bytes

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
FIRST = "<h2>第一章　出發</h2><p>我們清晨<ruby>出<rt>ㄔㄨ</rt></ruby>發，往北岸走去。</p>"
LAST = "<p>傍晚回到碼頭，大家都累了。</p>"


def book(*chapters, title="河岸札記", encoding="utf-8", **more):
    """Return a book; the first chapter given is the last in the order of the files."""
    count = len(chapters)
    items = "".join(
        f'<item id="c{n}" href="a/c%20{count - n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(count)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(count))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title><dc:date>2023-01-05</dc:date><dc:creator> 王  小明</dc:creator></metadata>"
        f"<manifest>{items}"
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>'
        f'<spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": package}
    for number, chapter in enumerate(chapters):
        head = f'<?xml version="1.0" encoding="{encoding}"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title>'
        files[f"OPS/a/c {count - number}.xhtml"] = f"{head}</head><body>{chapter}</body></html>".encode(encoding)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as container:
        for name, body in (files | more).items():
            container.writestr(name, body)
    return buffer.getvalue()


def without(data, member):
    """Return a zip file without one of its members."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as whole, ZipFile(buffer, "w") as rest:
        for name in whole.namelist():
            if name != member:
                rest.writestr(name, whole.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_chapters_in_the_order_in_which_they_are_read(encoding):
    first, last = read_bytes(book(FIRST, '<img src="map.png"/>', LAST, encoding=encoding), "書.epub", "某處")
    assert (first.origin, first.title, first.published) == ("某處#c0", "河岸札記：第一章 出發", "2023-01-05")
    assert first.author == "王 小明"
    assert first.text == "第一章 出發\n我們清晨出發，往北岸走去。"
    assert (last.origin, last.title, last.text) == ("某處#c2", "河岸札記", "傍晚回到碼頭，大家都累了。")


def test_a_book_without_a_title_has_its_files_name():
    assert read_bytes(book(LAST, title=""), "札記.epub", "某處")[0].title == "札記"


def test_a_locked_book_is_refused_but_not_for_its_fonts():
    lock = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        '<enc:EncryptedData><enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData></enc:EncryptedData>'
        "</encryption>"
    )
    assert read_bytes(book(LAST, **{"META-INF/encryption.xml": lock.format("OPS/song.ttf")}), "書.epub", "某處")
    with pytest.raises(SourceError, match=r"「書\.epub」有版權保護.*請"):
        read_bytes(book(LAST, **{"META-INF/encryption.xml": lock.format("OPS/a/c%201.xhtml")}), "書.epub", "某處")


def test_a_chapter_that_cannot_be_read_stops_no_other():
    garbled = LAST.encode().decode("cp1252", "ignore") * 5
    for chapter, reason in ((garbled, "「c 1.xhtml」裡有亂碼"), ("<div>" * 5000, "「c 1.xhtml」的標籤巢狀過深")):
        report = load_bytes(book(FIRST, chapter), "書.epub", "某處")
        assert [article.origin for article in report.articles] == ["某處#c0"]
        assert [reason in problem.reason for problem in report.problems] == [True]


def test_a_chapter_of_nothing_is_none():
    assert len(read_bytes(book(FIRST, LAST, **{"OPS/a/c 1.xhtml": b" "}), "書.epub", "某處")) == 1


def test_a_chapter_that_is_missing_is_named():
    missing = '<item id="m" href="x.xhtml" media-type="application/xhtml+xml"/></manifest>'
    whole = book(FIRST, LAST)
    package = ZipFile(BytesIO(whole)).read("OPS/book.opf").decode()
    package = package.replace("</manifest>", missing).replace(
        "</spine>", '<itemref idref="m"/><itemref idref="?"/></spine>'
    )
    report = load_bytes(book(FIRST, LAST, **{"OPS/book.opf": package}), "書.epub", "某處")
    assert len(report.articles) == 2
    (problem,) = report.problems
    assert "「書.epub」的「x.xhtml」不見了" in problem.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (book(), "沒有文字"),
        (book("<p> </p>"), "沒有文字"),
        (book(LAST)[:400], "損壞"),
        (without(book(LAST), "META-INF/container.xml"), "損壞"),
        (book(LAST, **{"OPS/book.opf": "<package"}), "損壞"),
        (book(LAST, **{"META-INF/container.xml": "<x/>"}), "損壞"),
        (book(LAST.encode().decode("cp1252", "ignore") * 5), "亂碼"),
        (book("<div>" * 5000 + LAST), "巢狀過深"),
        (book(LAST, **{"OPS/a/c 1.xhtml": "<p>" + "好" * 2_000_000}), "壓縮炸彈"),
    ],
)
def test_what_is_no_readable_book_is_refused(data, reason):
    with pytest.raises(SourceError, match=rf"「書\.epub」(?=.*請).*{reason}"):
        read_bytes(data, "書.epub", "某處")
