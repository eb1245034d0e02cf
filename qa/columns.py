"""Matching a question with table columns: which cell of a record it asks for, by the column's name and contents.

All names are compared in folded form.
"""

import re
from collections.abc import Sequence

from embeddings.article import Cell
from embeddings.text.fold import fold
from qa.anchors import AnchorKind
from qa.asking import QuestionType, suits
from qa.query import Query
from qa.values import find_values

LOOSE_COLUMN = 0.25  # added to the fit of a column with the kind of value asked for
SURE_COLUMN = 0.6  # fit from which on a column counts as the one asked for
ONE_CHARACTER = 0.4  # weight of a column's name of which the question has a single character
# Names of columns with the values that a question type asks for.
_COLUMNS = {
    QuestionType.WHO: "姓名|名字|人$|人员|负责|联系人|经办|教师|老师|医师|讲师|主讲|长$|主任|员$|作者|得主|师$|官$"
    "|领导|值班[员人官]|主持|记录|讲者|司机|驾驶",
    QuestionType.DAY: "日期|日$|时间|年份|星期|周|月",
    QuestionType.CLOCK: "时间|时段|首班|末班|开始|结束|截止|班次|时刻|开放|营业|[上下]午",
    QuestionType.WHEN: "时间|日期|时段|首班|末班|开始|结束|截止|起|班次|时刻|年份|周|星期|开放|营业",
    QuestionType.WHERE: "地点|地址|位置|楼|室|场地|教室|房|在哪|站$|去向|处所|单位",
    QuestionType.PHONE: "电话|手机|分机|传真|热线|专线|联系方式|联络",
    QuestionType.HOW_MUCH: "价|费|金额|元|租金|押金|工资|薪|预算|经费|款",
    QuestionType.HOW_MANY: "数|量|人数|面积|长度|容量|高度|重量|比例|率|度|规格|名额|学分|库存|座位",
    QuestionType.HOW_LONG: "时效|航程|耗时|保修|保固|质保|期|时长|周期|天数|年限|时限|工期|时数",
    QuestionType.LIST: "姓名|名称|品名|名$|科目|课程|项目|型号|内容|物品|材料",
    QuestionType.WHICH: "名称|型号|种类|类别|类型|品名|项目|名$|课程|科目",
}
_OF_POSTS = re.compile("职[务称位]|岗位")
# 哪個科, 哪款: the word after 哪 names the column; for these words, other names do.
_ASKED_THING = re.compile(
    "哪(?:一)?(?:个|些|几|家|种)?(?P<thing>单位|部门|科室?|款|型号|门课|门|厂商|公司|航线|线路|班级?|类|品牌|项目|机型|课程)"
)
_THINGS = {
    "款": ("型号", "机型", "品名", "款"),
    "科": ("科",),
    "门": ("课", "科目"),
    "门课": ("课", "科目"),
    "单位": ("单位", "部门", "主办", "厂商"),
    "部门": ("部门", "单位", "科室"),
    "线路": ("线",),
    "航线": ("线",),
}
NAMED_THING = 0.8  # fit of such a column
# The kinds of things that a list question asks for.
_LISTED = [
    (
        QuestionType.WHO,
        re.compile("[哪些几]+(?:个|位)?(?:人|医生|医师|老师|教师|员工|职员|成员|同事|委员|干部)|有谁|名单"),
    ),
    (QuestionType.DAY, re.compile("哪[几些](?:天|日|个?日[期子]|个?时[段间])")),
    (QuestionType.WHERE, re.compile("哪[几些]个?(?:地[方点]|站|楼层)")),
]
# Columns of one of these kinds certainly do not answer a question for another.
_DISTINCT = {
    QuestionType.WHO,
    QuestionType.DAY,
    QuestionType.CLOCK,
    QuestionType.WHERE,
    QuestionType.PHONE,
    QuestionType.HOW_MUCH,
}
# What a question calls a column that has another name.
_OTHER_NAMES = {"文号": "发文字号", "发文日": "发文日期", "休馆": "闭馆日", "闭馆": "休馆日"}
_COLUMN_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _COLUMNS.items()}
_NAME_PARTS = re.compile(r"[·/、()\s（）［］\[\]—–~-]+")


