"""The bundled articles and their golden questions agree, before any model has seen them."""

import json
from pathlib import Path
from typing import Any

import opencc
import pytest

from embeddings.text.clean import clean
from tests.fakes.reading import load

DATA = Path(__file__).parents[2] / "data"
GOLDEN = json.loads((DATA / "questions" / "golden.json").read_text(encoding="utf-8"))["data"]
PARAGRAPHS = [(article["origin"], paragraph) for article in GOLDEN for paragraph in article["paragraphs"]]
QUESTIONS = [question for _, paragraph in PARAGRAPHS for question in paragraph["qas"]]
LONGEST_ANSWER = 32
TO_SIMPLIFIED, TO_TRADITIONAL = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
MARKS_OF_FICTION = ("內容係虛構", "内容系虚构")
INVENTED = ("news-haiyu-recall.md", "news-wangchuan-elevators.txt", "news-yunze-library.md")


def cleaned(origin: str) -> tuple[str, str]:
    """Return the title and the cleaned text of a bundled article."""
    (raw,) = load(DATA / "articles" / origin).articles
    return clean(raw.title).text, clean(raw.text).text


def is_traditional(text: str) -> bool:
    return TO_SIMPLIFIED.convert(text) != text


def is_simplified(text: str) -> bool:
    return not is_traditional(text) and TO_TRADITIONAL.convert(text) != text


@pytest.mark.parametrize("article", GOLDEN, ids=lambda article: article["origin"])
def test_contexts_stand_verbatim_in_the_cleaned_article(article: dict[str, Any]):
    title, text = cleaned(article["origin"])
    assert title == article["title"]
    assert [p["context"] for p in article["paragraphs"] if p["context"] not in text] == []


@pytest.mark.parametrize(("origin", "paragraph"), PARAGRAPHS)
def test_answers_are_slices_of_their_context(origin: str, paragraph: dict[str, Any]):
    context = paragraph["context"]
    for question in paragraph["qas"]:
        assert question["is_impossible"] == (question["answers"] == [])
        for answer in question["answers"]:
            start, text = answer["answer_start"], answer["text"]
            assert context[start : start + len(text)] == text
            assert context.count(text) == 1, "an answer that stands twice would be graded by luck"
            assert 1 <= len(text) <= LONGEST_ANSWER


def test_every_article_is_asked_about():
    files = {path.name for path in (DATA / "articles").iterdir() if not path.name.startswith(".")}
    assert {article["origin"] for article in GOLDEN} == files


def test_ids_and_questions_are_unique():
    for field in ("id", "question"):
        assert len({question[field] for question in QUESTIONS}) == len(QUESTIONS)


def test_a_quarter_of_the_questions_have_no_answer():
    share = sum(question["is_impossible"] for question in QUESTIONS) / len(QUESTIONS)
    assert 0.2 <= share <= 0.3


def test_half_of_the_questions_are_in_each_script():
    texts = [question["question"] for question in QUESTIONS]
    traditional, simplified = sum(map(is_traditional, texts)), sum(map(is_simplified, texts))
    assert traditional + simplified == len(texts), "every question shows its script"
    assert abs(traditional - simplified) <= len(texts) // 10


def test_both_scripts_ask_about_articles_in_the_other_script():
    crossings = {
        (is_traditional(question["question"]), is_traditional(paragraph["context"]))
        for _, paragraph in PARAGRAPHS
        for question in paragraph["qas"]
        if not question["is_impossible"]
    }
    assert len(crossings) == 4


def test_the_scraped_report_is_cured_of_glosses_and_share_bar():
    origin = "news-shenzhen-standards-week.txt"
    source = (DATA / "articles" / origin).read_text(encoding="utf-8")
    _, text = cleaned(origin)
    assert "標(biāo)準(zhǔn)" in source
    assert "官方微博" in source
    assert "標準化活動周4月24日拉開帷幕,主辦單位有兩家" in text, "half-width commas are kept"
    assert not any(residue in text for residue in ("biāo", "(zh", "官方微信", "官方微博"))


@pytest.mark.parametrize("origin", INVENTED)
def test_invented_news_says_so(origin: str):
    _, text = cleaned(origin)
    assert any(mark in text for mark in MARKS_OF_FICTION)
