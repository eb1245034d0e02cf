"""Evaluating on the page: a file of one's own, the table by kind, and two results side by side."""

import json
from pathlib import Path

from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import SECONDS, Page

CONTEXT = "3月15日，雲澤市圖書館的數位服務平台「掌上書房」正式開通。館長沈若溪說，平台總投入680萬元。"
QUESTIONS = [("掌上書房哪天開通？", "3月15日", "日子"), ("館長是誰？", "沈若溪", ""), ("館長幾歲？", None, "")]
ELSEWHERE = {
    "context": "彩虹橋7月1日通車。",
    "qas": [{"question": "彩虹橋哪天通車？", "answers": [{"text": "7月1日"}]}],
}


def written(folder: Path) -> Path:
    qas = [
        {"question": asked, "kind": kind, "is_impossible": answer is None, "answers": [{"text": answer}] * bool(answer)}
        for asked, answer, kind in QUESTIONS
    ]
    file = folder / "自己的題目.json"
    paragraphs = [{"context": CONTEXT, "qas": qas}, ELSEWHERE]
    content = {"version": "2.0", "data": [{"title": "", "paragraphs": paragraphs}]}
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


def evaluate(page: Page, file: Path, known: int) -> None:
    page.all("input[type=file]")[-1].send_keys(str(file))
    WebDriverWait(page.driver, SECONDS).until(lambda _: len(page.all("#exam-kept input")) == known)


def test_a_build_is_evaluated_by_kind_and_two_results_are_compared(page: Page, tmp_path: Path) -> None:
    page.one("button[role=tab]", "評測").click()
    page.one("#exam-results .blank", "還沒有評測")
    page.one("#exam-build", "目前使用的")
    file = written(tmp_path)
    evaluate(page, file, 1)
    page.one(".exams .named", "自己的題目.json")
    assert page.one(".exams .named").text.count("索引 2") == 1  # the build is named
    assert "另有 1 題問的是別的文章" in page.one(".exams .named").text
    kinds = [one.text for one in page.all(".exams tbody th")]
    assert kinds[0] == "全部"
    assert set(kinds[1:]) == {"日子", "名稱、說法", "文章裡沒有答案"}
    assert page.one(".exams tbody tr").text.split()[:2] == ["全部", "3"]
    assert len(page.all(".plot polyline")) == 1
    evaluate(page, file.rename(tmp_path / "又一次.json"), 2)
    boxes = page.all("#exam-kept input")
    next(one for one in boxes if not one.is_selected()).click()
    WebDriverWait(page.driver, SECONDS).until(lambda _: len(page.all(".plot polyline")) == 2)
    assert [one.text for one in page.all(".exams .named .letter")] == ["A", "B"]
    page.open()
    page.one("button[role=tab]", "評測").click()
    page.one(".exams .named", "又一次.json")  # kept on the server


def test_a_file_that_is_no_question_set_is_refused_in_words(page: Page, tmp_path: Path) -> None:
    page.one("button[role=tab]", "評測").click()
    file = tmp_path / "壞的.json"
    file.write_text('{"data": []}', encoding="utf-8")
    page.one("#exam-build input")
    page.all("input[type=file]")[-1].send_keys(str(file))
    assert "壞的.json 裡沒有問題" in page.one("#exam-progress .notice.error").text