def asks_for_empty(asked: QuestionType, fits: Sequence[tuple[float, Cell]]) -> bool:
    """Return whether the cell of the best-fitting column is empty, and that column is certain."""
    if not fits or fits[0][1].end > fits[0][1].start:
        return False
    pattern = _COLUMN_PATTERNS.get(asked)
    if fits[0][0] >= SURE_COLUMN or pattern is None:
        return fits[0][0] >= SURE_COLUMN
    return pattern.search(fold(fits[0][1].name)) is not None and (len(fits) == 1 or fits[1][0] < fits[0][0])


def is_misplaced(asked: QuestionType, name: str) -> bool:
    """Return whether a column's name is for another kind of thing than the question asks for."""
    pattern, folded = _COLUMN_PATTERNS.get(asked), fold(name)
    if pattern is None or not folded or pattern.search(folded):
        return False
    return any(other.search(folded) for kind, other in _COLUMN_PATTERNS.items() if kind in _DISTINCT)


def column_fit(query: Query, cell: Cell, value: str, asked: QuestionType, said: Sequence[str]) -> float:
    """Return how well a cell matches what a question asks for, from 0 to 1: by its column's name, else by its kind.

    ``asked`` is the question type for the record's cells, and ``said`` the columns whose value the question gives.
    """
    rest, name = query.folded, fold(cell.name)
    for one in said:
        rest = rest if one in name and one != name else rest.replace(one, " ")
    rest = " ".join((rest, *(other for said, other in _OTHER_NAMES.items() if said in rest)))
    parts = parts_of_name(cell.name)
    named = max((_name_share(part, rest) for part in parts), default=0.0)
    all_parts = sum(_name_share(part, rest) * len(part) for part in parts) / max(1, sum(map(len, parts)))
    by_name = (named + 2 * all_parts) / 3
    thing = _ASKED_THING.search(query.folded)
    if thing and any(word in fold(cell.name) for word in _THINGS.get(thing["thing"], (thing["thing"],))):
        by_name = max(by_name, NAMED_THING)
    pattern = _COLUMN_PATTERNS.get(asked)
    by_kind = 0.0
    if pattern is not None and (pattern.search(fold(cell.name)) or not cell.name):
        by_kind = LOOSE_COLUMN * (1.0 if not value or suits(asked, value, find_values(value)) else 0.5)
    return min(1.0, by_name + by_kind)


def parts_of_name(name: str) -> list[str]:
    """Return the folded parts of a column's name, of a header in several rows those of each row."""
    return [part for part in _NAME_PARTS.split(fold(name)) if part]


def gives_way(query: Query, name: str, other: str) -> bool:
    """Return whether a question says what another column's name has and this one has not, and not the reverse.

    That is so of 醫師 where 代診 is asked for, and there are 代診醫師, and of 夏季·開門 where it is 夏季 and 關門.
    """
    parts, others = set(parts_of_name(name)), set(parts_of_name(other))
    if parts & others:
        own, theirs = (_says_one(query, one) for one in (parts - others, others - parts))
        return theirs and not own
    shorter, longer = fold(name), fold(other)
    more = longer.removesuffix(shorter)
    said = longer in query.folded or (1 < len(more) < len(longer) and more in query.folded)
    return said and 1 < len(shorter) < len(longer) and shorter in longer


def _says_one(query: Query, parts: set[str]) -> bool:
    """Return whether a question says one of several parts of names."""
    return any(len(part) > 1 and part in query.folded for part in parts)


def asked_of_cells(query: Query, said: Sequence[str]) -> QuestionType:
    """Return the question type for the cells of a record: a question for 副主任 asks for persons.

    ``said`` are the columns whose value the question gives.
    """
    if query.asks not in (QuestionType.LIST, QuestionType.WHAT):
        return query.asks
    if any(anchor.kind is AnchorKind.ROLE for anchor in query.anchors) or any(map(_OF_POSTS.search, map(fold, said))):
        return QuestionType.WHO
    return next((kind for kind, pattern in _LISTED if pattern.search(query.folded)), query.asks)


def _name_share(part: str, rest: str) -> float:
    """Return the share of a column's name in a question; a single character of a longer name counts little."""
    common = longest_common(part, rest)
    return common / len(part) * (ONE_CHARACTER if common == 1 < len(part) else 1.0)


def longest_common(one: str, other: str) -> int:
    """Return the length of the longest common substring."""
    return len(common_piece(one, other))


def common_piece(one: str, other: str) -> str:
    """Return the longest common substring, the first of ``one`` of those equally long."""
    for length in range(len(one), 0, -1):
        for start in range(len(one) - length + 1):
            if one[start : start + length] in other:
                return one[start : start + length]
    return ""
