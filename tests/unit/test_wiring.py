"""The composition root: what it opens fits together, wherever the passages are stored."""

import pytest

from embeddings.encoders.static import StaticEncoder
from tests.fakes.services import tiny_settings
from ui.wiring import open_builds, open_tombstones


@pytest.mark.parametrize("store", [None, "milvus://127.0.0.1:1/qa"], ids=["files", "milvus"])
def test_what_the_command_line_hides_is_hidden_in_the_builds(tmp_path, store):
    settings = tiny_settings(tmp_path, store=store)
    builds = open_builds(settings, StaticEncoder.from_folder(tmp_path / "encoder"))
    open_tombstones(settings).hide(["gone"])
    assert builds.tombstones.ids() == {"gone"}
