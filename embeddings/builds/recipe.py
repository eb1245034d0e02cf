"""The recipe of builds: the encoder and chunker that they are made with, and must be opened with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from embeddings.article import Article, Passage
from embeddings.chunk import CHUNKER, chunk
from embeddings.encoders.protocol import Encoder
from embeddings.index.embedded import EmbeddedEngine
from embeddings.index.store import Engine


@dataclass(frozen=True, slots=True)
class Recipe:
    """What builds are made with. ``chunk(article, first_id)`` returns passages; ``chunker`` is its name and version.

    ``workers`` is the number of processes that encode a large build; 0 for an encoder with threads of its own.
    ``engine`` stores the passages.
    """

    encoder: Encoder
    workers: int = 0
    chunk: Callable[[Article, int], list[Passage]] = chunk
    chunker: str = CHUNKER
    engine: Engine = field(default_factory=EmbeddedEngine)
