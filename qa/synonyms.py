"""Other words for what a question says: 印表機 for 打印机, 計程車 for 出租车, 入場費 for 門票.

Three sources: OpenCC's regional phrases (``regional_words.txt``, Apache-2.0, by ``qa.make_word_tables``), words of
everyday office life (``office_words.txt``), and a user's own (``qa.own_words`` follows their file). A word's others
are those of its own groups: what is like something like it may mean something else. All are compared in the fold.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import Match
from re import compile as pattern

from embeddings.errors import SourceError
from embeddings.text.fold import fold

OWN, REGIONAL, OFFICE = 1.0, 0.9, 0.7  # weights: what the user says is one, is one
MOST_WORDS = 8  # of a question that together may be one of ours: 无线 网络
MOST_OTHERS = 50  # of one word, in a user's file
LONGEST_WORD = 50  # characters, in a user's file
SHOWN = 30  # characters of a line in a message
_DIVIDER = pattern("[,=、/;]")
_BLANKS = pattern(r"(?P<latin>(?<=[a-z0-9])\s+(?=[a-z0-9]))|\s+")
_HOME = Path(__file__).parent

Groups = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another ``term`` for ``word``, both folded, with how surely it is one: 0 to 1."""

    word: str
    term: str
    weight: float


class Synonyms:
    """Words with their other words; what is added later goes before what was there."""

    def __init__(self, others: Mapping[str, Mapping[str, float]], own: Iterable[str] = ()) -> None:
        """Take for each folded word its other words with their weights; ``own`` are those that a user added."""
        self._others = others
        self._own = tuple(word for word in own if len(word) > 1)

    @classmethod
    def from_groups(cls, *weighted: tuple[Iterable[Sequence[str]], float]) -> "Synonyms":
        """Make them from groups of folded words, each list of groups with its weight."""
        others: dict[str, dict[str, float]] = {}
        for groups, weight in weighted:
            for group in groups:
                for word in group:
                    known = others.setdefault(_squeezed(word), {})
                    known.update({other: max(weight, known.get(other, 0.0)) for other in group if other != word})
        return cls(others)

    def with_groups(self, groups: Sequence[Sequence[str]]) -> "Synonyms":
        """Return these and a user's own groups."""
        merged = {word: dict(others) for word, others in self._others.items()}
        own = Synonyms.from_groups((groups, OWN))._others
        for word, others in own.items():
            merged.setdefault(word, {}).update(others)
        return Synonyms(merged, own=dict.fromkeys((*self._own, *own)))

    def of(self, word: str) -> Mapping[str, float]:
        """Return a folded word's other words with their weights."""
        return self._others.get(word, {})

    def expand(self, words: Sequence[str]) -> list[Alternative]:
        """Return the other words for the words of a folded question, the surest first; of what overlaps the longest.

        Words are joined where together they are one of ours, and blanks between them do not count. A user's own are
        found wherever they stand: they may be words that segmentation does not know.
        """
        kept = [word for word in words if not word.isspace()]
        found: dict[tuple[str, str], float] = {}
        at = 0
        while at < len(kept):
            sizes = range(min(MOST_WORDS, len(kept) - at), 0, -1)
            size = next((size for size in sizes if "".join(kept[at : at + size]) in self._others), 0)
            word = "".join(kept[at : at + size])
            found |= {(word, term): weight for term, weight in self.of(word).items()}
            at += max(size, 1)
        said = "".join(kept)
        for word in self._own:
            if word in said:
                found |= {(word, term): weight for term, weight in self.of(word).items()}
        order = sorted(found.items(), key=lambda item: -item[1])
        return [Alternative(word, term, weight) for (word, term), weight in order]


def parse_groups(text: str, name: str) -> tuple[Groups, list[str]]:
    """Return the groups of a synonyms file, folded, and what is wrong with each line that is no group.

    A group is a line, its words divided by , = 、 / or ;. ``#`` begins a comment.
    """
    groups: Groups = []
    problems = []
    others: Counter[str] = Counter()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        said = fold(line.partition("#")[0]).strip()
        if not said:
            continue
        words = tuple(dict.fromkeys(_BLANKS.sub(_blank, word.strip()) for word in _DIVIDER.split(said)))
        problem = _problem(words, others)
        if problem:
            problems.append(f"{name} 第 {number} 行{problem[0]}：「{_shown(line)}」。{problem[1]}")
        else:
            groups.append(words)
            others.update(dict.fromkeys(words, len(words) - 1))
    return groups, problems


def _problem(words: Sequence[str], others: Mapping[str, int]) -> tuple[str, str] | None:
    """Return what is wrong with the words of a line, given how many others they have, and what to do about it."""
    if "" in words:
        return "有空的詞", "請刪掉多出來的分隔號。"
    if len(words) < 2:
        return "只有一個詞", "每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。"
    if max(map(len, words)) > LONGEST_WORD:
        return f"有詞超過 {LONGEST_WORD} 個字", "請只寫詞，不寫整句。"
    if max(others.get(word, 0) for word in words) + len(words) - 1 > MOST_OTHERS:
        return f"使一個詞的同義詞超過 {MOST_OTHERS} 個", "請刪去少用的詞。"
    return None


def _blank(found: Match[str]) -> str:
    """Return one blank between two Latin words, and none elsewhere."""
    return " " if found["latin"] else ""


def _squeezed(word: str) -> str:
    """Return a word as questions are looked through, without blanks."""
    return "".join(word.split())


def _shown(line: str) -> str:
    """Return a line as a message has it: what is visible of its beginning."""
    visible = "".join(character if character.isprintable() else " " for character in line[: 2 * SHOWN]).strip()
    return visible if len(visible) <= SHOWN else f"{visible[:SHOWN]}…"


def read_groups(path: Path) -> Groups:
    """Return the groups of a file that ships; raise SourceError where a line is none."""
    groups, problems = parse_groups(path.read_text(encoding="utf-8"), path.name)
    if problems:
        raise SourceError(problems[0])
    return groups


@cache
def built_in() -> Synonyms:
    """Return the words that ship."""
    shipped = ((_HOME / "office_words.txt", OFFICE), (_HOME / "regional_words.txt", REGIONAL))
    return Synonyms.from_groups(*((read_groups(path), weight) for path, weight in shipped))


def expand(words: Sequence[str]) -> list[Alternative]:
    """Return the other words that ship for the words of a folded question, the surest first."""
    return built_in().expand(words)
