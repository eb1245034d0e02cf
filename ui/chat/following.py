"""Questions to ask next: made from what the article at hand says, and kept only if asking them is answered from it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from embeddings.article import Article, Block, BlockKind
from embeddings.errors import QAError
from embeddings.text.fold import fold
from embeddings.text.structure import structured_article
from qa.script import in_script_of
from ui.wiring import Services

WANTED = 3
TRIED = 9  # questions that are asked in search of them
SUREST = 0.5  # how sure an answer must be
LONGEST = 40  # characters of a question
LONGEST_KEY = 16
HAPPENED = re.compile(r"^(?P<day>(?:\d{4}年)?\d{1,2}月\d{1,2}日)[，,](?P<what>[^，。；\n]{6,30})[。，]", re.MULTILINE)
IS = re.compile(r"(?:^|[。！？，；\n])(?P<what>[\u4e00-\u9fff]{2,10})[是為为](?P<value>[^，。；\n]{2,20})[。，；]")


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A question that may be asked, and the words that should answer it; where empty, any answer will do."""

    question: str
    answer: str = ""


def next_questions(services: Services, article: Article, asked: list[str]) -> list[str]:
    """Return up to three questions that the article answers, none of which was asked; each has been asked to see."""
    seen, kept = {fold(question).rstrip("?？") for question in asked}, []
    tried = 0
    for candidate in candidates(structured_article(article)):
        question = fold(candidate.question).rstrip("?？")
        if question in seen or len(candidate.question) > LONGEST:
            continue
        seen.add(question)
        tried += 1
        if is_answered(services, article, candidate):
            kept.append(candidate.question)
        if len(kept) == WANTED or tried == TRIED:
            break
    return kept


def is_answered(services: Services, article: Article, candidate: NextQuestion) -> bool:
    """Return whether a question is answered from the article, with enough confidence, and by what was meant."""
    try:
        answer = services.ask(candidate.question)
    except QAError:
        return False
    if answer.citation is None or answer.answer is None or answer.citation.article_id != article.id:
        return False
    sure = answer.confidence is None or answer.confidence >= SUREST
    quote, meant = fold(answer.answer), fold(candidate.answer)
    return sure and (not meant or quote in meant or meant in quote)


def candidates(article: Article) -> Iterator[NextQuestion]:
    """Yield questions on an article in the article's script: of its FAQ, its tables, its running text, its clauses."""
    for candidate in (*entries(article), *records(article), *prose(article.text), *clauses(article)):
        yield NextQuestion(in_script_of(candidate.question, article.text), candidate.answer)


def entries(article: Article) -> Iterator[NextQuestion]:
    """Yield the questions that a FAQ itself asks."""
    for block in article.blocks:
        if block.kind is BlockKind.ENTRY and len(block.cells) >= 2:
            question, answer = (article.text[cell.start : cell.end] for cell in block.cells[:2])
            yield NextQuestion(question.strip(), answer)


def records(article: Article) -> Iterator[NextQuestion]:
    """Yield for each record of a table one question: another column of each, in turn."""
    rows = [block for block in article.blocks if block.kind is BlockKind.RECORD and block.key is not None]
    for number, block in enumerate(rows):
        yield from of_record(article.text, block, number)


def of_record(text: str, block: Block, number: int) -> Iterator[NextQuestion]:
    """Yield a question for one of the values of a record."""
    key = None if block.key is None else block.cells[block.key]
    values = [cell for cell in block.cells if cell is not key and cell.name and cell.start < cell.end]
    if key is not None and values and 0 < key.end - key.start <= LONGEST_KEY:
        cell = values[number % len(values)]
        yield NextQuestion(f"{text[key.start : key.end]}的{cell.name}是什麼？", text[cell.start : cell.end])


def prose(text: str) -> Iterator[NextQuestion]:
    """Yield what happened on a day, and what something is."""
    for found in HAPPENED.finditer(text):
        yield NextQuestion(f"{found['what']}是哪一天？", found["day"])
    for found in IS.finditer(text):
        yield NextQuestion(f"{found['what']}是什麼？", found["value"])


def clauses(article: Article) -> Iterator[NextQuestion]:
    """Yield what clauses say."""
    for block in article.blocks:
        if block.kind is BlockKind.CLAUSE and block.label.startswith("第"):
            yield NextQuestion(f"{article.title}{block.label}規定什麼？")
