"""The passages of one build in a collection of Milvus: both legs are there, all else is beside the articles."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from embeddings.article import Passage
from embeddings.encoders.protocol import Vectors
from embeddings.errors import DamagedBuildError, StoreError
from embeddings.index.articles import ArticleFile
from embeddings.index.milvus.client import MOST_BYTES, Connection
from embeddings.index.milvus.lexical import Lexical, Sparse, rarity, weights
from embeddings.index.milvus.sent import Sent
from embeddings.index.milvus.terms import TermCounts, TermWriter
from embeddings.index.postings import spelled_terms, titled_text
from embeddings.index.scored import Scored, best
from embeddings.index.store import Mask, Place, StoredPassage
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms

TERMS = "terms.sqlite"
DENSE_DECIMALS, LEXICAL_DECIMALS = 6, 4  # as in the embedded indexes
SENT_AT_ONCE = 2000  # passages in one message; Milvus takes 64 MB
READ_AT_ONCE = 1000
MEASURED = 5000  # passages whose terms are counted for the mean


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a store is kept: the connection, the collection, and how words are weighed in it."""

    connection: Connection
    collection: str
    lexical: Lexical


class MilvusStore:
    """A collection, and the file of how common terms are. It is written first, and read from ``refresh`` on."""

    def __init__(self, kept: Kept, place: Place, dimension: int) -> None:
        self._kept = kept
        self._connection, self._collection = kept.connection, kept.collection
        self._records = place.records
        self._path = place.folder / TERMS
        self._folder = place.folder
        self._dimension = dimension
        self._average: float | None = None
        self._writer: tuple[TermWriter, Sent] | None = None
        self._terms: TermCounts | None = None
        self._count = 0

    @classmethod
    def opened(cls, kept: Kept, place: Place, dimension: int) -> "MilvusStore":
        """Open what a finished build wrote."""
        store = cls(kept, place, dimension)
        store._open()
        return store

    def _open(self) -> None:
        if not self._path.is_file():
            raise DamagedBuildError(f"索引的檔案 {TERMS} 不見了：請執行 `qa rebuild` 重建。")
        self._connection.load(self._collection, self._kept.lexical)
        self._count = self._connection.count(self._collection, settled=True)
        self._terms = TermCounts(self._path)

    def _writing(self) -> tuple[TermWriter, Sent]:
        if self._writer is None:
            self._writer = TermWriter(self._path), Sent(self._folder, self._dimension)
        return self._writer

    def upsert(self, passages: Sequence[StoredPassage]) -> None:
        """Store passages, in place of those of the same ids, which have the same content."""
        counts, sent = self._writing()
        for start in range(0, len(passages), SENT_AT_ONCE):
            some = passages[start : start + SENT_AT_ONCE]
            self._connection.upsert(self._collection, [self._sendable(one) for one in some])
            sent.append([one.passage_id for one in some], np.stack([one.vector for one in some]))
        counts.add([(one.passage_id, one.terms.split()) for one in passages])

    def _sendable(self, one: StoredPassage) -> dict[str, object]:
        """Return a passage as the collection takes it."""
        sendable: dict[str, object] = {"id": one.passage_id, "key": one.key.hex(), "dense": one.vector}
        if self._kept.lexical is Lexical.SERVER:
            sendable["terms"] = _fitting(one.terms)
        elif self._kept.lexical is Lexical.OWN:
            sendable["words"] = weights(one.terms.split(), self._mean_length())
        return sendable

    def _mean_length(self) -> float:
        """Return the mean number of terms of the passages: of all, or of so many, evenly spread, that it is near."""
        if self._average is None:
            ids = self._records.ids()
            sample = [ids[at] for at in np.linspace(0, len(ids) - 1, min(MEASURED, len(ids)), dtype=int)]
            lengths = [len(_terms_of(passage)) for passage in self._records.passages(sample)]
            self._average = float(np.mean(lengths)) if lengths else 0.0
        return self._average

    def delete(self, passage_ids: Sequence[int]) -> None:
        """Remove passages."""
        counts, _ = self._writing()
        if passage_ids:
            self._connection.delete(self._collection, passage_ids)
            counts.remove(passage_ids, lambda ids: [_terms_of(one) for one in self._records.passages(ids)])

    def refresh(self) -> None:
        """Write everything down, and search in that from now on."""
        counts, sent = self._writing()
        counts.flush()
        counts.close()
        sent.close()
        self._writer = None
        self._connection.settle(self._collection, self._kept.lexical, self._records.count())
        self._open()

    def search_dense(self, vectors: Vectors, k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        """Return for each unit vector the ``k`` passages nearest by cosine."""
        return [self._best("dense", vector if vector.any() else None, k, allowed) for vector in vectors]

    def search_lexical(self, queries: Sequence[str], k: int, allowed: Mask | None = None) -> list[list[Scored]]:
        """Return for each raw question the ``k`` best passages by BM25; raise ``StoreError`` if that cannot be."""
        if self._kept.lexical is Lexical.NONE:
            raise StoreError(f"這個版本的 Milvus（{self._connection.version}）不能搜尋字詞：請升級到 2.5 以上。")
        return [self._best("words", self._asked(query), k, allowed) for query in queries]

    def _asked(self, query: str) -> str | Sparse | None:
        """Return a question as the field of words is asked, or nothing if no passage has a term of it."""
        terms = list(dict.fromkeys(lexical_terms(fold(query))))
        counts = dict(zip(terms, self.terms(terms), strict=True))
        known = [term for term, count in counts.items() if count]
        if not known:
            return None
        return " ".join(known) if self._kept.lexical is Lexical.SERVER else rarity(counts, self._count)

    def _best(self, field: str, asked: object, k: int, allowed: Mask | None) -> list[Scored]:
        """Return the best ``k`` in a field, ties by id."""
        count = self._count if allowed is None or not allowed.shown else min(self._count, len(allowed.ids))
        return best(self._search(field, asked, _condition(allowed)), k, 0 if asked is None else count)

    def _search(self, field: str, asked: object, condition: str) -> Callable[[int], list[Scored]]:
        """Return a function that fetches the best results from Milvus."""
        by_server = field == "words" and self._kept.lexical is Lexical.SERVER
        decimals = DENSE_DECIMALS if field == "dense" else LEXICAL_DECIMALS
        metric = "BM25" if by_server else "IP"
        search = partial(self._connection.search, self._collection, field, asked, metric=metric, condition=condition)

        def found(limit: int) -> list[Scored]:
            scored = [Scored(id_, round(score, decimals)) for id_, score in search(limit=limit)]
            return [one for one in scored if field == "dense" or one.score > 0]

        return found

    def terms(self, terms: Sequence[str]) -> list[int]:
        """Return how many passages hold each of the terms."""
        if self._terms is None:
            raise ValueError("nothing can be found before the store is refreshed")
        return self._terms.of(terms)

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages of these ids, in the order asked."""
        return self._records.passages(ids)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors ``(ids, dimension)``, in the order asked."""
        found = {} if self._writer is None else self._writer[1].find(ids)
        rest = [id_ for id_ in ids if id_ not in found]
        for start in range(0, len(rest), READ_AT_ONCE):
            found |= self._connection.read(self._collection, rest[start : start + READ_AT_ONCE], "dense")
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            raise ValueError(f"no vectors of ids {missing[:5]}")
        return np.asarray([found[id_] for id_ in ids], dtype=np.float32).reshape(len(ids), self._dimension)

    def keys(self, ids: Sequence[int]) -> dict[int, str]:
        """Return the hashes of content, in hexadecimal, of those of the passages that are there."""
        return self._connection.read(self._collection, ids, "key")

    def counts(self) -> dict[str, int]:
        """Return how many passages the collection holds."""
        return {"milvus": self._connection.count(self._collection, settled=True)}

    def count(self) -> int:
        """Return the number of passages; raise ``StoreError`` if Milvus does not answer."""
        return self._connection.count(self._collection, settled=False)

    def close(self) -> None:
        """Close the files; the connection is the engine's."""
        if self._writer is not None:
            for one in self._writer:
                one.close()
        if self._terms is not None:
            self._terms.close()


def _terms_of(passage: Passage) -> list[str]:
    """Return the terms of a passage as it is indexed."""
    return spelled_terms(titled_text(passage)).split()


def _fitting(terms: str) -> str:
    """Return as many of the terms as Milvus accepts for one passage: each once, then repetitions."""
    if len(terms) * 4 <= MOST_BYTES or len(terms.encode()) <= MOST_BYTES:
        return terms
    again, kept, room = Counter(terms.split()), list[str](), MOST_BYTES
    once = list(again)
    again.subtract(once)
    for term in (*once, *again.elements()):
        size = len(term.encode()) + 1
        if size <= room:
            kept.append(term)
            room -= size
    return " ".join(kept)


def _condition(allowed: Mask | None) -> str:
    """Return a mask as Milvus' filter: numbers, and never a word of anybody's."""
    if allowed is None:
        return ""
    return f"id {'in' if allowed.shown else 'not in'} {sorted(allowed.ids)}"


def sample_keys(records: ArticleFile, most: int) -> dict[int, str]:
    """Return the hashes of content of some of the passages, evenly spread, by their ids."""
    ids = records.ids()
    sample = [ids[at] for at in np.linspace(0, len(ids) - 1, min(most, len(ids)), dtype=int)]
    return {id_: key.hex() for id_, key in records.keys(sample).items()}
