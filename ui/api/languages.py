"""Problems in the language of the request: Traditional Chinese, as they are written, Simplified, or English.

Simplified is converted character by character. English tells the kind of a problem and what to do about it; the
sentence with the names in it goes along as ``original``.
"""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus

from qa.script import in_script_of


class Language(StrEnum):
    """A language that problems are told in."""

    TRADITIONAL = "zh-TW"
    SIMPLIFIED = "zh-CN"
    ENGLISH = "en"


_SIMPLIFIED_TEXT = "简体汉语"
_TAGS = (
    (("zh-cn", "zh-sg", "zh-my", "zh-hans"), Language.SIMPLIFIED),
    (("zh", "yue", "*"), Language.TRADITIONAL),
    (("en",), Language.ENGLISH),
)
_SEE_DOCS = "See the description of the interface at /docs."
# What is told in English for each title: the title, and what to do.
ENGLISH: Mapping[str, tuple[str, str]] = {
    "找不到": (
        "Not found",
        "There is no such address, article, build or job. List them first, and use an id from there.",
    ),
    "文章資料庫不能用": ("The collection cannot be used", "Its file is damaged or cannot be opened: restore a backup."),
    "文章已經改過了": (
        "The article has changed",
        "Read it again, make your change to that version, and send its ETag.",
    ),
    "與現有的內容衝突": ("In conflict with what is there", "Change or remove the file that the article comes from."),
    "輸入的內容不能用": (
        "The input cannot be used",
        "It is empty, too long, or holds nothing to search for or to store.",
    ),
    "正在進行另一項工作": (
        "Busy with another task",
        "Wait until the rebuild or the other writer has finished, and try again.",
    ),
    "目前沒有可用的索引": ("There is no build to answer from", "Add articles, then start a build."),
    "存放段落的伺服器不能用": (
        "The passage store cannot be used",
        "Milvus does not answer or refuses: wait for as long as Retry-After says, and check QA_STORE.",
    ),
    "對話資料庫不能用": (
        "The database of conversations cannot be used",
        "Its file is damaged or cannot be opened: restore a backup.",
    ),
    "需要鑰匙": ("A key is needed", "Send Authorization: Bearer KEY, or log in at /login."),
    "鑰匙不能用": ("The key cannot be used", "It is mistyped or revoked: check it, or ask for another."),
    "權限不足": ("Not allowed", "Ask whoever runs the server for a key with a role that may do this."),
    "請求太頻繁": ("Too many requests", "Wait for as long as Retry-After says, and try again."),
    "模型不能用": (
        "A model cannot be used",
        "Its files are missing or of another shape: check QA_ENCODER and QA_READER.",
    ),
    "發生錯誤": ("An error occurred", "Try again; if it stays, hand the server's log to whoever runs it."),
    "請求的格式不對": (
        "The request is malformed",
        f"Send a JSON object in UTF-8 with the fields described. {_SEE_DOCS}",
    ),
    "不支援這個方法": ("Method not allowed", f"This address does not take this HTTP method. {_SEE_DOCS}"),
    "沒有說要改的是哪一版": (
        "No version was named",
        "Read the article, and send its ETag in If-Match; * overwrites any version.",
    ),
    "內容太大": ("The content is too large", "Send it in smaller parts."),
    "請求失敗": ("The request failed", _SEE_DOCS),
    "伺服器發生錯誤": ("The server made a mistake", "It is not yours. Hand the server's log to whoever runs it."),
    "不認得的主機名稱": ("Unknown host name", "Add the name to QA_TRUSTED_HOSTS and start the server again."),
    "來自別的網站的請求": (
        "A request of another site",
        "Use this server's own page; programs send no Origin or Sec-Fetch-Site.",
    ),
    "Idempotency-Key 不能用": (
        "Idempotency-Key cannot be used",
        "Send 1 to 255 visible ASCII characters, a UUID for one.",
    ),
    "Idempotency-Key 已經用在別的請求": (
        "Idempotency-Key belongs to another request",
        "Send another key with another request.",
    ),
    "同一個請求正在處理": ("The same request is being done", "Send it again in a moment to get its reply."),
    "沒有安裝 MCP": ("MCP is not installed", "Run: pip install -e '.[mcp]'"),
}
FAULTS: Mapping[str, str] = {
    "缺少這個欄位": "is missing",
    "不是正確的 JSON": "is not valid JSON",
    "不是 JSON 物件": "is not a JSON object",
    "必須是字串": "must be a string",
    "不能是空的": "must not be empty",
    "太長": "is too long",
    "太多": "are too many",
    "不在可選的值之中": "is none of the values that can be chosen",
    "必須是整數": "must be an integer",
    "太小": "is too small",
    "太大": "is too large",
    "必須是日期，例如 2024-03-15": "must be a date, such as 2024-03-15",
    "格式不對": "is malformed",
}


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


def said(text: str, language: Language) -> str:
    """Return a Chinese sentence in the script of a language; English has none of its own for it."""
    return in_script_of(text, _SIMPLIFIED_TEXT) if language is Language.SIMPLIFIED else text


def in_english(title: str, status: int) -> tuple[str, str]:
    """Return a title in English, and what to do; of a title that is not known, what its status says."""
    return ENGLISH.get(title, (HTTPStatus(status).phrase, "`original` says in Chinese what is wrong."))
