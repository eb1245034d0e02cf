"""Makes training questions on rules, FAQ, notices and running prose of offices, from the templates of ``rules.txt``.

A template is a text whose sentences are drawn, ordered and numbered anew for every passage, with its facts marked and
each fact's questions beside it. What has no answer is made four ways: a sentence is left out that would have answered,
a named thing is exchanged for one that the passage does not name, another clause is named, or something is asked that
the template is silent on. The words for its slots are in ``rule_words``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from qa.training.data import Example
from qa.training.office.rule_words import NAMED, PREFIXES, VALUES, numeral, person

TEMPLATES = Path(__file__).with_name("rules.txt")
LONGEST_PASSAGE, SHORTEST_PASSAGE, LONGEST_QUESTION = 400, 60, 64
UNANSWERABLE = 0.41  # of the tries: some find nothing, which leaves three in ten
QUESTIONS_A_PASSAGE = 4
PAIRS = 0.5  # of the passages ask about the sentences that belong together, the rule and its exception, first
CHOICE = re.compile(r"\(([^()]*)\)")
WORDINGS = re.compile(r"\|(?![^(]*\))")  # a bar outside brackets
SLOT = re.compile(r"\{([a-z]+)(\d*)\}")
OPENING = re.compile(r"\[([a-z]+):")
SPEAKING = ("faq", "chat")  # the styles that need who speaks, or what is asked; the others only what is said
NOT_SWAPPED = "-"  # before a question's label: its named things may not be exchanged
ASKING = ("請問", "想請問", "請問一下，", "我想知道", "你好，", "不好意思，")
AT = ("{org}{q}", "{org}{q}", "請問{org}，{q}", "{org}，{q}", "關於{org}：{q}", "在{org}，{q}")


@dataclass(slots=True)
class Line:
    """A sentence with its marks; ``kept`` ones always stand in the passage, and together."""

    text: str
    kept: bool
    questions: dict[str, list[str]] = field(default_factory=dict)
    unswapped: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Template:
    """A text of one domain: how it may be set, whose it is, what it is called, its lines and what it is silent on."""

    styles: list[str]
    owners: list[str]
    title: str
    lines: list[Line] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A passage set from a template: its lines and those left out, the words bound, and where each fact stands."""

    text: str
    lines: list[Line]
    left_out: list[Line]
    bound: dict[str, str]
    spans: dict[str, tuple[int, str]]
    clauses: dict[str, str]
    draw: Random


def rule_examples(count: int, seed: int) -> Iterator[Example]:
    """Yield ``count`` distinct questions on made-up rules and notices; the same seed gives the same ones."""
    draw, templates = Random(seed), read_templates(TEMPLATES.read_text(encoding="utf-8"))
    seen: set[tuple[str, str]] = set()
    while len(seen) < count:
        template = draw.choice(templates)
        owner = draw.choice(PREFIXES) + draw.choice(template.owners)
        bound = {"org": owner}
        passage = _passage(template, bound, draw)
        if not SHORTEST_PASSAGE <= len(passage.text) <= LONGEST_PASSAGE:
            continue
        article = _filled(_chosen(template.title, draw), bound, draw)
        for question, answers in _questions(template, passage):
            if len(question) > LONGEST_QUESTION or (question, passage.text) in seen or len(seen) == count:
                continue
            seen.add((question, passage.text))
            yield Example(f"office-rules-{seed}-{len(seen)}", "office", article, question, passage.text, answers)


def read_templates(text: str) -> list[Template]:
    """Return the templates of a file; its first lines say how they are written."""
    found: list[Template] = []
    for row in text.splitlines():
        kind, _, rest = row.partition(" ")
        if kind == "@":
            styles, owners, title = (part.strip() for part in rest.split("|"))
            found.append(Template(styles.split(","), owners.split(","), title))
        elif kind in ("s", "k"):
            found[-1].lines.append(Line(rest, kind == "k"))
        elif kind == "?":
            label, _, questions = rest.partition(" ")
            line = _line_of(found[-1], label.strip(NOT_SWAPPED))
            line.questions.setdefault(label.strip(NOT_SWAPPED), []).extend(WORDINGS.split(questions))
            line.unswapped |= {label.strip(NOT_SWAPPED)} if label.startswith(NOT_SWAPPED) else set()
        elif kind == "x":
            found[-1].silent.extend(WORDINGS.split(rest))
        elif row and kind != "#":
            raise ValueError(f"rules.txt: {row!r} begins with none of @ s k ? x #")
    return found


def _line_of(template: Template, label: str) -> Line:
    for line in template.lines:
        if f"[{label}:" in line.text:
            return line
    raise ValueError(f"rules.txt: no sentence of {template.title!r} marks {label!r}")


