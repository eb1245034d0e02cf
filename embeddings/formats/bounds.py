"""Limits on the contents of a file: one that is small when sent and large when parsed is refused by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from embeddings.article import RawArticle
from embeddings.errors import SourceError

MOST_CELLS = 3_000_000  # of a sheet, counting empty rows and the empty cells before the last one of each row
MOST_VALUES = 1_000_000  # objects and lists of a JSON file
MOST_CHAPTERS = 5000
MOST_ARTICLES = 100_000
MOST_CHARACTERS = 10_000_000  # of all articles of a file, unless the file itself has more bytes

Row = TypeVar("Row", bound=Sequence[Any])


def bounded_rows(rows: Iterable[Row], name: str) -> Iterator[Row]:
    """Yield the rows of a table; raise ``SourceError`` if they have too many cells in total."""
    left = MOST_CELLS
    for row in rows:
        left -= max(1, len(row))
        if left < 0:
            raise SourceError(
                f"「{name}」的表格太大，空白的儲存格也算，超過 {MOST_CELLS // 10_000} 萬格；"
                "請刪除多餘的欄和列，或拆成幾個檔案再加入。"
            )
        yield row


def refuse_many_values(text: str, name: str) -> None:
    """Raise if a JSON text has too many objects and lists, or too many records on lines of their own."""
    if text.count("}\n{") > MOST_ARTICLES:
        raise SourceError(f"「{name}」有超過 {MOST_ARTICLES} 行的資料；請拆成幾個檔案再加入。")
    if text.count("{") + text.count("[") > MOST_VALUES:
        raise SourceError(f"「{name}」的 JSON 有超過 {MOST_VALUES // 10_000} 萬個物件與清單；請拆成幾個檔案再加入。")


def refuse_many_chapters(chapters: Mapping[str, str], name: str) -> None:
    """Raise if a book has too many chapters."""
    if len(chapters) > MOST_CHAPTERS:
        raise SourceError(f"「{name}」有 {len(chapters)} 章，超過 {MOST_CHAPTERS} 章的上限；請拆成幾個檔案再加入。")


def refuse_much_text(articles: Sequence[RawArticle], size: int, name: str) -> None:
    """Raise if a file of ``size`` bytes yields too much text or too many articles."""
    if len(articles) > MOST_ARTICLES:
        raise SourceError(
            f"「{name}」裡有 {len(articles)} 篇文章，超過 {MOST_ARTICLES} 篇的上限；請拆成幾個檔案再加入。"
        )
    if sum(len(article.text) + len(article.title) for article in articles) > max(MOST_CHARACTERS, size):
        limit = MOST_CHARACTERS // 10_000
        raise SourceError(f"「{name}」展開之後的文字超過 {limit} 萬字；請確認檔案來源，或拆成幾個檔案再加入。")
