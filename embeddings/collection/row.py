"""A raw article → its row in the collection: cleaned, titled and hashed."""

import json
from dataclasses import asdict, dataclass
from hashlib import blake2b

from embeddings.article import RawArticle
from embeddings.blocks import moved_blocks, written_blocks
from embeddings.errors import SourceError
from embeddings.text.clean import clean

LONGEST_MADE_UP_TITLE = 40


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as stored; the fields are the columns, except for the time of adding."""

    id: str
    origin: str
    title: str
    url: str | None
    published: str | None
    author: str | None
    raw: str
    text: str
    characters: int
    removals: str
    blocks: str
    hash: str


def article_id(origin: str) -> str:
    """Return the article id of an origin: the same on every machine, whatever the text."""
    return blake2b(origin.encode(), digest_size=6).hexdigest()


def row_of(raw: RawArticle) -> ArticleRow:
    """Return the row of an article: cleaned, with a one-line title, and hashed."""
    _refuse_unstorable(raw)
    cleaned = clean(raw.text)
    if not cleaned.text.strip():
        raise SourceError(f"「{raw.origin}」清理之後沒有任何文字；請檢查內容之後再加入。")
    title = " ".join(clean(raw.title).text.split())
    title = title or cleaned.text.split("\n", 1)[0].strip()[:LONGEST_MADE_UP_TITLE]
    author = " ".join(clean(raw.author).text.split()) or None if raw.author else None
    blocks = written_blocks(moved_blocks(raw.blocks, cleaned.text, cleaned.moved))
    content = [title, raw.url, raw.published, author, raw.text, cleaned.text, *([blocks] if blocks else [])]
    return ArticleRow(
        id=article_id(raw.origin),
        origin=raw.origin,
        title=title,
        url=raw.url,
        published=raw.published,
        author=author,
        raw=raw.text,
        text=cleaned.text,
        characters=len(cleaned.text),
        removals=json.dumps([asdict(removal) for removal in cleaned.removals]),
        blocks=blocks,
        hash=blake2b(json.dumps(content).encode(), digest_size=16).hexdigest(),
    )


def _refuse_unstorable(raw: RawArticle) -> None:
    """Raise if the article has no origin, or has lone surrogates, which UTF-8 cannot encode."""
    if not raw.origin.strip():
        raise SourceError("這篇文章沒有來源名稱；請給它一個名稱再加入。")
    try:
        "".join([raw.origin, raw.title, raw.text, raw.url or "", raw.published or "", raw.author or ""]).encode()
    except UnicodeEncodeError as error:
        name = raw.origin.rpartition("/")[2].encode("utf-8", "backslashreplace").decode()
        raise SourceError(f"「{name}」含有不完整的字元；請以 UTF-8 重新輸出之後再加入。") from error
