"""The query: a question, validated and analysed for search and for the decision."""

import re
import unicodedata
from dataclasses import dataclass

from embeddings.errors import QuestionError
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms, segment
from qa.anchors import Anchor, find_anchors
from qa.asking import QuestionType, question_type
from qa.numerals import parse_numeral
from qa.spellings import spellings
from qa.synonyms import Alternative, Synonyms, built_in

_CLAUSES = re.compile(
    r"第?[一二三四五六七八九十百零〇\d]{1,5}[条点项](?:之[一二三四五六七八九十\d]{1,3})?"
    r"|(?<![a-z\d.])\d{1,2}(?:\.\d{1,2}){1,3}(?!\d|\s?[公元万亿米斤里克倍折度年岁个%吨升小分天])"  # but 3.5公里
)
_CLAUSE = re.compile(
    r"(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})"
    r"|第?(?P<number>[一二三四五六七八九十百零〇\d]{1,5})(?:[条点项、]|$)(?:之(?P<after>[一二三四五六七八九十\d]{1,3}))?"
)
LONGEST_QUESTION = 1000  # characters
# Question words. The answer's passage need not contain them, and searching for them finds the wrong passages.
ASKING = re.compile(
    "请问|为?什么|谁|多少|怎么样?|怎样|如何|是否|呢|吗(?!啡)|几(?!何|内亚)|"
    "哪(?!咤)(?:里|儿|一?[个些位年天种座国所条项部家支款])?|为何|何(?:时|地|处|人|种|者|年|日|月|事)"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question without control characters, and the results of its analysis.

    ``content`` is folded, with a space for each question word; ``terms`` are its distinct lexical terms. If a
    question has nothing but question words (「什麼是什麼」), both are those of the whole question. ``folded`` is the
    whole question, ``asks`` its type, ``anchors`` what it names, and ``others`` the synonyms of its words.
    ``corrected`` is the question with its misspellings corrected, if it has any.
    """

    text: str
    content: str
    terms: tuple[str, ...]
    folded: str
    asks: QuestionType
    anchors: tuple[Anchor, ...]
    others: tuple[Alternative, ...]
    corrected: str | None = None

    @property
    def read(self) -> str:
        """The question as the reader reads it."""
        return self.corrected or self.text

    @property
    def searched(self) -> str:
        """The content with synonyms added: the query of lexical search."""
        return " ".join((self.content, *dict.fromkeys(one.term for one in self.others)))

    @property
    def clauses(self) -> frozenset[str]:
        """The clause numbers that the question names, as ``clause_number`` returns them."""
        return frozenset(filter(None, map(clause_number, _CLAUSES.findall(self.folded))))


def clause_number(label: str) -> str:
    """Return a clause number in comparable form: 第二十三條 and 第23条 are 23, 2.11 stays; empty if none."""
    found = _CLAUSE.search(fold(label))
    if found is None:
        return ""
    if found["dotted"]:
        return found["dotted"]
    number, after = parse_numeral(found["number"]), parse_numeral(found["after"] or "0")
    return "" if number is None else f"{number}" if not after else f"{number}之{after}"


def parse_question(text: str, synonyms: Synonyms | None = None) -> Query:
    """Return the query; raise ``QuestionError`` if it is too long or has nothing to search for.

    By default the shipped synonyms are used.
    """
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(f"問題有 {len(text):,} 個字，最多 {LONGEST_QUESTION:,} 個。請只留下要問的那一句。")
    kept = "".join(character if _is_visible(character) else " " for character in text).strip()
    if not kept:
        raise QuestionError("問題是空的。請輸入想問的事，例如：「活動什麼時候開始？」")
    folded = fold(kept)
    anchors = find_anchors(kept)
    words = (built_in() if synonyms is None else synonyms).expand(segment(folded))
    others = (*words, *spellings(anchors))
    for content in (ASKING.sub(" ", folded), folded):
        terms = tuple(dict.fromkeys(lexical_terms(content)))
        if terms:
            return Query(kept, content, terms, folded, question_type(kept), anchors, others)
    raise QuestionError("問題裡沒有可查的文字。請用文字描述想問的事。")


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
