"""JSON as others write it: texts by any name, at any depth, with the markup of pages, dated by the second."""

import json

import pytest

from embeddings.errors import SourceError
from embeddings.formats.load import is_harmless, load_bytes
from tests.fakes.reading import read_bytes

POOL = "游泳池每天清晨六點開放，晚上九點清場，週一上午換水。"
GYM = "健身房要先上過安全課才能使用，每次兩小時。"


def read(value, name="甲.json"):
    return read_bytes(json.dumps(value, ensure_ascii=False).encode(), name, "某處")


def lines(*values):
    return "\n".join(json.dumps(value, ensure_ascii=False) for value in values).encode()


def told(articles):
    return [(article.origin, article.title, article.text) for article in articles]


@pytest.mark.parametrize(
    "name",
    [
        *("context_text", "passage", "content_text", "articleBody", "article-body", "Post Content", "fulltext"),
        *("页面内容", "文本", "文章內容", "正文内容", "document", "doc", "paragraph", "段落", "content_html"),
    ],
)
def test_a_text_is_found_by_the_names_that_people_give_it(name):
    assert told(read({"title": "泳池", name: POOL})) == [("某處", "泳池", POOL)]


def test_the_surest_name_gives_the_text():
    assert read({"doc": "d-7", "content": "摘要", "text": POOL})[0].text == POOL


@pytest.mark.parametrize(
    "wrap", [{}, {"msg": "ok", "total": 2}, {"tags": ["甲"], "pager": {"links": [{"rel": "next"}]}}]
)
@pytest.mark.parametrize("path", [["data"], ["data", "list"], ["result", "page", "records", "rows"]])
def test_an_answer_of_an_api_is_unwrapped_at_any_depth(wrap, path):
    value = [{"id": 7, "name": "泳池", "body": POOL}, {"id": 9, "name": "健身房", "body": GYM}]
    for key in reversed(path):
        value = {**wrap, key: value}
    assert told(read(value)) == [("某處#7", "泳池", POOL), ("某處#9", "健身房", GYM)]


def test_an_answer_about_one_article_is_that_article():
    assert told(read({"code": 0, "data": {"detail": {"name": "泳池", "content": POOL}}})) == [("某處", "泳池", POOL)]


def test_of_several_lists_the_one_whose_rows_hold_texts_is_read():
    value = {
        "columns": [{"id": 1, "name": "運動"}, {"id": 2, "name": "閱讀"}],
        "users": [{"id": 3, "name": "館員"}],
        "posts": [{"title": "泳池", "content": POOL, "comments": [{"content": "謝謝館方！"}]}],
        "comments": [{"user": 3, "content": "水溫剛好。"}, {"user": 4, "content": "謝謝。"}],
    }
    assert told(read(value)) == [("某處#1", "泳池", POOL)]


def test_lists_by_year_or_section_are_one():
    by_year = {"2023": [{"title": "泳池", "text": POOL}], "2024": [{"title": "健身房", "text": GYM}]}
    grouped = [{"分類": "水", "items": by_year["2023"]}, {"分類": "陸", "items": by_year["2024"]}]
    for value in (by_year, grouped):
        assert told(read(value)) == [("某處#1", "泳池", POOL), ("某處#2", "健身房", GYM)]


def test_a_row_without_a_text_is_told_by_number_wherever_its_list_is():
    value = {"data": {"list": [{"title": "泳池", "text": POOL}, {"title": "空"}]}}
    report = load_bytes(json.dumps(value).encode(), "甲.json", "某處")
    assert told(report.articles) == [("某處#1", "泳池", POOL)]
    assert ["第 2 筆缺少內文欄位" in problem.reason for problem in report.problems] == [True]


def test_the_fields_of_the_rows_are_told_where_none_is_a_text():
    with pytest.raises(SourceError, match=r"缺少.*只有id、label、memo；請"):
        read({"code": 0, "data": [{"id": 1, "label": "a", "memo": "b"}, {"id": 2, "label": "c", "memo": "d"}]})


def test_paragraphs_of_one_text_are_no_articles():
    parts = [{"type": "p", "text": "第一段。"}, {"type": "img", "src": "x"}, {"type": "p", "text": "第二段。"}]
    assert told(read({"title": "泳池", "content": parts})) == [("某處", "泳池", "第一段。\n第二段。")]


def test_answers_to_questions_are_no_articles():
    with pytest.raises(SourceError, match="缺少有文字的內文欄位"):
        read({"question": "幾點開門？", "answers": [{"text": "六點"}]})


def question(number, *documents):
    found = [{"is_selected": True, "title": title, "paragraphs": list(paragraphs)} for title, paragraphs in documents]
    return {"documents": found, "question": "幾點開門？", "question_id": number, "answers": ["六點"]}


