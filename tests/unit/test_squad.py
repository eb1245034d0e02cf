"""Files in SQuAD's layout: what is read, and that nothing in one ends in a traceback."""

import json

import pytest

from embeddings.errors import SourceError
from qa.squad import Question, read_squad


def written(path, data, encoding="utf-8"):
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding=encoding)
    return path


def one(**qa):
    return {"data": [{"title": "甲館", "paragraphs": [{"context": "甲館於3月1日開放。", "qas": [qa]}]}]}


def test_a_byte_order_mark_and_a_question_without_answers_are_read(tmp_path):
    path = written(tmp_path / "q.json", one(question="何時？", is_impossible=True), "utf-8-sig")
    assert read_squad(path).questions == (Question("0-0", "何時？", 0),)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("{", "第 1 行"),
        ("[" * 100_000, "層數太多"),
        (one(question=3), "3"),
        ({"data": 3}, "內容不對"),
        ({"paragraphs": []}, "'data'"),
        (one(question="何時？", answers=[{"text": 5}]), "5"),
        (one(question="何時？", answers=[{"text": "3月", "answer_start": "x"}]), "x"),
        (one(question="何時？", answers={"text": "3月"}), "內容不對"),
    ],
)
def test_what_is_wrong_is_said_in_words(tmp_path, data, told):
    with pytest.raises(SourceError, match="SQuAD") as refused:
        read_squad(written(tmp_path / "q.json", data))
    assert told in str(refused.value)
