"""Presentations, slide by slide with their notes. Only this module imports python-pptx."""

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from embeddings.article import RawArticle
from embeddings.formats.containers import open_container
from embeddings.formats.failures import empty, reading
from embeddings.formats.grid import Grid, write_grid
from embeddings.formats.ooxml import plain_package
from embeddings.formats.title import first_line_title, given_title
from embeddings.formats.writer import TextWriter

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.table import Table


def read_pptx(data: bytes, name: str, origin: str) -> tuple[RawArticle, ...]:
    """Return a presentation as one article: slide by slide, each with its notes."""
    with reading(name, "PowerPoint"):
        import pptx

        presentation = pptx.Presentation(plain_package(open_container(data, name, "PowerPoint"), data))
        writer = TextWriter()
        for slide in presentation.slides:
            _write_slide(writer, slide)
        title = given_title(presentation.core_properties.title, name)
    if not writer.text.strip():
        raise empty(name)
    title = title or first_line_title(writer.text) or PurePath(name).stem
    return (RawArticle(origin, title, writer.text, blocks=writer.blocks),)


def _write_slide(writer: TextWriter, slide: "Slide") -> None:
    """Write a slide: its title, its contents, and its notes."""
    title = slide.shapes.title
    shapes = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    if title is not None and title.has_text_frame and _lines(title.text_frame.text):
        writer.heading(" ".join(_lines(title.text_frame.text)), 2)
    for part in _parts_of_shapes(shapes):
        if isinstance(part, str):
            writer.paragraph(part, tight=True)
        else:
            write_grid(writer, part)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for line in _lines(slide.notes_slide.notes_text_frame.text):
            writer.paragraph(line, tight=True)


def _parts_of_shapes(shapes: Iterable["BaseShape"]) -> Iterator[str | Grid]:
    """Yield the lines and tables of shapes, including grouped ones."""
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.shapes.group import GroupShape

    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _parts_of_shapes(shape.shapes)
        elif isinstance(shape, GraphicFrame) and shape.has_table:
            yield _grid(shape.table)
        elif shape.has_text_frame and not _is_slide_furniture(shape):
            yield from _lines(shape.text_frame.text)  # type: ignore[attr-defined]  # typed on the subclasses alone


def _is_slide_furniture(shape: "BaseShape") -> bool:
    """Return whether a shape repeats on every slide: slide number, date, header or footer."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    furniture = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER)
    return shape.is_placeholder and shape.placeholder_format.type in furniture


def _lines(text: str) -> list[str]:
    """Return the non-empty lines of a text frame."""
    return [line.strip() for line in text.replace("\v", "\n").split("\n") if line.strip()]


def _grid(table: "Table") -> Grid:
    """Return the cells of a table, merged ones repeated."""
    grid: Grid = []
    merged: list[tuple[int, int, str]] = []
    for row, cells in enumerate(table.rows):
        grid.append([])
        for column, cell in enumerate(cells.cells):
            grid[row].append(cell.text)
            if cell.is_merge_origin:
                merged += [
                    (row + down, column + across, cell.text)
                    for down in range(cell.span_height)
                    for across in range(cell.span_width)
                ]
    for row, column, text in merged:
        grid[row][column] = text
    return grid
