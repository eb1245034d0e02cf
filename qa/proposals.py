"""Proposals: what the structure of an article offers as answers, beside what the reader finds.

A table answers by row and column, a FAQ by its entry, a rule by its number, a yes-or-no question by the sentence that
settles it. Each proposal is a span with how well the structure around it fits the question; the decision weighs that
with all else it knows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embeddings.article import Block, BlockKind, Cell, Passage, Span
from embeddings.text.fold import fold
from qa.anchors import AnchorKind, Verdict, verdict
from qa.asking import QuestionType, suits
from qa.evidence import Evidence, Weighed
from qa.query import Query, clause_number
from qa.values import find_values

CELLS_PROPOSED = 3  # of one record
SETTLING_SHARE = 0.3  # of what a yes-or-no question says that a statement must say to be proposed
LONGEST_STATEMENT = 90  # characters; a longer one is no answer to yes or no
SHORTEST_SAID = 2  # characters of a value that a question can name
LOOSE_COLUMN = 0.25  # what it adds to a column's fit that it holds the kind of value asked for
SURE_COLUMN = 0.6  # how well a column must fit that is taken to be the one asked for

# What columns are called that hold what a question of a kind asks for, folded.
_COLUMNS = {
    QuestionType.WHO: "姓名|名字|人$|人员|负责|联系人|经办|教师|老师|医师|讲师|主讲|长$|主任|员$|作者|得主|师$",
    QuestionType.WHEN: "时间|日期|时段|首班|末班|开始|结束|截止|起|班次|时刻|年份|周|星期|开放|营业",
    QuestionType.WHERE: "地点|地址|位置|楼|室|场地|教室|房|在哪|站$|去向|处所|单位",
    QuestionType.PHONE: "电话|手机|分机|传真|热线|专线|联系方式|联络",
    QuestionType.HOW_MUCH: "价|费|金额|元|租金|押金|工资|薪|预算|经费|款",
    QuestionType.HOW_MANY: "数|量|人数|面积|长度|容量|高度|重量|比例|率|度|规格|名额|学分|库存|座位",
    QuestionType.HOW_LONG: "期|时长|周期|天数|年限|时限|工期|时数",
    QuestionType.WHICH: "名称|型号|种类|类别|类型|品名|项目|名$|课程|科目",
}
_COLUMN_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _COLUMNS.items()}
_NAME_PARTS = re.compile(r"[·/、()\s（）［］\[\]]+")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the structure around a span fits a question; each from 0 to 1, 0 where there is no such structure."""

    row: float = 0.0  # share of what is asked that the record, and what it stands under, say
    column: float = 0.0  # how well the name of the cell's column says what is asked for
    entry: float = 0.0  # how much the question of a FAQ and the one that is asked say alike
    clause: float = 0.0  # 1 if the question names the clause by its number
    settles: float = 0.0  # 1 if the statement may settle a yes-or-no question
    key: float = 0.0  # 1 if the question names what the record is about
    empty: float = 0.0  # 1 if another cell of the record is asked for, and is empty


NO_FIT = Fit()


def propose(query: Query, passage: Passage, evidence: Evidence) -> dict[Span, Fit]:
    """Return the spans, in the article, that a passage's structure offers, with how well each fits."""
    found: dict[Span, Fit] = {}
    for block in passage.blocks:
        found |= dict(_of_block(query, evidence.weighed, passage, block))
    if query.asks is QuestionType.YES_NO:
        for place, share in evidence.sentences:
            if share >= SETTLING_SHARE and place.end - place.start <= LONGEST_STATEMENT:
                found.setdefault(place, Fit(settles=1.0))
    return found


def _of_block(query: Query, weighed: Weighed, passage: Passage, block: Block) -> Iterator[tuple[Span, Fit]]:
    """Yield what one block offers."""
    match block.kind:
        case BlockKind.RECORD:
            yield from _of_record(query, weighed, passage, block)
        case BlockKind.ENTRY:
            asked, answer = block.cells[:2]
            alike = similarity(query, weighed, text_of(passage, asked))
            if alike and answer.end > answer.start:
                yield Span(answer.start, answer.end), Fit(entry=alike)
        case BlockKind.CLAUSE:
            if clause_number(block.label) in query.clauses:
                yield Span(block.start, block.end), Fit(clause=1.0)


