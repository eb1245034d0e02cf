"""How a question on a table is worded: what people call a row, its owner and a column, and what they say around it."""

from collections.abc import Sequence

from qa.training.office.keys import CROSSED, Member
from qa.training.office.layouts import Table
from qa.training.office.passages import TableText
from qa.training.office.phrases import GENERAL, KINDS, NEAR_GROUPS, REVERSE, REVERSE_PERSON, REVERSE_ROLE
from qa.training.office.schemas import Column
from qa.training.office.words import ENDINGS, GREETINGS, TOWNS, Draw, other_numerals

NUMBERED = frozenset(("sport", "sessions", "floors"))  # families of which the numerals may be changed

_TELLING = frozenset(("person", "phone", "code", "email"))  # groups whose values are enough to ask which row is meant


def subject_of(passage: TableText, keys: Sequence[Member], draw: Draw) -> str:
    """Return what people call a row."""
    schema = passage.table.schema
    if not keys:
        return draw.choice(schema.row.split("/"))
    called = []
    for key, family in zip(keys, schema.families, strict=True):
        word = key[0] if draw.random() < 0.6 else draw.choice((*key, *_parts(passage.table, key, family)))
        called.append(other_numerals(word) if family in NUMBERED and draw.random() < 0.3 else word)
    return draw.choice(("", "的", "的", " ")).join(called)


def _parts(table: Table, key: Member, family: str) -> list[str]:
    """Return the words of a key of two that no other row has; none if the table has no such row."""
    shown = [one[0] for row in table.rows for one in row.keys if one != key]
    if family not in CROSSED or not any(key in row.keys for row in table.rows):
        return []
    firsts, lasts = CROSSED[family]
    words = [one for one in firsts if key[0] == one + key[0].removeprefix(one) and key[0].removeprefix(one) in lasts]
    words += [one for one in lasts if key[0].endswith(one) and key[0].removesuffix(one) in firsts]
    return [one for one in words if len(one) > 1 and not any(one in other for other in shown)]


def owned(passage: TableText, subject: str, draw: Draw) -> str:
    """Return the subject with its owner before it, sometimes; the passage need not say whose it is."""
    if draw.random() >= (0.4 if passage.table.schema.families else 0.7):
        return subject
    return _called(passage.owner, draw) + (draw.choice(("的", "", "", " ", "這邊")) if subject else "") + subject


def _called(owner: str, draw: Draw) -> str:
    """Return an owner as people call it: sometimes without the word town or district in its name."""
    town = next((one for one in TOWNS if owner[2:].startswith(one) and len(owner) > len(one) + 3), "")
    return owner[:2] + owner[2 + len(town) :] if draw.random() < 0.25 else owner


def question_on(passage: TableText, number: int, subject: str, draw: Draw) -> str:
    """Return a question on a column of the table, by number."""
    table = passage.table
    column = table.columns[number]
    own = is_alone(column, table.columns)
    shown = table.names[number].split("（")[0]
    name = shown if draw.random() < 0.7 else draw.choice(column.names)
    if any(name in other.names for other in table.columns if other is not column):
        name = shown
    return asked_for(column, name, subject, draw, own=own)


def is_alone(column: Column, shown: Sequence[Column]) -> bool:
    """Return whether no other column that is shown could be meant where the question does not name it."""
    group = KINDS[column.kind].group
    near = {group, *(one for pair in NEAR_GROUPS if group in pair for one in pair)}
    return not any(KINDS[one.kind].group in near for one in shown if one is not column)


def asked_for(column: Column, name: str, subject: str, draw: Draw, *, own: bool) -> str:
    """Return a question on a column; phrases without its name only if it alone could be meant: its ``own``."""
    kind = KINDS[column.kind]
    phrases = kind.phrases if own else tuple(one for one in kind.phrases if "{c}" in one)
    if not phrases or draw.random() < 0.3:
        phrases = GENERAL
    phrase = draw.choice(phrases)
    text = phrase.replace("{w}", kind.word).replace("{k}", subject).replace("{c}", name)
    return dressed(text.removeprefix("的").strip(), draw, whole=phrase.endswith(("{c}", "{k}的", "{k}")))


def asked_back(passage: TableText, number: int, value: str, draw: Draw) -> str:
    """Return a question that names a value of a column and asks which row has it."""
    table = passage.table
    column, schema = table.columns[number], table.schema
    group = KINDS[column.kind].group
    phrases: Sequence[str] = REVERSE_PERSON if group == "person" and column.kind != "head" else REVERSE
    if column.kind == "holder":
        phrases = REVERSE_ROLE
    if group not in _TELLING:
        phrases = tuple(one for one in phrases if "{c}" in one)
    value = other_numerals(value) if draw.random() < 0.15 and group not in _TELLING | {"size"} else value
    text = draw.choice(phrases).replace("{v}", value).replace("{u}", schema.row)
    owner = passage.owner + draw.choice(("的", "", "裡")) if draw.random() < 0.25 else ""
    return dressed(
        owner + text.replace("{c}", table.names[number].split("（")[0]).replace("{n}", table.key_names[0]), draw
    )


def dressed(text: str, draw: Draw, *, whole: bool = False) -> str:
    """Return the question as it is sent; ``whole`` if it names what it asks for without a word that asks."""
    ending = draw.choice(("？", "？", "?", "", "", "", "，謝謝") if whole else ENDINGS)
    if "？" in text:
        ending = draw.choice(("", "", "，謝謝"))
    greeting = draw.choice(GREETINGS) if draw.random() < 0.25 else ""
    if text.startswith(("查", "告訴", "想知道")):
        greeting, ending = "", draw.choice(("", "", "，謝謝", "。"))
    return greeting + text + ending
