"""Word, PowerPoint and Excel files, written here by the libraries that read them."""

import re
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from pptx.util import Inches

from embeddings.errors import SourceError
from embeddings.formats.load import load_bytes
from embeddings.formats.office.numbering import chinese
from tests.fakes.reading import read_bytes

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document):
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(data, name):
    (article,) = read_bytes(data, name, "某處")
    return article


def word(*paragraphs, title=""):
    document = docx.Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def repacked(data, **members):
    """Return a zip file with members put in the place of its own, or added; ``__`` stands for a slash."""
    buffer = BytesIO()
    changed = {name.replace("__", "/") if "/" not in name else name: body for name, body in members.items()}
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.pop(name, None) or old.read(name))
        for name, body in changed.items():
            new.writestr(name, body)
    return buffer.getvalue()


def replaced(data, member, old, new):
    """Return a zip file in which a member says something else in one place."""
    body = ZipFile(BytesIO(data)).read(member).decode()
    assert old in body
    return repacked(data, **{member: body.replace(old, new, 1).encode()})


def test_paragraphs_and_tables_of_a_document_in_order():
    document = word("開頭。")
    table = document.add_table(2, 2)
    for number, cell in enumerate(["站名", "末班車", "明湖", "零點\n五十分"]):
        table.cell(number // 2, number % 2).text = cell
    document.add_paragraph("結尾\n換行。")
    article = read(saved(document), "班表.docx")
    assert article.text == "開頭。\n站名：明湖，末班車：零點 五十分\n結尾\n換行。"


@pytest.mark.parametrize(
    ("given", "title"), [("營運辦法", "營運辦法"), ("Word Document", "總則"), ("Microsoft Word - 甲.doc", "總則")]
)
def test_the_title_of_a_document_is_given_or_its_first_heading(given, title):
    document = word("前言很長，不是標題。", title=given)
    document.add_heading("總則", 1)
    assert read(saved(document), "辦法.docx").title == title


def test_a_document_without_headings_is_named_by_its_first_line_or_file():
    assert read(saved(word("延長開放", "內文。")), "館訊.docx").title == "延長開放"
    assert read(saved(word("一句話而已。")), "館訊.docx").title == "館訊"


def test_what_a_reader_of_a_document_does_not_see_is_not_text():
    document = word("第一段")
    runs = (
        f"<w:p {W}><w:r><w:t>保留</w:t></w:r><w:del><w:r><w:delText>刪</w:delText><w:t>去</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>插入</w:t></w:r></w:ins><w:hyperlink><w:r><w:t>連結</w:t></w:r></w:hyperlink>"
        "<w:r><w:ruby><w:rt><w:r><w:t>ㄊㄠ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>饕</w:t></w:r></w:rubyBase></w:ruby>"
        "<w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    inner = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    box = f"<w:p {W}><w:r><w:t>外</w:t><w:pict>{inner}</w:pict></w:r></w:p>"
    control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>控制項</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    for xml in (control, box, runs):
        document.element.body.insert(1, parse_xml(xml))
    assert read(saved(document), "甲.docx").text == "第一段\n保留插入連結饕\n外\n框\n控制項"


def test_slides_with_tables_groups_and_notes():
    presentation = pptx.Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[1])
    first.shapes.title.text, first.placeholders[1].text = "營運概況", "載客增加\n票價不變"
    first.notes_slide.notes_text_frame.text = "講者：先看圖表。"
    second = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = second.shapes.add_table(1, 2, 0, 0, Inches(2), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "明湖", "零點五十分"
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "群組內"
    article = read(saved(presentation), "簡報.pptx")
    assert article.title == "營運概況"
    assert article.text == "營運概況\n載客增加\n票價不變\n講者：先看圖表。\n明湖，零點五十分\n群組內"


def test_a_sheet_is_a_line_a_row_with_the_names_of_its_columns():
    rows = [
        ["活動一覽表", None, None, None],
        ["日期", "活動", "人數", "比率"],
        [date(2024, 5, 3), "開幕", 120, 0.255],
        [datetime(2024, 5, 4, 8, 30), "閉幕\n典禮", 98.5, None],
        [time(9, 0), None, True, 0.1 + 0.2],
        [None, None, None, None],
        ["註：人數為預估。", None, None, None],
    ]
    book = workbook(Sheet1=rows)
    book["Sheet1"]["D3"].number_format = "0.0%"
    article = read(saved(book), "活動.xlsx")
    assert (article.origin, article.title) == ("某處#Sheet1", "活動一覽表")
    assert article.text.split("\n") == [
        "活動一覽表",
        "日期：2024-05-03，活動：開幕，人數：120，比率：25.5%",
        "日期：2024-05-04 08:30，活動：閉幕 典禮，人數：98.5",
        "日期：09:00，人數：TRUE，比率：0.3",
        "註：人數為預估。",
    ]


def test_each_sheet_that_can_be_seen_is_an_article():
    book = workbook(
        工作表1=[["甲", "乙"], ["1", "2"]], 名單=[["姓名", "電話"], ["王小明", "5550188"]], 暗=[["x"]], 空=[]
    )
    book["暗"].sheet_state = "hidden"
    report = load_bytes(saved(book), "資料.xlsx", "某處")
    shown = [("某處#工作表1", "資料"), ("某處#名單", "資料：名單")]
    assert [(one.origin, one.title) for one in report.articles] == shown
    assert [problem.reason for problem in report.problems] == [
        "「資料.xlsx」裡隱藏的工作表「暗」沒有讀；要加入請先取消隱藏。"
    ]


def test_a_sheet_of_texts_is_an_article_a_row():
    rows = [
        ["標題", "內文", "網址", "日期"],
        ["甲", "甲文。", "https://a.example", date(2024, 5, 3)],
        ["乙", None, None, None],
    ]
    report = load_bytes(saved(workbook(文章=rows)), "文章.xlsx", "某處")
    (article,), (problem,) = report.articles, report.problems
    assert (article.origin, article.title, article.text) == ("某處#文章#1", "甲", "甲文。")
    assert (article.url, article.published) == ("https://a.example", "2024-05-03")
    assert "「文章.xlsx」第 2 筆的內文是空的" in problem.reason


def test_hidden_characters_and_deleted_rows_are_not_text():
    document = word("第一段")
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r>'
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    table = f"<w:tbl {W}>{row.format('', '在')}{row.format('<w:trPr><w:del/></w:trPr>', '刪')}</w:tbl>"
    for xml in (table, f"<w:p {W}>{hidden}{shown}</w:p>"):
        document.element.body.insert(1, parse_xml(xml))
    assert read(saved(document), "甲.docx").text == "第一段\n明\n在"


def test_notes_stand_after_the_text():
    note = "<w:footnote {}><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>"
    stroke, own = note.format('w:type="separator"', "線"), note.format('w:id="2"', "資料來自年報。")
    notes = f"<w:footnotes {W}>{stroke}{own}</w:footnotes>"
    target = f'<Relationship Id="n" Type="{OFFICE}/relationships/footnotes" Target="notes.xml"/>'
    data = repacked(WORD, **{"word__notes.xml": notes})
    data = replaced(data, "word/_rels/document.xml.rels", "</Relationships>", f"{target}</Relationships>")
    assert read(data, "甲.docx").text == "明湖公司的營運辦法，今天起施行。\n資料來自年報。"


def test_hours_beyond_a_day():
    book = workbook(表=[["站名", "時長"], ["明湖", timedelta(hours=26, minutes=5)]])
    assert read(saved(book), "甲.xlsx").text == "站名：明湖，時長：26:05"


def test_formulas_are_what_they_came_to():
    data = saved(workbook(表=[["項目", "合計"], ["甲", "=1+1"]]))
    sheet = (
        ZipFile(BytesIO(data))
        .read("xl/worksheets/sheet1.xml")
        .replace(b"<v></v>", b"<v>2</v>")
        .replace(b"<v />", b"<v>2</v>")
    )
    report = load_bytes(repacked(data, **{"xl/worksheets/sheet1.xml": sheet}), "甲.xlsx", "某處")
    assert ([one.text for one in report.articles], report.problems) == (["項目：甲，合計：2"], ())


def test_a_formula_that_was_never_computed_is_empty_and_told():
    report = load_bytes(saved(workbook(表=[["項目", "合計"], ["甲", "=1+1"]])), "甲.xlsx", "某處")
    assert [one.text for one in report.articles] == ["項目：甲"]
    assert "工作表「表」的 B2 是還沒有算出結果的公式" in report.problems[0].reason


WORD = saved(word("明湖公司的營運辦法，今天起施行。"))


@pytest.mark.parametrize("number", [123456789012345678, 1.23456789012346e17, -(10**15), 6225880123456789])
def test_a_number_that_has_lost_its_last_digits_is_empty_and_told(number):
    rows = [["姓名", "卡號", "分機"], ["甲", number, 12], ["乙", 999999999999999, 13]]
    report = load_bytes(saved(workbook(通訊錄=rows)), "甲.xlsx", "某處")
    (article,) = report.articles
    assert article.text == "姓名：甲，分機：12\n姓名：乙，卡號：999999999999999，分機：13"
    assert [cell.name for cell in article.blocks[0].cells] == ["姓名", "卡號", "分機"]
    (problem,) = report.problems
    assert "工作表「通訊錄」的 B2 超過 15 位數，Excel 已經丟掉末幾位，當成空的；請" in problem.reason


def test_a_long_number_that_was_written_as_text_stays():
    rows = [["姓名", "卡號"], ["甲", "6225880123456789"]]
    report = load_bytes(saved(workbook(通訊錄=rows)), "甲.xlsx", "某處")
    assert ("6225880123456789" in report.articles[0].text, report.problems) == (True, ())


EXCEL = saved(workbook(表=[["站名", "時間"], ["明湖", "零點"]]))
SLIDES = saved(pptx.Presentation())


def as_strict(data):
    """Return a package in the strict variant of the format."""
    with ZipFile(BytesIO(data)) as package:
        bodies = {name: package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))}
    strict = {
        name: re.sub(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/", rb"http://purl.oclc.org/ooxml/\1/", body)
        for name, body in bodies.items()
        if name != "[Content_Types].xml"
    }
    return repacked(data, **strict)


def test_the_strict_variant_is_read():
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "營運概況"
    for data, name in ((WORD, "甲.docx"), (EXCEL, "甲.xlsx"), (saved(presentation), "甲.pptx")):
        assert read(as_strict(data), name).text == read(data, name).text


MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    "kind",
    [
        MAIN.replace("document.main", "template.main"),
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
)
def test_templates_and_documents_with_macros_are_read(kind):
    data = replaced(WORD, "[Content_Types].xml", MAIN, kind)
    assert read(data, "甲.docx").text == "明湖公司的營運辦法，今天起施行。"


@pytest.mark.parametrize("kind", ["slideshow", "template"])
def test_shows_are_read(kind):
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "營運概況"
    data = replaced(saved(presentation), "[Content_Types].xml", "presentation.main", f"{kind}.main")
    assert read(data, "甲.pptx").text == "營運概況"


@pytest.mark.parametrize("target", ["NULL", "media/image1.png", "../customXml/item1.xml"])
def test_a_relationship_that_leads_nowhere_is_no_damage(target):
    lost = f'<Relationship Id="x" Type="{OFFICE}/relationships/image" Target="{target}"/></Relationships>'
    data = replaced(WORD, "word/_rels/document.xml.rels", "</Relationships>", lost)
    assert read(data, "甲.docx").text == "明湖公司的營運辦法，今天起施行。"


@pytest.mark.parametrize(("right", "wrong"), [("utf-8", "cp1252"), ("gbk", "latin-1")])
def test_garbled_documents_are_refused(right, wrong):
    garbled = "明湖公司的營運辦法，今天起施行，請各位同仁留意。".encode(right).decode(wrong, "ignore")
    for data, name in ((saved(word(garbled)), "甲.docx"), (saved(workbook(表=[[garbled, "1"]])), "甲.xlsx")):
        with pytest.raises(SourceError, match=f"「{name}」裡有亂碼.*請"):
            read(data, name)


@pytest.mark.parametrize(("data", "name"), [(WORD, "甲.docx"), (EXCEL, "甲.xlsx"), (SLIDES, "甲.pptx")])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_refused(data, name, share):
    with pytest.raises(SourceError, match=f"「{name}」已經損壞.*請"):
        read(data[: int(len(data) * share)], name)


@pytest.mark.parametrize(
    ("data", "name"),
    [(saved(word()), "甲.docx"), (saved(workbook(空=[])), "甲.xlsx"), (SLIDES, "甲.pptx"), (b"", "甲.docx")],
)
def test_a_file_without_text_is_refused(data, name):
    with pytest.raises(SourceError, match=f"「{name}」裡沒有文字.*請"):
        read(data, name)


def test_a_member_that_is_not_xml_is_damage():
    for body in (b"<w:document", b"\0" * 50, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(SourceError, match=r"「甲\.docx」"):
            read(repacked(WORD, **{"word__document.xml": body}), "甲.docx")


def test_entities_are_never_multiplied():
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    paragraph = "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"
    body = f'<!DOCTYPE w [<!ENTITY a0 "哈">{laughs}]><w:document {W}><w:body>{paragraph}</w:body></w:document>'
    with pytest.raises(SourceError, match=r"「甲\.docx」"):
        read(repacked(WORD, **{"word__document.xml": body.encode()}), "甲.docx")


def numbered(form, text, own=""):
    """Return a document of three paragraphs of a style that numbers them; ``own`` is what the second says of that."""
    document = word()
    style = document.styles["List Number"].element
    style.replace(style.pPr, parse_xml(f'<w:pPr {W}><w:numPr><w:numId w:val="90"/></w:numPr></w:pPr>'))
    root = document.part.numbering_part.element
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{level}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    _, second, _ = (document.add_paragraph(said, style="List Number") for said in ("宗旨。", "附註。", "施行。"))
    if own:
        second._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {W}>{own}</w:numPr>"))
    return document


def test_a_paragraph_that_switches_its_number_off_has_none_and_is_not_counted():
    document = numbered("taiwaneseCountingThousand", "第%1條 ", '<w:numId w:val="0"/>')
    assert read(saved(document), "規約.docx").text.split() == ["第一條", "宗旨。", "附註。", "第二條", "施行。"]


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("ideographLegalTraditional", ["壹、", "貳、", "參、"]),
        ("chineseLegalSimplified", ["壹、", "贰、", "叁、"]),
        ("taiwaneseCountingThousand", ["一、", "二、", "三、"]),
        ("ideographTraditional", ["甲、", "乙、", "丙、"]),
    ],
)
def test_numbers_are_written_as_word_writes_them(form, labels):
    lines = read(saved(numbered(form, "%1、")), "規約.docx").text.split("\n")
    assert [line[:2] for line in lines if line] == labels


def test_formal_numbers_are_written_in_the_script_of_their_name():
    assert [chinese(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟") for number in (10, 12, 30, 105)] == [
        "壹拾",
        "壹拾貳",
        "參拾",
        "壹佰零伍",
    ]
