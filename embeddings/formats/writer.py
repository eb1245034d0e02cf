"""Blocks → the text of an article: the writer that all parsers use, so that all formats give the same layout.

A parser passes what it found, in order; the writer puts it into one text and records the span of each block.
"""

from collections.abc import Sequence

from embeddings.article import Block, BlockKind, Cell

COLON, COMMA = "：", "，"


class TextWriter:
    """Builds a text and its blocks."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks so far."""
        return tuple(self._blocks)

    def heading(self, text: str, level: int) -> None:
        """Write a heading of a level from 1."""
        self._block(Block(BlockKind.HEADING, *self._write(text, tight=False), level=level))

    def paragraph(self, text: str, *, tight: bool = False) -> None:
        """Write a paragraph, without a blank line before it if it is ``tight``."""
        self._block(Block(BlockKind.PARAGRAPH, *self._write(text, tight=tight)))

    def item(self, text: str, label: str = "") -> None:
        """Write a list item; ``label`` is the number or bullet that ``text`` begins with."""
        self._block(Block(BlockKind.ITEM, *self._write(text, tight=True), label=label))

    def record(self, cells: Sequence[tuple[str, str]], *, key: int | None = None, total: bool = False) -> None:
        """Write a table row on one line, each value with the name of its column.

        The value of a column without a name is written alone; an empty cell is not written, but keeps its column.
        """
        self._cells(BlockKind.RECORD, cells, COMMA, key, total=total)

    def entry(self, question: tuple[str, str], answer: tuple[str, str], *others: tuple[str, str]) -> None:
        """Write a question with its answer beneath it, each as ``(name, text)``: ``("問", "幾點開門？")``.

        ``others`` are the other cells of the entry: its number, its category.
        """
        self._cells(BlockKind.ENTRY, (question, answer, *others), "\n", 0, total=False)

    def _cells(
        self, kind: BlockKind, cells: Sequence[tuple[str, str]], separator: str, key: int | None, *, total: bool
    ) -> None:
        line, spans = "", []
        for name, value in cells:
            if value:
                line += (separator if line else "") + (f"{name}{COLON}" if name else "")
            spans.append((name, len(line), len(line) + len(value)))
            line += value
        start, end = self._write(line, tight=kind is BlockKind.RECORD)
        placed = tuple(Cell(name, start + first, start + last) for name, first, last in spans)
        self._block(Block(kind, start, end, cells=placed, key=key, total=total))

    def _write(self, text: str, *, tight: bool) -> tuple[int, int]:
        """Append a text to what was written before, and return its span."""
        if self._parts:
            between = "\n" if tight else "\n\n"
            self._parts.append(between)
            self._length += len(between)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start, self._length

    def _block(self, block: Block) -> None:
        if block.end > block.start:
            self._blocks.append(block)
