"""How people ask for a column of a table, by what the column says: mostly not in the words of the table.

The phrases are in ``phrases.toml`` and, for each kind of column, in ``kinds.txt``. Kinds of one group may answer one
another, so no question on one of them counts as unanswerable where another of them is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qa.training.office.lists import read_lines, read_lists

# Groups that may answer one another where a question says neither: 怎麼聯絡, 什麼時候, 誰負責.
NEAR_GROUPS = (("phone", "email"), ("when", "time1"), ("when", "hours"), ("size", "area"), ("unit", "person"))
_LISTS = read_lists("phrases.toml")
GENERAL: tuple[str, ...] = tuple(_LISTS["general"])
REVERSE: tuple[str, ...] = tuple(_LISTS["reverse"])
REVERSE_PERSON: tuple[str, ...] = tuple(_LISTS["reverse_person"])
REVERSE_ROLE: tuple[str, ...] = tuple(_LISTS["reverse_role"])
OTHER_QUESTIONS: tuple[str, ...] = tuple(_LISTS["other"])


@dataclass(frozen=True, slots=True)
class Asking:
    """How one kind of column is asked for: its group, the word that asks, and whole phrases."""

    group: str
    word: str
    phrases: tuple[str, ...]


def read_kinds(lines: Iterable[str]) -> dict[str, Asking]:
    """Return the kinds of columns by name, from lines of ``kind group word | phrase | phrase``."""
    kinds = {}
    for line in lines:
        head, *phrases = (part.strip() for part in line.split("|"))
        kind, group, word = head.split()
        kinds[kind] = Asking(group, word, tuple(phrases))
    return kinds


KINDS = read_kinds(read_lines("kinds.txt"))
