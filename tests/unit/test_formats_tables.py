"""CSV, JSON and JSON Lines: records that are articles, and tables that are one."""

import json

import pytest

from embeddings.errors import SourceError
from embeddings.formats.bounds import MOST_CELLS
from embeddings.formats.load import load_bytes
from tests.fakes.reading import load, read_bytes

LONG = "明湖市政府昨天宣布，河岸步道已經完工，今天起開放民眾使用，沿途設有十二座涼亭，歡迎民眾多加利用。"


def read(text, name, encoding="utf-8"):
    return read_bytes(text.encode(encoding), name, "某處")


def reasons(text, name):
    return [problem.reason for problem in load_bytes(text.encode(), name, "某處").problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_of_texts_is_an_article_a_row(delimiter, encoding, end):
    rows = [
        ["標題", "內文", "網址", "日期", "作者"],
        ["甲", f'"{LONG}{end}「引文」，""再{delimiter}續""。"', "https://a.example", "2024-05-03", "王小明"],
    ]
    rows.append(["乙", "第二篇的內文。", "", "", ""])
    first, second = read(end.join(delimiter.join(row) for row in rows), "文章.csv", encoding)
    assert (first.origin, first.title, first.url, first.published) == (
        "某處#1",
        "甲",
        "https://a.example",
        "2024-05-03",
    )
    assert (first.author, second.author) == ("王小明", None)
    assert first.text == f'{LONG}{end}「引文」，"再{delimiter}續"。'
    assert (second.origin, second.title, second.text, second.url) == ("某處#2", "乙", "第二篇的內文。", None)


def test_a_plain_table_is_one_article_that_names_its_columns():
    (article,) = read("站名,末班車,備註\n明湖,00:50,\n\n大湖,,假日停駛\n合計,,\n", "班表.csv")
    assert (article.origin, article.title) == ("某處", "班表")
    assert article.text == "站名：明湖，末班車：00:50\n站名：大湖，備註：假日停駛\n合計"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1,2\n3,4\n", ["1，2", "3，4"]),  # no names
        ("甲,甲\n乙,丙\n", ["甲，甲", "乙，丙"]),
        ("明湖\n大湖\n", ["明湖", "大湖"]),  # one column
        ("sep=;\n站名;時間\n明湖;0,5\n", ["站名：明湖，時間：0,5"]),
        ("班次表,,\n站名,時間,備註\n明湖,1,甲\n", ["班次表", "站名：明湖，時間：1，備註：甲"]),
        ("時間,內容,地點\n九點,開幕,大廳\n", ["時間：九點，內容：開幕，地點：大廳"]),  # a timetable, not texts
        ("站名,時間\n明湖,1,多一格\n", ["站名：明湖，時間：1，多一格"]),
    ],
)
def test_tables_of_other_shapes(text, lines):
    assert read(text, "表.csv")[0].text.split("\n") == lines


def test_a_column_that_may_hold_texts_does_if_they_are_long_or_titled():
    assert read(f"編號,內容\n7,{LONG}\n8,{LONG}二\n", "甲.csv")[1].origin == "某處#8"
    assert read("標題,內容\n甲,短文。\n", "甲.csv")[0].title == "甲"


def test_a_row_out_of_order_is_reported_by_number():
    text = "title,text\n甲,甲文。\n乙,乙文，有, 半形逗號\n丙,\n丁,丁文。\n"
    assert [article.origin for article in load_bytes(text.encode(), "甲.csv", "某處").articles] == ["某處#1", "某處#4"]
    first, second = reasons(text, "甲.csv")
    assert "「甲.csv」第 2 筆的欄位比標題列多" in first
    assert "「甲.csv」第 3 筆的內文是空的" in second


def test_a_quote_without_end_is_refused():
    with pytest.raises(SourceError, match=r"「甲\.csv」有引號沒有結尾.*請"):
        read('title,text\n甲,"甲文。\n乙,乙文。\n', "甲.csv")


def test_a_cell_may_hold_a_whole_book():
    assert len(read(f"title,text\n甲,{'今天的天氣很好。' * 50_000}\n", "甲.csv")[0].text) == 400_000


