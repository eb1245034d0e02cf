"""PDF: running heads, page numbers, broken lines, and what has no text. The files are written by hand."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from embeddings.errors import SourceError
from embeddings.formats.pdf.layout import Line
from embeddings.formats.pdf.paragraphs import joined, without_furniture
from tests.fakes.pdf import locked_pdf, pdf
from tests.fakes.reading import read_bytes

PROSE = [
    "明湖捷運公司今年延長營運時間，自六月一日起每天增開",
    "十二班車，全年的載客量預計會增加三十萬人次，比去年",
    "成長百分之五。",
]
WHOLE = (
    "明湖捷運公司今年延長營運時間，自六月一日起每天增開十二班車，全年的載客量預計會增加三十萬人次，比去年成長百分之五。"
)


def page_of(lines, width=None):
    """Return lines as a page whose margin the longest of them reaches."""
    width = width or max(map(len, lines), default=1)
    return [Line(line, 10.0, len(line) / width) for line in lines]


def texts(pages):
    return [[line.text for line in page] for page in pages]


def read(data, name="年報.pdf"):
    (article,) = read_bytes(data, name, "某處")
    return article


def test_text_and_title():
    article = read(pdf([["營運概況", *PROSE]], title="明湖捷運年報"))
    assert (article.title, article.text) == ("明湖捷運年報", f"營運概況\n{WHOLE}")


@pytest.mark.parametrize(
    "title",
    [None, "Microsoft Word - 年報.doc", "年報.pdf", "untitled", "PowerPoint 簡報", "Ã÷ºþ½ÝÔË", "123", "\ufffd報"],
)
def test_a_title_that_no_one_gave_is_the_first_line(title):
    assert read(pdf([["營運概況", *PROSE]], title=title)).title == "營運概況"


@pytest.mark.parametrize(
    "number", ["第 {} 頁", "- {} -", "{}", "第{}頁，共3頁", "{} / 3", "Page {} of 3", "明湖公司年報 {}"]
)
def test_heads_and_page_numbers_that_recur_go(number):
    bodies = [[f"營運{one}", f"{one}{PROSE[0]}", f"{one}{PROSE[1]}", f"{one}{PROSE[2]}"] for one in "甲乙丙"]
    pages = [["明湖捷運公司　內部文件", *body, number.format(n)] for n, body in enumerate(bodies, start=1)]
    text = read(pdf(pages)).text
    assert text == "\n".join(f"{first}\n{''.join(rest)}" for first, *rest in bodies)


def test_a_form_that_is_there_many_times_is_not_all_furniture():
    assert read(pdf([PROSE] * 3)).text == "\n".join([WHOLE] * 3)


def test_heads_may_alternate_and_change_with_the_chapter():
    heads = ["第一章", "年報", "第一章", "年報", "第一章", "年報", "第二章", "年報", "第二章", "年報", "第二章", "年報"]
    pages = [[head, f"內文{'子丑寅卯辰巳午未申酉戌亥'[n]}。"] for n, head in enumerate(heads)]
    assert texts(without_furniture(list(map(page_of, pages)))) == [[page[1]] for page in pages]


@pytest.mark.parametrize(
    "firsts",
    [
        ["第 1 條 總則", "第 2 條 職權", "第 3 條 附則"],  # different words
        ["第 1 題", "第 2 題", "第 3 題"],  # counts with the pages, but not as page numbers do
        ["附件 1", "附件 2", "附件 3"],
        ["12", "45", "7"],  # numbers that do not count
        ["小計", "說明", "小計"],  # too seldom
    ],
)
def test_first_lines_that_are_text_stay(firsts):
    pages = [[first, f"這是第{'一二三'[n]}頁的內文。", "完"[:n]] for n, first in enumerate(firsts)]
    assert [page[0] for page in texts(without_furniture(list(map(page_of, pages))))] == firsts


def test_a_line_that_recurs_in_the_middle_stays():
    pages = [
        [f"開頭{one}", *[f"甲{one}{n}" for n in "子丑寅卯"], "小計", *[f"乙{one}{n}" for n in "子丑寅卯"]]
        for one in "一二三"
    ]
    assert all("小計" in page for page in texts(without_furniture(list(map(page_of, pages)))))


def test_a_sentence_goes_on_over_the_page():
    pages = [["年報", *PROSE[:2], "1"], ["年報", PROSE[2], "營運概況。", "2"], ["年報", "以上。", "3"]]
    assert read(pdf(pages)).text == f"{WHOLE}\n營運概況。\n以上。"


def test_hyphens_at_line_ends():
    lines = [
        "The agreement, which was signed by the represent-",
        "atives of COVID-",
        "19 teams and the inter-",
        "national ones.",
    ]
    text = read(pdf([lines])).text
    assert "representatives of" in text
    assert "international ones." in text
    assert "COVID-19" in text


@pytest.mark.parametrize(
    "lines",
    [
        ["營運概況", "收入增加", "支出減少"],  # headings
        ["床前明月光，疑是地上霜，", "舉頭望明月，低頭思故鄉。"],  # short lines
        [*PROSE[:1], "二、財務報表如下，請各位股東參閱後面各頁的說明。"],  # an item begins
        [PROSE[0] + "。", PROSE[1]],  # a sentence ends
        [PROSE[0], "　　新的段落縮排，所以不是上一行的下半句話。"],
        ["明湖站 大湖站 小湖站 南湖站 北湖站 東湖站", "零點五十 零點四十 零點三十 零點二十 零點十分"],  # a table
    ],
)
def test_lines_that_are_their_own_stay(lines):
    assert texts([joined([page_of(lines)])]) == [lines]


def test_latin_words_are_kept_apart_and_chinese_ones_are_not():
    lines = ["This is the first line of a paragraph, which goes on in", "the second line, and ends here."]
    assert texts([joined([page_of(lines)])]) == [[" ".join(lines)]]
    assert texts([joined([page_of(PROSE)])]) == [[WHOLE]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (locked_pdf([PROSE]), "密碼"),
        (pdf([PROSE], encrypt=b"<< /Filter /Unknown /V 1 >>"), "密碼"),
        (pdf([[], []]), "掃描.*OCR"),
        (pdf([["Scanned by CamScanner"], ["Scanned by CamScanner"]]), "掃描.*OCR"),
        (pdf([["由 扫描全能王 扫描创建"]]), "掃描.*OCR"),
        (pdf([PROSE], mapped=False), "亂碼.*OCR"),
        (pdf([PROSE])[:600], "損壞"),
        (b"%PDF-1.7\n", "損壞"),
        (b"", "沒有文字"),
        ("只是文字。".encode(), "不是 .pdf"),
    ],
)
def test_what_has_no_readable_text_is_refused(data, reason):
    with pytest.raises(SourceError, match=f"「年報.pdf」.*{reason}.*請|「年報.pdf」.*{reason}"):
        read(data)


def test_a_file_without_pages_is_not_taken_for_the_locked_one_before_it():
    for data, reason in ((locked_pdf([PROSE]), "密碼"), (pdf([]), "損壞")):
        with pytest.raises(SourceError, match=reason):
            read(data)


def test_a_font_with_a_wrong_map_is_refused():
    wrong = "".join(chr(0x4E00 + 37 * number) for number in range(60))
    with pytest.raises(SourceError, match="亂碼"):
        read(pdf([[wrong, wrong[::-1]]]))


def test_many_threads_read_at_once():
    data = pdf([[f"第{one}段。", *PROSE] for one in "甲乙丙丁戊"])
    with ThreadPoolExecutor(8) as pool:
        assert len({article.text for article in pool.map(lambda _: read(data), range(40))}) == 1
