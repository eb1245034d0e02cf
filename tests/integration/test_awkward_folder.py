"""A folder of awkward files: each is read right or refused by name, and none of them stops another."""

import base64
import codecs
import csv
import gzip
import json
import os
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl
import pptx
import pytest

from embeddings.collection.records import Collection
from embeddings.collection.sync import sync_folder
from embeddings.formats.load import LARGEST_FILE
from embeddings.text.mojibake import garbled_part
from embeddings.text.plausibility import PLAUSIBLE, plausibility
from tests.fakes.pdf import locked_pdf, pdf

HARBOUR = "往離島的渡輪已於下午三點復航，旅客可以在三十天內免費改簽或退票。"
TRADITIONAL = f"""颱風過境後的港口重新開放

受到影響的六個漁港，從當天下午開始陸續恢復作業，漁民忙著檢查纜繩與船艙，希望趕在週末之前出海。
交通部表示，{HARBOUR}
業者提醒，海面仍有長浪，最高可達四公尺，請乘客留意廣播。
"""
QUARTER = "方案提出，保留沿街的骑楼与两座清代会馆，拆除违章建筑约八千平方米。"
SIMPLIFIED = f"""老城区改造听取居民意见

本月十二日，市规划局召开座谈会，就老城区的改造方案征求居民的意见。{QUARTER}
参加会议的居民中，有人担心施工期间的噪音，也有人关心租金会不会上涨。
"""
CANTONESE = "居民李先生話：「啲喉管漏咗好耐，我哋等咗成年先有人嚟睇。」佢希望今次唔好再拖。"
JAPANESE = "昨日の会議では、新しい交通計画について話し合いが行われた。" * 3
KOREAN = "어제 열린 회의에서는 새로운 교통 계획에 대하여 논의하였다. " * 3


def misread(text, right, wrong):
    return text.encode(right).decode(wrong, "ignore").encode()


def page(text, charset=""):
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n")[1:] if line)
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<!DOCTYPE html><html><head>{meta}<title>新聞</title></head><body>{paragraphs}</body></html>"


def saved_page(body, encoding, end=b"\r\n--edge--\r\n"):
    head = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="edge"\r\n\r\n--edge\r\n'
        f"Content-Type: text/html; charset={encoding}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + body + end


def table(rows, delimiter=","):
    buffer = StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def saved(document):
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word(text):
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return saved(document)


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def slides(title, note):
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text, slide.notes_slide.notes_text_frame.text = title, note
    return saved(presentation)


def packed(members):
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as container:
        for name, body in members.items():
            container.writestr(name, body)
    return buffer.getvalue()


def changed(data, old, new):
    """Return a zip file in all of whose members one thing stands for another."""
    with ZipFile(BytesIO(data)) as package:
        return packed({name: package.read(name).replace(old, new) for name in package.namelist()})


def strict(data):
    """Return a Word document in the strict variant of the format."""
    for part in (b"wordprocessingml", b"officeDocument"):
        namespace = b"http://schemas.openxmlformats.org/%s/2006/" % part
        data = changed(data, namespace, b"http://purl.oclc.org/ooxml/%s/" % part)
    return data


def book(*chapters, missing=False):
    ids = [f"c{number}" for number in range(len(chapters))]
    items = "".join(f'<item id="{one}" href="{one}.xhtml" media-type="application/xhtml+xml"/>' for one in ids)
    order = "".join(f'<itemref idref="{one}"/>' for one in ids)
    package = f'<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest>{items}</manifest><spine>{order}</spine></package>'
    files = {f"{one}.xhtml": chapter for one, chapter in zip(ids, chapters, strict=True)}
    if missing:
        del files[f"{ids[-1]}.xhtml"]
    container = "urn:oasis:names:tc:opendocument:xmlns:container"
    root = f'<container xmlns="{container}"><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    return packed({"META-INF/container.xml": root, "b.opf": package, **files})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
