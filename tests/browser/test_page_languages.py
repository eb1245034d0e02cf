"""The page in three languages: by what the browser likes, and by the switch."""

import re

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Page
from ui.languages import NAMES, Language, in_language

HAN = re.compile(r"[\u3400-\u9fff]")
QUESTION = "掌上書房哪天開通"
UNKNOWN = "館長沈若溪住在哪裡"
OURS = """
const quoted = 'blockquote, .quote strong, .sheet .text, .sheet h2, .asked, .to-article, .to-conversation, '
  + '.to-question, .card b, .teaser, .whole, .understood, .why dd, .why td, .more > summary, #languages, #examples, '
  + 'script, style';
const words = [document.title];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  if (element.closest(quoted)) continue;
  if (node.nodeType === Node.TEXT_NODE) words.push(node.data);
  else for (const name of ['title', 'aria-label', 'placeholder', 'alt']) words.push(node.getAttribute(name) ?? '');
}
return words.map((one) => one.trim()).filter(Boolean);
"""
OF_QUOTES = re.compile("[「《“][^」》”]*[」》”]|雲澤|掌上|館長")  # names and titles in a text of ours


def ours(page: Page) -> list[str]:
    """Return what the page says of its own, without what it quotes."""
    said = page.script(OURS)
    assert isinstance(said, list)
    return [OF_QUOTES.sub("", one) for one in said]


def visit_in(page: Page, accepted: str) -> None:
    page.speak(accepted)
    page.driver.delete_all_cookies()
    page.open()
    page.one(".welcome h2")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-TW,zh", Language.TRADITIONAL),
        ("zh-CN,zh", Language.SIMPLIFIED),
        ("en-US,en", Language.ENGLISH),
        ("zh-HK,en", Language.TRADITIONAL),
    ],
)
def test_a_first_visit_is_in_the_language_of_the_browser(page: Page, accepted: str, language: Language) -> None:
    visit_in(page, accepted)
    assert page.script("return document.documentElement.lang") == language
    assert page.one("#languages button[aria-pressed=true]").text == NAMES[language]
    assert page.driver.title == in_language("中文問答助理", language)
    assert page.box().get_attribute("placeholder") == in_language("輸入問題，Enter 送出", language)
    assert page.one(".welcome h2").text == in_language("想知道什麼？", language)


def test_the_switch_changes_everything_and_the_browser_keeps_it(page: Page) -> None:
    page.ask(QUESTION)
    page.one("#languages button", "English").click()
    page.one(".turn .confidence", "on")
    page.open()
    assert page.one(".verdict").text.endswith("Helpful")
    assert page.one("#article .blank").text == in_language(
        "問一個問題，答案所在的文章會出現在這裡，引文會標出來。", Language.ENGLISH
    )
    page.one("#languages button", "简体").click()
    page.one(".verdict", "有帮助")
    assert page.one(".turn .quote strong").text == "3月15日"
    assert "「掌上書房」正式開通" in page.one(".turn blockquote").text  # a quote is never converted


def test_in_english_the_page_says_nothing_in_chinese_but_what_it_quotes(page: Page) -> None:
    visit_in(page, "en")
    assert [one for one in ours(page) if HAN.search(one)] == []
    page.ask(QUESTION)
    page.one(".why summary").click()
    page.one(".verdict", "Wrong").click()
    page.one("#article mark", "3月15日")
    page.ask(UNKNOWN)
    page.box().send_keys(" ", Keys.ENTER)
    page.one(".reply.error", "The question is empty")
    page.one("button[role=tab]", "Add articles").click()
    page.one("button", "Or paste text").click()
    page.one("#paste").click()
    page.one("#told .notice", "Give both")
    assert [one for one in ours(page) if HAN.search(one)] == []


def test_in_simplified_no_character_of_ours_is_traditional(page: Page) -> None:
    visit_in(page, "zh-CN")
    page.ask(QUESTION)
    page.one(".why summary").click()
    page.ask(UNKNOWN)
    page.one("button[role=tab]", "加入文章").click()
    said = "".join(ours(page))
    assert "正在翻阅" in said or "不知道" in said
    assert [one for one in ours(page) if in_language(one, Language.SIMPLIFIED) != one] == []
