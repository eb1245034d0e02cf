"""Is everything there that answering needs? What is installed, the build, the models, disk, memory, and a question."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from embeddings.errors import BuildError, QAError
from embeddings.text.fold import fold
from qa.calibration import decision_for
from ui.rebuild import is_current
from ui.settings import Settings
from ui.wiring import Services, open_collection, open_services, word_problems

NEEDED = ("faiss-cpu", "tantivy", "onnxruntime", "tokenizers", "numpy", "fastapi", "uvicorn", "gradio")
EXTRAS = {"torch": "換別的模型", "sentence-transformers": "換別的編碼器", "mcp": "MCP", "gensim": "訓練"}
LEAST_DISK = 1 << 30  # bytes
LEAST_MEMORY = 1 << 30
SLOW_SECONDS = 2.0


T = TypeVar("T")


class State(StrEnum):
    """How something stands."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and in words what is there or what to do."""

    name: str
    state: State
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Return everything that was looked at, in an order in which one can mend it."""
    found = [python(), *packages(), disk(settings.data_dir), memory(), collection(settings), words(settings)]
    try:
        services = open_services(settings)
    except QAError as error:
        return [*found, Finding("模型", State.FAILED, str(error))]
    return [*found, *models(services), build(services), question(services)]


def python() -> Finding:
    """Return which Python this is."""
    return Finding("Python", State.OK, f"{platform.python_version()}，{sys.executable}")


def packages() -> Iterator[Finding]:
    """Yield which of the libraries that answering needs are there, and which of those that some need."""
    for name in NEEDED:
        found = installed(name)
        detail = found or "沒有安裝：請執行 make install"
        yield Finding(name, State.OK if found else State.FAILED, detail)
    for name, purpose in EXTRAS.items():
        yield Finding(name, State.OK, installed(name) or f"沒有安裝（只有{purpose}才需要）")


def installed(name: str) -> str | None:
    """Return the version of a library that is installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def disk(folder: Path) -> Finding:
    """Return how much room is left where the data lies, and how much it takes."""
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free, taken = shutil.disk_usage(place).free, sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    state = State.OK if free >= LEAST_DISK else State.WARNING
    hint = "" if state is State.OK else "；空間不多，重建索引可能會失敗，請清出空間"
    return Finding("磁碟", state, f"{folder} 用了 {size(taken)}，還有 {size(free)}{hint}")


def memory() -> Finding:
    """Return how much memory the machine has."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not told on this system
        return Finding("記憶體", State.OK, "這個系統沒有說")
    state = State.OK if total >= LEAST_MEMORY else State.WARNING
    return Finding("記憶體", state, size(total) + ("" if state is State.OK else "；可能不夠，請關掉別的程式"))


def size(count: float) -> str:
    """Return a number of bytes in words."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def collection(settings: Settings) -> Finding:
    """Return how many articles there are."""
    try:
        with open_collection(settings) as held:
            count = held.count()
    except QAError as error:
        return Finding("文章", State.FAILED, str(error))
    if not count:
        return Finding("文章", State.WARNING, "還沒有文章：用 qa add 加入，或放進 articles 資料夾再執行 qa rebuild")
    return Finding("文章", State.OK, f"{count} 篇")


def words(settings: Settings) -> Finding:
    """Return whether the user's own words can be used."""
    problems = word_problems(settings)
    return Finding("同義詞", State.WARNING if problems else State.OK, "；".join(problems) or "沒有問題")


def models(services: Services) -> Iterator[Finding]:
    """Yield which models answer, and whether their confidences are probabilities."""
    settings = services.settings
    yield Finding("編碼器", State.OK, f"{settings.encoder or '內附'}（{services.builds.recipe.encoder.fingerprint}）")
    folder = None if settings.reader is None else Path(settings.reader)
    known = services.reader
    calibrated = known in decision_for(known, folder).readers
    hint = "" if calibrated else "；沒有校準，答案不附信心"
    yield Finding("閱讀器", State.OK if calibrated else State.WARNING, f"{settings.reader or '內附'}（{known}）{hint}")


def build(services: Services) -> Finding:
    """Return which build answers, and whether it is of the articles as they are now."""
    try:
        live = services.live.current()
        with services.collection() as held:
            current = is_current(held, live)
    except QAError as error:
        return Finding("索引", State.FAILED, str(error))
    manifest = live.manifest
    known = f"{live.id}，{manifest.articles} 篇、{manifest.passages} 段，{manifest.created} 建立"
    if not current:
        return Finding("索引", State.WARNING, f"{known}；文章在那之後變了，請執行 qa rebuild")
    return Finding("索引", State.OK, known)


def question(services: Services) -> Finding:
    """Return whether an article is found by its own title, and how long a question takes."""
    try:
        articles = services.live.current().articles()
        if not articles:
            return Finding("試問", State.WARNING, "索引裡沒有文章可以試問")
        title = max(articles, key=lambda one: len(fold(one.title))).title
        took, answer = timed(lambda: services.ask(title))
    except BuildError:
        return Finding("試問", State.FAILED, "沒有索引，不能試問：請執行 qa rebuild")
    except QAError as error:
        return Finding("試問", State.FAILED, str(error))
    if title not in [passage.title for passage in answer.passages]:
        return Finding("試問", State.FAILED, f"用標題「{title}」找不到那篇文章：請執行 qa rebuild 重建索引")
    slow = took > SLOW_SECONDS
    hint = "；比平常慢，請看看是不是有別的程式在忙" if slow else ""
    return Finding("試問", State.WARNING if slow else State.OK, f"問「{title}」，{1000 * took:.0f} 毫秒{hint}")


def timed(act: Callable[[], T]) -> tuple[float, T]:
    """Return how long something takes the second time, when all is loaded, and what it gives."""
    act()
    began = perf_counter()
    given = act()
    return perf_counter() - began, given
