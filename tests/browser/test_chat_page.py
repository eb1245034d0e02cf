from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import SECONDS, Page

QUESTION = "掌上書房哪天開通"

IS_IN_VIEW = """
const mark = arguments[0].getBoundingClientRect(), panel = document.querySelector('#article').getBoundingClientRect();
return mark.height > 0 && mark.top >= panel.top && mark.bottom <= panel.bottom;
"""
IS_ABOVE_THE_BOX = """
const turn = arguments[0].getBoundingClientRect(), box = document.querySelector('#asking').getBoundingClientRect();
return turn.height > 0 && turn.bottom <= box.top;
"""


def test_the_quote_is_marked_in_its_sentence_and_in_its_article(page: Page) -> None:
    turn = page.ask(QUESTION)
    assert "3月15日" in turn.text
    sure = page.one(".turn .confidence")
    assert sure.text.startswith(("很有把握", "大致可信", "僅供參考"))
    assert sure.get_attribute("title").startswith("信心 ")
    assert "毫秒" in turn.text
    assert page.one(".turn blockquote mark").text == "3月15日"
    mark = page.one("#article mark")
    assert mark.text == "3月15日"
    assert page.script(IS_IN_VIEW, mark)
    assert page.box().get_attribute("value") == ""


def test_a_quote_far_down_is_scrolled_to(page: Page) -> None:
    page.ask("長文章的最後一句說第幾號門")
    mark = page.one("#article mark", "77")
    WebDriverWait(page.driver, SECONDS).until(lambda _: page.script(IS_IN_VIEW, mark))
    assert page.script("return document.querySelector('#article').scrollTop") > 100
    assert page.script("return document.scrollingElement.scrollTop") == 0


def test_a_long_conversation_stays_at_its_latest_turn(page: Page) -> None:
    for mark in "？?!！。":
        turn = page.ask(QUESTION + mark)
    WebDriverWait(page.driver, SECONDS).until(lambda _: page.script(IS_ABOVE_THE_BOX, turn))
    assert page.script("return document.scrollingElement.scrollTop") == 0


def test_what_was_understood_is_put_into_the_box_to_be_edited(page: Page) -> None:
    page.ask("掌上書房收有多少冊電子書？")
    turn = page.ask("哪天開通？")
    assert "理解為：掌上書房哪天開通？" in turn.text
    assert "3月15日" in turn.text
    page.one(".turn:last-child .to-box").click()
    assert page.box().get_attribute("value") == "掌上書房哪天開通？"
    page.box().send_keys(Keys.BACKSPACE, "呢？", Keys.ENTER)
    WebDriverWait(page.driver, SECONDS).until(lambda _: len(page.all(".turn:has(.small)")) == 3)
    assert page.all(".turn .asked")[-1].text == "掌上書房哪天開通呢？"


def test_unknown_offers_passages_that_open_the_article(page: Page) -> None:
    turn = page.ask("館長沈若溪住在哪裡")
    assert "不知道" in turn.text
    page.one(".card summary").click()
    page.one(".card .to-article").click()
    assert "掌上書房" in page.one("#article .sheet").text
    assert page.one("#article mark").text.strip()


def test_a_question_with_a_slip_offers_the_one_that_was_meant(page: Page) -> None:
    turn = page.ask("雲擇市圖書館哪天開通掌上書房")
    assert "您是不是要問：雲澤市圖書館哪天開通掌上書房" in turn.text
    page.one(".to-question").click()
    page.one(".turn:last-child .asked", "雲澤市圖書館哪天開通掌上書房")
    last = page.one(".turn:last-child:has(.small)", "3月15日")
    assert "您是不是要問" not in last.text


def test_the_enter_that_picks_a_candidate_does_not_send(page: Page) -> None:
    page.box().click()
    compose = {"text": "ㄊㄨˊ", "selectionStart": 3, "selectionEnd": 3}
    page.driver.execute_cdp_cmd("Input.imeSetComposition", compose)
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    page.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown", **enter})
    page.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    page.script("return new Promise((done) => setTimeout(done, 700))")
    assert page.all(".turn") == []
    page.driver.execute_cdp_cmd("Input.insertText", {"text": "掌上書房"})
    page.box().send_keys("哪天開通", Keys.ENTER)
    assert "3月15日" in page.one(".turn:has(.small)").text