def _chosen(text: str, draw: Random) -> str:
    """Return the text with one of each ``(this/that)``."""
    while CHOICE.search(text):
        text = CHOICE.sub(lambda found: draw.choice(re.split("[/|]", found[1])), text, count=1)
    return text


def _filled(text: str, bound: dict[str, str], draw: Random) -> str:
    """Return the text with its slots filled, and bind what was not bound: named things all differ."""

    def fill(found: re.Match[str]) -> str:
        if found[0][1:-1] not in bound:
            bound[found[0][1:-1]] = _drawn(found[1], set(bound.values()), draw)
        return bound[found[0][1:-1]]

    return SLOT.sub(fill, text)


def _drawn(kind: str, taken: set[str], draw: Random) -> str:
    if kind in NAMED:
        return draw.choice([word for word in NAMED[kind] if word not in taken])
    value = VALUES[kind](draw)
    while value in taken:
        value = VALUES[kind](draw)
    return value


def _unmarked(text: str) -> tuple[str, dict[str, tuple[int, str]]]:
    """Return the text without its marks ``[label:…]``, which may nest, and where what they mark stands."""
    plain, open_marks, spans, at = "", list[tuple[str, int]](), dict[str, tuple[int, str]](), 0
    while at < len(text):
        if found := OPENING.match(text, at):
            open_marks.append((found[1], len(plain)))
            at = found.end()
            continue
        if text[at] == "]":
            label, start = open_marks.pop()
            spans[label] = (start, plain[start:])
        else:
            plain += text[at]
        at += 1
    return plain, spans


def _passage(template: Template, bound: dict[str, str], draw: Random) -> RuleText:
    """Return a passage of some of the template's lines in one of its styles."""
    length, lines = draw.randint(70, 330), [line for line in template.lines if line.kept]
    rest = [line for line in template.lines if not line.kept]
    draw.shuffle(rest)
    used = sum(len(line.text) for line in lines)
    taken: list[Line] = []
    while rest and (used < length or len(lines) + len(taken) < 2):
        taken.append(rest.pop())
        used += len(taken[-1].text) * 3 // 4
    before = draw.randint(0, len(taken))
    style = draw.choice(template.styles)
    lines = [*taken[:before], *lines, *taken[before:]]
    if style.endswith("*"):
        lines.sort(key=template.lines.index)
    heading = _filled(_chosen(template.title, draw), bound, draw) if draw.random() < 0.25 else ""
    text, spans, clauses = _set(
        [_filled(_chosen(line.text, draw), bound, draw) for line in lines], style, heading, draw
    )
    return RuleText(text, lines, rest, bound, spans, clauses, draw)


def _set(
    sentences: list[str], style: str, heading: str, draw: Random
) -> tuple[str, dict[str, tuple[int, str]], dict[str, str]]:
    """Return the sentences set in a style, where each fact stands in it, and under which clause."""
    numbered, between = STYLES[style.strip("*")](draw)
    if not style.startswith(SPEAKING):
        sentences = [sentence.rpartition(">>")[2] for sentence in sentences]
    text = heading + ("\n" if heading else "")
    spans, clauses = dict[str, tuple[int, str]](), dict[str, str]()
    for place, sentence in enumerate(sentences):
        plain, found = _unmarked(numbered(place, sentence))
        text += between if place else ""
        number = re.match(r"第.{1,3}條", plain)
        for label, (start, answer) in found.items():
            spans[label] = (len(text) + start, answer)
            clauses[label] = number[0] if number else ""
        text += plain.replace("〔", "[").replace("〕", "]")
    return text, spans, clauses


Numbered = tuple[Callable[[int, str], str], str]


def _prose(draw: Random) -> Numbered:
    return (lambda _, sentence: sentence), draw.choice(("", "", "", "\n"))


def _clauses(draw: Random) -> Numbered:
    first, gap, arabic = draw.randint(1, 28), draw.choice(("　", " ", "  ")), draw.random() < 0.2
    return (lambda place, sentence: f"第{first + place if arabic else numeral(first + place)}條{gap}{sentence}"), "\n"


def _items(draw: Random) -> Numbered:
    first, form = (
        draw.randint(1, 5),
        draw.choice(("{c}、", "（{c}）", "{n}. ", "({n}) ", "{n}、", "{f}.{n} ", "• ", "- ")),
    )
    chapter = draw.randint(1, 7)
    return (
        lambda place, sentence: form.format(c=numeral(first + place), n=first + place, f=chapter) + sentence
    ), draw.choice(("\n", "\n", ""))


