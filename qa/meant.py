"""Spelling correction of a query: misspellings are matched against a build's words, which are then searched as well.

The question as written is still the one that is asked and searched; the reader, to which a misspelling is no word,
reads the corrected one. Only a question entirely in pinyin is replaced by its characters. Words that only hidden
articles contain are never suggested.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from embeddings.builds.opened import OpenBuild
from embeddings.text.fold import fold
from qa.anchors import find_anchors
from qa.lexicon import Lexicon
from qa.query import Query, parse_question
from qa.slips import Slip, suggest
from qa.synonyms import Alternative, Synonyms

SURENESS = 0.5  # weight of a homophone as an alternative
LOOKED_AT = 5  # passages searched for a word's original spelling


@dataclass(frozen=True, slots=True)
class Meant:
    """A query, and the corrected question if there is one."""

    query: Query
    suggestion: str | None = None


def lexicon_of(build: OpenBuild) -> Lexicon:
    """Return the lexicon of a build's passages."""
    return Lexicon(build.document_count, partial(_as_written, build))


def _as_written(build: OpenBuild, word: str) -> str:
    """Return the original spelling of a folded word in a visible passage, empty if the first ones have none."""
    [found] = build.search_lexical([word], LOOKED_AT)
    for passage in build.passages([one.passage_id for one in found]):
        for text in (passage.text, passage.title, *passage.context):
            at = fold(text).find(word)
            if at >= 0:
                return text[at : at + len(word)]
    return ""


def understand(query: Query, words: Lexicon, synonyms: Synonyms) -> Meant:
    """Return a query with corrections of its misspellings added, and the corrected question."""
    suggested = suggest(query.text, words)
    if not suggested.slips:
        return Meant(query)
    if suggested.spelled:
        return Meant(parse_question(suggested.question, synonyms), suggested.question)
    others = dict.fromkeys(other for slip in suggested.slips for other in _alternatives(query.folded, slip))
    anchors = find_anchors(suggested.question)
    corrected = suggested.question
    return Meant(replace(query, others=(*query.others, *others), anchors=anchors, corrected=corrected), corrected)


def _alternatives(folded: str, slip: Slip) -> Iterator[Alternative]:
    """Yield the correction of a misspelling, alone and with its neighbouring characters.

    A text with the correct word also has its bigrams: for 榕成市, the bigram 城市 of 榕城市.
    """
    written = folded[slip.start : slip.end]
    left, right = folded[max(0, slip.start - 1) : slip.start], folded[slip.end : slip.end + 1]
    for before in dict.fromkeys(("", left.strip())):
        for after in dict.fromkeys(("", right.strip())):
            yield Alternative(f"{before}{written}{after}", f"{before}{slip.meant}{after}", SURENESS)
