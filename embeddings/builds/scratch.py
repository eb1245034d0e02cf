"""A build in a temporary folder, of articles outside any collection: for evaluation and training."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.builds.make import Articles, build
from embeddings.builds.opened import OpenBuild
from embeddings.builds.publish import Builds
from embeddings.builds.recipe import Recipe
from embeddings.encoders.protocol import Encoder


@contextmanager
def scratch_build(articles: Articles, encoder: Encoder) -> Iterator[OpenBuild]:
    """Yield an opened build of the articles; it is closed and removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        builds = Builds(Path(folder), Recipe(encoder))
        opened = builds.open(build(articles, builds).id)
        try:
            yield opened
        finally:
            opened.close()
