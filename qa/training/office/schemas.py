"""Which tables there are: whose they are, what their rows are called, and what their columns say.

They are listed in ``schemas.txt``, which says how a line is written.
"""

from dataclasses import dataclass

from qa.training.office.lists import read_lines


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it may be called, what stands in it, and how it is asked for."""

    names: tuple[str, ...]
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A kind of table."""

    domain: str
    organisations: tuple[str, ...]
    titles: tuple[str, ...]
    families: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    row: str
    columns: tuple[Column, ...]


def read_schema(line: str) -> Schema:
    """Return the table that a line tells of; raise ``ValueError`` if it lacks a part."""
    parts = [part.strip() for part in line.split("|")]
    domain, organisations, titles, families, keys, row, *columns = parts
    names = tuple(tuple(one.split("/")) for one in keys.split("*")) if families != "-" else ()
    kinds = tuple(families.split("*")) if families != "-" else ()
    return Schema(
        domain, tuple(organisations.split()), tuple(titles.split("/")), kinds, names, row, tuple(map(_column, columns))
    )


def _column(text: str) -> Column:
    names, value, kind = text.split(":")
    return Column(tuple(names.split("/")), value, kind)


SCHEMAS = tuple(map(read_schema, read_lines("schemas.txt")))
