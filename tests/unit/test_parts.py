"""A build whose folder lacks a part is told by name."""

import shutil

import pytest

from embeddings.errors import BuildError
from embeddings.index.parts import ARTICLES, POSTINGS, VECTORS
from tests.fakes.collection import published


@pytest.mark.parametrize("part", [ARTICLES, POSTINGS, VECTORS])
def test_a_build_without_one_of_its_parts_is_refused_by_name(tmp_path, part):
    builds, made = published(tmp_path)
    lost = tmp_path / made.id / part
    shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    with pytest.raises(BuildError, match=made.id):
        builds.open(made.id, thorough=True)
