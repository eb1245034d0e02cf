"""The page with what a user has after ``make serve``: the shipped models and the bundled collection."""

import json
import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver

from qa.decide import WEIGHTS
from tests.browser.conftest import Page
from tests.fakes.server import running_server
from ui.settings import CHECKOUT, Settings

pytestmark = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the models have not been trained yet")


@pytest.fixture(scope="module")
def page(driver: webdriver.Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("shipped")
    for name in ("articles", "questions"):
        shutil.copytree(CHECKOUT / "data" / name, folder / name)
    with running_server(Settings(data_dir=folder), folder / "server.log") as (address, _):
        page = Page(driver, address)
        page.resize(1360, 860)
        page.open()
        page.script("localStorage.clear()")
        page.open()
        page.box()
        yield page


def test_an_example_question_is_answered_and_marked(page: Page) -> None:
    golden = json.loads((CHECKOUT / "data" / "questions" / "golden.json").read_text(encoding="utf-8"))["data"]
    [qa] = golden[0]["paragraphs"][0]["qas"][:1]
    page.one("#examples button", qa["question"]).click()
    turn = page.one(".turn:has(.small)", qa["question"])
    assert qa["answers"][0]["text"] in turn.text
    assert page.one("#article mark").text in turn.text


def test_what_no_article_says_is_not_known(page: Page) -> None:
    assert "不知道" in page.ask("阿基米德在哪一年出生？").text