@pytest.mark.parametrize("title", ["title", "Title", "標題", "标题"])
@pytest.mark.parametrize("text", ["text", "content", "body", "內容", "内容", "內文", "正文"])
@pytest.mark.parametrize(
    ("url", "day"), [("url", "published_at"), ("link", "日期"), ("网址", "發布時間"), ("連結", "date")]
)
def test_fields_by_the_names_that_people_use(title, text, url, day):
    value = {title: "甲", text: "甲文。", url: "https://a.example", day: "2024-05-03", "分類": "財經"}
    (article,) = read(json.dumps(value), "甲.json")
    assert (article.origin, article.title, article.text) == ("某處", "甲", "甲文。")
    assert (article.url, article.published) == ("https://a.example", "2024-05-03")


def test_a_title_that_was_read_wrong_is_none():
    value = {"title": "颱風".encode().decode("latin-1"), "text": f"港口重新開放\n{LONG}"}
    assert read(json.dumps(value), "甲.json")[0].title == "港口重新開放"


def test_a_record_that_was_read_wrong_stops_no_other():
    value = [{"text": LONG}, {"text": LONG.encode().decode("latin-1")}]
    report = load_bytes(json.dumps(value).encode(), "甲.json", "某處")
    assert [article.text for article in report.articles] == [LONG]
    assert ["「甲.json」裡有亂碼" in problem.reason for problem in report.problems] == [True]


def test_a_list_of_objects_wherever_it_is():
    rows = [{"text": "甲文。"}, {"text": ["乙文。", "第二段。"], "title": "乙"}]
    for value in (rows, {"articles": rows, "count": 2}, {"data": rows}):
        first, second = read(json.dumps(value, ensure_ascii=False), "甲.json", "gb18030")
        assert (first.origin, first.title, first.text) == ("某處#1", "甲（1）", "甲文。")
        assert (second.origin, second.title, second.text) == ("某處#2", "乙", "乙文。\n第二段。")


@pytest.mark.parametrize(
    ("ids", "keys"),
    [([7, "x/8"], ["7", "x/8"]), ([7, 7], ["1", "2"]), ([7, None], ["1", "2"]), (["甲\n", "乙"], ["甲", "乙"])],
)
def test_records_are_told_apart_by_their_own_ids_if_all_have_one(ids, keys):
    value = [{"id": one, "text": f"第{number}篇。"} for number, one in enumerate(ids)]
    assert [article.origin for article in read(json.dumps(value), "甲.json")] == [f"某處#{key}" for key in keys]


def test_documents_in_the_layout_of_squad():
    paragraphs = [
        {"context": "第一段。", "qas": [{"question": "？"}]},
        {"context": "第二段。", "qas": []},
        {"context": "第一段。"},
    ]
    value = {"version": "1", "data": [{"title": "明湖", "id": "d1", "paragraphs": paragraphs}]}
    (article,) = read(json.dumps(value), "題目.json")
    assert (article.origin, article.title, article.text) == ("某處#d1", "明湖", "第一段。\n第二段。")


