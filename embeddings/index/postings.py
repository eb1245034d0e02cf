"""Lexical search: BM25 over ``lexical_terms``. Only this module imports tantivy (why: ``ADR-lexical-engine.md``).

The engine gets ready-made terms joined with spaces and never raw text, so its own tokenizers and query language are
not used: a question is always a plain "any of these terms".
"""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.article import Passage
from embeddings.index.scored import Scored, best
from embeddings.text.fold import fold
from embeddings.text.words import lexical_terms

if TYPE_CHECKING:
    import tantivy

ENGINE = "tantivy-3"  # in the manifest; change it with the schema or the ranking (k1 1.2, b 0.75)
WRITER_BYTES = 128_000_000
DECIMALS = 4  # the precision of float32 sums of some fifty terms; equal texts must tie exactly


class PostingsWriter:
    """Adds and removes passages in a folder. Changes are visible only after ``close``."""

    def __init__(self, writer: "tantivy.IndexWriter", folder: Path) -> None:
        self._writer = writer
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> "PostingsWriter":
        """Open a new or existing folder for writing."""
        import tantivy

        new = not folder.exists()
        folder.mkdir(exist_ok=True)
        index = tantivy.Index(_schema(), path=str(folder)) if new else tantivy.Index.open(str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("terms", analyzer)
        return cls(index.writer(heap_size=WRITER_BYTES, num_threads=1), folder)

    def add(self, passage_id: int, terms: str) -> None:
        """Index a passage by its ``spelled_terms``, under a new id."""
        import tantivy

        document = tantivy.Document()
        document.add_unsigned("id", passage_id)
        document.add_text("terms", terms)
        self._writer.add_document(document)

    def remove(self, passage_ids: Iterable[int]) -> None:
        """Remove passages. Until segments are merged, the engine still counts them in document frequencies."""
        from tantivy import Query

        for passage_id in passage_ids:  # by a query: a term made from a Python integer is signed, and matches nothing
            self._writer.delete_documents_by_query(Query.term_query(_schema(), "id", passage_id))

    def close(self) -> None:
        """Commit everything and wait for merges."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        for lock in self._folder.glob(".*.lock"):
            lock.unlink()


def titled_text(passage: Passage) -> str:
    """Return the indexed text of a passage, for lexical and dense search: its title, context and text."""
    return "\n".join((passage.title, *passage.context, passage.text))


def spelled_terms(text: str) -> str:
    """Return the terms of a raw text in the form that the engine takes."""
    return " ".join(lexical_terms(fold(text)))


def _schema() -> "tantivy.Schema":
    """Return the schema: the terms with their frequencies, not stored, and the passage id as a column."""
    import tantivy

    builder = tantivy.SchemaBuilder().add_unsigned_field("id", fast=True, indexed=True)
    return builder.add_text_field("terms", tokenizer_name="terms", index_option="freq").build()


class Postings:
    """An opened index. Thread-safe."""

    def __init__(self, searcher: "tantivy.Searcher") -> None:
        self._searcher = searcher
        self._schema = _schema()

    @classmethod
    def open(cls, folder: Path) -> "Postings":
        """Open an index folder, memory-mapped."""
        import tantivy

        return cls(tantivy.Index.open(str(folder)).searcher())

    @property
    def count(self) -> int:
        """The number of passages."""
        return self._searcher.num_docs

    def search(self, queries: Sequence[str], k: int) -> list[list[Scored]]:
        """Return for each raw question the ``k`` passages that score highest, ties by passage id.

        A term counts once however often the question repeats it; passages without any of the terms are not returned.
        """
        terms = [list(dict.fromkeys(lexical_terms(fold(query)))) for query in queries]
        return [best(partial(self._matching, some), k, self.count) for some in terms]

    def document_counts(self, terms: Sequence[str]) -> list[int]:
        """Return how many passages contain each of the terms."""
        return [self._searcher.doc_freq("terms", term) for term in terms]

    def _matching(self, terms: Sequence[str], limit: int) -> list[Scored]:
        """Return the engine's best ``limit`` passages that contain any of the terms."""
        from tantivy import Occur, Query

        parts = [(Occur.Should, Query.term_query(self._schema, "terms", term, "freq")) for term in terms]
        hits = self._searcher.search(Query.boolean_query(parts), limit=limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [
            Scored(int(id_), round(float(score), DECIMALS))
            for (score, _), id_ in zip(hits, ids, strict=True)
            if id_ is not None
        ]
