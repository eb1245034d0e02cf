"""Synonyms for the words of a question: 印表機 for 打印机, 計程車 for 出租车, 入場費 for 門票.

Three sources: OpenCC's regional phrases (``regional_words.txt``, Apache-2.0, by ``qa.make_word_tables``), words of
everyday office life (``office_words.txt``), and the user's own (``qa.own_words`` follows their file). Synonymy is not
transitive: a word's synonyms are those in its own groups. All words are compared in folded form.
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

OWN, REGIONAL, OFFICE = 1.0, 0.9, 0.7  # weights by source; the user's own are certain
MOST_WORDS = 8  # adjacent words of a question that may form one entry: 无线 网络
MOST_OTHERS = 50  # synonyms of one word in a user's file
LONGEST_WORD = 50  # characters, in a user's file
SHOWN = 30  # characters of a line in a message
_DIVIDER = pattern("[,=、/;]")
_BLANKS = pattern(r"(?P<latin>(?<=[a-z0-9])\s+(?=[a-z0-9]))|\s+")
_HOME = Path(__file__).parent

Groups = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A synonym ``term`` for ``word``, both folded, with a weight from 0 to 1."""

    word: str
    term: str
    weight: float


class Synonyms:
    """Words with their synonyms; entries added later take precedence."""

    def __init__(self, others: Mapping[str, Mapping[str, float]], own: Iterable[str] = ()) -> None:
        """Take the weighted synonyms of each folded word; ``own`` are the words that the user added."""
        self._others = others
        self._own = tuple(word for word in own if len(word) > 1)

    @classmethod
    def from_groups(cls, *weighted: tuple[Iterable[Sequence[str]], float]) -> "Synonyms":
        """Return the synonyms in groups of folded words; each list of groups has a weight."""
        others: dict[str, dict[str, float]] = {}
        for groups, weight in weighted:
            for group in groups:
                for word in group:
                    known = others.setdefault(_squeezed(word), {})
                    known.update({other: max(weight, known.get(other, 0.0)) for other in group if other != word})
        return cls(others)

    def with_groups(self, groups: Sequence[Sequence[str]]) -> "Synonyms":
        """Return these synonyms with a user's own groups added."""
        merged = {word: dict(others) for word, others in self._others.items()}
        own = Synonyms.from_groups((groups, OWN))._others
        for word, others in own.items():
            merged.setdefault(word, {}).update(others)
        return Synonyms(merged, own=dict.fromkeys((*self._own, *own)))

    def of(self, word: str) -> Mapping[str, float]:
        """Return the weighted synonyms of a folded word."""
        return self._others.get(word, {})

    def expand(self, words: Sequence[str]) -> list[Alternative]:
        """Return the synonyms for the words of a folded question, best first; of overlapping entries the longest wins.

        Adjacent words are joined if together they are an entry, ignoring blanks between them. A user's own words are
        found anywhere in the question, since segmentation may not know them.
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
    """Return the groups of a synonyms file, folded, and a problem for each line that is not a group.

    A group is a line of words separated by , = 、 / or ;. ``#`` begins a comment.
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
    """Return what is wrong with the words of a line, and what to do about it, or ``None``."""
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
    """Return a word without blanks, as questions are searched for it."""
    return "".join(word.split())


def _shown(line: str) -> str:
    """Return the visible beginning of a line, for a message."""
    visible = "".join(character if character.isprintable() else " " for character in line[: 2 * SHOWN]).strip()
    return visible if len(visible) <= SHOWN else f"{visible[:SHOWN]}…"


def read_groups(path: Path) -> Groups:
    """Return the groups of a shipped file; raise ``SourceError`` for a line that is not a group."""
    groups, problems = parse_groups(path.read_text(encoding="utf-8"), path.name)
    if problems:
        raise SourceError(problems[0])
    return groups


@cache
def built_in() -> Synonyms:
    """Return the shipped synonyms."""
    shipped = ((_HOME / "office_words.txt", OFFICE), (_HOME / "regional_words.txt", REGIONAL))
    return Synonyms.from_groups(*((read_groups(path), weight) for path, weight in shipped))


def expand(words: Sequence[str]) -> list[Alternative]:
    """Return the shipped synonyms for the words of a folded question, best first."""
    return built_in().expand(words)
