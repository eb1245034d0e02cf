"""Logging in with keys: each sees their own conversations and nobody else's, and readers only ask."""

from collections.abc import Iterator

import pytest
from selenium import webdriver

from tests.browser.conftest import Page
from tests.fakes.server import running_server
from tests.fakes.services import shipped_settings
from ui.people.keys import Keys, Role

QUESTION, OTHER = "掌上書房哪天開通", "海嶼電器召回的是什麼型號"


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[Role, str]]]:
    """A server with keys: its address, and a key of each role."""
    folder = tmp_path_factory.mktemp("keyed")
    settings = shipped_settings(folder)
    with Keys.open(settings.people_path) as keys:
        written = {role: keys.create(f"甲{role}", role)[1] for role in Role}
    with running_server(settings, folder / "server.log") as (address, _):
        yield address, written


@pytest.fixture
def page(driver: webdriver.Chrome, keyed: tuple[str, dict[Role, str]]) -> Page:
    page = Page(driver, keyed[0])
    page.resize(1360, 860)
    page.speak("zh-TW,zh")
    page.open("/login")
    driver.delete_all_cookies()
    page.script("localStorage.clear()")
    page.open()
    return page


def log_in(page: Page, key: str) -> None:
    page.one("#key").send_keys(key)
    page.one("form[action=login] button").click()


def test_two_users_never_see_each_others_conversations(page: Page, keyed: tuple[str, dict[Role, str]]) -> None:
    assert page.driver.current_url.endswith("/login")
    log_in(page, keyed[1][Role.EDITOR])
    page.ask(QUESTION)
    page.one(".conversations li.open", QUESTION)
    page.one("#who", "甲editor")
    page.one("#who button", "登出").click()
    page.one("#key")
    log_in(page, keyed[1][Role.READER])
    page.one("#who", "甲reader")
    page.one("#conversations .note", "還沒有對話")
    page.one(".welcome")  # the browser remembers which conversation was open; it is not this person's
    page.ask(OTHER)
    page.one(".conversations li", OTHER)
    assert len(page.all(".conversations li")) == 1
    page.one("#who button", "登出").click()
    page.one("#key")
    log_in(page, keyed[1][Role.EDITOR])
    page.one(".conversations li", QUESTION)
    assert [one.text for one in page.all(".to-conversation")] == [QUESTION]


def test_a_reader_has_no_tabs_for_adding_and_evaluating(page: Page, keyed: tuple[str, dict[Role, str]]) -> None:
    log_in(page, keyed[1][Role.READER])
    page.one("#who", "甲reader")
    page.ask(QUESTION)
    assert [one.text for one in page.all("button[role=tab]") if one.is_displayed()] == ["原文"]


def test_a_key_that_is_none_is_refused_in_the_language(page: Page) -> None:
    page.one(".languages button", "English").click()
    page.one("h1", "Log in")
    log_in(page, "qa_000000000000_nothing")
    assert page.one(".error").text.startswith("This key is mistyped or was revoked")
