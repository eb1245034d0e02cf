"""Pronouns in a question that refer to earlier turns: 它, 他, 其, 該公司, 這項活動, 那裡, 那天."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from embeddings.text.fold import fold
from qa.anchors import Anchor, AnchorKind, find_anchors
from qa.asking import QuestionType, question_type
from qa.frame import Frame
from qa.leaning import Word, is_time

NAME_LENGTH = 20  # characters of an answer that may be a name
LONGEST_SEARCHED = 200  # characters of an answer that are searched for a date


class Stands(StrEnum):
    """The kind of thing that a pronoun refers to."""

    PERSON = "person"
    THING = "thing"
    PLACE = "place"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun in ``start:end`` of a folded text; ``noun`` is that of 該手冊, ``general`` if it fits anything."""

    start: int
    end: int
    stands: Stands
    noun: str = ""
    general: bool = False


_WORDS = {
    **dict.fromkeys(("他", "她", "他们", "她们"), Stands.PERSON),
    **dict.fromkeys(("它", "它们"), Stands.THING),
    **dict.fromkeys(("那里", "那边", "那儿", "这里", "这边", "这儿"), Stands.PLACE),
    **dict.fromkeys(("那天", "当天", "那一天"), Stands.TIME),
}
_PERSONS = "员|人员|人|同仁|员工|老师|教师|职员|选手|主管|医师|经理|馆长|主任|作者|得主|先生|女士|小姐"
_GENERAL = "产品|商品|型号|机型|活动|项目|规定|办法|文件|服务|措施|东西|设备|条款|制度|政策|书|案"
_PLACES = "公司|单位|机构|馆|校|院|店|局|处|所|行|园|中心|地|地方|部门|场馆|场所|企业|学校|医院|饭店|餐厅"
_POINTING = re.compile(
    r"(?:[这那]一?(?:[个本家项场位种台部款间座份套辆支]))(?P<noun>[\u4e00-\u9fff]{1,4}?)??"
    r"(?=[的是有在可能会要需由和几多什哪怎如何叫适从,省支保用卖]|$)|"
    rf"[这那](?P<bare>{_GENERAL})|"
    r"该(?P<of>[\u4e00-\u9fff]{1,4}?)(?=[的是有在可能会要需由和几多什哪怎如何叫适从,]|$)"
)
_NOW = re.compile("月|星期|礼拜|周|学期|季|年|寒假|暑假|假期|小时|时候|时间|次")
_ITS = re.compile(r"(?:^|[和与及对,])其(?=[\u4e00-\u9fff])")


def find_pronoun(folded: str, words: Sequence[Word], anchors: Sequence[Anchor]) -> Pronoun | None:
    """Return the pronoun of a question that refers to something outside it, or ``None``."""
    found = _single(folded, words) or _its(folded, words) or _pointing(folded, words)
    if found is None:
        return None
    for anchor in anchors:
        named = anchor.end <= found.start and anchor.value is None
        if named or (anchor.start <= found.start < anchor.end and not found.noun):
            return None  # it refers to that, or is part of a name
    before = [tag for start, _, tag in words if start < found.start]
    tags = "ntaz" if found.stands is Stands.TIME else "nt"  # a pet's name may look like an adjective: 高高那天
    return None if any(tag[0] in tags for tag in before) else found


def _single(folded: str, words: Sequence[Word]) -> Pronoun | None:
    for index, (start, end, _) in enumerate(words):
        stands = _WORDS.get(folded[start:end])
        if stands is None:
            continue
        behind = folded[end : words[index + 1][1]] if index + 1 < len(words) else ""
        tag = words[index + 1][2] if index + 1 < len(words) else ""
        if stands is Stands.THING and tag.startswith("n") and behind.startswith("山"):
            continue  # 它山之石
        if folded[start:end] == "当天" and (start or behind[:1] not in tuple("要会有可能是的几在还也")):
            continue  # 活動當天, 當天來回
        return Pronoun(start, end, stands)
    return None


def _its(folded: str, words: Sequence[Word]) -> Pronoun | None:
    """Return a 其 that is a word of its own (not 其他, 其中, 尤其), or ``None``."""
    found = _ITS.search(folded)
    if found is None or not any((start, end) == (found.end() - 1, found.end()) for start, end, _ in words):
        return None
    return Pronoun(found.end() - 1, found.end(), Stands.THING)


