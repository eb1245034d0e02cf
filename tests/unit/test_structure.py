"""What plain paragraphs show: and what they do not."""

import pytest

from embeddings.article import BlockKind
from embeddings.formats.writer import TextWriter
from embeddings.text.structure import structured

LONG = "本館的閱覽室每天上午九時開放，晚上九時關閉，國定假日另行公告，請各位讀者多加留意。"


def shown(text, blocks=()):
    return [(str(block.kind), text[block.start : block.end]) for block in structured(text, blocks)]


def test_clauses_own_their_items_up_to_the_next():
    text = "第一條　本規則依法訂定。\n第二條　下列物品不得攜入：\n一、食物。\n二、寵物。\n違者勸離。\n"
    text += "第三條之一　自公布日施行。\n完"
    assert shown(text) == [
        ("clause", "第一條　本規則依法訂定。"),
        ("clause", "第二條　下列物品不得攜入：\n一、食物。\n二、寵物。\n違者勸離。"),
        ("clause", "第三條之一　自公布日施行。"),
        ("paragraph", "完"),
    ]
    assert [block.label for block in structured(text)] == ["第一條", "第二條", "第三條之一", ""]


def test_chapters_are_headings_and_end_a_clause():
    text = "第一章 總則\n第1条：宗旨。\n第2条：定义。\n第二章 附则\n第3条：施行。"
    assert [kind for kind, _ in shown(text)] == ["heading", "clause", "clause", "heading", "clause"]
    assert [block.level for block in structured(text) if block.kind is BlockKind.HEADING] == [2, 2]


def test_decimal_numbers_are_clauses_where_they_count_up():
    text = "1.1 适用范围\n本标准适用于水表。\n1.2 引用文件\n无。\n1.2.1 其他\n无。"
    assert [block.label for block in structured(text)] == ["1.1", "1.2", "1.2.1"]
    assert shown("3.5 公里的步道今天開放。\n3.5 公斤的西瓜很重。") == []


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("問：幾點開門？\n答：九點。\n週日十點。\n\n另見公告。", "幾點開門？", "九點。\n週日十點。"),
        ("Q1: 怎么退票？\nA1: 开演前到柜台办理。", "怎么退票？", "开演前到柜台办理。"),
        ("問題：可以停車嗎？\n\n答案：可以。", "可以停車嗎？", "可以。"),
        ("問：可以停車嗎？答：可以。", "可以停車嗎？", "可以。"),
    ],
)
def test_a_question_with_its_answer_is_an_entry(text, question, answer):
    entry = structured(text)[0]
    assert entry.kind is BlockKind.ENTRY
    assert [text[cell.start : cell.end] for cell in entry.cells] == [question, answer]
    assert entry.key == 0


def test_questions_in_a_row_are_an_entry_each():
    assert len(structured("Q：甲？\nA：乙。\nQ：丙？\nA：丁。")) == 2


@pytest.mark.parametrize("marks", ["• • ", "1. 2. ", "①②", "（一）（二）", "(1)(2)", "- - ", "一、二、"])
def test_items_of_a_list(marks):
    first, second = marks[: len(marks) // 2], marks[len(marks) // 2 :]
    text = f"須備文件。\n{first}身分證正本。\n{second}照片兩張。"
    assert [kind for kind, _ in shown(text)] == ["paragraph", "item", "item"]
    assert structured(text)[1].label == first.strip()


def test_a_number_above_what_it_names_is_a_heading():
    text = f"一、報名方式\n{LONG}\n二、費用\n{LONG}"
    assert [kind for kind, _ in shown(text)] == ["heading", "paragraph"] * 2


def test_lines_alone_above_paragraphs_are_headings():
    text = f"開放時間\n\n{LONG}\n\n借閱規則\n\n{LONG}"
    assert [kind for kind, _ in shown(text)] == ["heading", "paragraph"] * 2
    assert shown(f"開放時間\n\n{LONG}") == []  # one alone is a title as likely


def test_names_and_values_in_a_row_are_records():
    text = "聯絡方式\n值班電話：8803\n傳真：8804\n地址：北岸路1號"
    record = structured(text)[1]
    assert (record.kind, record.cells[0].name) == (BlockKind.RECORD, "值班電話")
    assert [text[b.cells[0].start : b.cells[0].end] for b in structured(text)[1:]] == ["8803", "8804", "北岸路1號"]
    assert shown("甲：你好\n乙：你好\n甲：再見") == []  # people who talk
    assert [kind for kind, _ in shown("時間：三月\n地點：北岸")] == ["record", "record"]


def test_messages_are_records_of_who_when_and_what():
    text = "陳文 2024-05-01 09:30\n今天停水\n到三點\n林立 09:32\n收到"
    found = structured(text)
    assert [[text[c.start : c.end] for c in block.cells] for block in found] == [
        ["陳文", "2024-05-01 09:30", "今天停水\n到三點"],
        ["林立", "09:32", "收到"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        LONG,
        f"{LONG}\n{LONG}\n\n{LONG}",
        "第三條路線昨天通車。",
        "第三條 是他最常引用的條文。",
        "記者問：為什麼？\n他沒有回答。",
        "一、二、三，大家一起來。",
        "時間是09:30。",
    ],
)
def test_prose_shows_nothing(text):
    assert structured(text) == ()


def test_what_a_reader_told_stays_and_its_paragraphs_are_looked_at():
    writer = TextWriter()
    writer.heading("規則", 1)
    writer.paragraph("第一條 甲。")
    writer.item("一、乙。", "一、")
    writer.paragraph("第二條 丙。")
    writer.record([("館別", "北館")])
    assert shown(writer.text, writer.blocks) == [
        ("heading", "規則"),
        ("clause", "第一條 甲。\n一、乙。"),
        ("clause", "第二條 丙。"),
        ("record", "館別：北館"),
    ]
    assert structured(writer.text, structured(writer.text, writer.blocks)) == structured(writer.text, writer.blocks)


@pytest.mark.parametrize("text", ["備註：，請見附件", "Tel,Fax：1234"])
def test_a_line_of_a_name_without_a_value_is_no_record_alone(text):
    assert shown(text) == []


def test_a_comma_in_a_name_takes_no_line_from_the_others():
    text = "Tel,Fax：1234\n地址：東路3號\n備註：，請見附件"
    named = [[(cell.name, text[cell.start : cell.end]) for cell in block.cells] for block in structured(text)]
    assert named == [[("Fax", "1234")], [("地址", "東路3號")], []]


@pytest.mark.parametrize(
    ("lines", "speakers"),
    [
        (("09:20 志工 簡玉葉：素食11份。", "10:15 社工：更正，12份。"), ["志工 簡玉葉", "社工"]),
        (("王主任 [09:15]：改到三點。", "小李 [09:16]：收到。"), ["王主任", "小李"]),
    ],
)
def test_messages_on_a_line_each_are_records(lines, speakers):
    text = "\n".join(lines)
    blocks = structured(text)
    assert [text[block.cells[0].start : block.cells[0].end] for block in blocks] == speakers
    assert [text[block.cells[2].start : block.cells[2].end] for block in blocks] == [
        line.partition("：")[2] for line in lines
    ]


def test_a_clock_time_is_no_field():
    text = "接種時間：周二 8:00—11:00，周四下午加開 14:00—16:30\n接種地點：一樓大廳"
    first = structured(text)[0]
    assert [cell.name for cell in first.cells] == ["接種時間"]
    assert text[first.cells[0].start : first.cells[0].end].endswith("14:00—16:30")