def _of_record(query: Query, weighed: Weighed, passage: Passage, block: Block) -> Iterator[tuple[Span, Fit]]:
    """Yield the cells of a record that may be asked for: of those that the question does not say itself."""
    values = [fold(text_of(passage, cell)) for cell in block.cells]
    if not any(values):
        return
    context = fold(" ".join((passage.title, *passage.context)))
    names = " ".join(fold(cell.name) for cell in block.cells)
    row = weighed.share("\n".join((*values, names, context)))
    said = [_is_said(query, value) for value in values]
    key = float(block.key is not None and said[block.key])
    fits = [
        (column_fit(query, cell, value, said=[v for v, s in zip(values, said, strict=True) if s]), cell)
        for cell, value, is_said in zip(block.cells, values, said, strict=True)
        if not is_said
    ]
    fits.sort(key=lambda fit: (-fit[0], fit[1].start))
    asked_is_empty = bool(fits) and fits[0][0] >= SURE_COLUMN and fits[0][1].end == fits[0][1].start
    for column, cell in fits[:CELLS_PROPOSED]:
        yield Span(cell.start, cell.end), Fit(row=row, column=column, key=key, empty=float(asked_is_empty))


def _is_said(query: Query, value: str) -> bool:
    """Return whether a question names a cell's value: as it stands, or as a value of the same worth."""
    if len(value) >= SHORTEST_SAID and value in query.folded:
        return not any(
            anchor.value is not None and verdict(anchor, value) is Verdict.CONTRADICTED for anchor in query.anchors
        )
    return (
        any(
            anchor.kind is AnchorKind.VALUE and anchor.text and verdict(anchor, value) is Verdict.NAMED
            for anchor in query.anchors
        )
        and len(value) <= LONGEST_STATEMENT
    )


def column_fit(query: Query, cell: Cell, value: str, said: Sequence[str]) -> float:
    """Return how well a cell is what a question asks for, from 0 to 1: by its column's name, else by its kind."""
    rest = query.folded
    for one in said:
        rest = rest.replace(one, " ")
    parts = [part for part in _NAME_PARTS.split(fold(cell.name)) if part]
    named = max((longest_common(part, rest) / len(part) for part in parts), default=0.0)
    all_parts = sum(longest_common(part, rest) for part in parts) / max(1, sum(map(len, parts)))
    by_name = (named + all_parts) / 2
    pattern = _COLUMN_PATTERNS.get(query.asks)
    by_kind = 0.0
    if pattern is not None and (pattern.search(fold(cell.name)) or not cell.name):
        by_kind = LOOSE_COLUMN * (1.0 if not value or suits(query.asks, value, find_values(value)) else 0.5)
    return min(1.0, by_name + by_kind)


def longest_common(one: str, other: str) -> int:
    """Return the length of the longest piece of the first text that stands in the second."""
    for length in range(len(one), 0, -1):
        if any(one[start : start + length] in other for start in range(len(one) - length + 1)):
            return length
    return 0


def similarity(query: Query, weighed: Weighed, asked: str) -> float:
    """Return how much a question and the question of an entry say alike, from 0 to 1.

    The harmonic mean of the share of the one that the other holds and of what the other says beside.
    """
    folded = fold(asked)
    held = weighed.share(folded)
    own = [character for character in folded if character.isalnum()]
    back = sum(character in query.folded for character in own) / len(own) if own else 0.0
    return 2 * held * back / (held + back) if held and back else 0.0


def text_of(passage: Passage, place: Cell | Span | Block) -> str:
    """Return the characters of the article that a part of a passage covers."""
    return passage.text[max(place.start - passage.start, 0) : max(place.end - passage.start, 0)]