def _pointing(folded: str, words: Sequence[Word]) -> Pronoun | None:
    """Return an initial determiner with its noun (這款產品, 該公司; not 這個月, 該帶什麼), or ``None``."""
    found = _POINTING.match(folded)
    if found is None:
        return None
    noun = found["noun"] or found["of"] or found["bare"] or ""
    if _NOW.match(noun) or (not noun and found["of"] is not None):
        return None
    if found["of"] and any(tag.startswith("v") for start, _, tag in words if start == 1):
        return Pronoun(0, found.end(), Stands.THING, noun)  # 該補助; 該 may also mean "should", as in 該帶什麼
    return _pointed(found.end(), noun, person=folded[1] == "位")


def _pointed(end: int, noun: str, *, person: bool) -> Pronoun:
    if person or re.fullmatch(_PERSONS, noun):
        return Pronoun(0, end, Stands.PERSON, noun)
    if re.fullmatch(_PLACES, noun):
        return Pronoun(0, end, Stands.PLACE, noun, general=True)
    return Pronoun(0, end, Stands.THING, noun, general=not noun or re.fullmatch(_GENERAL, noun) is not None)


# Antecedents

PERSONAL = re.compile(
    "电话|分机|手机|信箱|邮箱|电子邮件|办公室|任期|学历|职|年[龄纪]|几岁|生日|籍贯|姓名|身高|体重|成绩"
)


def antecedent(pronoun: Pronoun, folded: str, frame: Frame, answer: str) -> str | None:
    """Return the antecedent of a pronoun in an earlier turn, or ``None`` if the turn has none of its kind."""
    short = answer if len(answer) <= NAME_LENGTH else ""
    asked = question_type(frame.text)
    which = short if frame.is_headless and frame.folded.startswith("哪") else ""
    match pronoun.stands:
        case Stands.PERSON:
            return _person(frame, short if asked is QuestionType.WHO else "")
        case Stands.TIME:
            return _day(answer[:LONGEST_SEARCHED]) or _day(frame.text)
        case Stands.PLACE:
            return which or _place(frame, short if asked is QuestionType.WHERE else "")
        case Stands.THING:
            if asked is QuestionType.WHO and folded[pronoun.start] == "其" and PERSONAL.search(folded):
                return _person(frame, short)
            said = short if re.search("什么型号|哪[个款本]", frame.folded) else ""
            if which and pronoun.noun and pronoun.noun in frame.folded:
                return which
            return _thing(pronoun, frame, said)


def _person(frame: Frame, answer: str) -> str | None:
    if answer and not any(character.isdigit() for character in answer):
        return answer
    persons = [one for one in frame.anchors if one.kind is AnchorKind.PERSON]
    if persons:
        return frame.text[persons[0].start : persons[0].end]
    roles = [one for one in frame.anchors if one.kind is AnchorKind.ROLE]
    if roles:
        return frame.text[frame.subject[0] if roles[0].end <= frame.subject[1] else roles[0].start : roles[0].end]
    named = re.search("(?:师傅|老师|先生|女士|小姐|医师|医生|教练|教授)$", frame.folded[slice(*frame.topic)])
    return frame.of(frame.topic) if named else None


def _day(text: str) -> str | None:
    found = next((one for one in find_anchors(text) if is_time(one)), None)
    return None if found is None else text[found.start : found.end]


_PLACE = re.compile("[室馆厅店站楼院园场处亭局厂]$|柜台$")


def _place(frame: Frame, answer: str) -> str | None:
    places = [
        one
        for one in frame.anchors
        if one.kind in (AnchorKind.ORGANISATION, AnchorKind.PLACE) and one.end <= max(frame.subject[1], frame.topic[1])
    ]
    if places:
        at = places[-1]
        own = frame.topic[0] <= at.start and at.end == frame.topic[1] and "的" not in frame.of(frame.topic)
        return frame.of(frame.topic) if own else frame.text[at.start : at.end]
    if _PLACE.search(fold(frame.named)):
        return frame.named
    return answer or (None if any(one.kind is AnchorKind.PERSON for one in frame.anchors) else frame.named)


def _thing(pronoun: Pronoun, frame: Frame, answer: str) -> str | None:
    named = frame.named
    if not pronoun.noun:
        return answer or named
    if named is not None and pronoun.noun in fold(named):
        return named
    told = [one.text for one in frame.anchors if one.text.endswith(pronoun.noun)]
    if told:
        at = frame.folded.index(told[0])
        return frame.text[at : at + len(told[0])]
    fits = pronoun.general or (named is not None and fold(named).strip("》”").endswith(pronoun.noun))
    return (answer or named) if fits else None
