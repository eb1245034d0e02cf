"""A writer of articles that writes clauses too, which no file tells: they are found in its text."""

from embeddings.article import Block, BlockKind
from embeddings.formats.writer import TextWriter


class ClauseWriter(TextWriter):
    """Writes what a reader writes, and clauses."""

    def clause(self, text: str, label: str) -> None:
        """Write a numbered provision; ``label`` is its number, with which ``text`` begins."""
        self._block(Block(BlockKind.CLAUSE, *self._write(text, tight=False), label=label))
