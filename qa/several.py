"""Questions over several things, and the plain questions that they come to: one for each thing.

木工和陶藝各收幾個人 asks 木工收幾個人 and 陶藝收幾個人; 東園和西園哪邊便宜 asks the price of each, and for the lower;
押金多少錢，可以借幾本書 is two questions in one. What is no such question has no parts, which a few words tell at once.
How the answers to the parts are put together: ``qa.gathered``.
"""

import re
from dataclasses import dataclass

from embeddings.text.fold import fold
from qa.anchors import AnchorKind, find_anchors
from qa.conversation import EarlierTurn, lean
from qa.coordination import Coordinated, coordinated
from qa.criteria import Criterion, Wanted, criterion_of
from qa.numerals import parse_numeral
from qa.query import ASKING


@dataclass(frozen=True, slots=True)
class Parts:
    """The plain questions that one over several things comes to, each of one of the folded ``names``.

    There are no names where two questions were asked in one. ``criterion`` is what those are compared by of which
    one is wanted. Where things are not named but counted, or the one of all of them is wanted that has the most or
    the least, one question is asked for any of them: ``count`` is how many they are, 0 if that is not said.
    """

    wanted: Wanted
    questions: tuple[str, ...]
    names: tuple[str, ...] = ()
    criterion: Criterion | None = None
    count: int | None = None


# A word of each of the forms: a question without any is plain.
_SEVERAL = re.compile(r"各|分别|哪|谁|比|都|共|总|加|[,;?].*\S")
_EACH = re.compile(r"各自?(?![种类位项地国级界式样馆部校])(?=[^,。])|分别(?![和与跟])|都(?=[是要有收在]*[多几哪谁什])")
_SUM = re.compile(r"一共|总共|合计|共(?=[有收要])")
_WHICH = re.compile(
    r"(?P<more>[,\s]*[^,。]*?)(?:哪一?[个种边家款科区天门间条位项样类者本台张名所座处份只件场站班层]?|谁)的?"
)
_ADJECTIVE = "便宜|[贵高低多少长短久早晚重轻大小远近深快慢]"
_MORE_THAN = re.compile(rf"(?P<tail>[^,。]{{0,12}}?(?:{_ADJECTIVE}))[多几]")
_COUNT_BEHIND = re.compile(r"^[那这]?(?:[两二三四](?:个|者|种|样|边|家|都)(?![人月小])|[两二三四](?=[\u4e00-\u9fff]))")
_WHICH_BEHIND = re.compile(rf"哪[^,]{{0,6}}(?:{_ADJECTIVE}),?$")
_ASKS = re.compile(f"{ASKING.pattern}|多[长高深大重远宽厚快少久]|哪|何|什么|怎")
_CLOSED = re.compile(
    r"[吗吧]$|^各|怎么(?:说|讲|写|规定|样)?$|(?<!什么)时候?$|的话$|^(?:如果|若|要是|万一)"
    r"|是否|有没有|(?P<act>[\u4e00-\u9fff])不(?P=act)"
)
_MOST = re.compile(
    r"(?P<before>.*?)哪一?[个种家款条间处座位项类本台门所份只]?"
    r"(?P<thing>[^最,]{0,6}?)(?P<of>[^最,]{0,8}?)(?P<most>最[^,的]{1,3})"
)
_THE_MOST = re.compile(
    r"(?P<before>.*?)(?P<thing>)(?P<of>[^最,里中]{0,6})(?P<most>最[^,的是]{1,3})的[^,]{0,5}?[是在]?(?:哪[^,]{0,3}|谁|什么)"
)
_COUNTED_BEHIND = re.compile(r"[一二三四五六七八九十两兩\d]+[个個种種家款條条间間][^，,]{0,4}?[里裡中]?$")
_COUNT = re.compile(
    r"[这那]?(?P<count>[两二三四五六七八九十]|\d{1,2})[个种条款场家类座间项级位套档台处所支只门本张](?!月|人|小时|年(?!级))"
)
_NAMED = frozenset(AnchorKind) - {AnchorKind.VALUE}
_END = " ?。.!呢啊呀嘛了,"
_PIECES = re.compile(r"[^,;?。!]+")
LONGEST = 80  # characters of a question that is looked at
MOST_NAMES = 5
FEWEST_COUNTED = 3  # two amounts stand together too often for other reasons