def _entries(draw: Random) -> Numbered:
    ask, answer = draw.choice(
        (("問：", "\n答："), ("Q：", "\nA："), ("Q: ", "\nA: "), ("問：", "答："), ("", "\n"), ("Q{n}：", "\nA{n}："))
    )

    def numbered(place: int, sentence: str) -> str:
        return ask.format(n=place + 1) + sentence.replace(">>", answer.format(n=place + 1))

    return numbered, draw.choice(("\n", "\n\n"))


def _messages(draw: Random) -> Numbered:
    minute, form = (
        draw.randint(480, 1100),
        draw.choice(("{t} {who}：", "{who} [{t}]：", "{who} {t}\n", "[{t}] {who}: ")),
    )
    times = [minute := minute + draw.randint(1, 25) for _ in range(20)]

    def numbered(place: int, sentence: str) -> str:
        who, _, message = sentence.partition(">>")
        time = f"{times[place] // 60:02}:{times[place] % 60:02}"
        # A mark around who speaks is opened again after the brackets of the form.
        return form.replace("[", "〔").replace("]", "〕").format(t=time, who=who) + message

    return numbered, "\n"


STYLES: dict[str, Callable[[Random], Numbered]] = {
    "prose": _prose,
    "clause": _clauses,
    "items": _items,
    "faq": _entries,
    "chat": _messages,
}


def _questions(template: Template, passage: RuleText) -> Iterator[tuple[str, tuple[tuple[int, str], ...]]]:
    """Yield questions on a passage with their answers; general rule and exception come in one passage."""
    labels = [(line, label) for line in passage.lines for label in line.questions]
    passage.draw.shuffle(labels)
    if passage.draw.random() < PAIRS:
        labels.sort(key=lambda pair: not pair[0].kept)
    makers = (_left_out, _left_out, _exchanged, _exchanged, _silent, _silent, _other_clause)
    for line, label in labels[:QUESTIONS_A_PASSAGE]:
        if passage.draw.random() < UNANSWERABLE:
            maker = passage.draw.choice(makers)
            if question := maker(template, passage):
                yield question, ()
        else:
            asked = _asked(passage.draw.choice(line.questions[label]), passage.bound, passage.draw)
            clause = passage.clauses[label] if passage.draw.random() < 0.1 else ""
            yield _under(clause, asked), (passage.spans[label],)


def _under(clause: str, question: str) -> str:
    return f"依{clause}，{question}" if clause else question


def _asked(wording: str, bound: dict[str, str], draw: Random) -> str:
    """Return a question from its wording: sometimes with the owner's name, a polite word or another ending."""
    question = _filled(_chosen(wording, draw), bound, draw)
    chance = draw.random()
    if chance < 0.22 and bound["org"] not in question:
        question = draw.choice(AT).format(org=bound["org"], q=question)
    elif chance < 0.32:
        question = draw.choice(ASKING) + question
    return question + draw.choices(("？", "?", ""), (7, 1, 1))[0]


def _left_out(template: Template, passage: RuleText) -> str:
    """Return a question on a sentence that the passage lacks, or nothing."""
    wordings = [wording for line in passage.left_out for asked in line.questions.values() for wording in asked]
    return _asked(passage.draw.choice(wordings), passage.bound, passage.draw) if wordings else ""


def _exchanged(template: Template, passage: RuleText) -> str:
    """Return a question on a named thing that the passage does not name, in place of one that it does."""
    wordings = [
        (wording, slot)
        for line in passage.lines
        for label, asked in line.questions.items()
        if label not in line.unswapped
        for wording in asked
        for slot in SLOT.finditer(wording)
        if slot[1] in NAMED or slot[1] == "person"
    ]
    if not wordings:
        return ""
    wording, slot = passage.draw.choice(wordings)
    known = set(passage.bound.values())
    others = NAMED.get(slot[1]) or tuple(person(passage.draw) for _ in range(9))
    unnamed = [word for word in others if word not in known and word not in passage.text]
    if not unnamed:
        return ""
    return _asked(wording, {**passage.bound, slot[0][1:-1]: passage.draw.choice(unnamed)}, passage.draw)


def _silent(template: Template, passage: RuleText) -> str:
    """Return a question that no sentence of the template answers, or nothing."""
    return _asked(passage.draw.choice(template.silent), passage.bound, passage.draw) if template.silent else ""


def _other_clause(template: Template, passage: RuleText) -> str:
    """Return a question that asks a fact of a clause that the passage does not hold, or nothing."""
    if not any(passage.clauses.values()):
        return ""
    label = passage.draw.choice(sorted(passage.clauses))
    wordings = [wording for line in passage.lines for wording in line.questions.get(label, ())]
    others = [f"第{numeral(n)}條" for n in range(1, 50) if f"第{numeral(n)}條" not in passage.text]
    if not wordings:
        return ""
    return _under(passage.draw.choice(others), _asked(passage.draw.choice(wordings), passage.bound, passage.draw))
