"""What a file is by its bytes, and the zip files that swell."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from embeddings.errors import SourceError
from embeddings.formats import containers
from embeddings.formats.kind import kind_of
from embeddings.formats.load import PARSERS
from tests.fakes.pdf import pdf
from tests.fakes.reading import read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
PDF = pdf([["本館今天休館。"]])
HTML = "<!DOCTYPE html><p>本館今天休館。</p>".encode()


MAIL = b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: BASE64\r\n\r\npKSk5Q==\r\n"


def packed(compression=ZIP_DEFLATED, **members):
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as container:
        for name, body in members.items():
            container.writestr(name.replace("__", "/"), body)
    return buffer.getvalue()


DOCX, XLSX, PPTX = (
    packed(**{f"{name}.xml": "<x/>"}) for name in ("word__document", "xl__workbook", "ppt__presentation")
)
EPUB = packed(**{"META-INF__container.xml": "<x/>"})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, ".pdf"),
        (DOCX, ".docx"),
        (XLSX, ".xlsx"),
        (PPTX, ".pptx"),
        (EPUB, ".epub"),
        (HTML, ".html"),
        (b"\n" + HTML, ".html"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".docx", ".xlsx", ".html"])
def test_a_wrong_suffix_does_not_matter(data, kind, suffix):
    assert kind_of(data, f"甲{suffix}") == kind


def test_a_file_is_read_as_what_it_is():
    for name in ("甲.txt", "甲.docx", "甲.md", "甲.csv"):
        assert read_bytes(PDF, name, "某處")[0].text == "本館今天休館。"
    for name in ("甲.txt", "甲.pdf", "甲.xlsx"):
        assert read_bytes(HTML, name, "某處")[0].text == "本館今天休館。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"])
@pytest.mark.parametrize(
    "start", ["BMW 的車", "MZ 世代", "ID3 是", "PDF 檔", "GIF 圖", "<p>是", "%PDF 是", "PK 大賽", "II 世", ""]
)
def test_text_may_begin_with_any_letters(start, encoding):
    text = f"{start}今年第一季的用電量比去年同期增加了百分之三，主要來自工業部門的需求。"
    assert kind_of(text.encode(encoding), "甲.txt") == ".txt"
    assert read_bytes(text.encode(encoding), "甲.txt", "某處")[0].text == text


def test_text_about_a_format_is_not_of_it():
    assert kind_of(b"%PDF-1.7\n", "甲.pdf") == ".pdf"
    assert kind_of("檔案開頭是 %PDF-1.7 的就是 PDF。".encode(), "甲.txt") == ".txt"
    assert kind_of(b"<html>", "甲.md") == ".md"
    assert kind_of("網頁以 <html> 開頭。".encode(), "甲.txt") == ".txt"


def test_a_whole_page_is_a_page_whatever_it_is_called():
    table = "<html><body><table><tr><td>姓名</td><td>王小明</td></tr></table></body></html>\n".encode()
    for name in ("甲.csv", "甲.md", "甲.json"):
        assert read_bytes(table, name, "某處")[0].text == "姓名 | 王小明"
    assert kind_of("<html> 是網頁的開頭。".encode(), "甲.md") == ".md"


@pytest.mark.parametrize("line", [b"a:\r\n", b"a: b\r\n c\r\n", b"a:\n \n"])
def test_lines_like_those_of_a_head_are_looked_at_once(line):
    assert kind_of(line * 500, "甲.txt") == ".txt"  # a second way of reading each would never end


@pytest.mark.parametrize("head", [b"<!--a-->", b"<!-- -->\n", b"<?xml ?>", b"<!--", b" \n"])
def test_what_may_stand_before_a_page_is_looked_at_once(head):
    assert kind_of("標題".encode() + head * 250, "甲.txt") == ".txt"
    assert kind_of(head * 250 + "內文".encode(), "甲.txt") == ".txt"


def test_a_page_may_begin_with_many_remarks():
    assert kind_of(b"<!-- a -->\n" * 50 + b"<html>", "甲.txt") == ".html"


def test_a_letter_in_plain_words_is_a_text():
    letter = "From: 王小明\nSubject: 開會\n\n今天的會議改到明天。\n"
    assert read_bytes(letter.encode(), "甲.txt", "某處")[0].text == letter


@pytest.mark.parametrize("name", ["word/document2.xml", "xl/workbook1.xml"])
def test_a_main_part_may_be_numbered(name):
    assert kind_of(packed(**{name: "<x/>"}), "甲.txt") == (".docx" if "word" in name else ".xlsx")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密碼"),
        (OLE + "WordDocument".encode("utf-16-le"), r"\.doc.*\.docx"),
        (OLE + "Workbook".encode("utf-16-le"), r"\.xls.*\.xlsx"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), r"\.ppt.*\.pptx"),
        (OLE, "Office"),
        (b"{\\rtf1\\ansi x}", "RTF"),
        (packed(**{"[Content_Types].xml": "<x/>", "xl__workbook.bin": "x"}), r"xlsb.*\.xlsx"),
        (packed(**{"[Content_Types].xml": "<x/>"}), "損壞.*Office"),
        (MAIL, r"電子郵件.*\.txt"),
        (b"X-Mailer: a\r\n b\r\n" + MAIL, "電子郵件"),
        (packed(**{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "OpenDocument"),
        (packed(**{"甲.txt": "內文"}), "壓縮檔.*解壓縮"),
        (b"PK\x03\x04" + b"\0" * 50, "壓縮檔"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50, "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 50, "jpg"),
        (b"\x1f\x8b\x08\0" + b"\0" * 50, "gz"),
        (b"", "沒有文字"),
        (b" \n", "沒有文字"),
    ],
)
def test_what_no_reader_is_for_is_named(data, reason):
    with pytest.raises(SourceError, match=rf"「甲\.txt」(?=.*請).*{reason}"):
        read_bytes(data, "甲.txt", "某處")


@pytest.mark.parametrize("suffix", PARSERS)
def test_an_empty_file_of_any_format_is_refused(suffix):
    with pytest.raises(SourceError, match=f"「甲{suffix}」裡沒有文字.*請"):
        read_bytes(b"", f"甲{suffix}", "某處")


@pytest.mark.parametrize("suffix", PARSERS)
def test_noise_of_any_format_is_refused(suffix):
    with pytest.raises(SourceError, match=f"「甲{suffix}」.*請"):
        read_bytes(bytes(range(256)) * 20, f"甲{suffix}", "某處")


@pytest.mark.parametrize(
    ("suffix", "successor"),
    [
        *((".doc", ".docx"), (".xls", ".xlsx"), (".ppt", ".pptx"), (".rtf", ".docx")),
        *((".wps", ".docx"), (".et", ".xlsx"), (".dps", ".pptx"), (".xlsb", ".xlsx"), (".eml", ".txt")),
    ],
)
def test_old_formats_are_named_with_what_to_do(suffix, successor):
    with pytest.raises(SourceError, match=f"「甲{suffix}」.*請另存為 {successor}"):
        read_bytes(b"x", f"甲{suffix}", "某處")


@pytest.mark.parametrize("name", ["甲.docx", "甲.xlsx", "甲.pptx", "甲.epub"])
def test_a_bomb_is_refused_before_it_is_unpacked(name, monkeypatch):
    member = {".docx": "word__document.xml", ".xlsx": "xl__workbook.xml", ".pptx": "ppt__presentation.xml"}
    bomb = packed(**{member.get(name[1:], "META-INF__container.xml"): b"\0" * 3_000_000})
    monkeypatch.setattr(ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(SourceError, match=f"「{name}」.*壓縮炸彈.*請"):
        read_bytes(bomb, name, "某處")


def test_a_file_that_swells_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "MOST_UNPACKED", 2 * 1024**2)
    large = packed(ZIP_STORED, **{"word__document.xml": b"x" * 3_000_000})
    with pytest.raises(SourceError, match=r"「甲\.docx」解壓縮之後有 3 MB，超過 2 MB.*請"):
        read_bytes(large, "甲.docx", "某處")


def test_a_locked_member_is_refused():
    data = bytearray(DOCX)
    data[6] |= 1  # the flag of the member's own header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and of its line in the table of contents
    with pytest.raises(SourceError, match=r"「甲\.docx」有密碼保護.*請"):
        read_bytes(bytes(data), "甲.docx", "某處")
