"""The three languages of the faces, and our words in them.

Traditional Chinese is how they are written in the code.

Simplified is converted word by word where the words differ, then character by character. English stands in
``english``, by the Chinese text. What is quoted, titles and names among it, goes into a text afterwards and is never
converted.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import lru_cache
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie

from qa.script import in_script_of
from ui.english import MESSAGES, PROBLEMS, TEXTS


class Language(StrEnum):
    """A language that somebody is served in."""

    TRADITIONAL = "zh-TW"
    SIMPLIFIED = "zh-CN"
    ENGLISH = "en"


COOKIE = "qa_language"  # by which a browser keeps its language; the page's script reads it too
NAMES: Mapping[Language, str] = {
    Language.TRADITIONAL: "繁體",
    Language.SIMPLIFIED: "简体",
    Language.ENGLISH: "English",
}
_SIMPLIFIED_TEXT = "简体汉语"
_TAGS = (
    (("zh-cn", "zh-sg", "zh-my", "zh-hans"), Language.SIMPLIFIED),
    (("zh", "yue", "*"), Language.TRADITIONAL),
    (("en",), Language.ENGLISH),
)
# What is called otherwise where Simplified is written, longer words first.
_WORDS = (
    ("介面文件", "接口文档"),
    ("資料庫", "数据库"),
    ("連接埠", "端口"),
    ("伺服器", "服务器"),
    ("資料夾", "文件夹"),
    ("重新整理", "刷新"),
    ("副檔名", "扩展名"),
    ("字元", "字符"),
    ("檔案", "文件"),
    ("檔名", "文件名"),
    ("程式", "程序"),
    ("網路", "网络"),
    ("登入", "登录"),
    ("螢幕", "屏幕"),
    ("匯出", "导出"),
    ("回饋", "反馈"),
    ("預設", "默认"),
    ("搜尋", "搜索"),
)
_SERVED: ContextVar[Language] = ContextVar("language", default=Language.TRADITIONAL)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Serve somebody in a language for as long as this lasts."""
    before = _SERVED.set(language)
    try:
        yield
    finally:
        _SERVED.reset(before)


def spoken() -> Language:
    """Return the language that somebody is served in here: Traditional unless another was said."""
    return _SERVED.get()


def say(text: str, *values: object) -> str:
    """Return a text of ours in the language that is spoken here, with the values in its braces as they are."""
    words = in_language(text, spoken())
    return words.format(*values) if values else words


@lru_cache(maxsize=4096)
def in_language(text: str, language: Language) -> str:
    """Return a text of ours in a language; one that has no English stays as it is."""
    return TEXTS.get(text) or MESSAGES.get(text, text) if language is Language.ENGLISH else said(text, language)


def chosen_language(cookies: str | None, accepted: str | None) -> Language:
    """Return the language of a browser: the one it keeps, by its ``Cookie`` header, else the one it likes best."""
    try:
        kept = SimpleCookie(cookies or "").get(COOKIE)
    except CookieError:
        kept = None
    known = {language.value: language for language in Language}
    found = None if kept is None else known.get(kept.value)
    return language_of(accepted) if found is None else found


def language_of(header: str | None) -> Language:
    """Return the language that an ``Accept-Language`` header likes best of those there are; Traditional without one."""
    liked = sorted(map(_weighed, (header or "").lower().split(",")), key=lambda one: -one[1])
    for tag, weight in liked:
        for beginnings, language in _TAGS:
            if weight > 0 and any(tag == one or tag.startswith(f"{one}-") for one in beginnings):
                return language
    return Language.TRADITIONAL


def _weighed(part: str) -> tuple[str, float]:
    """Return a language and how much it is liked, from one part of the header."""
    tag, _, weight = part.partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return tag.strip(), 0.0


def language_switch(to: str = "") -> str:
    """Return a form with a button for each language, which works without a script and leads back to a page."""
    buttons = "".join(
        f'<button name="language" value="{language.value}" lang="{language.value}" '
        f'aria-pressed="{str(language is spoken()).lower()}">{name}</button>'
        for language, name in NAMES.items()
    )
    return (
        f'<form method="post" action="language" class="languages" aria-label="{say("語言")}">'
        f'<input type="hidden" name="to" value="{to}">{buttons}</form>'
    )


def said(text: str, language: Language) -> str:
    """Return a Chinese sentence as a language writes it; English has none of its own for it."""
    if language is not Language.SIMPLIFIED:
        return text
    for traditional, simplified in _WORDS:
        text = text.replace(traditional, simplified)
    return in_script_of(text, _SIMPLIFIED_TEXT)


def in_english(title: str, status: int) -> tuple[str, str]:
    """Return a title in English, and what to do; of a title that is not known, what its status says."""
    return PROBLEMS.get(title, (HTTPStatus(status).phrase, "`original` says in Chinese what is wrong."))
