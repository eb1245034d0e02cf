"""The query: a question, checked and made ready for both legs."""

import unicodedata
from dataclasses import dataclass

from embeddings.errors import QuestionError
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms

LONGEST_QUESTION = 1000  # characters


@dataclass(frozen=True, slots=True)
class Query:
    """A question as asked, without control characters, and its distinct lexical terms."""

    text: str
    terms: tuple[str, ...]


def parse_question(text: str) -> Query:
    """Return the query; raise QuestionError if there is nothing to search for, or far too much."""
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(f"問題有 {len(text):,} 個字，最多 {LONGEST_QUESTION:,} 個。請只留下要問的那一句。")
    kept = "".join(character if _is_visible(character) else " " for character in text).strip()
    if not kept:
        raise QuestionError("問題是空的。請輸入想問的事，例如：「活動什麼時候開始？」")
    terms = tuple(dict.fromkeys(lexical_terms(fold(kept))))
    if not terms:
        raise QuestionError("問題裡沒有可查的文字。請用文字描述想問的事。")
    return Query(kept, terms)


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
