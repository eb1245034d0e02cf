"""Question types: what a question asks for (a person, a time, an amount …), and whether a text can answer it."""

import re
from collections.abc import Iterable
from enum import StrEnum

from embeddings.text.fold import fold
from embeddings.text.words import tagged
from qa.kinds import Kind
from qa.names import PLACES, SURNAMES
from qa.values import Value


class QuestionType(StrEnum):
    """The type of answer that a question asks for."""

    CLAUSE = "clause"  # the contents of a numbered clause
    YES_NO = "yes_no"
    TOTAL = "total"
    LIST = "list"
    WHY = "why"
    WHEN = "when"
    DAY = "day"  # or the month or year
    CLOCK = "clock"  # the time of day
    HOW_LONG = "how_long"
    PHONE = "phone"
    HOW_MUCH = "how_much"  # money
    HOW_MANY = "how_many"
    WHERE = "where"
    WHO = "who"
    WHICH = "which"
    HOW = "how"
    WHAT = "what"


_MONEY = "价格|单价|售价|票价|费用|年费|月费|学费|租金|月租|押金|工本费|罚款|金额|运费|工资|薪资|奖金|补贴|收费标准"
_PHONES = "电话|热线|专线|传真|手机|分机|联系方式|联络方式|联系号码"
_POSTS = (
    "作者|负责人|联系人|馆长|校长|站长|园长|院长|局长|主任|会长|社长|村长|市长|县长|经理|书记|主编|冠军|亚军|季军|得主"
)
# The first match wins: 電話幾點開通 asks for a time, 一共有多少 for a total.
_ASKING = [
    (
        QuestionType.CLAUSE,
        r"(?:第(?!几)\S{1,6}[条章节款点项]|\d{1,2}(?:\.\d{1,2}){1,3}[条款点项]?)"
        r"(?:是|讲|说|写)?[了的]?(?:规定)?的?(?:内容)?(?:是|讲|说)?了?(?:什么|哪些|啥|$"
        r"|(?:怎么|怎样|如何)(?:说|讲|写|规定)的?(?:[呢啊]|$))",
    ),
    (
        QuestionType.YES_NO,
        r"吗|是否|可否|能否|有没有|(?P<act>[\u4e00-\u9fff])不(?P=act)|(?:不|没有)[?]?$",
    ),
    (QuestionType.WHY, "为什么|为何|何以|什么原因|原因(?:是|$)|怎么会"),
    (
        QuestionType.TOTAL,
        "(?:一共|总共|共有|合计|总计|全部|加起来)[^。]*(?:多少|几)|(?:合计|总计|总额|总数)(?:是|为)?多少",
    ),
    (
        QuestionType.LIST,
        "哪些|列出|列举|有哪几|哪几|包括什么|包含什么|都有(?:谁|什么)|分别(?:是|有|为|要|在)|名单"
        "|哪[二两三四五六七八九十]+[个间种项处类家位样组款]|(?<!是)什么(?:东西|材料|料|设施|文件|证件|调料|配件)"
        "|(?:带|准备|附上?)些?什么",
    ),
    (QuestionType.WHICH, "第几|几号(?=[诊窗教房室柜台桌机包库车床馆展站场门厅])"),
    (
        QuestionType.HOW_LONG,
        "多久|多长时间|几天|(?<![国元])几年|几个月|几个?小时|几分钟|多少天|多少年|多少个?小时|(?<!施)工期|期限|几周|几个?星期",
    ),
    (QuestionType.CLOCK, "几点|几时|what time"),
    (
        QuestionType.DAY,
        "哪一?[天年日月]|(?<!话)(?<!机)(?<![话机]是)几[月号日](?!线|楼)|[国元]几年|"
        "星期几|周几|礼拜几|何年|何月|何日|哪个(?:月|年)|日期",
    ),
    (QuestionType.WHEN, "何时|什么时候|什么时间|什么时段|时间(?:是|为)?[?]?$|when"),
    (QuestionType.WHO, "谁的|(?:是|归|属)谁"),
    (
        QuestionType.PHONE,
        f"(?:{_PHONES})(?:号码)?(?:是|为|呢|有)?(?:多少|什么|几号|哪个)?(?:号码?)?[?]?$|打什么电话|what.*phone",
    ),
    (
        QuestionType.HOW_MUCH,
        f"多少(?:钱|元|块)|几(?:元|块|毛|角)|多贵|便宜多少|贵多少|how much|"
        f"(?:{_MONEY}|[价费])(?:是|为|要|标准)?(?:多少|几)|(?:{_MONEY})$",
    ),
    (QuestionType.WHERE, "哪里|哪儿|何处|何地|在哪|去哪|到哪|什么地方|哪个地方|几楼|地址|地点|位置|位于|where"),
    (QuestionType.WHO, f"谁|哪位|什么人|何人|姓名|名叫|who|(?:{_POSTS})(?:是|叫)?(?:什么名字|什么|哪个)?[?]?$"),
    (
        QuestionType.HOW_MANY,
        "多少|百分之几|几[个名位本册间家台辆张人条项次种件岁楼级层倍度成类座所支户场门页字桌折]|多[长高大深重远宽厚快]|面积|人口|数量|比例|温度|"
        "长度|高度|海拔|量程|转速|重量|容量|有几|how many",
    ),
    (QuestionType.WHICH, "哪[个种家本款所座条项支位一部张辆]|何种|什么(?:型号|种类|颜色|类型|品牌)|型号|which"),
    (QuestionType.HOW, "怎么|怎样|如何|怎么办|流程|步骤|手续|办法$|how"),
]
_PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in _ASKING]


