"""The lexical leg: BM25 over ``lexical_terms``. The one home of tantivy (``ADR-lexical-engine.md`` says why).

The engine gets finished terms joined with spaces and never sees raw text, so its own tokenizers and its query
language play no part: a question is always a plain "any of these terms".
"""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.index.scored import Ids, Scored, best
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms

if TYPE_CHECKING:
    import tantivy

ENGINE = "tantivy-3"  # in the manifest; change it with the schema or the ranking (k1 1.2, b 0.75)
WRITER_BYTES = 128_000_000
DECIMALS = 4  # float32 sums of some fifty terms are good for about so many; equal texts must tie exactly


class PostingsWriter:
    """Adds and removes passages in a folder. Nothing of it is to be seen before ``close``."""

    def __init__(self, writer: "tantivy.IndexWriter", folder: Path) -> None:
        self._writer = writer
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> "PostingsWriter":
        """Write into a folder as it is, or into a new one."""
        import tantivy

        new = not folder.exists()
        folder.mkdir(exist_ok=True)
        index = tantivy.Index(_schema(), path=str(folder)) if new else tantivy.Index.open(str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("terms", analyzer)
        return cls(index.writer(heap_size=WRITER_BYTES, num_threads=1), folder)

    def add(self, passage_id: int, terms: str) -> None:
        """Index a passage by its ``spelled_terms``, under an id that is not there yet."""
        import tantivy

        document = tantivy.Document()
        document.add_unsigned("id", passage_id)
        document.add_text("terms", terms)
        self._writer.add_document(document)

    def remove(self, passage_ids: Iterable[int]) -> None:
        """Remove passages. Until they are merged away the engine still counts them in how common a term is."""
        from tantivy import Query

        for passage_id in passage_ids:  # by a query: a term made of a Python integer is a signed one, and matches none
            self._writer.delete_documents_by_query(Query.term_query(_schema(), "id", passage_id))

    def close(self) -> None:
        """Write everything down."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        for lock in self._folder.glob(".*.lock"):
            lock.unlink()


def spelled_terms(text: str) -> str:
    """Return the terms of a raw text as the engine takes them."""
    return " ".join(lexical_terms(fold(text)))


def _schema() -> "tantivy.Schema":
    """Return the fields: the terms with their frequencies, not stored, and the passage's id as a column."""
    import tantivy

    builder = tantivy.SchemaBuilder().add_unsigned_field("id", fast=True, indexed=True)
    return builder.add_text_field("terms", tokenizer_name="terms", index_option="freq").build()


class Postings:
    """An opened index. May be searched from many threads."""

    def __init__(self, searcher: "tantivy.Searcher") -> None:
        self._searcher = searcher
        self._schema = _schema()

    @classmethod
    def open(cls, folder: Path) -> "Postings":
        """Open a written folder, memory-mapped."""
        import tantivy

        return cls(tantivy.Index.open(str(folder)).searcher())

    @property
    def count(self) -> int:
        """The number of passages."""
        return self._searcher.num_docs

    def search(self, queries: Sequence[str], k: int, among: Ids | None = None) -> list[list[Scored]]:
        """Return for each raw question the ``k`` passages that score highest, ties by passage id.

        A term counts once however often the question says it; a passage without any term is not found. ``among``
        keeps the search to some passages, whose scores stay what they are among all.
        """
        terms = [list(dict.fromkeys(lexical_terms(fold(query)))) for query in queries]
        count = self.count if among is None else min(self.count, len(among))
        return [best(partial(self._matching, some, among), k, count) for some in terms]

    def document_counts(self, terms: Sequence[str]) -> list[int]:
        """Return how many passages hold each of the terms."""
        return [self._searcher.doc_freq("terms", term) for term in terms]

    def _matching(self, terms: Sequence[str], among: Ids | None, limit: int) -> list[Scored]:
        """Return the engine's best ``limit`` passages that have any of the terms."""
        from tantivy import Occur, Query

        query = Query.boolean_query(
            [(Occur.Should, Query.term_query(self._schema, "terms", term, "freq")) for term in terms]
        )
        if among is not None:
            kept = Query.const_score_query(Query.term_set_query(self._schema, "id", among.tolist()), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, kept)])
        hits = self._searcher.search(query, limit=limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [
            Scored(int(id_), round(float(score), DECIMALS))
            for (score, _), id_ in zip(hits, ids, strict=True)
            if id_ is not None
        ]