def parts_of(text: str) -> Parts | None:
    """Return the parts of a question over several things; ``None`` where it is a plain one."""
    folded = fold(text)
    if len(text) > LONGEST or not _SEVERAL.search(folded):
        return None
    asked = _Asked(text, folded, tuple((one.start, one.end) for one in find_anchors(text) if one.kind in _NAMED))
    return asked.of_each() or asked.of_which() or asked.of_the_most() or asked.of_a_count() or asked.of_two_questions()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, its fold, and the names in it that are known by other means."""

    text: str
    folded: str
    known: tuple[tuple[int, int], ...]

    def of_each(self) -> Parts | None:
        """Return the parts of A和B各…, A和B一共…, and A比B貴多少, which nothing is computed for."""
        for marker in (*_EACH.finditer(self.folded), *_SUM.finditer(self.folded)):
            names = coordinated(self.folded, marker.start(), self.known)
            tail = self.text[marker.end() :]
            if names is None or not _ASKS.search(fold(tail)) or _CLOSED.search(fold(tail).strip(_END)):
                continue
            between = self.text[names.end : marker.start()]
            between = between[_behind(fold(between)) :]
            if _WHICH_BEHIND.search(fold(between)):
                between = ""
            return self._asked_of(names, Wanted.ALL, between + tail)
        return self._more_than()

    def _more_than(self) -> Parts | None:
        """Return the parts of A比B貴多少: what each costs."""
        if "比" not in self.folded:
            return None
        found = next((one for one in _MORE_THAN.finditer(self.folded, self.folded.index("比"))), None)
        names = coordinated(self.folded, found.end("tail"), self.known) if found else None
        if found is None or names is None or self.folded[names.names[-1][0] - 1] != "比":
            return None
        criterion = criterion_of(self.folded[names.end : found.end("tail")])
        if criterion is None:
            return None
        return self._asked_of(names, Wanted.ALL, criterion.question)

    def of_which(self) -> Parts | None:
        """Return the parts of A和B哪個…: the value of each by which they are compared."""
        for marker in re.finditer("哪|谁", self.folded):
            names = coordinated(self.folded, marker.start(), self.known)
            found = _WHICH.match(self.folded, names.end) if names else None
            if names is None or found is None:
                continue
            more = found["more"][_behind(found["more"]) :].strip(" ,的")
            criterion = criterion_of(more + self.folded[found.end() :].strip(_END))
            if criterion is None or _ASKS.search(more):
                continue
            return self._asked_of(names, criterion.wanted, criterion.question, criterion)
        return None

    def _asked_of(
        self, names: Coordinated, wanted: Wanted, rest: str, criterion: Criterion | None = None
    ) -> Parts | None:
        """Return the parts with one name each in the place of all of them."""
        if len(names.names) > MOST_NAMES:
            return None
        before = self.text[: names.start]
        rest = rest.strip(" ，,").rstrip("？?")
        written = [self.text[start:end] for start, end in names.names]
        folded = tuple(fold(name).strip() for name in written)
        if len(set(folded)) < len(folded):
            return None
        return Parts(wanted, tuple(f"{before}{name}{rest}？" for name in written), folded, criterion)

    def of_the_most(self) -> Parts | None:
        """Return the question for the value of any, where the one that has the most is wanted: 哪個分館藏書最多."""
        found = _MOST.fullmatch(self.folded.strip(_END)) or _THE_MOST.fullmatch(self.folded.strip(_END))
        criterion = criterion_of(found["of"] + found["most"]) if found else None
        if found is None or criterion is None:
            return None
        before = self.text[: found.end("before")]
        thing = self.text[found.start("thing") : found.end("thing")]
        asked = f"{_COUNTED_BEHIND.sub('', before)}{thing}{criterion.question}？"
        return Parts(criterion.wanted, (asked,), criterion=criterion, count=0)

    def of_a_count(self) -> Parts | None:
        """Return the question for any of so many things: 三種會員卡各多少錢."""
        found = _COUNT.search(self.folded)
        marker = _EACH.search(self.folded, found.end()) if found else None
        number = parse_numeral(found["count"]) if found else None
        if (
            found is None
            or marker is None
            or number is None
            or number < FEWEST_COUNTED
            or not _ASKS.search(self.folded, marker.end())
        ):
            return None
        between, tail = self.text[found.end() : marker.start()], self.text[marker.end() :].strip(_END + "？，。")
        return Parts(Wanted.ALL, (f"{self.text[: found.start()]}{between}{tail}？",), count=int(number))

    def of_two_questions(self) -> Parts | None:
        """Return the parts of two questions in one, the second with the subject of the first."""
        pieces = [found.span() for found in _PIECES.finditer(self.folded) if found.group().strip()]
        asking = [span for span in pieces if _ASKS.search(self.folded[slice(*span)])]
        if len(pieces) != 2 or len(asking) != 2:
            return None
        first, second = (self.text[slice(*span)].strip() for span in pieces)
        if any(_CLOSED.search(fold(one)) for one in (first, second)):
            return None
        completed = lean(f"{second}？", [EarlierTurn(f"{first}？")])
        return Parts(Wanted.ALL, (f"{first}？", completed if completed is not None else f"{second}？"))


def _behind(folded: str) -> int:
    """Return how many characters behind names only sum them up: 兩個, 那兩."""
    blank = len(folded) - len(folded.lstrip(" ,"))
    found = _COUNT_BEHIND.match(folded[blank:])
    return found.end() + blank if found else blank
