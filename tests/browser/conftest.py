import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.fakes.server import running_server
from tests.fakes.services import shipped_settings

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
SECONDS = 60
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser")
    with running_server(shipped_settings(folder), folder / "server.log") as (address, process):
        yield address
        assert process.poll() is None, (folder / "server.log").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("needs Chromium: apt-get install chromium chromium-driver fonts-noto-cjk")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@dataclass(frozen=True)
class Page:
    """The chat page in the browser."""

    driver: webdriver.Chrome
    address: str

    def open(self, path: str = "/") -> None:
        self.driver.get(self.address + path)

    def one(self, selector: str, text: str = "") -> WebElement:
        """Return the first element that matches and holds the text, as soon as there is one."""

        def found(driver: webdriver.Chrome) -> WebElement | None:
            elements = driver.find_elements(By.CSS_SELECTOR, selector)
            return next((one for one in elements if text in (one.get_attribute("textContent") or "")), None)

        return WebDriverWait(self.driver, SECONDS, ignored_exceptions=[Exception]).until(
            found, f"no {selector} with {text!r}"
        )

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def box(self) -> WebElement:
        return self.one("#question textarea")

    def ask(self, question: str) -> WebElement:
        """Ask with the Enter key and return the turn once it has its answer."""
        self.box().send_keys(question, Keys.ENTER)
        return self.one(".turn:has(.small, .reply.error)", question)

    def script(self, source: str, *arguments: object) -> object:
        return self.driver.execute_script(source, *arguments)

    def resize(self, width: int, height: int, scheme: str = "light") -> None:
        mobile = width < 600
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def speak(self, accepted: str) -> None:
        """Have the browser like these languages, as its user sets them."""
        agent = self.script("return navigator.userAgent")
        self.driver.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": accepted})

    def hosts(self) -> set[str]:
        """Return the hosts of all requests since the last call; pages of the browser itself do not count."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
        return {urlsplit(url).netloc for url in sent if urlsplit(url).scheme not in ("data", "blob", "chrome")}


@pytest.fixture
def page(driver: webdriver.Chrome, address: str) -> Page:
    """The page as someone sees it who comes for the first time, on a wide screen."""
    page = Page(driver, address)
    page.resize(1360, 860)
    page.speak("zh-TW,zh")
    page.open("/healthz")
    page.script("localStorage.clear()")
    driver.delete_all_cookies()
    page.hosts()
    driver.get_log("browser")
    page.open()
    page.box()
    return page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
