"""axe-core over every part of the page: nothing serious or critical, light and dark, wide and narrow."""

from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.browser.conftest import Page

AXE = Path(str(distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js")))
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'] }).then((found) => done(found.violations.map((one) => [
  one.impact, one.id, one.nodes.map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).slice(0, 5),
])));
"""
LOOKS = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]
SERIOUS = ("serious", "critical")


def findings(page: Page) -> list[object]:
    """Return what axe finds wrong that is serious or worse."""
    page.script("return new Promise((done) => setTimeout(done, 400))")  # what fades in has its colours then
    if not page.script("return typeof axe !== 'undefined'"):
        page.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = page.driver.execute_async_script(RUN)
    return [one for one in found if one[0] in SERIOUS]


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
def test_nothing_serious_stands_in_anybody_s_way(page: Page, width: int, height: int, scheme: str) -> None:
    page.resize(width, height, scheme)
    page.open()
    page.one(".welcome")
    found = {"welcome": findings(page)}
    page.ask("掌上書房哪天開通")
    page.one(".why summary").click()
    page.one(".verdict", "不對").click()
    page.one("#article mark")
    found["chat"] = findings(page)
    page.ask("館長沈若溪住在哪裡")
    page.one(".card summary").click()
    found["unknown"] = findings(page)
    page.script("document.querySelectorAll('button[role=tab]')[1].click()")
    page.one("button", "或貼上文字").click()
    page.one("#paste").click()
    page.one("#told .notice")
    found["articles and builds"] = findings(page)
    page.script("document.querySelectorAll('button[role=tab]')[2].click()")
    page.one("#exam-build input")
    found["evaluation"] = findings(page)
    page.open("/login")
    found["login"] = findings(page)
    assert {part: one for part, one in found.items() if one} == {}