@pytest.mark.parametrize("name", ["甲.json", "甲.jsonl"])
def test_documents_of_dureader_are_articles_each_once(name):
    pool, gym = ("泳池", ["第一段。", "第二段。"]), ("健身房", [GYM])
    data = lines(question(1, pool, gym), question(2, pool), question(3, ("泳池", [POOL])))
    assert told(read_bytes(data, name, "某處")) == [
        ("某處#1", "泳池", "第一段。\n第二段。"),
        ("某處#2", "健身房", GYM),
        ("某處#3", "泳池", POOL),
    ]


def test_a_broken_line_among_documents_is_told():
    data = lines(question(1, ("泳池", [POOL]))) + b'\n{"documents": [\n' + lines(question(2, ("健身房", [GYM])))
    report = load_bytes(data, "甲.jsonl", "某處")
    assert [article.title for article in report.articles] == ["泳池", "健身房"]
    assert ["第 2 行不是完整的 JSON 物件" in problem.reason for problem in report.problems] == [True]


def test_records_on_lines_that_say_the_same_stay_two():
    record = {"title": "泳池", "text": POOL}
    assert [one.origin for one in read_bytes(lines(record, record), "甲.jsonl", "某處")] == ["某處#1", "某處#2"]


def test_markup_in_a_text_is_read_as_a_page_is():
    body = (
        "<h2>開放時間</h2><p>平日<b>六點</b>開門。<br>假日七點開門。</p><script>x()</script>"
        "<table><tr><th>票種</th><th>票價</th></tr><tr><td>全票</td><td>110</td></tr><tr><td>半票</td><td>60</td></tr></table>"
        "<ul><li>戴泳帽</li><li>先淋浴</li></ul>"
    )
    (article,) = read({"title": "泳池", "body": body})
    assert article.text.split("\n") == [
        *("開放時間", "平日六點開門。", "假日七點開門。"),
        *("票種：全票，票價：110", "票種：半票，票價：60"),
        *("戴泳帽", "先淋浴"),
    ]
    said = [(block.kind.value, article.text[block.start : block.end]) for block in article.blocks]
    assert ("heading", "開放時間") in said
    assert ("record", "票種：全票，票價：110") in said
    assert ("item", "戴泳帽") in said


def test_lines_stay_lines_where_the_markup_is_of_words_alone():
    assert read({"text": '第一段有<a href="x">連結</a>。\n第二段<strong>很重要</strong>。'})[0].text == (
        "第一段有連結。\n第二段很重要。"
    )


@pytest.mark.parametrize(
    "text", ["若 1 < 2 且 3 > 2，則成立。", "標籤 <p> 開始一個段落。", "按 <Enter> 鍵繼續。", "<b>沒有結尾。"]
)
def test_signs_in_a_text_are_no_markup(text):
    (article,) = read({"text": text})
    assert (article.text, article.blocks) == (text, ())


@pytest.mark.parametrize("data", [b'{"text": "<p>x</p>"}', rb'{"text": "\u003Cp>x<\/p>"}', b"title,text\nx,<p>x</p>\n"])
def test_markup_is_read_apart_from_the_server(data):
    name = "甲.csv" if data.startswith(b"t") else "甲.json"
    assert not is_harmless(data, name)
    assert is_harmless(data.replace(b"<", b"").replace(rb"\u003C", b""), name)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        (1717200000, "2024-06-01"),
        (1717200000000, "2024-06-01"),
        ("1717200000000", "2024-06-01"),
        (1717200000.25, "2024-06-01"),
        (1717171200, "2024-06-01"),  # midnight in the time zone of its readers
        (1717171199, "2024-05-31"),
        (951782400, "2000-02-29"),
        (20240601, "20240601"),
        (2024, "2024"),
        ("2024-06-01", "2024-06-01"),
        (99999999999999, "99999999999999"),
    ],
)
@pytest.mark.parametrize("name", ["createTime", "publish_time", "时间戳", "date"])
def test_a_moment_is_the_day_of_its_readers(given, day, name):
    (article,) = read({"text": POOL, name: given})
    assert article.published == day


def test_the_day_of_publication_goes_before_that_of_a_change():
    assert read({"text": POOL, "updatedAt": 1717200000, "pubDate": "2024-05-03"})[0].published == "2024-05-03"


def test_a_name_is_the_title_where_nothing_else_is():
    assert read({"name": "泳池", "text": POOL})[0].title == "泳池"
    assert read({"name": "館員", "title": "泳池", "text": POOL})[0].title == "泳池"