def question_type(question: str) -> QuestionType:
    """Return the type of a question; ``WHAT`` if its words do not tell."""
    folded = fold(question).strip(" ?。.!")
    if folded.endswith("为何") and folded[-3:-2] not in ("", "是"):
        folded = folded.removesuffix("为何")  # 費用為何: what, not why
    return next((kind for kind, pattern in _PATTERNS if pattern.search(folded)), QuestionType.WHAT)


_SUITING = {
    QuestionType.WHEN: {Kind.DATE, Kind.TIME, Kind.WEEKDAY},
    QuestionType.DAY: {Kind.DATE, Kind.WEEKDAY},
    QuestionType.CLOCK: {Kind.TIME},
    QuestionType.HOW_LONG: {Kind.DATE},
    QuestionType.HOW_MUCH: {Kind.MONEY, Kind.NUMBER, Kind.PERCENT},
    QuestionType.HOW_MANY: frozenset(Kind) - {Kind.DATE, Kind.WEEKDAY, Kind.CLAUSE, Kind.DOCUMENT, Kind.LINK},
    QuestionType.TOTAL: {Kind.QUANTITY, Kind.NUMBER, Kind.MONEY},
    QuestionType.PHONE: {Kind.PHONE, Kind.CODE, Kind.NUMBER},
}
_WORDS = {
    QuestionType.WHEN: "昨|[今明][天日年]|[前后]天|每[天日周月年]|本[周月]|全天|即日|期间|季|凌晨|[上下]午|时|节|假日",
    QuestionType.DAY: "昨|[今明][天日年]|[前后]天|每[天日周月年]|本[周月]|即日|季|节|假日|周[一二三四五六日末]",
    QuestionType.CLOCK: "全天|凌晨|[上下]午|(?<!小)时|点|24小时",
    QuestionType.HOW_MUCH: "免费|不收|免收|不用钱|半价|无偿|全免|免",
    QuestionType.HOW_MANY: "数|半|若干|没有|无|全部|各",
    QuestionType.TOTAL: "没有|无",
    QuestionType.HOW_LONG: "永久|长期|终身|当[天日]|即时|立即|每|半",
    QuestionType.WHERE: f"[{''.join(sorted(PLACES))}楼层室号馆厅院校站店场门口旁边侧内外上下东南西北前后处所园]",
    QuestionType.LIST: "[、和及与;]|以及",
}
# Words used in place of an amount or a date.
LONGEST_INSTEAD = 14  # characters
INSTEAD = re.compile(
    "不公开|不对外|保密|另行|不限|面议|电议|另议|另计|缺货|无货|售罄|额满|已满|暂停|停用|无限|无限制|待定|未定|暂无|不适用|实报实销"
)
SHORT = 7  # characters; a shorter text may be just a name
_WORD_PATTERNS = {kind: re.compile(words) for kind, words in _WORDS.items()}


def suits(asked: QuestionType, text: str, values: Iterable[Value]) -> bool:
    """Return whether a text, with its values, can answer a question of this type; true for types without a test."""
    values = tuple(values)
    kinds = {value.of for value in values}
    words = _WORD_PATTERNS.get(asked)
    if words is not None and words.search(fold(text)):
        return True
    if asked in _SUITING and len(text) <= LONGEST_INSTEAD and INSTEAD.search(fold(text)):
        return True
    if asked in (QuestionType.HOW_LONG, QuestionType.WHEN, QuestionType.DAY) and any(map(_is_duration, values)):
        return True
    if asked is QuestionType.WHO:
        return _names_someone(fold(text))
    return bool(kinds & _SUITING[asked]) if asked in _SUITING else words is None


def _is_duration(value: Value) -> bool:
    said = value.ends[0] if value.ends else value
    return said.kind is Kind.QUANTITY and said.normal[1] in ("秒", "月", "个工作日")


def _names_someone(folded: str) -> bool:
    """Return whether a text may name a person or an office."""
    if not any("一" <= character <= "鿿" or "a" <= character <= "z" for character in folded):
        return False
    if folded.isascii() and not any(map(str.isdigit, folded)):  # Ada Lovelace
        return True
    return len(folded) < SHORT or any(
        tag in ("nr", "nrt", "nrfg", "nt") or word[0] in SURNAMES or word[-1] in "人长员者师会局司处部队"
        for word, tag in tagged(folded)
    )
