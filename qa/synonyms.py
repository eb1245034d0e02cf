"""Other words for what a question says: 印表機 for 打印机, 計程車 for 出租车, 入場費 for 門票.

Three sources: OpenCC's regional phrases (``regional_words.txt``, Apache-2.0, by ``qa.make_word_tables``), words of
everyday office life (``office_words.txt``), and a user's own ``synonyms.txt``. A word's others are those of its own
groups: what is like something like it may mean something else. All are compared in the fold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import compile as pattern

from embeddings.errors import SourceError
from embeddings.text.fold import fold

OWN, REGIONAL, OFFICE = 1.0, 0.9, 0.7  # weights: what the user says is one, is one
MOST_WORDS = 4  # of a question that together may be one of ours: 无线 网络
_DIVIDER = pattern("[,=、/;]")
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

    def __init__(self, others: Mapping[str, Mapping[str, float]]) -> None:
        """Take for each folded word its other words with their weights."""
        self._others = others

    @classmethod
    def from_groups(cls, *weighted: tuple[Iterable[Sequence[str]], float]) -> "Synonyms":
        """Make them from groups of folded words, each list of groups with its weight."""
        others: dict[str, dict[str, float]] = {}
        for groups, weight in weighted:
            for group in groups:
                for word in group:
                    known = others.setdefault(word, {})
                    known.update({other: max(weight, known.get(other, 0.0)) for other in group if other != word})
        return cls(others)

    def with_groups(self, groups: Iterable[Sequence[str]]) -> "Synonyms":
        """Return these and a user's own groups."""
        merged = {word: dict(others) for word, others in self._others.items()}
        for word, others in Synonyms.from_groups((groups, OWN))._others.items():
            merged.setdefault(word, {}).update(others)
        return Synonyms(merged)

    def of(self, word: str) -> Mapping[str, float]:
        """Return a folded word's other words with their weights."""
        return self._others.get(word, {})

    def expand(self, words: Sequence[str]) -> list[Alternative]:
        """Return the other words for the words of a folded question, the surest first; of what overlaps the longest.

        Words are joined where together they are one of ours, and blanks between them do not count.
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
        order = sorted(found.items(), key=lambda item: -item[1])
        return [Alternative(word, term, weight) for (word, term), weight in order]


def parse_groups(text: str, name: str) -> Groups:
    """Return the groups of a synonyms file, folded: one a line, divided by , = 、 or /; ``#`` begins a comment.

    Raise SourceError, naming the line, where a line is no group of two words or more.
    """
    groups: Groups = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        said = fold(line.partition("#")[0]).strip()
        if not said:
            continue
        words = tuple(dict.fromkeys("".join(word.split()) for word in _DIVIDER.split(said)))
        if "" in words:
            raise SourceError(f"{name} 第 {number} 行有空的詞：「{line.strip()}」。請刪掉多出來的分隔號。")
        if len(words) < 2:
            raise SourceError(
                f"{name} 第 {number} 行只有一個詞：「{line.strip()}」。每行寫一組同義的詞，用逗號、頓號、/ 或 = 分開。"
            )
        groups.append(words)
    return groups


def read_groups(path: Path) -> Groups:
    """Return the groups of a user's synonyms file; raise SourceError where it is not UTF-8 or a line is no group."""
    try:
        return parse_groups(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name} 不是 UTF-8 編碼。請另存為 UTF-8 再試一次。") from error


@cache
def built_in() -> Synonyms:
    """Return the words that ship."""
    shipped = ((_HOME / "office_words.txt", OFFICE), (_HOME / "regional_words.txt", REGIONAL))
    return Synonyms.from_groups(*((read_groups(path), weight) for path, weight in shipped))


def expand(words: Sequence[str]) -> list[Alternative]:
    """Return the other words that ship for the words of a folded question, the surest first."""
    return built_in().expand(words)
