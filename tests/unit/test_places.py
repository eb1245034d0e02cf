"""What is told of where things lie: names, and no path of this machine."""

from pathlib import Path

import pytest

from ui.places import named, without_paths


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("articles/公告/甲.txt", "articles/公告/甲.txt"),
        ("upload/2/甲.jsonl#3", "upload/2/甲.jsonl#3"),
        ("/home/someone/甲.jsonl#3", "甲.jsonl#3"),
        ("C:/Users/someone/甲.txt", "甲.txt"),
        ("//server/share/甲.txt", "甲.txt"),
    ],
)
def test_a_path_is_told_by_its_last_name_and_any_other_origin_as_it_is(origin, name):
    assert named(origin) == name


def test_what_lies_in_a_folder_is_named_from_that_on(tmp_path):
    linked = tmp_path / "link"
    (tmp_path / "data").mkdir()
    linked.symlink_to(tmp_path / "data")
    message = f"「{tmp_path}/data/collection.sqlite」與「{linked}/builds」都在 {tmp_path}/data。"
    assert without_paths(message, linked) == "「data/collection.sqlite」與「data/builds」都在 data。"
    assert without_paths("見 /docs。", Path("/")) == "見 /docs。"
