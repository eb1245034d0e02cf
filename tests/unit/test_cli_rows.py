"""What ``qa add`` tells of files, row by row, and what a program is told of a rebuild."""

import json
from types import SimpleNamespace

import pytest

from embeddings.collection.records import StoreOutcome
from embeddings.formats.load import Refusal
from qa.golden import Counted
from ui.cli.articles import rows_of
from ui.cli.builds import tell_program
from ui.intake import Intake, Taken
from ui.rebuild import Rebuilt
from ui.settings import Settings


def taken(origin, outcome=StoreOutcome.ADDED, *, same_as=None):
    return Taken("0123456789ab", "公告", origin, outcome, same_as)


@pytest.mark.parametrize(
    ("one", "row"),
    [
        (taken("articles/深/甲.txt"), ("已加入", "0123456789ab", "公告", "甲.txt")),
        (taken("/home/someone/甲.txt", StoreOutcome.CHANGED), ("已更新", "0123456789ab", "公告", "甲.txt")),
        (taken("甲.txt", StoreOutcome.UNCHANGED), ("沒有變動", "0123456789ab", "公告", "甲.txt")),
        (
            taken("乙.txt", same_as="upload/甲.txt"),
            ("已加入（重複）", "0123456789ab", "公告（與「甲.txt」相同）", "乙.txt"),
        ),
    ],
)
def test_a_file_that_was_taken_is_told_by_its_result_id_title_and_name(one, row):
    assert rows_of(Intake((one,), ())) == [row]


def test_what_was_refused_stands_behind_what_was_taken_with_its_reason():
    intake = Intake(
        (taken("upload/甲.jsonl#1"),), (Refusal("upload/甲.jsonl", "第 2 行壞了。"), Refusal("圖.png", "不能讀。"))
    )
    assert [(result, reason) for result, _, reason, _ in rows_of(intake)[1:]] == [
        ("部分略過", "第 2 行壞了。"),
        ("未加入", "不能讀。"),
    ]


def rebuilt(**changes):
    told = {"manifest": SimpleNamespace(id="b-1"), "changed": True, "problems": (), "golden": None}
    return Rebuilt(**told | changes)


@pytest.mark.parametrize(
    ("done", "line"),
    [
        (rebuilt(), {"build": "b-1", "changed": True, "problems": []}),
        (rebuilt(changed=False), {"build": "b-1", "changed": False, "problems": []}),
        (
            rebuilt(problems=(Refusal("甲.txt", "「甲.txt」沒有文字；請補上。"),)),
            {"build": "b-1", "changed": True, "problems": ["「甲.txt」沒有文字；請補上。"]},
        ),
        (
            rebuilt(golden=Counted(90, 93)),
            {
                "build": "b-1",
                "changed": True,
                "problems": [],
                "message": "黃金題 93 題，其中 90 題列入比較。",
            },
        ),
    ],
    ids=["a new build", "the same build", "a file that was not read", "golden questions"],
)
def test_a_program_is_told_of_a_rebuild_in_one_line_of_json(tmp_path, capsys, done, line):
    tell_program(Settings(data_dir=tmp_path), done)
    assert [json.loads(one) for one in capsys.readouterr().out.splitlines()] == [line]


def test_a_program_is_told_of_words_that_cannot_be_used(tmp_path, capsys):
    settings = Settings(data_dir=tmp_path)
    settings.synonyms_path.write_text("門票\n", encoding="utf-8")
    tell_program(settings, rebuilt())
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert "第 1 行只有一個詞" in problem
