"""What a question may have meant: its slips are looked for in a build's own words, and those are searched along.

What was written stays what is asked, read and searched for; only a question that is all pinyin is asked as it is
spelled out. No word is offered that only articles hold which are hidden.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from embeddings.builds.opened import OpenBuild
from embeddings.text.fold import fold
from qa.anchors import find_anchors
from qa.query import Query, parse_question
from qa.slips import Slip, suggest
from qa.synonyms import Alternative, Synonyms
from qa.vocabulary import Vocabulary

SURENESS = 0.5  # that what sounds alike was meant
LOOKED_AT = 5  # passages, for how they write a word


@dataclass(frozen=True, slots=True)
class Meant:
    """A query, and the question as it may have been meant, if that is another."""

    query: Query
    suggestion: str | None = None


def vocabulary_of(build: OpenBuild) -> Vocabulary:
    """Return the words of a build's passages."""
    return Vocabulary(build.document_count, partial(_as_written, build))


def _as_written(build: OpenBuild, word: str) -> str:
    """Return a folded word as a passage that is shown writes it; nothing if none of the first has it."""
    [found] = build.search_lexical([word], LOOKED_AT)
    for passage in build.passages([one.passage_id for one in found]):
        for text in (passage.text, passage.title, *passage.context):
            at = fold(text).find(word)
            if at >= 0:
                return text[at : at + len(word)]
    return ""


def understand(query: Query, words: Vocabulary, synonyms: Synonyms) -> Meant:
    """Return a query with the words that its slips may mean, and its question as it may have been meant."""
    suggested = suggest(query.text, words)
    if not suggested.slips:
        return Meant(query)
    if suggested.spelled:
        return Meant(parse_question(suggested.question, synonyms), suggested.question)
    others = dict.fromkeys(other for slip in suggested.slips for other in _alternatives(query.folded, slip))
    anchors = find_anchors(suggested.question)
    return Meant(replace(query, others=(*query.others, *others), anchors=anchors), suggested.question)


def _alternatives(folded: str, slip: Slip) -> Iterator[Alternative]:
    """Yield a slip's word for what is written, by itself and with the characters beside it.

    A text that has them there has the pairs that they make, too: 成市 of 榕成市 is said by 榕城市.
    """
    written = folded[slip.start : slip.end]
    left, right = folded[max(0, slip.start - 1) : slip.start], folded[slip.end : slip.end + 1]
    for before in dict.fromkeys(("", left.strip())):
        for after in dict.fromkeys(("", right.strip())):
            yield Alternative(f"{before}{written}{after}", f"{before}{slip.meant}{after}", SURENESS)
