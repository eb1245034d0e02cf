"""How words are weighed in Milvus: by the server itself, by numbers of our own, or not at all.

BM25 (Robertson and Zaragoza 2009) is a product of how rare a term is and how much of a passage it makes up. The second
does not change with other passages, so it can be stored as a sparse vector; the first goes with the question.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from hashlib import blake2b
from math import log

K1, B = 1.2, 0.75
NOTHING = 0  # the place in a sparse vector of a passage without a term, which Milvus wants not to be empty
PLACES = (1 << 32) - 3
Sparse = dict[int, float]


class Lexical(Enum):
    """What weighs words, and the name of that in a manifest."""

    SERVER = "milvus-bm25-1"  # Milvus, from our terms
    OWN = "milvus-sparse-1"  # we, in sparse vectors
    NONE = "milvus-none"


def version_of(text: str) -> tuple[int, int]:
    """Return the first two numbers of a version; (0, 0) if there are none."""
    found = re.search(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def lexical_of(version: str, *, is_lite: bool) -> Lexical:
    """Return the implementation of BM25 for a Milvus of that version.

    Milvus Lite from 3.0 on has BM25, but no analyzer for ready-made terms.
    """
    numbers = version_of(version)
    if numbers < (2, 4):
        return Lexical.NONE
    if numbers < (2, 5) or (is_lite and numbers >= (3, 0)):
        return Lexical.OWN
    return Lexical.SERVER


def place_of(term: str) -> int:
    """Return the index of a term in a sparse vector: a hash, so that many writers need not agree on numbers."""
    return 1 + int.from_bytes(blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % PLACES


def weights(terms: Sequence[str], average: float) -> Sparse:
    """Return how much of a passage each of its terms makes up; ``average`` is the mean number of terms."""
    length = stored_length(len(terms)) / average if average else 1.0
    found: Sparse = {}
    for term, often in Counter(terms).items():
        place = place_of(term)
        found[place] = found.get(place, 0.0) + often * (1 + K1) / (often + K1 * (1 - B + B * length))
    return found or {NOTHING: 1.0}


def stored_length(terms: int) -> int:
    """Return a length as tantivy keeps it, in one byte, so that both engines weigh alike: four bits above 24."""
    above = terms - 24
    if above < 16:
        return terms
    shift = above.bit_length() - 4
    return 24 + (above >> shift << shift)


def rarity(counts: Mapping[str, int], total: int) -> Sparse:
    """Return a question as a sparse vector, from how many of all passages hold each of its terms."""
    found: Sparse = {}
    for term, count in counts.items():
        if count:
            place = place_of(term)
            found[place] = found.get(place, 0.0) + log(1 + (total - count + 0.5) / (count + 0.5))
    return found