@pytest.mark.parametrize("how", ["{isComposing: true}", "{keyCode: 229}"])
def test_a_key_of_the_input_method_never_reaches_the_page(page: Page, how: str) -> None:
    page.box().send_keys(QUESTION)
    page.script(
        f"""const box = document.querySelector('#question textarea');
        for (const type of ['keydown', 'keypress', 'keyup'])
          box.dispatchEvent(new KeyboardEvent(type, {{key: 'Enter', bubbles: true, cancelable: true, ...{how}}}));"""
    )
    page.script("return new Promise((done) => setTimeout(done, 700))")
    assert page.all(".turn") == []
    assert page.box().get_attribute("value") == QUESTION


def test_shift_enter_is_a_new_line(page: Page) -> None:
    page.box().send_keys("掌上書房", Keys.SHIFT + Keys.ENTER + Keys.NULL, "哪天開通")
    assert page.box().get_attribute("value") == "掌上書房\n哪天開通"
    assert page.all(".turn") == []


def test_an_example_asks_itself_when_there_are_examples(page: Page) -> None:
    for button in page.all("#examples button")[:1]:
        button.click()
        assert page.one(".turn:has(.small)")


def test_nothing_is_asked_of_another_host(page: Page) -> None:
    page.ask(QUESTION)
    page.open("/docs")
    page.one(".opblock")
    assert page.hosts() == {urlsplit(page.address).netloc}
    refused = [entry["message"] for entry in page.driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert refused == []


@pytest.mark.parametrize("evil", ["<img src=x onerror=\"document.title='pwned'\">", "{{7*7}} ${7*7} @children"])
def test_a_question_is_shown_as_it_was_typed(page: Page, evil: str) -> None:
    turn = page.ask(f"標籤 {evil}")
    assert f"標籤 {evil}" in turn.text
    assert page.driver.title == "中文問答助理"
    assert page.all(".turn img") == []


def test_an_article_is_shown_as_it_was_written(page: Page) -> None:
    page.ask("這則文章寫著標籤共有多少個字元")
    shown = page.one("#article .sheet").text
    assert "<script>document.title='pwned'</script>和{{7*7}}" in shown
    assert page.driver.title == "中文問答助理"


def test_an_empty_question_is_answered_with_words(page: Page) -> None:
    page.box().send_keys(" ", Keys.ENTER)
    assert "問題是空的" in page.one(".reply.error").text


def test_the_conversation_survives_a_reload_and_a_new_one_begins_empty(page: Page) -> None:
    page.ask(QUESTION)
    page.open()
    assert "3月15日" in page.one(".turn").text
    page.one("#new").click()
    page.one(".welcome")
    page.open()
    page.one(".welcome")
    page.one(".to-conversation", QUESTION).click()
    assert "3月15日" in page.one(".turn").text


def test_conversations_are_searched_renamed_exported_and_deleted(page: Page) -> None:
    page.ask(QUESTION)
    page.one("#new").click()
    page.one(".welcome")
    page.ask("海嶼電器召回的是什麼型號")
    page.one(".conversations li.open", "海嶼電器")
    page.one("#search textarea, #search input").send_keys("书房")
    WebDriverWait(page.driver, SECONDS).until(lambda _: len(page.all(".conversations li")) == 1)
    page.one(".conversations .more summary").click()
    assert page.one(".more a", "Markdown").get_attribute("href").endswith("/export?format=markdown")
    page.one(".rename").click()
    page.one(".conversations input").send_keys(Keys.CONTROL + "a", Keys.NULL, "書房的事", Keys.ENTER)
    page.one(".to-conversation", "書房的事").click()
    page.one(".turn .asked", QUESTION)
    page.one(".conversations .more summary").click()
    page.one(".delete").click()
    page.one(".delete", "確定刪除").click()
    page.one(".welcome")
    page.one("#conversations .note", "沒有找到")


def test_another_browser_sees_none_of_it(page: Page) -> None:
    page.ask(QUESTION)
    page.one(".conversations li")
    page.driver.delete_all_cookies()
    page.open()
    page.one(".welcome")
    page.one("#conversations .note", "還沒有對話")


def test_an_old_answer_says_that_its_article_has_changed_and_asks_again(page: Page) -> None:
    def paste(day: str) -> None:
        page.one("button[role=tab]", "加入文章").click()
        if not page.all("#paste-title"):
            page.one("button", "或貼上文字").click()
        for selector, words in (("#paste-title", "渡輪公告"), ("#paste-text", f"渡輪{day}日恢復行駛。")):
            field = page.one(f"{selector} textarea, {selector} input")
            field.send_keys(Keys.CONTROL + "a", Keys.NULL, words)
        page.one("#paste").click()
        page.one("#told .notice", "渡輪公告")
        page.one("#rebuild").click()
        page.one("#progress .notice", "已建好並啟用")

    paste("8月3")
    assert "8月3日" in page.ask("渡輪哪天恢復行駛").text
    page.open()
    page.one(".turn")
    paste("8月9")
    page.open()
    assert "原文已更新" in page.one(".turn .outdated").text
    page.one(".outdated .to-question").click()
    assert "8月9日" in page.one(".turn:last-child:has(.small)", "8月9日").text
    assert len(page.all(".outdated")) == 1


SELECT = """
const text = document.querySelector('#article .text');
const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const at = node.data.indexOf(arguments[0]);
  if (at < 0) continue;
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + arguments[0].length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return;
}
throw new Error('not found');
"""


def test_an_answer_is_judged_and_the_right_one_is_marked_in_the_article(page: Page) -> None:
    page.ask(QUESTION)
    page.one(".verdict", "有幫助").click()
    page.one("body", "謝謝，已經記下來")
    page.one(".verdict", "不對").click()
    page.one(".correcting", "正確答案是")
    page.script(SELECT, "680萬元")
    page.one("#correct", "正確答案是「680萬元」").click()
    WebDriverWait(page.driver, SECONDS).until(lambda _: not page.all("#correct"))
    page.open()
    assert page.one(".verdict[aria-pressed=true]").text.endswith("不對")


def test_why_an_answer_is_the_answer_and_its_citation_can_be_copied(page: Page) -> None:
    page.ask(QUESTION)
    page.one(".why summary").click()
    assert "掌上、書房" in page.one(".why dl").text
    assert "毫秒" in page.one(".why dl").text
    page.one(".copy", "GB/T 7714").click()
    page.one(".copy", "已複製")


def test_words_are_found_in_the_article_and_citations_lead_to_one_another(page: Page) -> None:
    page.ask(QUESTION)
    page.one("#article mark", "3月15日")
    page.ask("海嶼電器哪天宣布召回")
    page.one("#article mark", "4月2日")
    page.one("#article .find").send_keys("電熱水壺")
    page.one("#article .found", "1／")
    page.one("#article .previous").click()
    page.one("#article mark", "3月15日")
    page.one("#article .next").click()
    page.one("#article mark", "4月2日")


def test_pasted_and_uploaded_articles_are_answered_from_after_a_rebuild(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "地震.txt"
    file.write_text("地震消息\n\n東岸外海6月7日發生地震。\n", encoding="big5")
    page.one("button[role=tab]", "加入文章").click()
    page.one("input[type=file]").send_keys(str(file))
    assert "已加入《地震消息》" in page.one("#told .notice", "地震").text
    page.one("button", "或貼上文字").click()
    page.one("#paste-title textarea, #paste-title input").send_keys("颱風消息")
    page.one("#paste-text textarea").send_keys("颱風5月9日登陸東岸。")
    page.one("#paste").click()
    assert "已加入《颱風消息》" in page.one("#told .notice", "颱風").text
    page.one("#rebuild").click()
    page.one("#progress .notice", "已建好並啟用")
    assert "5月9日" in page.ask("颱風哪天登陸東岸").text
    assert "6月7日" in page.ask("東岸外海哪天發生地震").text


def test_dark_follows_the_system(page: Page) -> None:
    brightness = "return getComputedStyle(document.querySelector('#talk')).backgroundColor"
    light = page.script(brightness)
    page.resize(1360, 860, "dark")
    page.open()
    page.box()
    assert page.one("body").get_attribute("class") == "dark"
    assert page.script(brightness) != light


def test_a_phone_stacks_conversation_and_article(page: Page) -> None:
    page.resize(390, 844)
    page.ask(QUESTION)
    page.one("#to-side").click()
    page.one(".to-conversation", QUESTION).click()
    WebDriverWait(page.driver, SECONDS).until(lambda _: not page.one("#side").is_displayed())
    assert page.script("return document.scrollingElement.scrollWidth <= innerWidth")
    talk, article = page.one("#talk").rect, page.one("#article").rect
    assert article["y"] >= talk["y"] + talk["height"]
    assert talk["width"] > 340
    page.one(".source .to-article").click()
    WebDriverWait(page.driver, SECONDS).until(
        lambda _: page.script(
            "const r = arguments[0].getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight",
            page.one("#article mark"),
        )
    )