CODE = base64.encodebytes(page(SIMPLIFIED).encode("gbk"))
ROWS = [["標題", "內文"], ["復航", f'{HARBOUR}\n第二行有"引號"，與逗號,。']]
IN_CELL = f'{HARBOUR}\n第二行有"引號"，與逗號,。'
RECORDS = [{"title": "復航", "text": TRADITIONAL}, {"title": "改造", "text": SIMPLIFIED}]
LETTER = b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n"
DOCUMENT, PDF = word(TRADITIONAL), pdf([TRADITIONAL.split("\n")])

# The name of a file, its bytes, and a sentence that must be read from it.
READ = [
    ("UTF-8 有記號.txt", codecs.BOM_UTF8 + TRADITIONAL.encode(), HARBOUR),
    ("UTF-16 有記號.txt", TRADITIONAL.encode("utf-16"), HARBOUR),
    ("UTF-16BE 沒有記號.txt", SIMPLIFIED.encode("utf-16-be"), QUARTER),
    ("GB18030.txt", f"{SIMPLIFIED}𠮷野家".encode("gb18030"), QUARTER),
    ("GBK 繁體.txt", TRADITIONAL.encode("gbk"), HARBOUR),
    ("Big5 混合換行.txt", TRADITIONAL.replace("\n", "\r\n", 2).encode("big5") + b"\r\x1a", HARBOUR),
    ("香港 Big5.txt", CANTONESE.encode("big5hkscs"), CANTONESE),
    ("HZ.txt", SIMPLIFIED.encode("hz"), QUARTER),
    ("日誌.md", f"{'2024-08-01 INFO ok' * 200} 檔案不存在，請檢查。".encode("big5"), "檔案不存在，請檢查。"),
    ("短.txt", "明天上午九点在图书馆开会".encode("gbk"), "明天上午九点在图书馆开会"),
    ("日文.txt", JAPANESE.encode(), "新しい交通計画"),
    ("宣告錯誤.html", page(SIMPLIFIED, "utf-8").encode("gbk"), QUARTER),
    ("沒有宣告.htm", page(TRADITIONAL).encode("big5"), HARBOUR),
    ("網頁.csv", page(TRADITIONAL).encode("utf-16"), HARBOUR),
    ("網頁.txt", page(TRADITIONAL).encode("utf-16-le"), HARBOUR),
    ("存檔.mhtml", saved_page(CODE, "gb2312"), QUARTER),
    ("Excel 另存.csv", codecs.BOM_UTF16_LE + table(ROWS, "\t").encode("utf-16-le"), IN_CELL),
    ("引號.csv", table(ROWS).encode("big5"), IN_CELL),
    ("記號.json", codecs.BOM_UTF8 + json.dumps(RECORDS).encode(), HARBOUR),
    ("GBK.json", json.dumps(RECORDS, ensure_ascii=False).encode("gbk"), QUARTER),
    ("不是數.json", f'{{"text": "{HARBOUR}", "score": NaN}}'.encode(), HARBOUR),
    ("其實是 Word.txt", DOCUMENT, HARBOUR),
    ("範本.docx", changed(DOCUMENT, b"document.main+xml", b"template.main+xml"), HARBOUR),
    ("圖片不見了.docx", changed(DOCUMENT, b"docProps/thumbnail.jpeg", b"docProps/gone.jpeg"), HARBOUR),
    ("嚴格.docx", strict(DOCUMENT), HARBOUR),
    ("表.xlsx", workbook([["港口", "人數"], ["東港", 1200]]), "港口：東港，人數：1200"),
    ("簡報.pptx", slides("港口重新開放", HARBOUR), HARBOUR),
    ("書.epub", book(page(SIMPLIFIED, "gbk").encode("gbk")), QUARTER),
    ("年報.pdf", PDF, HARBOUR),
    ("其實是 PDF.docx", PDF, HARBOUR),
    ("索引壞了.pdf", PDF.replace(b"startxref\n", b"startxref\n9"), HARBOUR),
    ("表情😀 與\n換行.txt", TRADITIONAL.encode(), HARBOUR),
    (f"{'長' * 83}.txt", TRADITIONAL.encode(), HARBOUR),
]