def test_one_bad_line_does_not_stop_the_others(tmp_path):
    lines = [
        '{"title": "甲", "text": "甲文。"}',
        '{"title": "乙", "te',
        "",
        '{"title": "丙", "text": "丙文。"}',
        '["丁"]',
    ]
    (tmp_path / "文.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report = load(tmp_path, "k")
    assert [article.origin for article in report.articles] == ["k/文.jsonl#1", "k/文.jsonl#4"]
    (problem,) = report.problems
    assert (problem.origin, "「文.jsonl」第 2、5 行不是完整的 JSON 物件" in problem.reason) == ("k/文.jsonl", True)


def test_many_bad_lines_are_one_problem():
    (reason,) = reasons('{"text": "甲文。"}\n' + "x\n" * 500, "甲.jsonl")
    assert "第 2、3、4、5、6、7、8、9、10、11 行等 500 行" in reason


def test_layouts_that_go_by_the_other_name():
    lines = '{"text": "甲文。"}\n{"text": "乙文。"}\n'
    assert [one.text for one in read(lines, "甲.json")] == ["甲文。", "乙文。"]
    assert [one.text for one in read(json.dumps([{"text": "甲文。"}]), "甲.jsonl")] == ["甲文。"]
    assert [one.origin for one in read(json.dumps({"text": "甲文。"}, indent=1), "甲.jsonl")] == ["某處"]
    assert [one.origin for one in read(json.dumps({"text": "甲文。"}), "甲.jsonl")] == ["某處#1"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1, "題名稱": "x"}', "缺少.*內文.*只有a、题名称.*text"),
        ('[{"a": 1}, {"b": 2}]', "缺少.*只有a、b"),
        ('{"text": 5}', "內文"),
        ('{"text": " "}', "內文"),
        ("[1, 2]", "沒有文章"),
        ("[]", "沒有文章"),
        ("null", "沒有文章"),
        ('{"text": "甲"', "第 1 行不是正確的 JSON"),
        ('{\n"text": "甲",,\n}', "第 2 行不是正確的 JSON"),
        ("[" * 100_000, "不是正確的 JSON"),
        ('{"a":' * 100_000, "不是正確的 JSON"),
    ],
)
def test_what_holds_no_article_is_refused(text, reason):
    with pytest.raises(SourceError, match=rf"「甲\.json」(?=.*請).*{reason}"):
        read(text, "甲.json")
    with pytest.raises(SourceError, match=r"「甲\.jsonl」.*請"):
        read(text, "甲.jsonl")


def test_a_sheet_of_fields_keeps_its_first():
    (article,) = read("產品名稱,快煮壺\n型號,HY-207\n電壓,110 V\n重量,2 公斤\n", "規格.csv")
    assert article.text == "產品名稱：快煮壺，型號：HY-207，電壓：110 V，重量：2 公斤"
    cells = [(cell.name, article.text[cell.start : cell.end]) for block in article.blocks for cell in block.cells]
    assert cells == [("產品名稱", "快煮壺"), ("型號", "HY-207"), ("電壓", "110 V"), ("重量", "2 公斤")]


@pytest.mark.parametrize("first", ["", '"完"整\n'])  # well formed, and read once more for what follows a quote
def test_a_table_of_commas_is_refused_at_its_bound(first):
    text = first + ("," * 99 + "\n") * (MOST_CELLS // 100) + ",\n"
    assert [f"超過 {MOST_CELLS // 10_000} 萬格" in reason for reason in reasons(text, "逗號.csv")] == [True]


def test_numbers_that_a_spreadsheet_has_shortened_are_empty_and_told():
    text = "姓名,證號,電話\n甲,1.23457E+17,8801\n乙,33010219900101001X,\n丙, 6.22588E+15 ,8803\n丁,1E+11,8804\n"
    report = load_bytes(text.encode(), "通訊錄.csv", "某處")
    assert report.articles[0].text.split("\n") == [
        *("姓名：甲，電話：8801", "姓名：乙，證號：33010219900101001X"),
        *("姓名：丙，電話：8803", "姓名：丁，電話：8804"),
    ]
    (problem,) = report.problems
    assert "「通訊錄.csv」的 B2、B4、B5 被試算表軟體縮寫成科學記號，末幾位已經丟掉，當成空的；請" in problem.reason


def test_shortened_numbers_far_to_the_right_are_told_by_a_few_names():
    rows = [[f"欄{n}" for n in range(30)], *(["甲"] * 29 + ["1.5E+12"] for _ in range(9))]
    (reason,) = reasons("\n".join(",".join(row) for row in rows), "寬.csv")
    assert "的 AD2、AD3、AD4、AD5、AD6 等 9 格 被" in reason


@pytest.mark.parametrize(
    "cells", [["6.02E+23", "1.38E-23"], ["1.6E+12", "3.2e+4"], ["2.5E+12", "1E+30"], ["1E5", "E+11"]]
)
def test_measurements_stay_as_they_are_written(cells):
    report = load_bytes(f"量,值\n甲,{cells[0]}\n乙,{cells[1]}\n".encode(), "量.csv", "某處")
    assert report.articles[0].text == f"量：甲，值：{cells[0]}\n量：乙，值：{cells[1]}"
    assert report.problems == ()
