"""Question sets in SQuAD format, versions 1.1 and 2.0: the only parser of such files."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import SourceError, system_reason


@dataclass(frozen=True, slots=True)
class Question:
    """A question on one paragraph of the file.

    ``spans`` are the gold answers, each its start in the paragraph (``None`` if not given) and its text; empty if the
    question has no answer.
    """

    id: str
    text: str
    paragraph: int
    spans: tuple[tuple[int | None, str], ...] = ()
    kind: str = ""  # what the file calls questions of this sort, if it does

    @property
    def answers(self) -> tuple[str, ...]:
        """The distinct texts of the gold answers in the file's order, without empty ones."""
        return tuple(dict.fromkeys(text for _, text in self.spans if text))


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file in SQuAD format: paragraphs with their articles' titles, and questions on them."""

    paragraphs: tuple[str, ...]
    titles: tuple[str, ...]
    questions: tuple[Question, ...]


def read_squad(path: Path) -> Dataset:
    """Return the questions in a SQuAD-format file; raise ``SourceError`` if it has another format or no questions."""
    try:
        dataset = _dataset(_parsed(path.read_text(encoding="utf-8-sig"), path.suffix))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(
            f"{path} 讀不進來：{_fault(error)}。請給 SQuAD 格式的 JSON 檔：data → paragraphs → qas。"
        ) from error
    if not dataset.questions:
        raise SourceError(f"{path} 裡沒有問題。請給至少含一題的 SQuAD 格式檔。")
    return dataset


def _parsed(text: str, suffix: str) -> Mapping[str, Any]:
    """Return what a file holds; one article a line in JSON Lines."""
    if suffix.lower() == ".jsonl":
        return {"data": [json.loads(line) for line in text.splitlines() if line.strip()]}
    parsed: Mapping[str, Any] = json.loads(text)
    return parsed


def _fault(error: Exception) -> str:
    """Return in Chinese what is wrong with a file, from the exception that parsing it raised."""
    match error:
        case OSError():
            return f"檔案打不開（{system_reason(error)}）"
        case json.JSONDecodeError():
            return f"第 {error.lineno} 行第 {error.colno} 字不是正確的 JSON"
        case UnicodeDecodeError():
            return "編碼不是 UTF-8"
        case KeyError():
            return f"缺少欄位 {error}"
        case RecursionError():
            return "括號的層數太多"
    return f"有一處的內容不對（{error}）"


def _dataset(data: Mapping[str, Any]) -> Dataset:
    """Return parsed JSON as a dataset; raise ``KeyError``, ``TypeError`` or ``ValueError`` for another structure."""
    paragraphs: list[str] = []
    titles: list[str] = []
    questions: list[Question] = []
    for title, paragraph in _paragraphs(data):
        for number, qa in enumerate(paragraph["qas"]):
            id_ = str(qa.get("id") or f"{len(paragraphs)}-{number}")
            questions.append(
                Question(id_, _text(qa["question"]), len(paragraphs), _spans(qa), str(qa.get("kind") or ""))
            )
        paragraphs.append(_text(paragraph["context"]))
        titles.append(title)
    return Dataset(tuple(paragraphs), tuple(titles), tuple(questions))


def _paragraphs(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every paragraph with its article's title, empty if there is none."""
    for article in data["data"]:
        for paragraph in article["paragraphs"]:
            yield str(article.get("title") or ""), paragraph


def _spans(qa: Mapping[str, Any]) -> tuple[tuple[int | None, str], ...]:
    """Return the gold answers of a question; none if it is marked as unanswerable."""
    if qa.get("is_impossible"):
        return ()
    return tuple((_start(answer.get("answer_start")), _text(answer["text"])) for answer in qa.get("answers") or ())


def _start(value: object) -> int | None:
    return None if value is None else int(str(value))


def _text(value: object) -> str:
    """Return a string unchanged; raise ``TypeError`` for any other value."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} 應該是文字，要加引號")
    return value