# The name of a file, its bytes, and a part of why it is refused.
REFUSED = [
    ("空.txt", b"", "沒有文字"),
    ("只有空白.txt", "\ufeff　 \n".encode(), "是空的"),
    ("下載到一半.txt", TRADITIONAL.strip().encode()[:-1], "第 5 行有損壞的字元"),
    ("壞了幾個位元組.txt", SIMPLIFIED.encode("gbk")[:80] + b"\xff\xff" + SIMPLIFIED.encode("gbk")[80:], "損壞的字元"),
    ("有 NUL.txt", TRADITIONAL.encode() + b"\0\0", "損壞的字元"),
    ("日文編碼.txt", JAPANESE.encode("shift_jis"), "編碼無法確定"),
    ("ISO 2022.txt", JAPANESE.encode("iso2022_jp"), "編碼無法確定"),
    ("韓文編碼.txt", KOREAN.encode("euc_kr"), "編碼無法確定"),
    ("兩種編碼.txt", TRADITIONAL.encode() + TRADITIONAL.encode("big5"), "編碼無法確定"),
    ("兩個字.txt", "学院".encode("gbk"), "編碼無法確定"),
    ("亂碼一.txt", misread(TRADITIONAL, "utf-8", "cp1252"), "亂碼"),
    ("亂碼二.txt", misread(TRADITIONAL, "utf-8", "gb18030"), "亂碼"),
    ("亂碼三.txt", misread(SIMPLIFIED, "gbk", "cp950"), "亂碼"),
    ("亂碼四.txt", misread(SIMPLIFIED, "gbk", "mac_roman"), "亂碼"),
    ("一行亂碼.md", TRADITIONAL.encode() * 9 + b"\n" + misread(HARBOUR, "utf-8", "latin-1"), "亂碼"),
    ("問號.txt", TRADITIONAL.encode("ascii", "replace"), "亂碼"),
    ("亂碼.docx", word(misread(TRADITIONAL, "utf-8", "cp1252").decode()), "亂碼"),
    ("亂碼.html", page(misread(SIMPLIFIED, "gbk", "latin-1").decode(), "utf-8").encode(), "亂碼"),
    ("頁框.html", "<html><head><title>甲</title></head><frameset><frame src=a></frameset></html>".encode(), "頁框"),
    ("靠程式.html", b"<html><body><div id=root></div><script src=a.js></script></body></html>", "靠程式"),
    ("半個網頁.mhtml", saved_page(CODE[:402], "gb2312", b""), "損壞"),
    ("郵件.mhtml", LETTER.replace(b"base64\r\n", b"base64\r\nContent-Type: text/plain\r\n") + b"eA==", "電子郵件"),
    ("郵件.txt", LETTER + b"pKSk5Q==\r\n", "電子郵件"),
    ("太深.json", b"[" * 100_000, "不是正確的 JSON"),
    ("RTF.docx", rb"{\rtf1\ansi \'c0\'cf}", "RTF"),
    ("舊的.docx", OLE + "WordDocument".encode("utf-16-le"), ".doc"),
    ("加密.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "密碼"),
    ("加密.pdf", locked_pdf([["甲"]]), "密碼"),
    ("沒有頁.pdf", pdf([]), "損壞"),
    ("掃描.pdf", pdf([["Scanned by CamScanner"]] * 3), "掃描"),
    ("沒有對照.pdf", pdf([TRADITIONAL.split("\n")], mapped=False), "亂碼"),
    ("半個.pdf", PDF[: len(PDF) // 2], "損壞"),
    ("半個.docx", DOCUMENT[: len(DOCUMENT) // 2], "損壞"),
    ("缺內文.docx", packed({"[Content_Types].xml": "<x/>"}), "損壞"),
    ("炸彈.xlsx", packed({"xl/workbook.xml": b"\0" * 3_000_000}), "壓縮炸彈"),
    ("二進位.xlsx", packed({"xl/workbook.bin": b"x"}), "xlsb"),
    ("圖.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50, "png"),
    ("壓縮.md", gzip.compress(TRADITIONAL.encode()), "gz"),
    ("壓縮.txt", packed({"甲.txt": TRADITIONAL}), "壓縮檔"),
]

# Of these a part is read and a part refused.
PARTLY = [
    ("壞了一行.jsonl", f'{{"text": "{HARBOUR}"}}\n{{"text": "'.encode(), HARBOUR, "第 2 行不是完整的 JSON"),
    ("孤字.json", json.dumps([{"text": "\ud800壞"}, {"text": HARBOUR}]).encode(), HARBOUR, "不完整的字元"),
    ("少一章.epub", book(page(TRADITIONAL).encode(), b"", missing=True), HARBOUR, "的「c1.xhtml」不見了"),
]


def awkward_names(folder):
    """Put into a folder what is awkward for another reason than its bytes; return the reasons."""
    os.mkfifo(folder / "管線.txt")
    (folder / "失效.txt").symlink_to(folder / "沒有這個檔案")
    (folder / "繞圈").symlink_to(folder, target_is_directory=True)
    (folder / "其實是資料夾.txt").mkdir()
    (folder / "其實是資料夾.txt" / "內.txt").write_bytes(HARBOUR.encode())
    with (folder / "巨大.txt").open("wb") as file:
        file.truncate(20 * LARGEST_FILE)
    foreign = folder / os.fsdecode("資料".encode("big5"))
    foreign.mkdir()
    (foreign / "內.txt").write_bytes(HARBOUR.encode())
    (folder / "cafe\u0301.txt").write_bytes(HARBOUR.encode())
    (folder / "caf\u00e9.txt").write_bytes(HARBOUR.encode())
    return [
        "「管線.txt」不是一般檔案",
        "「失效.txt」不是一般檔案",
        "資料夾「繞圈」打不開，或已經從別的連結讀過",
        "超過 50 MB",
        "名稱不是 UTF-8",
        "有兩個「café.txt」",
    ]


@pytest.fixture(scope="module")
def synced(tmp_path_factory):
    """Return the texts by the names of their files, the reasons of the refusals, a second report, and other reasons."""
    folder = tmp_path_factory.mktemp("awkward")
    for name, data, *_ in [*READ, *REFUSED, *PARTLY]:
        (folder / name).write_bytes(data)
    others = awkward_names(folder)
    with Collection.open(tmp_path_factory.mktemp("collection") / "collection.sqlite") as collection:
        report, again = sync_folder(collection, folder, key="k"), sync_folder(collection, folder, key="k")
        texts = {}
        for summary in collection.summaries():
            name = summary.origin.removeprefix("k/").split("#")[0]
            texts.setdefault(name, []).append(collection.get(summary.id).text)
    return texts, [problem.reason for problem in report.problems], again, others


@pytest.mark.parametrize(("name", "sentence"), [(name, sentence) for name, _, sentence, *_ in [*READ, *PARTLY]])
def test_what_can_be_read_is_read_right(synced, name, sentence):
    assert any(sentence in text for text in synced[0][name])


@pytest.mark.parametrize(("name", "reason"), [(one[0], one[-1]) for one in [*REFUSED, *PARTLY]])
def test_what_cannot_is_refused_by_name_with_what_to_do(synced, name, reason):
    (found,) = (one for one in synced[1] if f"{name}" in one)
    assert reason in found
    assert "請" in found.partition("；")[2]


def test_nothing_else_is_read_or_refused(synced):
    texts, reasons, again, others = synced
    assert set(texts) == {one[0] for one in [*READ, *PARTLY]} | {"其實是資料夾.txt/內.txt", "café.txt"}
    for other in others:
        assert any(other in reason for reason in reasons)
    assert len(reasons) == len(REFUSED) + len(PARTLY) + len(others)
    assert (again.added, again.changed, again.removed) == ((), (), ())


def test_no_stored_text_is_garbled(synced):
    for name, texts in synced[0].items():
        for text in texts:
            assert garbled_part(text) is None
            assert plausibility(text) >= PLAUSIBLE or name == "日文.txt"
